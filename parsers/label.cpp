#include "parsers/label.h"

#include "parsers/folding.h"

#include <algorithm>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_label = 60;  // bytes
constexpr std::string_view wide_colon = "\xEF\xBC\x9A";

}  // namespace

std::string_view without_emphasis(std::string_view text) {
  text = trim_all(text);
  while (!text.empty() && (text.front() == '*' || text.front() == '_')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '*' || text.back() == '_')) text.remove_suffix(1);
  return trim_all(text);
}

std::optional<LabelledLine> read_label(std::string_view line) {
  line = trim_all(line);
  while (!line.empty() && (line.front() == '*' || line.front() == '_')) line.remove_prefix(1);
  const auto start = line.substr(0, longest_label + wide_colon.size());
  const auto narrow = start.find(':');
  const auto colon = std::min(narrow, start.substr(0, narrow).find(wide_colon));
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto label = without_emphasis(line.substr(0, colon));
  const auto& book = PhraseBook::instance();
  if (label.size() > book.longest_label()) return std::nullopt;
  const auto field = book.header_field(fold(label));
  if (!field) return std::nullopt;
  const auto value = line.substr(colon + (colon == narrow ? 1 : wide_colon.size()));
  return LabelledLine{*field, without_emphasis(value)};
}

}  // namespace ticketd::parsers
