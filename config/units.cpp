#include "config/units.h"

#include "core/text.h"

#include <array>
#include <charconv>

namespace ticketd::config {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array sizes{Unit{"B", 1}, Unit{"KiB", 1024}, Unit{"MiB", 1024 * 1024},
                           Unit{"GiB", 1024 * 1024 * 1024}};
constexpr std::array durations{Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600}, Unit{"d", 86'400},
                               Unit{"w", 604'800}};

/// "36MiB" or "36 MiB": a whole number and one of the units.
template <class Units>
std::optional<std::int64_t> measured(std::string_view text, const Units& units) {
  constexpr std::int64_t most_in_any_unit = 1'000'000'000;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > most_in_any_unit) return std::nullopt;
  const auto rest = core::trim(text.substr(static_cast<std::size_t>(end - text.data())));
  for (const auto& unit : units)
    if (unit.name == rest) return number * unit.factor;
  return std::nullopt;
}

/// Takes a leading "<" or ">=" off `text`; without either it is "at least".
template <class Bound>
typename Bound::Is take_direction(std::string_view& text) {
  text = core::trim(text);
  auto is = Bound::Is::at_least;
  if (text.starts_with("<") && !text.starts_with("<=")) {
    is = Bound::Is::less_than;
    text.remove_prefix(1);
  } else if (text.starts_with(">=")) {
    text.remove_prefix(2);
  }
  text = core::trim(text);
  return is;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = measured(text, sizes);
  if (!bytes) return std::nullopt;
  return static_cast<std::uint64_t>(*bytes);
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto seconds = measured(text, durations);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

std::optional<core::DurationBound> parse_duration_bound(std::string_view text) {
  const auto is = take_direction<core::DurationBound>(text);
  const auto span = parse_duration(text);
  if (!span) return std::nullopt;
  return core::DurationBound{is, *span};
}

std::optional<core::Since> parse_since(std::string_view text) {
  using std::chrono::days;
  if (const auto age = parse_duration(text)) {
    const auto whole = std::chrono::floor<days>(*age);
    return whole == *age ? std::optional<core::Since>(whole) : std::nullopt;
  }
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const auto* const end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stop == end ? value : -1;
  };
  const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2))));
  if (number(0, 4) < 0 || !day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

std::optional<core::NumberBound> parse_number_bound(std::string_view text) {
  const auto is = take_direction<core::NumberBound>(text);
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return core::NumberBound{is, number};
}

}  // namespace ticketd::config
