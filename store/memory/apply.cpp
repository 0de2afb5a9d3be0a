#include "core/message_id.h"
#include "core/text.h"
#include "store/memory/contents.h"
#include "store/memory/mails.h"
#include "store/memory/people.h"

#include <algorithm>

namespace ticketd::store::memory {
namespace {

namespace change = core::change;

/// A number that was given before: whoever asked for fresh ones shall ask again.
Result<> taken(std::string_view what, std::int64_t number) {
  return fail(core::ErrorKind::conflict, std::string(what) + " " + std::to_string(number) + " exists");
}

template <class Value>
void add_once(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

void add_once(std::vector<core::Participant>& participants, const core::Participant& one) {
  const auto same = [&](const auto& p) {
    return core::equal_ignoring_case(p.address.address, one.address.address);
  };
  if (std::none_of(participants.begin(), participants.end(), same)) participants.push_back(one);
}

class Applying {
 public:
  explicit Applying(Contents& contents) : all_(contents) {}

  Result<> operator()(const change::CreateTicket& c) {
    auto ticket = c.ticket;
    ticket.participants.clear();
    ticket.tags.clear();
    ticket.links.clear();
    for (const auto& participant : c.ticket.participants) add_once(ticket.participants, participant);
    for (const auto& tag : c.ticket.tags) add_once(ticket.tags, tag);
    for (const auto& link : c.ticket.links) add_once(ticket.links, link);
    if (!all_.tickets.try_emplace(ticket.id, std::move(ticket)).second)
      return taken("ticket", c.ticket.id.value);
    all_.fresh.ticket = std::max(all_.fresh.ticket, c.ticket.id.value + 1);
    return {};
  }

  Result<> operator()(const change::AddEntry& c) {
    const auto& e = c.entry;
    auto* ticket = find(e.ticket);
    if (!ticket) return unknown("ticket", e.ticket.value);
    if (e.mail && !all_.mails.contains(*e.mail)) return unknown("mail", e.mail->value);
    if (!all_.entries.try_emplace(e.id, e).second) return taken("entry", e.id.value);
    all_.fresh.entry = std::max(all_.fresh.entry, e.id.value + 1);
    refer(e.message_id, {.ticket = e.ticket, .how = core::SightingHow::has, .entry = e.id});
    forget_alias(core::message_id_key(e.message_id));
    for (const auto& id : c.cites) refer(id, {.ticket = e.ticket, .how = core::SightingHow::cites});
    ticket->updated_at = std::max(ticket->updated_at, e.created_at);
    if (!c.interaction) return {};
    ++ticket->interactions;
    ticket->last_interaction = std::max(ticket->last_interaction, e.created_at);
    return {};
  }

  Result<> operator()(const change::SetState& c) {
    auto* ticket = find(c.ticket);
    if (!ticket) return unknown("ticket", c.ticket.value);
    core::enter_state(*ticket, c.to, c.resolution, c.at);
    ticket->updated_at = std::max(ticket->updated_at, c.at);
    if (c.reopens) {
      ++ticket->reopened;
      all_.reopenings.emplace(c.ticket, c.at);
    }
    return {};
  }

  Result<> operator()(const change::SetAssignee& c) {
    if (!c.group.empty() && !c.agent.empty()) all_.last_assigned[c.group] = c.agent;
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.assignee = c.agent; });
  }
  Result<> operator()(const change::SetGroup& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.group = c.group; });
  }
  Result<> operator()(const change::SetPriority& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.priority = c.priority; });
  }
  Result<> operator()(const change::SetReplyTo& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.reply_to = c.address; });
  }
  Result<> operator()(const change::SetClocks& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.clocks = c.clocks; });
  }
  Result<> operator()(const change::SetSurvey& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.survey = c.survey; });
  }
  Result<> operator()(const change::SetField& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) {
      if (c.value.empty())
        ticket.fields.erase(c.name);
      else
        ticket.fields[c.name] = c.value;
    });
  }
  Result<> operator()(const change::AddTag& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { add_once(ticket.tags, c.tag); });
  }
  Result<> operator()(const change::RemoveTag& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { std::erase(ticket.tags, c.tag); });
  }
  Result<> operator()(const change::AddParticipant& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { add_once(ticket.participants, c.participant); });
  }
  Result<> operator()(const change::RemoveParticipant& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) {
      std::erase_if(ticket.participants,
                    [&](const auto& p) { return core::equal_ignoring_case(p.address.address, c.address); });
    });
  }
  Result<> operator()(const change::RemoveLink& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { std::erase(ticket.links, c.link); });
  }
  Result<> operator()(const change::AddLink& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { add_once(ticket.links, c.link); });
  }

  Result<> operator()(const change::MoveEntries& c) {
    auto* from = find(c.from);
    auto* to = find(c.to);
    if (!from || !to) return unknown("ticket", from ? c.to.value : c.from.value);
    const auto move = [&](auto& values) {
      for (auto& [id, value] : values)
        if (value.ticket == c.from) value.ticket = c.to;
    };
    for (const auto& [id, entry] : all_.entries)
      if (entry.ticket == c.from) all_.merged_from[id] = c.from;
    move(all_.entries);
    move(all_.forwards);
    move(all_.outbox);
    to->interactions += std::exchange(from->interactions, 0);
    to->last_interaction = std::max(to->last_interaction, from->last_interaction);
    return {};
  }

  Result<> operator()(const change::MoveEntriesBack& c) {
    auto* from = find(c.from);
    auto* to = find(c.to);
    if (!from || !to) return unknown("ticket", from ? c.to.value : c.from.value);
    int moved = 0;
    for (auto& [id, entry] : all_.entries) {
      const auto origin = all_.merged_from.find(id);
      if (entry.ticket != c.from || origin == all_.merged_from.end() || origin->second != c.to) continue;
      entry.ticket = c.to;
      all_.merged_from.erase(origin);
      moved += entry.visibility == core::Visibility::public_ ? 1 : 0;
      if (const auto forward = all_.forwards.find(id); forward != all_.forwards.end())
        forward->second.ticket = c.to;
      for (auto& [number, item] : all_.outbox)
        if (item.entry == id) item.ticket = c.to;
    }
    from->interactions -= moved;
    to->interactions = moved;
    return {};
  }

  Result<> operator()(const change::MoveEntry& c) {
    const auto entry = all_.entries.find(c.entry);
    auto* from = find(c.from);
    auto* to = find(c.to);
    if (!from || !to) return unknown("ticket", from ? c.to.value : c.from.value);
    if (entry == all_.entries.end() || entry->second.ticket != c.from) return unknown("entry", c.entry.value);
    entry->second.ticket = c.to;
    if (entry->second.visibility == core::Visibility::public_) {
      from->interactions = std::max(0, from->interactions - 1);
      ++to->interactions;
    }
    for (auto& [id, known] : all_.references)
      for (auto& reference : known)
        if (reference.sighting.entry == c.entry && reference.sighting.how == core::SightingHow::has)
          reference.sighting.ticket = c.to;
    for (auto& [id, item] : all_.outbox)
      if (item.entry == c.entry) item.entry.reset();
    return {};
  }

  Result<> operator()(const change::Snooze& c) {
    return edit(c.ticket, [&](core::Ticket& ticket) { ticket.snoozed_until = c.until; });
  }

  Result<> operator()(const change::EraseTicket& c) {
    if (!find(c.ticket)) return unknown("ticket", c.ticket.value);
    for (const auto& [id, item] : all_.outbox)
      if (item.ticket == c.ticket && item.state == core::SendState::sending)
        return fail(core::ErrorKind::conflict, "a mail of the ticket is being sent");
    std::vector<core::TicketId> merged;
    for (auto& [id, ticket] : all_.tickets)
      for (const auto& link : ticket.links)
        if (link == core::Link{core::LinkKind::merged_into, c.ticket}) merged.push_back(id);
    for (auto& [id, ticket] : all_.tickets)
      std::erase_if(ticket.links, [&](const core::Link& link) { return link.ticket == c.ticket; });
    find(c.ticket)->links.clear();  // so that even a circle has an end
    for (const auto one : merged)
      if (auto done = (*this)(change::EraseTicket{one}); !done) return done;
    for (const auto& [id, entry] : all_.entries)
      if (entry.ticket == c.ticket && entry.mail) empty_bytes(all_.mails.at(*entry.mail));
    const auto of_it = [&](const auto& row) { return row.second.ticket == c.ticket; };
    std::erase_if(all_.entries, of_it);
    std::erase_if(all_.forwards, of_it);
    std::erase_if(all_.outbox, of_it);
    std::erase_if(all_.confirmations,
                  [&](const auto& row) { return row.second.confirmation.ticket == c.ticket; });
    std::erase_if(all_.events, [&](const auto& event) { return event.ticket == c.ticket; });
    for (auto& [id, known] : all_.references)
      std::erase_if(known, [&](const auto& reference) { return reference.sighting.ticket == c.ticket; });
    all_.reopenings.erase(c.ticket);
    std::erase_if(all_.stars, [&](const auto& star) { return star.first == c.ticket; });
    all_.tickets.erase(c.ticket);
    return {};
  }

  Result<> operator()(const change::AddForward& c) {
    if (!find(c.forward.ticket)) return unknown("ticket", c.forward.ticket.value);
    if (!all_.entries.contains(c.forward.entry)) return unknown("entry", c.forward.entry.value);
    if (!all_.forwards.try_emplace(c.forward.entry, c.forward).second)
      return taken("forward", c.forward.entry.value);
    return {};
  }

  Result<> operator()(const change::LearnAlias& c) {
    if (!find(c.ticket)) return unknown("ticket", c.ticket.value);
    const auto key = core::message_id_key(c.message_id);
    if (key.empty()) return {};
    forget_alias(key);
    all_.references[key].push_back({{.ticket = c.ticket}, true});
    return {};
  }

  Result<> operator()(const change::RecordEvent& c) {
    all_.events.push_back(c.event);
    return edit(c.event.ticket,
                [&](core::Ticket& ticket) { ticket.updated_at = std::max(ticket.updated_at, c.event.at); });
  }

  Result<> operator()(const change::Enqueue& c) {
    const auto& item = c.item;
    if (item.ticket && !find(item.ticket)) return unknown("ticket", item.ticket.value);
    if (item.entry && !all_.entries.contains(*item.entry)) return unknown("entry", item.entry->value);
    if (!all_.outbox.try_emplace(item.id, item).second) return taken("mail of ours", item.id.value);
    all_.fresh.outbox = std::max(all_.fresh.outbox, item.id.value + 1);
    if (!item.ticket) return {};
    refer(item.letter.message_id,
          {.ticket = item.ticket, .how = core::SightingHow::ours, .entry = item.entry, .outbox = item.id});
    return {};
  }

  Result<> operator()(const change::SetDelivery& c) {
    const auto found = all_.outbox.find(c.outbox);
    if (found == all_.outbox.end()) return unknown("mail of ours", c.outbox.value);
    auto& item = found->second;
    item.state = c.state;
    item.attempts = c.attempts;
    item.next_at = c.next_at;
    item.last_error = c.last_error;
    item.late_told |= c.late_told;
    item.given_up = c.given_up;
    return {};
  }
  Result<> operator()(const change::Requeue& c) {
    const auto found = all_.outbox.find(c.outbox);
    if (found == all_.outbox.end()) return unknown("mail of ours", c.outbox.value);
    auto& item = found->second;
    item.state = core::SendState::queued;
    item.attempts = 0;
    item.next_at = item.queued_at = c.now;
    item.late_told = item.given_up = false;
    return {};
  }
  Result<> operator()(const change::SetAddressState& c) {
    all_.addresses[core::ascii_lower(c.state.address)] = c.state;
    return {};
  }
  Result<> operator()(const change::ClearAddress& c) {
    all_.addresses.erase(core::ascii_lower(c.address));
    return {};
  }

  Result<> operator()(const change::AskConfirmation& c) {
    const auto id = c.confirmation.id;
    if (!find(c.confirmation.ticket)) return unknown("ticket", c.confirmation.ticket.value);
    if (!all_.confirmations.try_emplace(id, Asked{c.confirmation, false}).second)
      return taken("confirmation", id);
    all_.fresh.confirmation = std::max(all_.fresh.confirmation, id + 1);
    return {};
  }
  Result<> operator()(const change::TakeConfirmation& c) {
    if (const auto found = all_.confirmations.find(c.id); found != all_.confirmations.end())
      found->second.taken = true;
    return {};
  }
  Result<> operator()(const change::SetAvailability& c) {
    if (c.available)
      all_.absent_agents.erase(c.agent);
    else
      all_.absent_agents[c.agent] = c.until;
    return {};
  }
  Result<> operator()(const change::CallWaiting& c) {
    std::map<std::string, std::size_t> called;  // by group, oldest tickets first
    for (auto& [id, ticket] : all_.tickets) {
      if (ticket.clocks.assign_by.empty()) continue;
      const bool wanted = std::find(c.groups.begin(), c.groups.end(), ticket.group) != c.groups.end();
      if (c.groups.empty() || (wanted && called[ticket.group]++ < c.most)) ticket.clocks.wake_at = c.at;
    }
    return {};
  }

  Result<> operator()(const change::SetStar& c) {
    if (!find(c.ticket)) return unknown("ticket", c.ticket.value);
    if (c.on)
      all_.stars.emplace(c.ticket, c.agent);
    else
      all_.stars.erase({c.ticket, c.agent});
    return {};
  }
  Result<> operator()(const change::MeetContact& c) { return meet(all_, c); }
  Result<> operator()(const change::SaveContact& c) { return save(all_, c.contact); }
  Result<> operator()(const change::RemoveContact& c) {
    if (all_.contacts.erase(c.contact) == 0) return unknown("contact", c.contact.value);
    return {};
  }
  Result<> operator()(const change::SaveCompany& c) { return save(all_, c.company); }
  Result<> operator()(const change::RemoveCompany& c) { return remove_company(all_, c.name); }
  Result<> operator()(const change::AddToken& c) { return add(all_, c.token); }
  Result<> operator()(const change::UseToken& c) { return use(all_, c); }
  Result<> operator()(const change::RevokeToken& c) {
    all_.tokens.erase(c.name);
    return {};
  }

  Result<> operator()(const change::Settle& c) { return settle(all_, c); }
  Result<> operator()(const change::KnowSeals& c) { return know_seals(all_, c); }
  Result<> operator()(const change::Quarantine& c) { return quarantine(all_, c); }
  Result<> operator()(const change::ReleaseQuarantined& c) { return release(all_, c); }
  Result<> operator()(const change::DropQuarantined& c) { return drop(all_, c); }

 private:
  core::Ticket* find(core::TicketId id) {
    const auto found = all_.tickets.find(id);
    return found == all_.tickets.end() ? nullptr : &found->second;
  }

  template <class Edit>
  Result<> edit(core::TicketId id, Edit with) {
    auto* ticket = find(id);
    if (!ticket) return unknown("ticket", id.value);
    with(*ticket);
    return {};
  }

  /// The first entry that has an id, or cites it, of each ticket is kept.
  void forget_alias(const std::string& key) {
    if (const auto known = all_.references.find(key); known != all_.references.end())
      std::erase_if(known->second, [](const auto& reference) { return reference.alias; });
  }
  void refer(std::string_view message_id, core::Sighting sighting) {
    const auto key = core::message_id_key(message_id);
    if (key.empty()) return;
    auto& known = all_.references[key];
    const auto same = [&](const Reference& reference) {
      return !reference.alias && reference.sighting.ticket == sighting.ticket &&
             reference.sighting.how == sighting.how;
    };
    if (std::any_of(known.begin(), known.end(), same)) return;
    known.push_back({std::move(sighting), false});
    std::stable_sort(known.begin(), known.end(),
                     [](const auto& a, const auto& b) { return a.sighting.ticket < b.sighting.ticket; });
  }

  Contents& all_;
};

}  // namespace

Result<> unknown(std::string_view what, std::int64_t number) {
  return fail(core::ErrorKind::internal, "no " + std::string(what) + " " + std::to_string(number));
}

Result<> apply(Contents& contents, const core::Change& change) {
  return std::visit(Applying(contents), change);
}

core::DeskState desk_state(const Contents& contents) {
  core::DeskState desk;
  desk.away = contents.absent_agents;
  for (const auto& [address, state] : contents.addresses)
    if (state.of_agent && state.marked_at) desk.unreachable.insert(address);
  desk.last_assigned = contents.last_assigned;
  for (const auto& [id, ticket] : contents.tickets)
    if (core::is_active(ticket.state) && !ticket.assignee.empty()) ++desk.open_tickets[ticket.assignee];
  return desk;
}

core::AddressState address_state(const Contents& contents, const std::string& address) {
  const auto found = contents.addresses.find(core::ascii_lower(address));
  auto state = found == contents.addresses.end() ? core::AddressState{} : found->second;
  state.address = address;
  return state;
}

}  // namespace ticketd::store::memory
