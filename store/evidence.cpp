#include "store/evidence.h"

#include "core/change.h"
#include "core/escalation.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace ticketd::store {
namespace {

// A hostile mail may cite or name anything: beyond these numbers nothing more is looked up.
constexpr std::size_t max_references = 100;
constexpr std::size_t max_sightings_of_one_id = 8;
constexpr std::size_t max_tickets = 40;

/// Only the strongest rows of an id count: ours before has before cites. What was learnt says where the id
/// leads, and is as good as having seen it on an entry.
std::vector<core::Sighting> strongest(std::vector<Reference> references) {
  const auto alias =
      std::find_if(references.begin(), references.end(), [](const auto& r) { return r.alias; });
  std::optional<core::Sighting> learnt;
  if (alias != references.end()) {
    learnt = alias->sighting;
    references.erase(alias);
  }

  auto best = learnt ? core::SightingHow::has : core::SightingHow::cites;
  for (const auto& reference : references) best = std::min(best, reference.sighting.how);
  std::vector<core::Sighting> sightings;
  for (auto& reference : references)
    if (reference.sighting.how == best && sightings.size() < max_sightings_of_one_id)
      sightings.push_back(std::move(reference.sighting));

  if (!learnt) return sightings;
  if (sightings.empty()) {
    learnt->how = core::SightingHow::has;
    return {std::move(*learnt)};
  }
  sightings.front().ticket = learnt->ticket;
  return {std::move(sightings.front())};
}

class Gathering {
 public:
  Gathering(EvidenceSource& source, const core::ThreadQuery& query) : source_(source), query_(query) {}

  Result<core::Evidence> evidence() {
    for (const auto step : {&Gathering::look_for_duplicates, &Gathering::look_up_references,
                            &Gathering::look_up_waiting, &Gathering::look_up_named, &Gathering::bring_tickets,
                            &Gathering::bring_other_sides, &Gathering::bring_entries,
                            &Gathering::bring_people, &Gathering::count, &Gathering::look_up_last_agents})
      if (auto done = (this->*step)(); !done) return fail(done);
    return std::move(evidence_);
  }

 private:
  Result<> look_for_duplicates() {
    if (!query_.content_hash.empty()) {
      auto same = source_.same_content(query_);
      if (!same) return fail(same);
      evidence_.duplicate_of = std::move(*same);
    }
    if (!query_.seals.empty()) {
      auto same = source_.same_seal(query_.seals, query_.now - core::seals_kept);
      if (!same) return fail(same);
      evidence_.replay_of = std::move(*same);
    }
    if (query_.message_id.empty()) return {};
    const auto known = source_.is_settled(query_.message_id);
    if (!known) return fail(known);
    evidence_.message_id_known = *known;
    return {};
  }

  Result<> look_up_references() {
    const auto count = std::min(query_.references.size(), max_references);
    for (std::size_t i = 0; i < count; ++i) {
      auto found = source_.references_to(query_.references[i]);
      if (!found) return fail(found);
      for (auto& sighting : strongest(std::move(*found))) {
        sighting.message_id = query_.references[i];
        want(sighting.ticket);
        evidence_.sightings.push_back(std::move(sighting));
      }
    }
    return {};
  }

  Result<> look_up_waiting() {
    if (query_.message_id.empty()) return {};
    auto found = source_.references_to(query_.message_id);
    if (!found) return fail(found);
    evidence_.message_id_known |= std::any_of(found->begin(), found->end(), [](const auto& reference) {
      return !reference.alias && reference.sighting.how != core::SightingHow::cites;
    });
    std::erase_if(*found, [](const auto& reference) {
      return !reference.alias && reference.sighting.how != core::SightingHow::cites;
    });
    for (auto& sighting : strongest(std::move(*found))) {
      sighting.message_id = query_.message_id;
      sighting.how = core::SightingHow::cites;
      want(sighting.ticket);
      evidence_.awaited_by.push_back(std::move(sighting));
    }
    return {};
  }

  Result<> look_up_named() {
    for (const auto ticket : query_.tickets) want(ticket);
    auto outbox = query_.outbox;
    for (const auto& sighting : evidence_.sightings)
      if (sighting.message_id == query_.bounced && sighting.outbox) outbox.push_back(*sighting.outbox);
    for (const auto id : outbox) {
      if (evidence_.outbox.size() == max_tickets) break;
      auto item = source_.outbox_item(id);
      if (!item) return fail(item);
      if (!*item) continue;
      want((*item)->ticket);
      evidence_.outbox.emplace(id, std::move(**item));
    }
    if (!query_.confirmation) return {};
    auto asked = source_.confirmation(*query_.confirmation, query_.now);
    if (!asked) return fail(asked);
    if (*asked) want((*asked)->ticket);
    if (*asked && (*asked)->entry) entries_.push_back(*(*asked)->entry);
    evidence_.confirmation = std::move(*asked);
    return {};
  }

