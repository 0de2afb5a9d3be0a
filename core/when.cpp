#include "core/when.h"

#include "core/numbers.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::core {

namespace {

constexpr auto longest = std::chrono::days(3650);

/// The numbers of a date in their order, whatever stands between: "2026-12-24T09:30", "2026년 12월 24일
/// 9:30".
std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t at = text.find_first_of("0123456789");
       at != std::string_view::npos && numbers.size() < 7;) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error != std::errc{}) return {};
    numbers.push_back(number);
    at = text.find_first_of("0123456789", static_cast<std::size_t>(end - text.data()));
  }
  return numbers;
}

/// The distance from UTC that stands behind a time, `Z` or `+09:00`; takes it off the text.
std::optional<std::chrono::seconds> take_offset(std::string_view& text) {
  if (text.ends_with('Z') || text.ends_with('z')) {
    text.remove_suffix(1);
    return std::chrono::seconds{0};
  }
  const auto colon = text.find(':');
  const auto sign = colon == std::string_view::npos ? colon : text.find_first_of("+-", colon);
  if (sign == std::string_view::npos) return std::nullopt;
  const auto parts = numbers_in(text.substr(sign + 1));
  if (parts.empty() || parts.size() > 2) return std::nullopt;
  const auto ahead = std::chrono::hours(parts[0]) + std::chrono::minutes(parts.size() > 1 ? parts[1] : 0);
  const auto zone = text[sign] == '-' ? -std::chrono::seconds(ahead) : std::chrono::seconds(ahead);
  text = text.substr(0, sign);
  return zone;
}

/// Year, month, day, and as much of the time as is written; nine in the morning without.
std::optional<Time> time_of(std::vector<int> parts, std::optional<std::chrono::seconds> offset,
                            const TimeZone& zone) {
  if (parts.size() < 3 || parts.size() > 6) return std::nullopt;
  if (parts.size() == 3) parts.push_back(9);
  parts.resize(6);
  const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                        std::chrono::month(static_cast<unsigned>(parts[1])),
                                        std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return std::nullopt;
  const LocalTime written = std::chrono::local_days(day) + std::chrono::hours(parts[3]) +
                            std::chrono::minutes(parts[4]) + std::chrono::seconds(parts[5]);
  return offset ? Time(written.time_since_epoch() - *offset) : zone.utc(written);
}

/// "12월 1일", "12月1日 18:30": the next one. "12/1" is another day elsewhere.
bool lacks_year(std::string_view text) {
  const auto month = std::min(text.find("월"), text.find("月"));
  return month != std::string_view::npos && numbers_in(text.substr(0, month)).size() == 1;
}

int year_of(Time time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return static_cast<int>(day.year());
}

}  // namespace

std::optional<Time> time_meant(std::string_view text, Time now, const TimeZone& zone) {
  text = trim(text);
  const auto in_reach = [&](const std::optional<Time>& time) {
    return time && *time > now && *time < now + longest ? time : std::nullopt;
  };
  if (const auto span = parse_span(text)) return in_reach(now + *span);
  const auto offset = take_offset(text);
  auto parts = numbers_in(text);
  if (!lacks_year(text)) return in_reach(time_of(std::move(parts), offset, zone));
  parts.insert(parts.begin(), year_of(now) - 1);  // of UTC: it may be last year here still
  for (const int last = year_of(now) + 1; parts.front() <= last; ++parts.front())
    if (const auto time = in_reach(time_of(parts, offset, zone))) return time;
  return std::nullopt;
}

}  // namespace ticketd::core
