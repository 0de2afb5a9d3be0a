// Numbers, days and spans of time as people and programs write them.
#pragma once

#include "core/text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ticketd::core {

/// A number that fills the text.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "2026-11-21"
[[nodiscard]] inline std::optional<std::chrono::year_month_day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_number<unsigned>(text.substr(0, 4)),
             month = parse_number<unsigned>(text.substr(5, 2)),
             date = parse_number<unsigned>(text.substr(8, 2));
  if (!year || !month || !date) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(*year)),
                                        std::chrono::month(*month), std::chrono::day(*date)};
  return day.ok() ? std::optional(day) : std::nullopt;
}

/// "30m", "2d": a whole number and the letter of a unit.
[[nodiscard]] inline std::optional<std::chrono::seconds> parse_span(std::string_view text) {
  constexpr std::int64_t most_in_any_unit = 1'000'000'000;
  struct Unit {
    char letter;
    std::chrono::seconds length;
  };
  constexpr auto units = std::to_array<Unit>({{'s', std::chrono::seconds(1)},
                                              {'m', std::chrono::minutes(1)},
                                              {'h', std::chrono::hours(1)},
                                              {'d', std::chrono::days(1)},
                                              {'w', std::chrono::weeks(1)}});
  text = trim(text);
  if (text.empty()) return std::nullopt;
  const auto count = parse_number<std::int64_t>(trim(text.substr(0, text.size() - 1)));
  if (!count || *count < 0 || *count > most_in_any_unit) return std::nullopt;
  for (const auto& unit : units)
    if (unit.letter == text.back()) return *count * unit.length;
  return std::nullopt;
}

}  // namespace ticketd::core
