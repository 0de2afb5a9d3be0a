#include "store/sqlite/apply.h"

#include "core/message_id.h"
#include "store/frozen.h"
#include "store/json.h"
#include "store/netstrings.h"
#include "store/sqlite/grown.h"
#include "store/sqlite/people.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/word_index.h"

#include <span>

namespace ticketd::store::sqlite {
namespace {

namespace change = core::change;

class Applying {
 public:
  using Later = std::span<const core::Change>;
  Applying(Connection& db, Remainder& rest, Later later) : db_(db), rest_(rest), later_(later) {}

  Result<> operator()(const change::CreateTicket& c) {
    const auto whole = grown(c.ticket, later_);
    if (whole) rest_.whole.insert(whole->id);
    const auto& t = whole ? *whole : c.ticket;
    const auto clocks = t.clocks == core::Clocks{} ? std::nullopt : std::optional(to_json(t.clocks));
    auto done = db_.run(Sql::add_ticket, t.id, t.subject, t.state, core::is_active(t.state), t.priority,
                        t.channel, t.mailbox, t.group, t.assignee, t.requester.name, t.requester.address,
                        t.reply_to, t.language, resolution_text(t.resolution), t.interactions, t.reopened,
                        t.created_at, t.updated_at, t.last_interaction, t.resolved_at, t.snoozed_until,
                        t.from_machine, clocks, t.clocks.wake_at, !t.clocks.assign_by.empty());
    for (const auto& participant : t.participants)
      if (done) done = add_participant(t.id, participant);
    for (const auto& tag : t.tags)
      if (done) done = db_.run(Sql::add_tag, t.id, tag);
    for (const auto& [name, value] : t.fields)
      if (done) done = db_.run(Sql::set_field, t.id, name, value);
    for (const auto& link : t.links)
      if (done) done = db_.run(Sql::add_link, t.id, link.kind, link.ticket);
    if (done) done = add_words(t.id);
    return done;
  }

  Result<> operator()(const change::AddEntry& c) {
    const auto& e = c.entry;
    const auto& author = e.author;
    auto done = db_.run(Sql::add_entry, e.id, e.ticket, e.kind, e.visibility, author.address.name,
                        author.address.address, author.role, author.trust, author.agent, e.message_id,
                        e.outlook.index, e.outlook.topic, e.html, e.is_forward, e.forward, e.mail,
                        e.unverified, e.created_at, to_json(e.attachments), e.text, e.full_text);
    if (done) done = refer(e.message_id, e.ticket, core::SightingHow::has, e.id, std::nullopt);
    if (done) done = forget_alias(e.message_id);
    for (const auto& id : c.cites)
      if (done) done = refer(id, e.ticket, core::SightingHow::cites, std::nullopt, std::nullopt);
    if (done) done = add_words(e.id);
    rest_.entry = &e;
    if (!done || is_whole(e.ticket)) return done;
    if (c.interaction) return to_ticket(e.ticket, db_.run(Sql::count_interaction, e.ticket, e.created_at));
    return db_.run(Sql::touch_ticket, e.ticket, e.created_at);
  }

  Result<> operator()(const change::SetState& c) {
    auto done = to_ticket(c.ticket, db_.run(Sql::set_state, c.ticket, c.to, core::is_active(c.to),
                                            resolution_text(c.resolution), c.reopens, c.at));
    if (done && c.reopens) done = db_.run(Sql::add_reopening, c.ticket, c.at);
    return done;
  }

  Result<> operator()(const change::SetAssignee& c) {
    auto done =
        is_whole(c.ticket) ? Result<>{} : to_ticket(c.ticket, db_.run(Sql::set_assignee, c.ticket, c.agent));
    if (done && !c.group.empty() && !c.agent.empty())
      done = db_.run(Sql::remember_assigned, c.group, c.agent);
    return done;
  }

