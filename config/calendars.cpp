#include "config/calendars.h"

#include "config/holidays.h"
#include "config/rules.h"
#include "config/taken.h"
#include "config/time_zone.h"
#include "core/numbers.h"
#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::config {

namespace {

using namespace std::chrono;

/// "09:00", to "24:00"
std::optional<minutes> time_of_day(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.size() - colon != 3) return std::nullopt;
  const auto h = core::parse_number<unsigned>(text.substr(0, colon)),
             m = core::parse_number<unsigned>(text.substr(colon + 1));
  if (!h || !m || *m > 59) return std::nullopt;
  const auto time = hours(*h) + minutes(*m);
  return time <= hours(24) ? std::optional(time) : std::nullopt;
}

std::optional<unsigned> weekday_named(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

/// "mon", "mon-fri", "fri-mon" or "daily"
std::optional<std::vector<unsigned>> weekdays_named(std::string_view text) {
  if (text == "daily") text = "mon-sun";
  const auto dash = text.find('-');
  const auto first = weekday_named(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : weekday_named(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  std::vector<unsigned> days{*first};
  while (days.back() != *last) days.push_back((days.back() + 1) % 7);
  return days;
}

bool overlaps(const core::OpeningHours& one, const core::OpeningHours& other) {
  return one.from < other.to && other.from < one.to;
}

std::set<local_days> read_holidays(const Section& table) {
  std::set<local_days> holidays;
  for (const auto& written : table.list("holidays")) {
    if (const auto day = core::parse_day(written)) {
      holidays.insert(local_days(*day));
      continue;
    }
    const auto shipped = shipped_holidays(written);
    if (shipped.empty())
      table.wrong("holidays",
                  "\"" + written + "\" is neither a date like 2026-01-01 nor a list that is shipped (kr)");
    holidays.insert(shipped.begin(), shipped.end());
  }
  return holidays;
}

std::optional<seconds> promise(const Section& table, std::string_view key) {
  return table.has(key) ? std::optional(table.duration(key)) : std::nullopt;
}

std::vector<core::SlaStep> read_steps(const Section& table, const core::Desk& desk) {
  std::vector<core::SlaStep> steps;
  for (const auto& step : table.each("escalate")) {
    step.require("notify");
    steps.push_back({step.duration("after"), read_audience(step, "notify", desk)});
    if (steps.size() > 1 && steps.back().after < steps[steps.size() - 2].after)
      step.wrong("after", "comes before the step above it");
  }
  return steps;
}

core::SlaPolicy read_policy(const Section& table, const core::Desk& desk) {
  core::SlaPolicy policy;
  policy.name = table.text("name");
  const auto when = table.below("when", "rule.when");
  for (const auto* of_mail : {"kind", "trust", "words", "pattern", "text_length", "has_attachment", "mood"})
    if (when.has(of_mail))
      when.wrong(of_mail, "is about a mail; a promise is about the ticket and its requester");
  policy.when = read_condition(when, desk);
  policy.calendar = table.text("calendar");
  if (!policy.calendar.empty() && !desk.calendar_named(policy.calendar))
    table.wrong("calendar", "unknown calendar \"" + policy.calendar + "\"");
  policy.first_response = promise(table, "first_response");
  policy.next_response = promise(table, "next_response");
  policy.resolution = promise(table, "resolution");
  if (!policy.first_response && !policy.next_response && !policy.resolution)
    table.wrong("promises nothing: it needs first_response, next_response or resolution");
  policy.warn_before = table.duration("warn_before");
  policy.escalate = read_steps(table, desk);
  return policy;
}

}  // namespace

bool add_hours(core::Calendar& calendar, std::string_view written) {
  const auto parts = core::split(core::trim(written), ' ');
  const auto range = parts.empty() ? std::string_view{} : std::string_view(parts.back());
  const auto dash = range.find('-');
  if (parts.size() < 2 || dash == std::string_view::npos) return false;
  const auto days = weekdays_named(parts.front());
  const auto from = time_of_day(range.substr(0, dash)), to = time_of_day(range.substr(dash + 1));
  if (parts.size() != 2 || !days || !from || !to || *from >= *to) return false;
  const core::OpeningHours added{*from, *to};
  for (const auto day : *days) {
    auto& hours = calendar.week[day];
    if (std::any_of(hours.begin(), hours.end(), [&](const auto& known) { return overlaps(known, added); }))
      return false;
    hours.insert(std::upper_bound(hours.begin(), hours.end(), added), added);
  }
  return true;
}

std::set<local_days> shipped_holidays(std::string_view country) {
  std::set<local_days> holidays;
  if (country != "kr") return holidays;
  for (const auto& line : core::split(holidays_of_korea(), '\n'))
    if (const auto day = core::parse_day(line.substr(0, 10))) holidays.insert(local_days(*day));
  return holidays;
}

std::vector<core::Calendar> read_calendars(const Section& root) {
  std::vector<core::Calendar> calendars;
  Taken names("calendar");
  for (const auto& table : root.each("calendar")) {
    names.check(table, "name");
    core::Calendar calendar;
    calendar.name = table.text("name");
    const auto zone = load_time_zone(table.text("time_zone"));
    if (table.require("time_zone") && !zone)
      table.wrong("time_zone", "unknown time zone \"" + table.text("time_zone") + "\"");
    if (zone) calendar.zone = *zone;
    for (const auto& hours : table.list("hours"))
      if (!add_hours(calendar, hours))
        table.wrong("hours",
                    "\"" + hours + "\" is not like \"mon-fri 09:00-18:00\", or overlaps other hours");
    if (std::all_of(calendar.week.begin(), calendar.week.end(), [](const auto& day) { return day.empty(); }))
      table.wrong("hours", "the calendar is never open");
    calendar.holidays = read_holidays(table);
    calendars.push_back(std::move(calendar));
  }
  return calendars;
}

std::vector<core::SlaPolicy> read_sla(const Section& root, const core::Desk& desk) {
  std::vector<core::SlaPolicy> policies;
  Taken names("sla");
  for (const auto& table : root.each("sla")) {
    names.check(table, "name");
    policies.push_back(read_policy(table, desk));
  }
  return policies;
}

}  // namespace ticketd::config
