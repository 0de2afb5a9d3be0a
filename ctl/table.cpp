#include "ctl/table.h"

#include <algorithm>
#include <array>

namespace ticketd::ctl {

namespace {

struct Range {
  char32_t first, last;
};
/// East Asian Width W and F (Unicode TR 11), in rough blocks.
constexpr std::array wide{Range{0x1100, 0x115F},  Range{0x2E80, 0x303E}, Range{0x3041, 0x33FF},
                          Range{0x3400, 0x4DBF},  Range{0x4E00, 0x9FFF}, Range{0xA000, 0xA4CF},
                          Range{0xAC00, 0xD7A3},  Range{0xF900, 0xFAFF}, Range{0xFE30, 0xFE6F},
                          Range{0xFF00, 0xFF60},  Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1FAFF},
                          Range{0x20000, 0x3FFFD}};

/// The code point at `at`, which moves behind it; a stray byte stands for itself.
char32_t take_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  auto point = static_cast<char32_t>(more == 0 ? first : first & (0x3F >> more));
  for (int i = 0; i < more && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++i)
    point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  return point;
}

bool is_wide(char32_t point) {
  return std::any_of(wide.begin(), wide.end(),
                     [&](const Range& range) { return point >= range.first && point <= range.last; });
}

/// Controls, and the marks that turn the direction of text around.
bool steers(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) width += is_wide(take_code_point(utf8, at)) ? 2 : 1;
  return width;
}

std::string printable(std::string_view utf8) {
  std::string clean;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto begin = at;
    if (steers(take_code_point(utf8, at)))
      clean += ' ';
    else
      clean += utf8.substr(begin, at - begin);
  }
  return clean;
}

void print_table(std::ostream& out, const Row& titles, const std::vector<Row>& rows) {
  std::vector<Row> lines{titles};
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const auto& cell : row) line.push_back(printable(cell));
  }
  std::vector<std::size_t> widths(titles.size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(line[i]));
  for (const auto& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
      out << line[i] << std::string(widths[i] - display_width(line[i]) + 2, ' ');
    out << line.back() << '\n';
  }
}

}  // namespace ticketd::ctl