  Result<> operator()(const change::SetGroup& c) {
    return to_ticket(c.ticket, db_.run(Sql::set_group, c.ticket, c.group));
  }
  Result<> operator()(const change::SetPriority& c) {
    return to_ticket(c.ticket, db_.run(Sql::set_priority, c.ticket, c.priority));
  }
  Result<> operator()(const change::SetReplyTo& c) {
    return to_ticket(c.ticket, db_.run(Sql::set_reply_to, c.ticket, c.address));
  }
  Result<> operator()(const change::SetClocks& c) {
    if (is_whole(c.ticket)) return {};
    return to_ticket(c.ticket, db_.run(Sql::set_clocks, c.ticket, to_json(c.clocks), c.clocks.wake_at,
                                       !c.clocks.assign_by.empty()));
  }
  Result<> operator()(const change::SetSurvey& c) {
    return to_ticket(c.ticket, db_.run(Sql::set_survey, c.ticket, to_json(c.survey), c.survey.score));
  }
  Result<> operator()(const change::SetField& c) {
    if (c.value.empty()) return db_.run(Sql::clear_field, c.ticket, c.name);
    return db_.run(Sql::set_field, c.ticket, c.name, c.value);
  }
  Result<> operator()(const change::AddTag& c) { return db_.run(Sql::add_tag, c.ticket, c.tag); }
  Result<> operator()(const change::RemoveTag& c) { return db_.run(Sql::remove_tag, c.ticket, c.tag); }
  Result<> operator()(const change::AddParticipant& c) { return add_participant(c.ticket, c.participant); }
  Result<> operator()(const change::RemoveParticipant& c) {
    return db_.run(Sql::remove_participant, c.ticket, c.address);
  }
  Result<> operator()(const change::RemoveLink& c) {
    return db_.run(Sql::remove_link, c.ticket, c.link.kind, c.link.ticket);
  }
  Result<> operator()(const change::AddLink& c) {
    return db_.run(Sql::add_link, c.ticket, c.link.kind, c.link.ticket);
  }

  Result<> operator()(const change::MoveEntries& c) {
    auto done = to_ticket(c.to, db_.run(Sql::take_over_interactions, c.from, c.to));
    for (const auto sql : {Sql::move_entries, Sql::move_forwards, Sql::move_outbox})
      if (done) done = db_.run(sql, c.from, c.to);
    if (done) done = db_.run(Sql::forget_interactions, c.from);
    return done;
  }

  Result<> operator()(const change::MoveEntriesBack& c) {
    Result<> done;
    for (const auto sql : {Sql::give_interactions_back, Sql::move_forwards_back, Sql::move_outbox_back,
                           Sql::move_entries_back})
      if (done) done = db_.run(sql, c.from, c.to);
    return done;
  }

  Result<> operator()(const change::MoveEntry& c) {
    auto done = to_ticket(c.from, db_.run(Sql::move_entry, c.entry, c.from, c.to));
    if (done) done = db_.run(Sql::take_one_interaction, c.entry, c.from);
    if (done) done = db_.run(Sql::give_one_interaction, c.entry, c.to);
    if (done) done = db_.run(Sql::move_entry_references, c.entry, c.to);
    if (done) done = db_.run(Sql::move_entry_outbox, c.entry);
    return done;
  }

  Result<> operator()(const change::Snooze& c) {
    return to_ticket(c.ticket, db_.run(Sql::snooze, c.ticket, c.until));
  }

  /// Not while a mail of it is on its way: whoever asks may ask again.
  Result<> operator()(const change::EraseTicket& c) {
    const auto sending = only<int>(db_.ask(Sql::sending_of_ticket, c.ticket));
    if (!sending) return fail(sending);
    if (*sending > 0) return fail(core::ErrorKind::conflict, "a mail of the ticket is being sent");
    if (auto done = erase_merged_into(c.ticket); !done) return done;
    if (auto done = forget_words(c.ticket); !done) return done;
    std::vector<core::MailKey> mails;
    auto rows = db_.ask(Sql::mails_of_ticket, c.ticket);
    while (rows.next()) rows.read(mails.emplace_back());
    if (auto ended = rows.finished(); !ended) return ended;
    for (const auto mail : mails)
      if (auto emptied = empty(mail); !emptied) return emptied;
    for (const auto sql : {Sql::erase_references, Sql::erase_letters, Sql::erase_outbox,
                           Sql::erase_confirmations, Sql::erase_forwards, Sql::erase_events,
                           Sql::erase_entries, Sql::erase_participants, Sql::erase_tags, Sql::erase_fields,
                           Sql::erase_links, Sql::erase_reopenings, Sql::erase_stars, Sql::leave_load})
      if (auto done = db_.run(sql, c.ticket); !done) return done;
    return to_ticket(c.ticket, db_.run(Sql::erase_ticket, c.ticket));
  }

