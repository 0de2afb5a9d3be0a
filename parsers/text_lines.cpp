#include "parsers/text_lines.h"

#include "parsers/byte_scan.h"
#include "parsers/folding.h"
#include "parsers/label.h"

#include <algorithm>

namespace ticketd::parsers {

namespace {

/// Reads "> > text". At most three blanks may stand before a marker: more is the author's own indentation.
void read_markers(TextLine& line) {
  auto rest = line.text;
  line.content = rest;
  if (rest.empty() || (rest.front() != '>' && rest.front() != ' ')) return;
  constexpr std::size_t most_blanks = 3;
  for (;;) {
    const auto marker = rest.substr(0, most_blanks + 1).find_first_not_of(' ');
    if (marker == std::string_view::npos || rest[marker] != '>') break;
    rest.remove_prefix(marker + 1);
    ++line.depth;
  }
  if (line.depth > 0 && rest.starts_with(' ')) rest.remove_prefix(1);
  line.content = rest;
}

/// A mailbox file's escape (`>From here on`), which is not a quote.
bool is_escaped_from(const TextLine& line) { return line.depth == 1 && line.text.starts_with(">From "); }

/// Reads a line of which only the text is known.
void read_line(TextLine& line, bool below_quote) {
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  line.blank = line.text.empty();
  if (line.blank) return;
  read_markers(line);
  if (!below_quote && is_escaped_from(line)) {
    line.depth = 0;
    line.content = line.text.substr(1);
  }
  line.trimmed = trim_all(line.content);
  line.blank = line.trimmed.empty();
  if (line.blank) return;
  line.drawn = begins_with_rule(line.trimmed);
  if (const auto labelled = read_label(line.trimmed)) {
    line.label = labelled->field;
    line.value = labelled->value;
  }
}

/// So many that hardly any text has more; of a long one, whose lines take megabytes, all of them.
std::size_t expected_lines(std::string_view text) {
  constexpr std::size_t usual_line = 32, few_lines = 1000;
  const auto usual = text.size() / usual_line + 1;
  return usual <= few_lines ? usual : std::min(count_byte(text, '\n') + 1, max_text_lines);
}

/// Most lines are spared a closer look: separators are drawn or stand below a drawn line, or above a label.
void mark_openings(std::vector<TextLine>& lines) {
  bool above_label = false;
  for (auto at = lines.size(); at-- > 0;) {
    auto& line = lines[at];
    const bool labelled = line.label.has_value(), below_drawn = at > 0 && lines[at - 1].drawn;
    // Without branches: where blank lines stand cannot be guessed.
    line.may_open_mail = (!line.blank) & (line.drawn | labelled | above_label | below_drawn);
    above_label = line.blank ? above_label : labelled;
  }
}

}  // namespace

std::vector<TextLine> read_lines(std::string_view text) {
  std::vector<TextLine> lines;
  lines.reserve(expected_lines(text));
  bool below_quote = false;
  while (!text.empty()) {
    const auto end = lines.size() + 1 < max_text_lines ? text.find('\n') : std::string_view::npos;
    auto& line = lines.emplace_back();
    line.text = text.substr(0, end);
    read_line(line, below_quote);
    below_quote = line.quoted();
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  mark_openings(lines);
  return lines;
}

std::size_t next_filled(std::span<const TextLine> lines, std::size_t at) {
  while (at < lines.size() && lines[at].blank) ++at;
  return at;
}

}  // namespace ticketd::parsers
