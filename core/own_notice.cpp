#include "core/own_notice.h"

#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

/// As templates/ko and templates/en have them, in text and page: the mailbox, and what stands below it.
constexpr auto mailboxes = std::to_array<std::string_view>({"받은 주소: ", "Mailbox: "});
constexpr auto below_mailbox =
    std::to_array<std::string_view>({"────────────────────", "담당자: ", "Assigned to: "});

bool begins_with_one(std::string_view line, const auto& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return line.starts_with(beginning); });
}

/// What stands before a line that is quoted,
constexpr auto quote_marks =
    std::to_array<std::string_view>({">", "|", "»", "›", "│", "┃", "▏", "▎", "▍", "❯", "＞", "｜"});
/// and what stands there as well, and before lines of the author's own.
constexpr auto other_marks =
    std::to_array<std::string_view>({" ", "\t", ":", "*", "•", "-", "\u00A0", "\u3000"});

/// Takes one of these off the beginning of the line.
bool take_one(std::string_view& line, const auto& signs) {
  const auto sign =
      std::find_if(signs.begin(), signs.end(), [&](std::string_view one) { return line.starts_with(one); });
  if (sign == signs.end()) return false;
  line.remove_prefix(sign->size());
  return true;
}

/// Takes the marks off the line; whether it is quoted for certain.
bool take_marks(std::string_view& line) {
  bool is_quoted = false;
  for (bool goes_on = true; goes_on;) {
    const bool quotes = take_one(line, quote_marks);
    is_quoted |= quotes;
    goes_on = quotes || take_one(line, other_marks);
  }
  return is_quoted;
}

}  // namespace

bool quotes_our_notice(std::string_view text) {
  bool mailbox = false, below = false;
  for (auto line : split_lines(text)) {
    const bool is_quoted = take_marks(line);
    const bool names_mailbox = begins_with_one(line, mailboxes);
    const bool stands_below = begins_with_one(line, below_mailbox);
    if (is_quoted && (names_mailbox || stands_below)) return true;
    mailbox |= names_mailbox;
    below |= stands_below;
  }
  return mailbox && below;
}

}  // namespace ticketd::core