  Result<> operator()(const change::AddForward& c) {
    const auto& f = c.forward;
    return db_.run(Sql::add_forward, f.entry, f.ticket, f.agent, to_json(f.people), f.at);
  }

  Result<> operator()(const change::LearnAlias& c) {
    const auto key = core::message_id_key(c.message_id);
    if (key.empty()) return {};
    auto done = forget_alias(c.message_id);
    if (done) done = db_.run(Sql::add_reference, key, c.ticket, "alias", nullptr, nullptr);
    return done;
  }

  Result<> operator()(const change::RecordEvent& c) {
    const auto& e = c.event;
    auto done = db_.run(Sql::add_event, e.ticket, e.at, e.kind, e.from, e.to, e.by);
    if (done && !is_whole(e.ticket)) done = db_.run(Sql::touch_ticket, e.ticket, e.at);
    return done;
  }

  Result<> operator()(const change::Enqueue& c) {
    const auto& item = c.item;
    const auto& letter = item.letter;
    const auto ticket = item.ticket ? std::optional(item.ticket) : std::nullopt;
    auto done =
        db_.run(Sql::enqueue, item.id, ticket, item.entry, letter.kind, letter.from.address,
                letter.to.address, letter.message_id, core::is_automatic(letter), core::is_counted(letter),
                item.state, item.attempts, item.created_at, item.next_at, item.queued_at, item.last_error);
    if (done && core::is_automatic(letter)) done = db_.run(Sql::count_automatic, item.created_at);
    if (done) done = add_letter(item);
    if (done && ticket)
      done = refer(letter.message_id, item.ticket, core::SightingHow::ours, item.entry, item.id);
    return done;
  }

  Result<> operator()(const change::SetDelivery& c) {
    auto done = db_.run(Sql::set_delivery, c.outbox, c.state, c.attempts, c.next_at, c.last_error,
                        c.late_told, c.given_up);
    return to_letter(c.outbox, std::move(done));
  }
  Result<> operator()(const change::Requeue& c) {
    return to_letter(c.outbox, db_.run(Sql::requeue, c.outbox, c.now));
  }
  Result<> operator()(const change::SetAddressState& c) {
    const auto& known = c.state;
    return db_.run(Sql::set_address_state, known.address, known.hard_bounces, known.last_bounce,
                   known.marked_at, known.reason, known.of_agent);
  }
  Result<> operator()(const change::ClearAddress& c) { return db_.run(Sql::clear_address, c.address); }

  Result<> operator()(const change::AskConfirmation& c) {
    const auto& asked = c.confirmation;
    return db_.run(Sql::ask_confirmation, asked.id, asked.ticket, asked.deed, asked.agent, to_json(asked.to),
                   to_json(asked.cc), asked.text, asked.expires, asked.entry);
  }
  Result<> operator()(const change::TakeConfirmation& c) { return db_.run(Sql::take_confirmation, c.id); }
  Result<> operator()(const change::SetAvailability& c) {
    if (c.available) return db_.run(Sql::agent_returns, c.agent);
    return db_.run(Sql::agent_leaves, c.agent, c.until);
  }
  Result<> operator()(const change::CallWaiting& c) {
    if (c.groups.empty()) return db_.run(Sql::call_all_waiting, c.at);
    Result<> done;
    for (const auto& group : c.groups)
      if (done) done = db_.run(Sql::call_waiting, group, c.at, c.most);
    return done;
  }

