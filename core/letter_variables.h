// The words that the text of each kind of letter may use. Whoever writes a letter fills them, the template
// loader refuses every other name; a variable without a value is absent, and so are the lines of a template
// that depend on it.
#pragma once

#include "core/letter.h"

#include <array>
#include <span>
#include <string_view>

namespace ticketd::core {
namespace letter_variables {

// ticket: its number. mailbox: the display name of the support address.
// An acknowledgement goes to whoever wrote to us, so it may hold nothing that the sender chose.
inline constexpr auto acknowledgement = std::to_array<std::string_view>({"ticket", "mailbox"});

// author_name: of a participant whose words are sent on; agents stay behind the mailbox's name.
inline constexpr auto public_reply =
    std::to_array<std::string_view>({"ticket", "mailbox", "text", "author_name"});
inline constexpr auto state_mail = std::to_array<std::string_view>({"ticket", "mailbox", "text", "subject"});

// author_*: who wrote `text`. author_role, trust, state: enumerators, shown in the words of the language.
// attachments: file names, one a line. rule: its name, where nothing new was said. suggested: people whom an
// unproven author copied, one a line; they are not on the ticket. circle: to whom outside an answer goes,
// where that is not the customer. answers_to: Reply-To of the mail that opened the ticket, where it is not
// From.
inline constexpr auto notice =
    std::to_array<std::string_view>({"ticket", "mailbox", "subject", "text", "author_name", "author_address",
                                     "author_role", "trust", "requester_name", "requester_address", "state",
                                     "assignee", "attachments", "suggested", "rule", "circle", "answers_to"});

// target: the promise, in the words of the language; due: when it is or was to be kept.
inline constexpr auto alarm =
    std::to_array<std::string_view>({"ticket", "mailbox", "subject", "text", "requester_name",
                                     "requester_address", "state", "assignee", "target", "due"});

// comment: what the agent wrote above the forwarded mail.
inline constexpr auto forward = std::to_array<std::string_view>(
    {"ticket", "mailbox", "comment", "original_from", "original_date", "original_subject", "original_text"});

// people, joins, done, problems: one a line. people: to whom it would be forwarded; joins: who would be
// added. text: the agent's mail, where it was not obeyed. undo: given where it can be taken back. help: asked
// for by #help. sender_unread: given where nobody can tell who wrote the mail that the agent forwarded.
// too_early: commands, one a line, in the mail that opened the ticket. unheard: given where `text` is a note
// that nobody hears of, since it answers a mail to the agent alone. no_token: given where the agent is
// proven, but answered no mail of ours. kept_files: names, one a line, of files that did not go outside.
// not_told: agents, one a line, whom the note names and who may not see the ticket. left_files: names as
// those of kept_files, of files that do not go along with what waits for the confirmation. answer: the words
// that went out with the question, and that `joins` would get as well.
inline constexpr auto confirmation = std::to_array<std::string_view>(
    {"ticket", "mailbox", "subject", "people", "joins", "answer", "text", "left_files"});
inline constexpr auto command_result = std::to_array<std::string_view>(
    {"ticket", "mailbox", "subject", "done", "problems", "text", "undo", "help", "sender_unread", "too_early",
     "unheard", "kept_files", "not_told"});
inline constexpr auto unverified =
    std::to_array<std::string_view>({"ticket", "mailbox", "subject", "author_address", "no_token"});

// recipient: whom it did not reach; error: what the next hop or the bounce said; outbox: its number in the
// queue; uncertain: given where it may have arrived.
inline constexpr auto delivery_failed =
    std::to_array<std::string_view>({"ticket", "mailbox", "subject", "recipient", "error"});
inline constexpr auto delivery_held = std::to_array<std::string_view>(
    {"ticket", "mailbox", "subject", "recipient", "error", "outbox", "uncertain"});

// webhook: its name; error: what its program said, or did not.
inline constexpr auto call_failed =
    std::to_array<std::string_view>({"ticket", "mailbox", "subject", "webhook", "error"});

// page: of the survey, for this recipient; with "/1" to "/5" behind it a score is chosen already.
inline constexpr auto survey = std::to_array<std::string_view>({"ticket", "mailbox", "page"});

// Of the page behind it, no letter. One of form, thanks, over (too late to answer), unknown (no such link)
// and later (we cannot now) is given, and of the form perhaps the score that is chosen already.
inline constexpr auto survey_page =
    std::to_array<std::string_view>({"ticket", "mailbox", "form", "thanks", "over", "unknown", "later",
                                     "chosen_1", "chosen_2", "chosen_3", "chosen_4", "chosen_5"});

// quarantined, spam: one mail or ticket a line. *_count: how many there are in all.
inline constexpr auto digest = std::to_array<std::string_view>(
    {"mailbox", "quarantined", "quarantined_count", "spam", "spam_count", "kept_days"});

// account: its name; one of fetched (a mailbox) and outgoing (a smart host) is given. since: when it stopped.
// again: given where nothing is tried any more before a person asks for it.
inline constexpr auto account = std::to_array<std::string_view>(
    {"mailbox", "account", "fetched", "outgoing", "problem", "since", "again"});

}  // namespace letter_variables

[[nodiscard]] constexpr std::span<const std::string_view> variables_of(LetterKind kind) {
  switch (kind) {
    case LetterKind::acknowledgement:
      return letter_variables::acknowledgement;
    case LetterKind::public_reply:
      return letter_variables::public_reply;
    case LetterKind::resolved:
    case LetterKind::on_hold:
      return letter_variables::state_mail;
    case LetterKind::closing_soon:
    case LetterKind::after_hours:
      return letter_variables::acknowledgement;
    case LetterKind::survey:
      return letter_variables::survey;
    case LetterKind::webhook:  // no text of ours: daemon/webhook makes its body
      return {};
    case LetterKind::new_ticket:
    case LetterKind::customer_reply:
    case LetterKind::reopened:
    case LetterKind::note_added:
    case LetterKind::woken:
    case LetterKind::escalated:
    case LetterKind::unassigned:
    case LetterKind::rule_notice:
      return letter_variables::notice;
    case LetterKind::forward:
      return letter_variables::forward;
    case LetterKind::confirmation:
      return letter_variables::confirmation;
    case LetterKind::command_result:
      return letter_variables::command_result;
    case LetterKind::unverified:
      return letter_variables::unverified;
    case LetterKind::delivery_failed:
    case LetterKind::delivery_late:
      return letter_variables::delivery_failed;
    case LetterKind::call_failed:
      return letter_variables::call_failed;
    case LetterKind::sla_warning:
    case LetterKind::sla_breached:
      return letter_variables::alarm;
    case LetterKind::digest:
      return letter_variables::digest;
    case LetterKind::delivery_held:
      return letter_variables::delivery_held;
    case LetterKind::account_stopped:
    case LetterKind::account_works:
      return letter_variables::account;
  }
  return {};
}

}  // namespace ticketd::core
