// A mail that opens a ticket: its author's, or, when an agent forwards it, the customer's who wrote it first.
#include "core/assign.h"
#include "core/command_mail.h"
#include "core/copies.h"
#include "core/correspondence.h"
#include "core/message_id.h"
#include "core/names.h"
#include "core/reception.h"
#include "core/spam.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

/// Without any `[#n]`: the new ticket's own number will stand there.
std::string without_numbers(std::string subject) {
  for (auto open = subject.find("[#"); open != std::string::npos; open = subject.find("[#", open)) {
    const auto close = subject.find(']', open);
    if (close == std::string::npos) break;
    const bool between_blanks =
        (open == 0 || subject[open - 1] == ' ') && close + 1 < subject.size() && subject[close + 1] == ' ';
    subject.erase(open, close - open + (between_blanks ? 2 : 1));
  }
  return std::string(trim(subject));
}

Ticket blank_ticket(const Reception& at) {
  const auto& mail = at.mail;
  const auto& desk = at.house.desk;
  Ticket ticket;
  const auto* mailbox = mailbox_of(mail, at.arrival.source, at.arrival.envelope, desk);
  ticket.subject = without_numbers(mail.subject);
  ticket.mailbox = mailbox ? mailbox->name : std::string{};
  ticket.group = mailbox ? mailbox->group : std::string{};
  ticket.language = mail.language;
  ticket.from_machine = mail.kind != MailKind::human;
  if (!mail.from.empty()) ticket.requester = mail.from.front();
  ticket.reply_to = answers_wanted_at(mail, desk);
  for (const auto& address : people_copied(mail, desk))
    ticket.participants.push_back({address, Role::cc, at.house.now});
  return ticket;
}

/// What an agent's own proven mail forwards, and whether exactly one customer can be read from it.
struct ForwardedIn {
  const Agent* agent = nullptr;  ///< who forwarded; none: nobody did
  const ForwardedMail* mail = nullptr;
};

ForwardedIn forwarded_in(const Reception& at) {
  const auto* agent = at.house.desk.agent_with_address(at.arrival.author());
  const bool forwards = at.mail.forwarded || at.mail.looks_forwarded;
  if (!agent || at.arrival.trust.trust != Trust::proven || !forwards) return {};
  const auto& from = at.mail.forwarded ? at.mail.forwarded->from.address : std::string{};
  const auto attached =
      std::count_if(at.mail.attachments.begin(), at.mail.attachments.end(),
                    [](const Attachment& file) { return file.content_type == "message/rfc822"; });
  const bool readable = attached <= 1 && is_mail_address(from) && !at.house.desk.agent_with_address(from) &&
                        !at.house.desk.mailbox_of(from);
  return {agent, readable ? &*at.mail.forwarded : nullptr};
}

void give_to_customer(Ticket& ticket, const ForwardedMail& forwarded) {
  ticket.requester = forwarded.from;
  ticket.reply_to.clear();
  ticket.participants.clear();
  if (!forwarded.subject.empty()) ticket.subject = without_numbers(forwarded.subject);
}

/// What the agent wrote above the forwarded mail is for colleagues.
void keep_comment(Reception& at, Draft& draft, const ForwardedIn& forwarded) {
  if (!forwarded.mail || trim(forwarded.mail->comment).empty()) return;
  auto comment = at.entry_of_mail(EntryKind::note);
  comment.author.role = Role::agent;
  comment.author.agent = forwarded.agent->name;
  comment.message_id.clear();
  comment.attachments.clear();
  comment.full_text.clear();
  comment.text = forwarded.mail->comment;
  draft.add_private(std::move(comment));
}

void ask_whose_it_is(Reception& at, Draft& draft, const ForwardedIn& forwarded, EntryId entry) {
  if (!forwarded.agent || forwarded.mail) return;
  at.trace().tried("forwarded by an agent", "no", "not exactly one sender can be read");
  write_to_agent(draft, LetterKind::command_result, *forwarded.agent, {{"sender_unread", "yes"}}, entry);
}

/// Commands need our token of a ticket, which a mail that opens one cannot carry: the agent hears so.
void refuse_commands(Reception& at, Draft& draft, const ForwardedIn& forwarded, EntryId entry) {
  if (!forwarded.agent || at.mail.commands.empty()) return;
  at.trace().tried("commands", "none was obeyed", "the mail opens a ticket");
  std::string too_early;
  for (const auto& command : at.mail.commands) too_early += written(command) + '\n';
  write_to_agent(draft, LetterKind::command_result, *forwarded.agent, {{"too_early", too_early}}, entry);
}

/// What our filter says counts for new tickets; an agent's own mail is never spam.
bool is_spam(Reception& at) {
  const auto verdict = spam_verdict(at.mail, at.arrival.source, at.house.settings.trust);
  const bool spam = verdict && !at.house.desk.agent_with_address(at.arrival.author());
  at.trace().tried("spam", spam ? "yes" : "no", verdict.value_or(""));
  return spam;
}

void acknowledge_mail(Reception& at, Draft& draft, EntryId entry, bool for_somebody_else) {
  std::string answer;
  if (at.mail.kind != MailKind::human || at.mail.answer_suppressed)
    answer = "no: not a person's mail, or no answer wanted";
  else if (at.unproven())
    answer = "no: the author is unproven";
  else if (for_somebody_else || at.house.desk.agent_with_address(at.arrival.author()))
    answer = "no: an agent wrote";
  else
    answer = acknowledge(draft, at.evidence, entry);
  at.trace().tried("acknowledge", answer);
}

}  // namespace

Decision open_ticket(Reception& at, std::optional<LinkKind> link, TicketId other) {
  at.where.role = Role::requester;
  at.trace().role = Role::requester;
  auto ticket = blank_ticket(at);
  if (link) ticket.links.push_back({*link, other});
  const auto forwarded = link ? ForwardedIn{} : forwarded_in(at);
  if (forwarded.mail) give_to_customer(ticket, *forwarded.mail);
  const bool spam = is_spam(at);
  if (spam) ticket.state = State::spam;
  auto draft =
      Draft::open(at.house, std::move(ticket), at.evidence, at.evidence.fresh, at.decision.changes, at.by());
  if (link)
    draft.record(EventKind::linked, std::string(name_of(*link)), std::to_string(other.value), at.by());

  auto entry = at.entry_of_mail(EntryKind::mail);
  if (forwarded.mail) {
    const auto& customer = forwarded.mail->from;
    at.trace().tried("forwarded by an agent", "yes", "the ticket is " + customer.address + "'s");
    entry.author = {customer, Role::requester, Trust::plausible, {}};
    entry.text = forwarded.mail->text;
    entry.full_text.clear();  // the agent's comment stands in the whole text
  }
  auto cites = at.cited();
  if (forwarded.mail && !forwarded.mail->message_id.empty())
    cites.push_back(message_id_key(forwarded.mail->message_id));  // the customer's own later replies cite it
  const auto added = draft.add_public(std::move(entry), std::move(cites));
  keep_comment(at, draft, forwarded);
  if (spam) return at.settle(draft, added->id);  // nobody is told, nothing is answered, no rule runs
  Effects effects(draft, at.trace());
  effects.run(RuleEvent::created, at.facts(draft));
  effects.apply();
  settle_in_group(draft, at.trace());
  acknowledge_mail(at, draft, added->id, forwarded.mail != nullptr);
  ask_whose_it_is(at, draft, forwarded, added->id);
  refuse_commands(at, draft, forwarded, added->id);
  effects.finish(*added);
  return at.settle(draft, added->id);
}

}  // namespace ticketd::core