  Result<> operator()(const change::SetStar& c) {
    return db_.run(c.on ? Sql::give_star : Sql::take_star, c.agent, c.ticket);
  }
  Result<> operator()(const change::MeetContact& c) { return meet(db_, c); }
  Result<> operator()(const change::SaveContact& c) { return save(db_, c.contact); }
  Result<> operator()(const change::RemoveContact& c) {
    auto done = db_.run(Sql::forget_contact_addresses, c.contact);
    if (done) done = db_.run(Sql::forget_contact, c.contact);
    if (done && db_.changes() == 0) return unknown("contact", c.contact.value);
    return done;
  }
  Result<> operator()(const change::SaveCompany& c) { return save(db_, c.company); }
  Result<> operator()(const change::RemoveCompany& c) {
    auto done = db_.run(Sql::leave_company, c.name);
    for (const auto sql : {Sql::forget_company_domains, Sql::forget_company})
      if (done) done = db_.run(sql, c.name);
    return done;
  }
  Result<> operator()(const change::AddToken& c) {
    const auto& token = c.token;
    return db_.run(Sql::add_token, token.name, token.scope, token.agent, token.digest, token.created_at,
                   token.last_used);
  }
  Result<> operator()(const change::UseToken& c) { return db_.run(Sql::use_token, c.name, c.digest, c.at); }
  Result<> operator()(const change::RevokeToken& c) { return db_.run(Sql::revoke_token, c.name); }

  Result<> operator()(const change::Settle& c) {
    auto done = to_mail(c.mail, db_.run(Sql::set_place, c.mail, c.trace.place));
    if (done)
      done = db_.run(Sql::settle, c.mail, c.message_id, c.content_hash, c.trace.entry, frozen(c.trace));
    if (done) done = db_.run(Sql::leave_quarantine, c.mail);
    return done;
  }

  Result<> operator()(const change::KnowSeals& c) {
    auto done = db_.run(Sql::forget_old_seals, c.at - core::seals_kept);
    for (const auto& seal : c.seals)
      if (done) done = db_.run(Sql::know_seal, seal, c.mail, c.at);
    return done;
  }

  Result<> operator()(const change::Quarantine& c) {
    auto done = to_mail(c.mail, db_.run(Sql::set_place, c.mail, core::Place::quarantine));
    if (done)
      done = db_.run(Sql::settle, c.mail, core::message_id_key(c.message_id), "", c.trace.entry,
                     frozen(c.trace));
    if (done) done = db_.run(Sql::quarantine_mail, c.mail, c.reason, c.from, c.to, c.subject, c.message_id);
    return done;
  }

  Result<> operator()(const change::ReleaseQuarantined& c) {
    auto done = db_.run(Sql::release_mail, c.mail);
    if (done && db_.changes() == 0) return not_in_quarantine(c.mail);
    if (done) done = db_.run(Sql::leave_quarantine, c.mail);
    return done;
  }

  Result<> operator()(const change::DropQuarantined& c) {
    auto done = db_.run(Sql::leave_quarantine, c.mail);
    if (done && db_.changes() == 0) return not_in_quarantine(c.mail);
    if (done) done = tell_deleted(c.mail);
    if (done) done = empty(c.mail);
    return done;
  }

 private:
  static std::optional<std::string> resolution_text(const std::optional<core::Resolution>& resolution) {
    if (!resolution) return std::nullopt;
    return to_json(*resolution);
  }

  [[nodiscard]] bool is_whole(core::TicketId ticket) const { return rest_.whole.contains(ticket); }

  static Result<> unknown(std::string_view what, std::int64_t number) {
    return fail(core::ErrorKind::internal, "no " + std::string(what) + " " + std::to_string(number));
  }
  Result<std::vector<core::TicketId>> merged_into(core::TicketId ticket) {
    std::vector<core::TicketId> merged;
    auto rows = db_.ask(Sql::merged_into, ticket);
    while (rows.next()) rows.read(merged.emplace_back());
    if (auto ended = rows.finished(); !ended) return fail(ended);
    return merged;
  }
  /// What they had stands in that ticket. Its links go first, so that even a circle has an end.
  Result<> erase_merged_into(core::TicketId ticket) {
    const auto merged = merged_into(ticket);
    if (!merged) return fail(merged);
    if (auto done = db_.run(Sql::erase_links, ticket); !done) return done;
    for (const auto one : *merged)
      if (auto done = (*this)(change::EraseTicket{one}); !done) return done;
    return {};
  }

