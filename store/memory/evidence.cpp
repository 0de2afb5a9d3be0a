#include "store/memory/evidence.h"

#include "core/text.h"
#include "store/memory/people.h"

#include <algorithm>

namespace ticketd::store::memory {

namespace {

bool is_party(const core::Ticket& ticket, const std::string& address) {
  const auto same = [&](const std::string& other) { return core::equal_ignoring_case(address, other); };
  return same(ticket.requester.address) || same(ticket.reply_to) ||
         std::any_of(ticket.participants.begin(), ticket.participants.end(),
                     [&](const auto& one) { return same(one.address.address); });
}

}  // namespace

Result<std::vector<Reference>> Evidence::references_to(const std::string& message_id) {
  const auto found = all_.references.find(message_id);
  if (found == all_.references.end()) return std::vector<Reference>{};
  auto references = found->second;
  for (auto& [sighting, alias] : references) {
    if (sighting.entry) {
      const auto& entry = all_.entries.at(*sighting.entry);
      sighting.visibility = entry.visibility;
      sighting.forward = entry.is_forward ? std::optional(entry.id) : entry.forward;
    }
    if (sighting.outbox) {
      const auto& letter = all_.outbox.at(*sighting.outbox).letter;
      sighting.recipient = letter.to.address;
      sighting.letter = letter.kind;
    }
  }
  return references;
}

Result<std::optional<core::TicketContext>> Evidence::context(core::TicketId id, core::Time now) {
  const auto found = all_.tickets.find(id);
  if (found == all_.tickets.end()) return std::nullopt;
  const auto yesterday = now - std::chrono::days(1);
  core::TicketContext context{.ticket = found->second, .thread = thread(id)};
  context.customer = customer_of(all_, found->second.requester.address);
  if (const auto* newest = newest_of_customers(id)) {
    context.customer_text = newest->full_text.empty() ? newest->text : newest->full_text;
    context.customer_entry = newest->id;
  }
  for (const auto& [entry, forward] : all_.forwards)
    if (forward.ticket == id) context.forwards.push_back(forward);
  for (const auto& [number, item] : all_.outbox)
    if (core::is_counted(item.letter) && item.created_at > yesterday) {
      if (item.ticket == id) ++context.automatic_today;
      if (is_party(found->second, item.letter.to.address))
        ++context.automatic.to[core::ascii_lower(item.letter.to.address)];
    }
  const auto [first, last] = all_.reopenings.equal_range(id);
  for (auto at = first; at != last; ++at)
    if (at->second > yesterday) ++context.reopens_today;
  for (const auto& [number, other] : all_.tickets)
    for (const auto& link : other.links)
      if (link == core::Link{core::LinkKind::follow_up_of, id})
        context.follow_ups.insert(context.follow_ups.begin(), number);
  if (context.follow_ups.size() > most_follow_ups) context.follow_ups.resize(most_follow_ups);
  return context;
}

std::vector<core::ThreadMail> Evidence::thread(core::TicketId ticket) const {
  using Key = std::tuple<core::Time, bool, std::int64_t>;
  std::map<Key, core::ThreadMail> mails;
  for (const auto& [id, entry] : all_.entries)
    if (entry.ticket == ticket && !entry.message_id.empty())
      mails[Key(entry.created_at, false, id.value)] = {entry.message_id, entry.author.address.address, false,
                                                       entry.outlook};
  for (const auto& [id, item] : all_.outbox)
    if (item.ticket == ticket && !item.letter.message_id.empty())
      mails[Key(item.created_at, true, id.value)] = {
          item.letter.message_id, item.letter.to.address, true, {}};

  std::vector<core::ThreadMail> thread;
  for (auto& [key, mail] : mails) thread.push_back(std::move(mail));
  if (thread.size() > first_thread_mails + last_thread_mails)
    thread.erase(thread.begin() + first_thread_mails,
                 thread.end() - static_cast<std::ptrdiff_t>(last_thread_mails));
  return thread;
}

const core::Entry* Evidence::newest_of_customers(core::TicketId ticket) const {
  const core::Entry* newest = nullptr;
  for (const auto& [id, entry] : all_.entries)
    if (entry.ticket == ticket && entry.visibility == core::Visibility::public_ &&
        (entry.author.role == core::Role::requester || entry.author.role == core::Role::cc))
      newest = &entry;
  return newest;
}

Result<std::optional<core::Entry>> Evidence::entry(core::EntryId id) {
  const auto found = all_.entries.find(id);
  if (found == all_.entries.end()) return std::nullopt;
  return found->second;
}

Result<std::optional<core::OutboxItem>> Evidence::outbox_item(core::OutboxId id) {
  const auto found = all_.outbox.find(id);
  if (found == all_.outbox.end()) return std::nullopt;
  auto item = found->second;
  item.letter.variables.clear();
  item.recipient = address_state(all_, item.letter.to.address);
  return item;
}

Result<std::optional<core::Confirmation>> Evidence::confirmation(std::int64_t id, core::Time now) {
  const auto found = all_.confirmations.find(id);
  if (found == all_.confirmations.end() || found->second.taken || found->second.confirmation.expires <= now)
    return std::nullopt;
  return found->second.confirmation;
}

Result<std::optional<core::Trace>> Evidence::same_content(const core::ThreadQuery& query) {
  for (const auto& [key, settled] : all_.settled) {
    if (settled.content_hash != query.content_hash || settled.message_id != query.message_id) continue;
    if (!query.message_id.empty()) return settled.trace;
    if (!settled.trace.entry || all_.mails.at(key).incoming->received <= query.now - duplicate_window)
      continue;
    const auto& author = all_.entries.at(*settled.trace.entry).author.address.address;
    if (core::equal_ignoring_case(author, query.author)) return settled.trace;
  }
  return std::nullopt;
}

Result<std::optional<core::Trace>> Evidence::same_seal(const std::vector<std::string>& seals,
                                                       core::Time since) {
  for (const auto& seal : seals)
    if (const auto known = all_.agent_mails.find(seal);
        known != all_.agent_mails.end() && known->second.at > since)
      if (const auto settled = all_.settled.find(known->second.mail); settled != all_.settled.end())
        return settled->second.trace;
  return std::nullopt;
}

Result<std::vector<core::Event>> Evidence::events(core::TicketId ticket, core::Time since) {
  std::vector<core::Event> events;
  for (const auto& event : all_.events)
    if (event.ticket == ticket && event.at >= since) events.push_back(event);
  return events;
}

Result<bool> Evidence::is_settled(const std::string& message_id) {
  return std::any_of(all_.settled.begin(), all_.settled.end(),
                     [&](const auto& one) { return one.second.message_id == message_id; });
}

Result<core::Customer> Evidence::customer(const std::string& address) { return customer_of(all_, address); }

Result<core::DeskState> Evidence::desk_state() { return memory::desk_state(all_); }

Result<AutomaticCounts> Evidence::automatic_counts(const std::string& author, core::Time now) {
  AutomaticCounts counts;
  for (const auto& [id, item] : all_.outbox) {
    const auto age = now - item.created_at;
    if (core::is_automatic(item.letter) && age < std::chrono::minutes(1)) ++counts.automatic_last_minute;
    if (!core::equal_ignoring_case(item.letter.to.address, author)) continue;
    if (core::is_counted(item.letter) && age < std::chrono::days(1)) ++counts.counted_last_day;
    if (item.letter.kind != core::LetterKind::acknowledgement) continue;
    if (age < std::chrono::hours(1)) ++counts.acknowledged_last_hour;
    if (age < std::chrono::days(1)) ++counts.acknowledged_last_day;
  }
  return counts;
}

Result<bool> Evidence::is_marked(const std::string& address) {
  return address_state(all_, address).marked_at.has_value();
}

Result<core::FreshIds> Evidence::fresh_ids() { return all_.fresh; }

Result<std::string> Evidence::last_agent_of(const std::string& requester) {
  std::string last;
  for (const auto& [id, ticket] : all_.tickets)
    if (core::equal_ignoring_case(ticket.requester.address, requester) && !ticket.assignee.empty() &&
        ticket.state != core::State::spam && ticket.state != core::State::merged)
      last = ticket.assignee;
  return last;
}

}  // namespace ticketd::store::memory
