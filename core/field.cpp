#include "core/field.h"

#include "core/numbers.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_text = 1000;  // octets: a field is a word or a line, not a letter

tl::unexpected<Error> refuse(const Field& field, std::string_view written, const std::string& wanted) {
  return fail(ErrorKind::malformed, "field \"" + field.name + "\" is " + wanted + ", not \"" +
                                        std::string(written.substr(0, 100)) + '"');
}

std::string in_words(const std::vector<std::string>& choices) {
  std::string words;
  for (const auto& choice : choices)
    words += (words.empty() ? "" : &choice == &choices.back() ? " or " : ", ") + choice;
  return words;
}

/// Digits with a sign and a point, without zeros that say nothing.
std::optional<std::string> number(std::string_view written) {
  constexpr std::size_t most_digits = 15;  // all of them count in a double
  const bool negative = written.starts_with('-');
  if (negative) written.remove_prefix(1);
  const auto point = written.find('.');
  auto whole = written.substr(0, point);
  auto fraction = point == std::string_view::npos ? std::string_view{} : written.substr(point + 1);
  const auto digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (whole.empty() || (point != std::string_view::npos && fraction.empty()) || !digits(whole) ||
      !digits(fraction))
    return std::nullopt;
  while (whole.size() > 1 && whole.starts_with('0')) whole.remove_prefix(1);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (whole.size() + fraction.size() > most_digits) return std::nullopt;
  const bool zero = whole == "0" && fraction.empty();
  return (negative && !zero ? "-" : "") + std::string(whole) + (fraction.empty() ? "" : ".") +
         std::string(fraction);
}

std::optional<std::string> truth(std::string_view written) {
  constexpr auto yes = std::to_array<std::string_view>({"true", "yes", "1", "예"});
  constexpr auto no = std::to_array<std::string_view>({"false", "no", "0", "아니요"});
  const auto is = [&](std::string_view word) { return equal_ignoring_case(word, written); };
  if (std::any_of(yes.begin(), yes.end(), is)) return "true";
  if (std::any_of(no.begin(), no.end(), is)) return "false";
  return std::nullopt;
}

}  // namespace

Result<std::string> field_value(const Field& field, std::string_view written) {
  const auto value = trim(written);
  if (value.empty()) return std::string{};
  switch (field.type) {
    case FieldType::text:
      if (value.size() > longest_text) return refuse(field, value, "a text of a line or two");
      return std::string(value);
    case FieldType::number:
      if (auto spelt = number(value)) return std::move(*spelt);
      return refuse(field, value, "a number of up to 15 digits");
    case FieldType::date:
      if (parse_day(value)) return std::string(value);
      return refuse(field, value, "a day like 2026-11-21");
    case FieldType::boolean:
      if (auto spelt = truth(value)) return std::move(*spelt);
      return refuse(field, value, "true or false");
    case FieldType::choice:
      for (const auto& choice : field.choices)
        if (equal_ignoring_case(choice, value)) return choice;
      return refuse(field, value, in_words(field.choices));
  }
  return refuse(field, value, "of no known type");
}

}  // namespace ticketd::core
