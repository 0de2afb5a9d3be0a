#include "config/units.h"

#include "core/numbers.h"
#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::config {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array sizes{Unit{"B", 1}, Unit{"KiB", 1024}, Unit{"MiB", 1024 * 1024},
                           Unit{"GiB", 1024 * 1024 * 1024}};

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
  constexpr std::uint64_t most_in_any_unit = 1'000'000'000;
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = core::parse_number<std::uint64_t>(text.substr(0, end));
  if (!number || *number > most_in_any_unit) return std::nullopt;
  for (const auto& unit : sizes)
    if (unit.name == core::trim(text.substr(end))) return *number * unit.factor;
  return std::nullopt;
}

std::optional<core::DurationBound> parse_duration_bound(std::string_view text) {
  const auto is = take_direction<core::DurationBound>(text);
  const auto span = core::parse_span(text);
  if (!span) return std::nullopt;
  return core::DurationBound{is, *span};
}

std::optional<core::Since> parse_since(std::string_view text) {
  using std::chrono::days;
  if (const auto age = core::parse_span(text)) {
    const auto whole = std::chrono::floor<days>(*age);
    return whole == *age ? std::optional<core::Since>(whole) : std::nullopt;
  }
  const auto day = core::parse_day(text);
  return day ? std::optional<core::Since>(std::chrono::sys_days(*day)) : std::nullopt;
}

std::optional<core::NumberBound> parse_number_bound(std::string_view text) {
  const auto is = take_direction<core::NumberBound>(text);
  const auto number = core::parse_number<long long>(text);
  if (!number || *number < 0) return std::nullopt;
  return core::NumberBound{is, *number};
}

}  // namespace ticketd::config
