#include "parsers/date.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::parsers {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// The first three letters in lower case as one number.
constexpr std::uint32_t three_letters(std::string_view word) {
  std::uint32_t letters = 0;
  for (const char c : word.substr(0, 3)) letters = letters << 8 | (static_cast<unsigned char>(c) | 0x20U);
  return letters;
}

/// Of a word of letters.
std::optional<unsigned> month_named(std::string_view word) {
  static constexpr std::array months{three_letters("jan"), three_letters("feb"), three_letters("mar"),
                                     three_letters("apr"), three_letters("may"), three_letters("jun"),
                                     three_letters("jul"), three_letters("aug"), three_letters("sep"),
                                     three_letters("oct"), three_letters("nov"), three_letters("dec")};
  const auto* const found = std::ranges::find(months, three_letters(word));
  return found == months.end() ? std::nullopt
                               : std::optional(static_cast<unsigned>(found - months.begin() + 1));
}

/// Minutes east of UTC, of the names that RFC 5322 4.3 knows. All others count as UTC, as it says: BST, CST
/// and IST mean different zones to different people.
std::optional<int> zone_named(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, int>, 12> zones{{{"ut", 0},
                                                                           {"utc", 0},
                                                                           {"gmt", 0},
                                                                           {"z", 0},
                                                                           {"est", -300},
                                                                           {"edt", -240},
                                                                           {"cst", -360},
                                                                           {"cdt", -300},
                                                                           {"mst", -420},
                                                                           {"mdt", -360},
                                                                           {"pst", -480},
                                                                           {"pdt", -420}}};
  for (const auto& [name, minutes] : zones)
    if (core::equal_ignoring_case(word, name)) return minutes;
  return std::nullopt;
}

/// "0930" of "+0930" in minutes.
int minutes_of(int hours_and_minutes) { return hours_and_minutes / 100 * 60 + hours_and_minutes % 100; }

/// East of UTC behind a `+`.
int signed_offset(char sign, int minutes) {
  if (minutes > 24 * 60) return 0;  // "-9999" and the like
  return sign == '-' ? -minutes : minutes;
}

