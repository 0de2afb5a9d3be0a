// Numbers in paths and queries, and the page that a list is asked for.
#pragma once

#include "core/result.h"

#include <algorithm>
#include <charconv>
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
