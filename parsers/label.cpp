#include "parsers/label.h"

#include "parsers/byte_scan.h"
#include "parsers/folding.h"

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_label = 60;  // bytes
constexpr std::string_view wide_colon = "\xEF\xBC\x9A";

/// The first colon, narrow or wide, or the size.
std::size_t find_colon(std::string_view text) {
  for (std::size_t at = 0;; ++at) {
    at = find_byte(text, at, [](ByteBlock block) { return (block == ':') | (block == 0xEF); });
    if (at == text.size() || text[at] == ':' || text.substr(at).starts_with(wide_colon)) return at;
  }
}

/// "| From | Kim <kim@example.com> |", as NetEase draws its header: what stands between the outer bars.
std::string_view table_row(std::string_view line) {
  if (line.size() < 3 || line.front() != '|' || line.back() != '|') return {};
  const auto row = trim_all(line.substr(1, line.size() - 2));
  const auto bar = row.substr(0, longest_label).find('|');
  return bar == std::string_view::npos || row.find('|', bar + 1) != std::string_view::npos
             ? std::string_view{}
             : row;
}

/// A line with `width` bytes of a colon at `colon`.
std::optional<LabelledLine> divided(std::string_view line, std::size_t colon, std::size_t width) {
  const auto label = without_emphasis(line.substr(0, colon));
  const auto& book = PhraseBook::instance();
  if (colon == 0 || label.size() > book.longest_label() || !book.may_be_label(label)) return std::nullopt;
  const auto field = book.header_field(fold(label));
  if (!field) return std::nullopt;
  return LabelledLine{*field, without_emphasis(line.substr(colon + width))};
}

}  // namespace

std::string_view without_emphasis(std::string_view text) {
  text = trim_all(text);
  while (!text.empty() && (text.front() == '*' || text.front() == '_')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '*' || text.back() == '_')) text.remove_suffix(1);
  return trim_all(text);
}

std::optional<LabelledLine> read_label(std::string_view trimmed) {
  if (const auto row = table_row(trimmed); !row.empty()) return divided(row, row.find('|'), 1);
  auto line = trimmed;
  while (!line.empty() && (line.front() == '*' || line.front() == '_')) line.remove_prefix(1);
  const auto start = line.substr(0, longest_label + wide_colon.size());
  const auto colon = find_colon(start);
  if (colon == start.size()) return std::nullopt;
  return divided(line, colon, line[colon] == ':' ? 1 : wide_colon.size());
}

}  // namespace ticketd::parsers
