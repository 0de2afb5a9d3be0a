// Rows of text in aligned columns, for people. Hangul, Han and Kana take two columns each.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::ctl {

using Row = std::vector<std::string>;

/// In columns of a terminal.
[[nodiscard]] std::size_t display_width(std::string_view utf8);

/// One line, and nothing that could steer the terminal: controls become blanks.
[[nodiscard]] std::string printable(std::string_view utf8);

/// `titles` in the first line; the last column is not padded.
void print_table(std::ostream& out, const Row& titles, const std::vector<Row>& rows);

}  // namespace ticketd::ctl
