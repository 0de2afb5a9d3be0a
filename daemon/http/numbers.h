// Numbers and days in paths and queries, and the page that a list is asked for.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

constexpr std::size_t longest_page = 500;

template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The begin of a day, "2026-11-21", in UTC.
[[nodiscard]] inline std::optional<core::Time> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number<int>(text.substr(0, 4));
  const auto month = parse_number<unsigned>(text.substr(5, 2)),
             date = parse_number<unsigned>(text.substr(8, 2));
  if (!year || !month || !date) return std::nullopt;
  const std::chrono::year_month_day named{std::chrono::year(*year), std::chrono::month(*month),
                                          std::chrono::day(*date)};
  if (!named.ok()) return std::nullopt;
  return core::Time(std::chrono::sys_days(named));
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
    if (!asked) return fail(core::ErrorKind::malformed, "limit must be a number");
    page.limit = std::min(*asked, longest_page);
  }
  return page;
}

}  // namespace ticketd::daemon
