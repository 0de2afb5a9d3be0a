#include "core/own_notice.h"

#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

/// As templates/ko and templates/en have them, in text and page: the rule, and what stands above it.
constexpr auto beginnings = std::to_array<std::string_view>(
    {"────────────────────", "받은 주소: ", "담당자: ", "Mailbox: ", "Assigned to: "});

bool is_of_a_notice(std::string_view line) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return line.starts_with(beginning); });
}

}  // namespace

bool quotes_our_notice(std::string_view text) {
  for (auto line : split_lines(text)) {
    line = trim(line);
    if (!line.starts_with('>')) continue;
    const auto quoted = line.find_first_not_of("> \t");
    if (quoted != std::string_view::npos && is_of_a_notice(line.substr(quoted))) return true;
  }
  return false;
}

}  // namespace ticketd::core