  /// Two people may decide on one mail at the same time.
  static Result<> not_in_quarantine(core::MailKey mail) {
    return fail(core::ErrorKind::not_found,
                "mail " + std::to_string(mail.value) + " is not in the quarantine");
  }
  Result<> to_ticket(core::TicketId ticket, Result<> done) {
    if (done && db_.changes() == 0) return unknown("ticket", ticket.value);
    return done;
  }
  Result<> to_letter(core::OutboxId letter, Result<> done) {
    if (done && db_.changes() == 0) return unknown("mail of ours", letter.value);
    return done;
  }
  Result<> to_mail(core::MailKey mail, Result<> done) {
    if (done && db_.changes() == 0) return unknown("mail", mail.value);
    return done;
  }

  Result<> tell_deleted(core::MailKey mail) {
    auto traces = read_traces(db_.ask(Sql::trace_of_mail, mail));
    if (!traces) return fail(traces);
    Result<> done;
    for (auto& trace : *traces) {
      trace.deleted();
      if (done) done = db_.run(Sql::set_trace, mail, frozen(trace));
    }
    return done;
  }

  /// The row stays: its trace says what became of the mail.
  Result<> empty(core::MailKey mail) {
    auto file = first<std::string>(db_.ask(Sql::mail_file, mail));
    if (!file) return fail(file);
    if (*file) rest_.files.push_back(std::move(**file));
    return db_.run(Sql::empty_mail_bytes, mail);
  }

  /// A text that is the entry's own is not kept once more with each letter about it.
  Result<> add_letter(const core::OutboxItem& item) {
    const auto& letter = item.letter;
    const auto text = letter.variables.find("text");
    const bool as_entry = rest_.entry && text != letter.variables.end() && text->second == rest_.entry->text;
    if (!as_entry)
      return db_.run(Sql::add_letter, item.id, frozen(letter), to_netstrings(letter.variables), nullptr);
    auto others = letter.variables;
    others.erase("text");
    return db_.run(Sql::add_letter, item.id, frozen(letter), to_netstrings(others), rest_.entry->id);
  }

  template <class Id>
  Result<> add_words(Id id) {
    ++rest_.words;
    return sqlite::add_words(db_, id);
  }

  Result<> forget_words(core::TicketId id) {
    const auto ticket = load_ticket(db_, id);
    if (!ticket) return fail(ticket);
    auto done = *ticket ? remove_words(db_, **ticket) : Result<>{};
    const auto entries = load_entries(db_, id);
    if (!entries) return fail(entries);
    for (const auto& entry : *entries)
      if (done) done = remove_words(db_, entry);
    return done;
  }

  Result<> add_participant(core::TicketId ticket, const core::Participant& p) {
    return db_.run(Sql::add_participant, ticket, p.address.address, p.address.name, p.role, p.joined);
  }

  Result<> refer(std::string_view message_id, core::TicketId ticket, core::SightingHow how,
                 std::optional<core::EntryId> entry, std::optional<core::OutboxId> outbox) {
    const auto key = core::message_id_key(message_id);
    if (key.empty()) return {};
    return db_.run(Sql::add_reference, key, ticket, how, entry, outbox);
  }

  /// What was learnt of an id gives way to an entry that has it, and to what is learnt later.
  Result<> forget_alias(std::string_view message_id) {
    const auto key = core::message_id_key(message_id);
    return key.empty() ? Result<>{} : db_.run(Sql::forget_alias, key);
  }

  Connection& db_;
  Remainder& rest_;
  Later later_;
};

}  // namespace

Result<> apply(Connection& db, Remainder& rest, const core::Changes& changes) {
  rest.entry = nullptr;
  rest.whole.clear();
  for (Applying::Later left = changes; !left.empty(); left = left.subspan(1))
    if (auto applied = std::visit(Applying(db, rest, left.subspan(1)), left.front()); !applied)
      return applied;
  return {};
}

}  // namespace ticketd::store::sqlite
