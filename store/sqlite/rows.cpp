#include "store/sqlite/rows.h"

#include "store/frozen.h"
#include "store/json.h"
#include "store/netstrings.h"

#include <utility>

namespace ticketd::store::sqlite {
namespace {

Result<> load_parts(Connection& db, core::Ticket& ticket) {
  auto participants = db.ask(Sql::participants, ticket.id);
  while (participants.next()) {
    auto& one = ticket.participants.emplace_back();
    participants.read(one.address.name, one.address.address, one.role, one.joined);
  }
  auto tags = db.ask(Sql::tags, ticket.id);
  while (tags.next()) tags.read(ticket.tags.emplace_back());
  auto fields = db.ask(Sql::fields, ticket.id);
  for (std::string name, value; fields.next();) {
    fields.read(name, value);
    ticket.fields[name] = value;
  }
  auto links = db.ask(Sql::links, ticket.id);
  while (links.next()) {
    auto& link = ticket.links.emplace_back();
    links.read(link.kind, link.ticket);
  }
  for (const auto* rows : {&participants, &tags, &fields, &links})
    if (auto ended = rows->finished(); !ended) return ended;
  return {};
}

}  // namespace

Result<std::optional<core::Ticket>> load_ticket(Connection& db, core::TicketId id) {
  core::Ticket ticket;
  {
    auto rows = db.ask(Sql::ticket, id);
    if (!rows.next()) {
      if (const auto ended = rows.finished(); !ended) return fail(ended);
      return std::nullopt;
    }
    std::optional<std::string> resolution, clocks, survey;
    std::optional<core::Time> wake_at;
    rows.read(ticket.id, ticket.subject, ticket.state, ticket.priority, ticket.channel, ticket.mailbox,
              ticket.group, ticket.assignee, ticket.requester.name, ticket.requester.address, ticket.reply_to,
              ticket.language, resolution, ticket.interactions, ticket.reopened, ticket.created_at,
              ticket.updated_at, ticket.last_interaction, ticket.resolved_at, clocks, ticket.snoozed_until,
              ticket.from_machine, survey, wake_at);
    if (const auto read = rows.finished(); !read) return fail(read);
    if (resolution)
      if (const auto read = from_json(*resolution, ticket.resolution.emplace()); !read) return fail(read);
    if (clocks)
      if (const auto read = from_json(*clocks, ticket.clocks); !read) return fail(read);
    ticket.clocks.wake_at = wake_at;
    if (survey)
      if (const auto read = from_json(*survey, ticket.survey.emplace()); !read) return fail(read);
  }
  if (const auto loaded = load_parts(db, ticket); !loaded) return fail(loaded);
  return ticket;
}

namespace {

Result<std::vector<core::Entry>> read_entries(Rows rows) {
  std::vector<core::Entry> entries;
  while (rows.next()) {
    auto& entry = entries.emplace_back();
    auto& author = entry.author;
    std::string attachments;
    rows.read(entry.id, entry.ticket, entry.kind, entry.visibility, author.address.name,
              author.address.address, author.role, author.trust, author.agent, entry.message_id,
              entry.outlook.index, entry.outlook.topic, entry.html, entry.is_forward, entry.forward,
              entry.mail, entry.unverified, entry.created_at, attachments, entry.text, entry.full_text);
    if (const auto read = from_json(attachments, entry.attachments); !read) return fail(read);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return entries;
}

}  // namespace

Result<std::vector<core::Entry>> load_entries(Connection& db, core::TicketId ticket) {
  return read_entries(db.ask(Sql::entries, ticket));
}

Result<std::optional<core::Entry>> load_entry(Connection& db, core::EntryId id) {
  auto entries = read_entries(db.ask(Sql::entry, id));
  if (!entries) return fail(entries);
  if (entries->empty()) return std::nullopt;
  return std::move(entries->front());
}

Result<std::vector<core::Event>> load_events(Connection& db, core::TicketId ticket, core::Time since) {
  std::vector<core::Event> events;
  auto rows = db.ask(Sql::events, ticket, since);
  while (rows.next()) {
    auto& event = events.emplace_back();
    rows.read(event.ticket, event.at, event.kind, event.from, event.to, event.by);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return events;
}

Result<std::vector<core::Forward>> load_forwards(Connection& db, core::TicketId ticket) {
  std::vector<core::Forward> forwards;
  auto rows = db.ask(Sql::forwards, ticket);
  while (rows.next()) {
    auto& forward = forwards.emplace_back();
    std::string people;
    rows.read(forward.entry, forward.ticket, forward.agent, people, forward.at);
    if (const auto read = from_json(people, forward.people); !read) return fail(read);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return forwards;
}

Result<core::DeskState> load_desk_state(Connection& db) {
  core::DeskState desk;
  auto absent = db.ask(Sql::absent_agents);
  for (std::string agent; absent.next();) {
    std::optional<core::Time> until;
    absent.read(agent, until);
    desk.away[agent] = until;
  }
  auto assigned = db.ask(Sql::last_assigned);
  for (std::string group, agent; assigned.next();) {
    assigned.read(group, agent);
    desk.last_assigned[group] = agent;
  }
  auto loads = db.ask(Sql::agent_loads);
  for (std::string agent; loads.next();) {
    int open = 0;
    loads.read(agent, open);
    desk.open_tickets[agent] = open;
  }
  auto unreachable = db.ask(Sql::unreachable_agents);
  for (std::string address; unreachable.next();) {
    unreachable.read(address);
    desk.unreachable.insert(address);
  }
  for (const auto* rows : {&absent, &assigned, &loads, &unreachable})
    if (const auto ended = rows->finished(); !ended) return fail(ended);
  return desk;
}

Result<std::vector<core::OutboxItem>> read_outbox(Rows rows) {
  std::vector<core::OutboxItem> items;
  while (rows.next()) {
    auto& item = items.emplace_back();
    std::string letter, variables;
    std::optional<std::string> text;
    auto& known = item.recipient;
    rows.read(item.id, item.ticket, item.entry, item.state, item.attempts, item.created_at, item.next_at,
              item.queued_at, item.late_told, item.given_up, item.last_error, known.hard_bounces,
              known.last_bounce, known.marked_at, known.reason, letter, variables, text);
    if (const auto read = thaw(letter, item.letter); !read) return fail(read);
    if (const auto read = from_netstrings(variables, item.letter.variables); !read) return fail(read);
    if (text) item.letter.variables["text"] = std::move(*text);
    known.address = item.letter.to.address;
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return items;
}

Result<std::vector<core::AddressState>> read_addresses(Rows rows) {
  std::vector<core::AddressState> states;
  while (rows.next()) {
    auto& one = states.emplace_back();
    rows.read(one.address, one.hard_bounces, one.last_bounce, one.marked_at, one.reason);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return states;
}

Result<std::vector<std::string>> senders_due(Connection& db, const Senders& wanted) {
  std::vector<std::string> found;
  for (std::string last;;) {
    auto next = first<std::optional<std::string>>(db.ask(Sql::next_sender_due, last));
    if (!next) return fail(next);
    if (!*next || !**next) return found;
    last = std::move(***next);
    if (wanted(last)) found.push_back(last);
  }
}

Result<std::vector<WaitingMail>> read_mails(Connection& db, Rows rows) {
  std::vector<WaitingMail> mails;
  while (rows.next()) {
    auto& [key, incoming, released, attempts] = mails.emplace_back();
    std::string recipients, digest;
    std::uint64_t size = 0;
    std::optional<std::string> bytes;
    rows.read(key, incoming.received, incoming.source.kind, incoming.source.peer, incoming.source.mailbox,
              incoming.source.behind_our_border, incoming.envelope.sender, recipients, released, attempts,
              digest, size, bytes);
    if (const auto read = from_json(recipients, incoming.envelope.recipients); !read) return fail(read);
    if (bytes) {
      incoming.bytes = std::move(*bytes);
    } else {
      auto& stored = incoming.stored.emplace();
      stored.size = size;
      stored.digest = digest_of(digest);
    }
    auto position = db.ask(Sql::imap_position, key);
    if (position.next()) {
      auto& imap = incoming.imap.emplace();
      position.read(imap.mailbox, imap.folder, imap.uid_validity, imap.uid);
    }
    if (const auto ended = position.finished(); !ended) return fail(ended);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return mails;
}

Result<std::vector<core::Trace>> read_traces(Rows rows) {
  std::vector<core::Trace> traces;
  for (std::string trace; rows.next();) {
    rows.read(trace);
    if (const auto read = thaw(trace, traces.emplace_back()); !read) return fail(read);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return traces;
}

}  // namespace ticketd::store::sqlite