  /// With the tickets that took their place: the keeper of a merge, and the follow-ups.
  Result<> bring_tickets() {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {  // grows
      auto context = source_.context(wanted_[i], query_.now);
      if (!context) return fail(context);
      if (!*context) continue;  // a number that somebody guessed
      if (const auto kept = keeper((*context)->ticket)) want(*kept);
      for (const auto next : (*context)->follow_ups) want(next);
      if (query_.events_since) {
        auto events = source_.events(wanted_[i], *query_.events_since);
        if (!events) return fail(events);
        for (const auto& event : *events)
          if (event.kind == core::EventKind::merged) want(ticket_named(event.from));
        (*context)->recent = std::move(*events);
      }
      evidence_.tickets.emplace(wanted_[i], std::move(**context));
    }
    return {};
  }

  /// Of tickets that were escalated, and of escalations; over any number of merges.
  Result<> bring_other_sides() {
    for (auto& [id, context] : evidence_.tickets) {
      auto other = core::other_side(context.ticket);
      for (std::size_t hops = 0; other && hops < max_tickets; ++hops) {
        auto found = source_.context(*other, query_.now);
        if (!found) return fail(found);
        if (!*found) break;
        other = keeper((*found)->ticket);
        if (!other) context.across.push_back(std::move(**found));
      }
    }
    return {};
  }

  Result<> bring_entries() {
    auto entries = query_.entries;
    entries.insert(entries.end(), entries_.begin(), entries_.end());
    if (query_.customer_entries) {
      for (const auto& [id, context] : evidence_.tickets)
        if (context.customer_entry) entries.push_back(*context.customer_entry);
      for (const auto& sighting : evidence_.sightings)
        if (sighting.entry) entries.push_back(*sighting.entry);
    }
    for (const auto id : entries) {
      auto entry = source_.entry(id);
      if (!entry) return fail(entry);
      if (*entry) evidence_.entries.emplace(id, std::move(**entry));
    }
    return {};
  }

  Result<> bring_people() {
    for (const auto& address : query_.people) {
      auto customer = source_.customer(address);
      if (!customer) return fail(customer);
      evidence_.customers.emplace(core::ascii_lower(address), std::move(*customer));
    }
    return {};
  }

  Result<> count() {
    auto desk = source_.desk_state();
    if (!desk) return fail(desk);
    evidence_.desk = std::move(*desk);
    const auto counts = source_.automatic_counts(query_.author, query_.now);
    if (!counts) return fail(counts);
    evidence_.acknowledged_last_hour = counts->acknowledged_last_hour;
    evidence_.acknowledged_last_day = counts->acknowledged_last_day;
    evidence_.automatic.last_minute = counts->automatic_last_minute;
    const auto author = core::ascii_lower(query_.author);
    if (!author.empty()) evidence_.automatic.to[author] = counts->counted_last_day;
    for (auto& [ticket, context] : evidence_.tickets) {
      context.automatic.last_minute = counts->automatic_last_minute;
      if (!author.empty()) context.automatic.to[author] = counts->counted_last_day;
      for (auto& other : context.across) other.automatic.last_minute = counts->automatic_last_minute;
    }
    const auto marked = source_.is_marked(query_.author);
    if (!marked) return fail(marked);
    evidence_.author_marked = *marked;
    const auto fresh = source_.fresh_ids();
    if (!fresh) return fail(fresh);
    evidence_.fresh = *fresh;
    return {};
  }

  Result<> look_up_last_agents() {
    if (!query_.last_agents) return {};
    std::set<std::string> requesters{core::ascii_lower(query_.author), core::ascii_lower(query_.requester)};
    for (const auto& [id, context] : evidence_.tickets)
      requesters.insert(core::ascii_lower(context.ticket.requester.address));
    requesters.erase(std::string{});
    for (const auto& requester : requesters) {
      auto agent = source_.last_agent_of(requester);
      if (!agent) return fail(agent);
      if (!agent->empty()) evidence_.desk.last_agent.emplace(requester, std::move(*agent));
    }
    return {};
  }

  static core::TicketId ticket_named(const std::string& number) {
    core::TicketId ticket;
    std::from_chars(number.data(), number.data() + number.size(), ticket.value);
    return ticket;
  }

  static std::optional<core::TicketId> keeper(const core::Ticket& ticket) {
    if (ticket.state != core::State::merged) return std::nullopt;
    for (const auto& link : ticket.links)
      if (link.kind == core::LinkKind::merged_into) return link.ticket;
    return std::nullopt;
  }

  void want(core::TicketId ticket) {
    if (ticket && wanted_.size() < max_tickets &&
        std::find(wanted_.begin(), wanted_.end(), ticket) == wanted_.end())
      wanted_.push_back(ticket);
  }

  EvidenceSource& source_;
  const core::ThreadQuery& query_;
  core::Evidence evidence_;
  std::vector<core::TicketId> wanted_;
  std::vector<core::EntryId> entries_;
};

}  // namespace

Result<core::Evidence> gather_evidence(EvidenceSource& source, const core::ThreadQuery& query) {
  return Gathering(source, query).evidence();
}

}  // namespace ticketd::store
