// Small pure operations on ASCII and UTF-8 text that several layers need.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::core {

/// Lower-cases A–Z only; other bytes stay, so UTF-8 stays valid.
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

[[nodiscard]] bool is_among(const std::vector<std::string>& texts, std::string_view text);  ///< in any case

/// "a, b, c", of texts or of what `text_of` says of each.
template <class List, class TextOf = std::identity>
[[nodiscard]] std::string joined(const List& list, TextOf text_of = {}) {
  std::string all;
  bool first = true;
  for (const auto& one : list) {
    if (!std::exchange(first, false)) all += ", ";
    all += std::invoke(text_of, one);
  }
  return all;
}

/// Without leading and trailing blanks, tabs, CR and LF.
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::vector<std::string_view> split_lines(
    std::string_view text);  ///< at LF; a CR before it goes too
/// The first line of a text that is not empty, as split_lines has it, which goes from the text.
[[nodiscard]] std::string_view take_line(std::string_view& text);

/// `local@domain` without blanks, brackets or controls: fit to be written to.
[[nodiscard]] bool is_mail_address(std::string_view text);

/// As text of a page: nothing of it is markup, line ends and runs of blanks stay visible.
[[nodiscard]] std::string html_escaped(std::string_view text);

/// At most `count` code points of valid UTF-8, cut between code points.
[[nodiscard]] std::string_view first_code_points(std::string_view utf8, std::size_t count);
[[nodiscard]] std::size_t count_code_points(std::string_view utf8);

}  // namespace ticketd::core
