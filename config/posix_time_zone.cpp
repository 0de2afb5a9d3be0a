#include "config/posix_time_zone.h"

#include <algorithm>
#include <charconv>

namespace ticketd::config {

namespace {

using namespace std::chrono;

/// Reads from the front of a text; every step tells whether it could.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool skip(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<int> number(int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || value < 0 || value > most || next_is('-')) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  /// "EST", or "<+0330>".
  bool name() {
    const bool quoted = skip('<');
    const auto end = std::find_if(rest_.begin(), rest_.end(), [&](char c) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return quoted ? c == '>' : !letter;
    });
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    if (length == 0) return false;
    rest_.remove_prefix(length);
    return !quoted || skip('>');
  }

  /// [+-]h[h[h]][:mm[:ss]]
  std::optional<seconds> time() {
    const bool negative = skip('-');
    if (!negative) skip('+');
    const auto h = number(167);
    if (!h) return std::nullopt;
    seconds sum = hours(*h);
    for (const auto unit : {seconds(minutes(1)), seconds(1)}) {
      if (!skip(':')) break;
      const auto n = number(59);
      if (!n) return std::nullopt;
      sum += *n * unit;
    }
    return negative ? -sum : sum;
  }

 private:
  std::string_view rest_;
};

/// A day of every year, and the time on the wall clock at which the shift happens.
struct YearDay {
  enum class As : std::uint8_t { month_week_weekday, without_leap_day, with_leap_day } as{};
  int month{}, week{}, day{};
  seconds time = hours(2);

  [[nodiscard]] local_days in(year y) const {
    const auto new_year = local_days(y / January / 1);
    if (as == As::with_leap_day) return new_year + days(day);
    if (as == As::without_leap_day) return new_year + days(day - 1 + (y.is_leap() && day >= 60 ? 1 : 0));
    const auto in_month = y / std::chrono::month(static_cast<unsigned>(month));
    const weekday wanted(static_cast<unsigned>(day));
    if (week == 5) return local_days(in_month / wanted[last]);
    return local_days(in_month / wanted[static_cast<unsigned>(week)]);
  }
};

std::optional<YearDay> read_day(Cursor& text) {
  YearDay result;
  if (text.skip('M')) {
    const auto month = text.number(12);
    const auto week = text.skip('.') ? text.number(5) : std::nullopt;
    const auto day = text.skip('.') ? text.number(6) : std::nullopt;
    if (!month || !week || !day || *month == 0 || *week == 0) return std::nullopt;
    result = {YearDay::As::month_week_weekday, *month, *week, *day};
  } else {
    const bool skips_leap_day = text.skip('J');
    const auto day = text.number(365);
    if (!day || (skips_leap_day && *day == 0)) return std::nullopt;
    result = {skips_leap_day ? YearDay::As::without_leap_day : YearDay::As::with_leap_day, 0, 0, *day};
  }
  if (!text.skip('/')) return result;
  const auto time = text.time();
  if (!time) return std::nullopt;
  result.time = *time;
  return result;
}

}  // namespace

std::optional<std::vector<core::TimeZone::Shift>> posix_shifts(std::string_view rule, year first, year last) {
  std::vector<core::TimeZone::Shift> shifts;
  Cursor text(rule);
  if (!text.name()) return std::nullopt;
  const auto behind_utc = text.time();
  if (!behind_utc) return std::nullopt;
  if (text.at_end()) return shifts;

  const auto standard = -*behind_utc;
  if (!text.name()) return std::nullopt;
  auto summer = standard + hours(1);
  if (!text.next_is(',')) {
    const auto given = text.time();
    if (!given) return std::nullopt;
    summer = -*given;
  }
  const auto begin = text.skip(',') ? read_day(text) : std::nullopt;
  const auto end = text.skip(',') ? read_day(text) : std::nullopt;
  if (!begin || !end || !text.at_end()) return std::nullopt;
  const auto at = [](local_days day, seconds time, seconds offset) {
    return sys_seconds(day.time_since_epoch() + time - offset);
  };
  for (auto y = first; y <= last; ++y) {
    shifts.push_back({at(begin->in(y), begin->time, standard), summer});
    shifts.push_back({at(end->in(y), end->time, summer), standard});
  }
  std::sort(shifts.begin(), shifts.end());  // in the south, summer ends before it begins
  return shifts;
}

}  // namespace ticketd::config
