// Numbers and days in paths and queries, and the page that a list is asked for.
#pragma once

#include "core/numbers.h"
#include "core/result.h"
#include "core/types.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

constexpr std::size_t longest_page = 500;

using core::parse_number;

/// The begin of a day, "2026-11-21", in UTC.
[[nodiscard]] inline std::optional<core::Time> begin_of_day(std::string_view text) {
  const auto day = core::parse_day(text);
  return day ? std::optional<core::Time>(std::chrono::sys_days(*day)) : std::nullopt;
}

[[nodiscard]] inline Result<core::TicketId> ticket_id(const std::string& text) {
  const auto number = parse_number<std::int64_t>(text);
  if (!number || *number <= 0)
    return fail(core::ErrorKind::malformed, "\"" + text + "\" is not a ticket's number");
  return core::TicketId{*number};
}

/// Cursor paging: at most `limit` rows with numbers above `after`.
struct Page {
  std::optional<std::int64_t> after;
  std::size_t limit = longest_page;
};

[[nodiscard]] inline Result<Page> read_page(const std::string& after, const std::string& limit) {
  Page page;
  if (!after.empty()) {
    page.after = parse_number<std::int64_t>(after);
    if (!page.after || *page.after < 0) return fail(core::ErrorKind::malformed, "after must be a number");
  }
  if (!limit.empty()) {
    const auto asked = parse_number<std::size_t>(limit);
    if (!asked || *asked == 0) return fail(core::ErrorKind::malformed, "limit must be a number from 1 up");
    page.limit = std::min(*asked, longest_page);
  }
  return page;
}

}  // namespace ticketd::daemon
