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

// ticket: its number. mailbox: the display name of the support address. agent: the display name of who
// answers. An acknowledgement goes to whoever wrote to us, so it may hold nothing that the sender chose.
inline constexpr auto acknowledgement = std::to_array<std::string_view>({"ticket", "mailbox"});
inline constexpr auto answer = std::to_array<std::string_view>({"text", "ticket", "mailbox", "agent"});

// author, author_address, role (core::Role): who wrote `text`; unverified: "yes" when it was not proven.
// attachments: file names, one a line. state, priority: enumerators, shown in the words of the language.
inline constexpr auto notice = std::to_array<std::string_view>(
    {"ticket", "subject", "mailbox", "author", "author_address", "role", "unverified", "text", "attachments",
     "state", "priority", "assignee", "group"});

// text: the agent's comment; original_*: the header lines and the text of the mail that is forwarded.
inline constexpr auto forward =
    std::to_array<std::string_view>({"text", "ticket", "mailbox", "agent", "original_from", "original_to",
                                     "original_date", "original_subject", "original_text"});

// commands, done, problems: one a line.
inline constexpr auto confirmation =
    std::to_array<std::string_view>({"ticket", "subject", "agent", "commands"});
inline constexpr auto command_result =
    std::to_array<std::string_view>({"ticket", "subject", "agent", "done", "problems"});
inline constexpr auto unverified = std::to_array<std::string_view>({"ticket", "subject", "agent", "text"});

// recipient: whom it did not reach; reason: what the next hop or the bounce said; text: what was in the mail.
inline constexpr auto delivery_failed =
    std::to_array<std::string_view>({"ticket", "subject", "mailbox", "recipient", "reason", "text"});

}  // namespace letter_variables

[[nodiscard]] constexpr std::span<const std::string_view> variables_of(LetterKind kind) {
  switch (kind) {
    case LetterKind::acknowledgement:
      return letter_variables::acknowledgement;
    case LetterKind::public_reply:
    case LetterKind::resolved:
    case LetterKind::on_hold:
      return letter_variables::answer;
    case LetterKind::new_ticket:
    case LetterKind::customer_reply:
    case LetterKind::reopened:
    case LetterKind::note_added:
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
      return letter_variables::delivery_failed;
  }
  return {};
}

}  // namespace ticketd::core