/// "+0900", "-09:30", "+9"
std::optional<int> zone_offset(std::string_view word) {
  if (word.size() < 2 || (word[0] != '+' && word[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : word.substr(1)) {
    if (is_digit(c))
      digits += c;
    else if (c != ':')
      break;
  }
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  const int value = *number(digits);
  return signed_offset(word[0], digits.size() <= 2 ? value * 60 : minutes_of(value));
}

struct Fields {
  std::optional<int> year, day, hour, zone;
  std::optional<unsigned> month;
  int minute = 0, second = 0;
  bool afternoon = false, morning = false;
  std::vector<std::string_view> numbers;  ///< in the order of writing, besides those of a clock
};

/// "9:00", "09:00:00.123"; false when it is no time of day.
bool read_clock(std::string_view word, Fields& fields) {
  std::array<int, 3> values{};
  std::size_t count = 0;
  for (const auto piece : core::split(word, word.find(':') == std::string_view::npos ? '.' : ':')) {
    if (count == values.size()) break;
    const auto value = number(piece.substr(0, piece.find_first_of(".,")));
    if (!value) return false;
    values[count++] = *value;
  }
  if (count < 2) return false;
  fields.hour = values[0];
  fields.minute = values[1];
  fields.second = values[2];
  return true;
}

/// RFC 5322 4.3: 00–49 are 2000–2049, other two and three digits count from 1900.
int full_year(int value, std::size_t digits) {
  if (digits >= 4) return value;
  return digits <= 2 && value < 50 ? 2000 + value : 1900 + value;
}

bool read_iso_date(std::string_view word, Fields& fields) {
  if (word.size() < 10 || (word[4] != '-' && word[4] != '/') || word[7] != word[4]) return false;
  const auto year = number(word.substr(0, 4)), month = number(word.substr(5, 2)),
             day = number(word.substr(8, 2));
  if (!year || !month || !day) return false;
  fields.year = year;
  fields.month = static_cast<unsigned>(*month);
  fields.day = day;
  return true;
}

/// "09 : 55 : 06" is one word.
bool joins_clock(const std::vector<std::string>& words) {
  return words.size() > 1 && words.back().empty() && is_digit(words[words.size() - 2].back());
}

/// Words between blanks and commas; comments go.
std::vector<std::string> words_of(std::string_view value) {
  constexpr std::size_t longest = 200;
  std::vector<std::string> words(1);
  int comments = 0;
  for (const char c : value.substr(0, longest)) {
    if (c == '(') ++comments;
    const bool inside = comments > 0;
    if (c == ')' && comments > 0) --comments;
    if (inside || static_cast<unsigned char>(c) <= ' ' || c == ',' || c == '"') {
      if (!words.back().empty() && !words.back().ends_with(':')) words.emplace_back();
    } else {
      if (c == ':' && joins_clock(words)) words.pop_back();
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// "21 [Nov] 2026", "[Nov] 21 2026", "2026 [Nov] 21", or all in numbers: day, month, year.
void place_numbers(Fields& fields) {
  auto numbers = fields.numbers;
  if (fields.year || numbers.size() < 2) return;
  if (numbers.front().size() == 4 && numbers.back().size() <= 2) std::swap(numbers.front(), numbers.back());
  fields.day = number(numbers.front());
  if (!fields.month && numbers.size() > 2) {
    fields.month = static_cast<unsigned>(number(numbers[1]).value_or(0));
    numbers.erase(numbers.begin() + 1);
  }
  if (const auto year = number(numbers[1])) fields.year = full_year(*year, numbers[1].size());
}

void read_word(std::string_view word, Fields& fields) {
  if (is_digit(word[0]) && read_iso_date(word, fields)) {
    if (word.size() > 11 && word[10] == 'T') read_word(word.substr(11), fields);
    return;
  }
  if (word.find(':') != std::string_view::npos && is_digit(word[0])) {
    const auto clock_end = word.find_first_not_of("0123456789:.");
    if (!fields.hour) read_clock(word.substr(0, clock_end), fields);
    if (clock_end != std::string_view::npos)
      read_word(word.substr(clock_end), fields);  // "09:00:00+0900", "9:00AM"
    return;
  }
  if (const auto offset = zone_offset(word); offset && fields.hour) {
    fields.zone = offset;
    return;
  }
  if (core::equal_ignoring_case(word, "am") || core::equal_ignoring_case(word, "pm")) {
    (word[0] == 'p' || word[0] == 'P' ? fields.afternoon : fields.morning) = true;
    return;
  }
  if (is_letter(word[0])) {
    const auto letters_end =
        std::string_view::size_type(std::find_if_not(word.begin(), word.end(), is_letter) - word.begin());
    const auto letters = word.substr(0, letters_end);
    const auto rest = word.substr(letters_end);
    if (!fields.month && month_named(letters))
      fields.month = month_named(letters);
    else if (const auto zone = zone_named(letters); zone && !fields.zone)
      fields.zone = zone_offset(rest).value_or(*zone);
    if (rest.size() > 1 && rest[0] == '-' && !fields.hour) read_word(rest.substr(1), fields);
    return;
  }
  if (!is_digit(word[0])) return;
  fields.numbers.push_back(word.substr(0, word.find_first_not_of("0123456789")));
  const auto dash = word.find_first_of("-/");  // "21-Nov-2026"
  if (dash != std::string_view::npos && dash + 1 < word.size()) read_word(word.substr(dash + 1), fields);
}

/// "Sat, 21 Nov 2026 09:00:00 +0900", as nearly all dates are written; false for every other form.
bool read_usual_form(std::string_view value, Fields& fields) {
  if (value.size() > 5 && value.substr(3).starts_with(", ") && std::all_of(&value[0], &value[3], is_letter))
    value.remove_prefix(5);
  const auto day_digits = value.find(' ');
  if (day_digits != 1 && day_digits != 2) return false;
  constexpr std::string_view form = " aaa 0000 00:00:00 +0000";
  const auto rest = value.substr(day_digits, form.size());
  if (rest.size() < form.size()) return false;
  const auto more = value.substr(day_digits + rest.size());
  const bool is_comment = more.starts_with(" (") && more.find(')') == more.size() - 1;
  if (!more.empty() && !is_comment) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char c = rest[i];
    const bool fits = form[i] == '0'   ? is_digit(c)
                      : form[i] == 'a' ? is_letter(c)
                      : form[i] == '+' ? c == '+' || c == '-'
                                       : c == form[i];
    if (!fits) return false;
  }
  const auto two = [&](std::size_t at) { return (rest[at] - '0') * 10 + rest[at + 1] - '0'; };
  fields.day = number(value.substr(0, day_digits));
  fields.month = month_named(rest.substr(1, 3));
  fields.year = two(5) * 100 + two(7);
  fields.hour = two(10);
  fields.minute = two(13);
  fields.second = two(16);
  fields.zone = signed_offset(rest[19], minutes_of(two(20) * 100 + two(22)));
  return fields.day && fields.month;
}

}  // namespace

std::optional<core::Time> parse_date(std::string_view value) {
  Fields fields;
  std::vector<std::string> words;  // of which `fields` holds views
  if (!read_usual_form(value, fields)) {
    fields = {};
    words = words_of(value);
    for (const auto& word : words) read_word(word, fields);
    place_numbers(fields);
  }
  if (!fields.year || !fields.month || !fields.day) return std::nullopt;
  const auto date = std::chrono::year(*fields.year) / std::chrono::month(*fields.month) /
                    std::chrono::day(static_cast<unsigned>(*fields.day));
  int hour = fields.hour.value_or(0);
  if (fields.afternoon && hour < 12) hour += 12;
  if (fields.morning && hour == 12) hour = 0;
  if (!date.ok() || *fields.year < 1900 || hour > 24 || fields.minute > 59 || fields.second > 60)
    return std::nullopt;
  return core::Time(std::chrono::sys_days(date) + std::chrono::hours(hour) +
                    std::chrono::minutes(fields.minute) + std::chrono::seconds(fields.second) -
                    std::chrono::minutes(fields.zone.value_or(0)));
}

}  // namespace ticketd::parsers
