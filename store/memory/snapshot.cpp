#include "store/memory/snapshot.h"

#include "core/author_name.h"
#include "core/message_id.h"
#include "core/search_words.h"
#include "core/text.h"
#include "store/memory/people.h"
#include "store/searched_text.h"

#include <algorithm>
#include <set>

namespace ticketd::store::memory {
namespace {

template <class Value>
bool is_one_of(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_or_any(const std::string& wanted, const std::string& value) {
  return wanted.empty() || wanted == value;
}

core::IncomingMail without_large_bytes(const StoredMail& mail) {
  auto incoming = *mail.incoming;
  if (incoming.bytes.size() <= largest_row) return incoming;
  incoming.stored = core::StoredBytes{.digest = mail.digest, .size = incoming.bytes.size()};
  std::string().swap(incoming.bytes);
  return incoming;
}

}  // namespace

Result<std::optional<TicketView>> Snapshot::ticket(core::TicketId id) {
  const auto found = all_->tickets.find(id);
  if (found == all_->tickets.end()) return std::nullopt;
  TicketView view{.ticket = found->second};
  for (const auto& [number, entry] : all_->entries)
    if (entry.ticket == id) view.entries.push_back({entry, {}});
  std::stable_sort(view.entries.begin(), view.entries.end(),
                   [](const auto& a, const auto& b) { return a.entry.created_at < b.entry.created_at; });
  for (const auto& [number, item] : all_->outbox)
    for (auto& [entry, sent_to] : view.entries)
      if (item.entry == entry.id)
        sent_to.push_back({item.id, item.letter.to.address, item.letter.message_id, item.letter.kind,
                           item.state, item.attempts, item.last_error});
  for (const auto& event : all_->events)
    if (event.ticket == id) view.events.push_back(event);
  if (const auto* contact = contact_of(*all_, found->second.requester.address)) view.contact = *contact;
  if (const auto* company = view.contact ? company_named(*all_, view.contact->company) : nullptr)
    view.company = *company;
  for (const auto& [ticket, agent] : all_->stars)
    if (ticket == id) view.starred_by.push_back(agent);
  for (const auto& [address, state] : all_->addresses)
    if (state.marked_at && std::any_of(all_->outbox.begin(), all_->outbox.end(), [&](const auto& one) {
          return one.second.ticket == id && core::equal_ignoring_case(one.second.letter.to.address, address);
        }))
      view.undeliverable.push_back(state);
  return view;
}

Result<std::vector<core::Ticket>> Snapshot::tickets(const TicketQuery& query) {
  std::vector<core::Ticket> tickets;
  for (const auto& [id, ticket] : all_->tickets) {
    if (query.limit && tickets.size() == *query.limit) break;
    if (matches(ticket, query)) tickets.push_back(ticket);
  }
  return tickets;
}

bool Snapshot::matches(const core::Ticket& ticket, const TicketQuery& query) const {
  return (!query.after || ticket.id > *query.after) &&
         (query.states.empty() || is_one_of(query.states, ticket.state)) &&
         (!query.assigned || *query.assigned != ticket.assignee.empty()) &&
         is_or_any(query.assignee, ticket.assignee) && is_or_any(query.group, ticket.group) &&
         is_or_any(query.mailbox, ticket.mailbox) && is_or_any(query.channel, ticket.channel) &&
         (query.requester.empty() || core::equal_ignoring_case(query.requester, ticket.requester.address)) &&
         (query.tag.empty() || is_one_of(ticket.tags, query.tag)) &&
         (!query.priority || *query.priority == ticket.priority) && (!query.id || *query.id == ticket.id) &&
         (!query.created_from || ticket.created_at >= *query.created_from) &&
         (!query.created_before || ticket.created_at < *query.created_before) &&
         memory::contains(ticket.subject, query.subject) &&
         (!query.starred_by || all_->stars.contains({ticket.id, *query.starred_by})) &&
         is_requested_by(*all_, ticket.requester, query.requested_by) &&
         std::all_of(query.fields.begin(), query.fields.end(),
                     [&](const auto& wanted) {
                       const auto found = ticket.fields.find(wanted.first);
                       return found != ticket.fields.end() &&
                              core::equal_ignoring_case(found->second, wanted.second);
                     }) &&
         (!query.snoozed || *query.snoozed == ticket.snoozed_until.has_value()) &&
         (!query.surveyed || *query.surveyed == ticket.survey.has_value()) &&
         (!query.score || (ticket.survey && ticket.survey->score == query.score)) &&
         std::all_of(query.words.begin(), query.words.end(),
                     [&](const auto& word) { return contains(ticket, word, query.words_in); });
}

bool Snapshot::contains(const core::Ticket& ticket, const std::string& word,
                        std::optional<core::Visibility> where) const {
  const auto wanted = core::wanted_words(word);
  const auto in = [&](const auto& one) { return core::has_words(searched_text(one), wanted); };
  if (where != core::Visibility::private_ && in(ticket)) return true;
  return std::any_of(all_->entries.begin(), all_->entries.end(), [&](const auto& one) {
    const auto& entry = one.second;
    return entry.ticket == ticket.id && (!where || entry.visibility == *where) && in(entry);
  });
}

Result<std::vector<core::OutboxItem>> Snapshot::queue(const QueueQuery& query) {
  std::vector<core::OutboxItem> items;
  for (const auto& [id, item] : all_->outbox) {
    if (query.limit && items.size() == *query.limit) break;
    const bool waits = item.state != core::SendState::sent && !item.given_up;
    const bool state = query.states.empty() ? waits : is_one_of(query.states, item.state);
    if (!state || (query.ticket && item.ticket != *query.ticket)) continue;
    if (query.after && item.id <= *query.after) continue;
    items.push_back(item);
    items.back().letter.variables.clear();
  }
  return items;
}

Result<std::vector<QuarantinedMail>> Snapshot::quarantine(const QuarantineQuery& query) {
  std::vector<QuarantinedMail> mails;
  for (auto one = all_->quarantine.upper_bound(query.after); one != all_->quarantine.end(); ++one) {
    if (query.limit && mails.size() == *query.limit) break;
    const auto& mail = one->second;
    if (!query.message_id.empty() && mail.message_id != query.message_id) continue;
    if (query.received_until && mail.received_at > *query.received_until) continue;
    mails.push_back(mail);
  }
  return mails;
}

Result<std::vector<core::Trace>> Snapshot::traces(std::string_view message_id) {
  std::vector<core::Trace> traces;
  const auto wanted = core::message_id_key(message_id);
  for (const auto& [key, settled] : all_->settled)
    if (!wanted.empty() && settled.message_id == wanted) traces.push_back(settled.trace);
  return traces;
}

Result<std::optional<core::IncomingMail>> Snapshot::mail(core::MailKey key) {
  const auto found = all_->mails.find(key);
  if (found == all_->mails.end()) return std::nullopt;
  return *found->second.incoming;
}

Result<std::vector<WaitingMail>> Snapshot::waiting(core::MailKey after, std::size_t limit) {
  std::vector<WaitingMail> mails;
  for (auto at = all_->mails.upper_bound(after); at != all_->mails.end() && mails.size() < limit; ++at) {
    const auto& [key, mail] = *at;
    if (!mail.place) mails.push_back({key, without_large_bytes(mail), mail.released, mail.attempts});
  }
  return mails;
}

Result<Backlog> Snapshot::backlog(core::Time now) {
  Backlog backlog;
  for (const auto& [key, mail] : all_->mails) backlog.unprocessed_mails += mail.place ? 0 : 1;
  for (const auto& [id, item] : all_->outbox) {
    const bool queued = item.state == core::SendState::queued && item.next_at <= now;
    backlog.due_outbox += queued || item.state == core::SendState::sending;
  }
  return backlog;
}

Result<std::vector<core::TicketId>> Snapshot::due_tickets(core::Time now, std::size_t limit) {
  std::set<std::pair<core::Time, core::TicketId>> due;
  for (const auto& [id, ticket] : all_->tickets)
    if (const auto at = ticket.clocks.wake_at; at && *at <= now) due.emplace(*at, id);
  std::vector<core::TicketId> ids;
  for (const auto& [at, id] : due)
    if (ids.size() < limit) ids.push_back(id);
  return ids;
}

Result<std::optional<core::Time>> Snapshot::next_due(const Senders& wanted) {
  std::optional<core::Time> next;
  for (const auto& [id, item] : all_->outbox)
    if (is_waiting(item) && wanted(item.letter.from.address) && (!next || item.next_at < *next))
      next = item.next_at;
  return next;
}

Result<std::optional<core::AddressState>> Snapshot::address(std::string_view address) {
  const auto found = all_->addresses.find(core::ascii_lower(address));
  if (found == all_->addresses.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<core::AddressState>> Snapshot::marked_addresses() {
  std::vector<core::AddressState> marked;
  for (const auto& [address, state] : all_->addresses)
    if (state.marked_at) marked.push_back(state);
  return marked;
}

Result<std::optional<ImapCursor>> Snapshot::imap_cursor(std::string_view mailbox, std::string_view folder) {
  const auto found = all_->folders.find({std::string(mailbox), std::string(folder)});
  if (found == all_->folders.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<std::uint32_t>> Snapshot::imap_imported(const core::ImapFolder& folder,
                                                           std::uint32_t after) {
  std::vector<std::uint32_t> uids;
  for (auto row = all_->ledger.upper_bound(ledger_key(folder, after));
       row != all_->ledger.end() && is_of(folder, row->first); ++row)
    uids.push_back(std::get<3>(row->first));
  return uids;
}

Result<std::vector<std::uint32_t>> Snapshot::imap_unfinished(const core::ImapFolder& folder) {
  std::vector<std::uint32_t> uids;
  for (const auto& [key, row] : all_->ledger)
    if (is_of(folder, key) && !row.finished) uids.push_back(std::get<3>(key));
  return uids;
}

Result<std::vector<core::SkippedMail>> Snapshot::imap_skipped() {
  std::vector<core::SkippedMail> mails;
  for (const auto& [key, mail] : all_->skipped) mails.push_back(mail);
  return mails;
}

Result<core::DeskState> Snapshot::desk_state() { return memory::desk_state(*all_); }

Result<std::vector<RuleRecord>> Snapshot::rules_acted(core::Time since) {
  std::map<std::string, RuleRecord> records;
  std::map<std::string, std::set<core::TicketId>> tickets;
  for (const auto& event : all_->events) {
    const auto rule = core::rule_in(event.by);
    if (event.kind != core::EventKind::rule || !rule || event.at < since) continue;
    const std::string name(*rule);
    auto& one = records[name];
    one.rule = name;
    ++one.times;
    tickets[name].insert(event.ticket);
    one.tickets = static_cast<std::int64_t>(tickets[name].size());
    if (event.at < one.last) continue;
    one.last = event.at;
    one.last_ticket = event.ticket;
  }
  std::vector<RuleRecord> found;
  for (auto& [name, one] : records) found.push_back(std::move(one));
  return found;
}

Result<std::vector<core::Contact>> Snapshot::contacts(const ContactQuery& query) {
  return memory::contacts(*all_, query);
}

Result<std::vector<core::Company>> Snapshot::companies() { return memory::companies(*all_); }

Result<std::vector<core::ApiToken>> Snapshot::api_tokens() {
  std::vector<core::ApiToken> tokens;
  for (const auto& [name, token] : all_->tokens) tokens.push_back(token);
  return tokens;
}

Result<std::optional<std::string>> Snapshot::value(std::string_view name) {
  const auto found = all_->values.find(name);
  if (found == all_->values.end()) return std::nullopt;
  return found->second;
}

}  // namespace ticketd::store::memory
