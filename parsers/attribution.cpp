#include "parsers/attribution.h"

#include "core/text.h"
#include "parsers/attribution_evidence.h"
#include "parsers/folding.h"
#include "parsers/header_block.h"
#include "parsers/phrases.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ticketd::parsers {

namespace {

constexpr std::size_t max_candidates = 2000;  // lines examined per mail: most mails have a handful
constexpr std::size_t max_wrapped_lines = 6;
constexpr std::size_t max_length = 800;  // bytes, joined
constexpr std::string_view wide_colon = "\xEF\xBC\x9A";

/// A long address wrapped before its bracket: "<kim@example.com" / "> wrote:" reads like a quote and is none.
bool closes_bracket(const TextLine& line) {
  constexpr std::size_t longest = 80;
  const auto written = line.trimmed;
  if (line.depth != 1 || written.size() > longest) return false;
  if (!written.ends_with(':') && !written.ends_with(wide_colon)) return false;
  auto rest = fold(written);
  rest.pop_back();
  const auto& wrote = PhraseBook::instance().wrote();
  return rest.empty() || std::find(wrote.begin(), wrote.end(), rest) != wrote.end();
}

bool ends_like_attribution(const TextLine& line, bool quote_follows) {
  const auto text = line.trimmed;
  if (text.ends_with(':') || text.ends_with(wide_colon) || quote_follows) return true;
  return ends_with_rule(text) && without_rules(text).after >= 2;
}

/// The lines [first, end) read as an attribution, a view of them joined.
struct Reading {
  std::size_t first;
  AttributionEvidence evidence;
  std::string_view text;
  bool wrapped = false;  ///< more than the evidence needs, as the client wrapped it
};

Reading read_as_attribution(std::size_t first, std::string_view joined) {
  const auto unruled = without_rules(joined);
  return {first, attribution_evidence(fold(unruled.text), unruled.before >= 2 && unruled.after >= 2),
          unruled.text};
}

/// The lines before `end` joined to one. Each of them may be the first of the attribution, so that every
/// reading is an end of the same text.
struct JoinedLines {
  struct Start {
    std::size_t line, offset;  ///< offset: in `text`
  };
  std::string text;
  std::vector<Start> starts;  ///< from the bottom up
};

/// `joined` gives its room for the next ones.
void join_upwards(std::span<const TextLine> lines, std::size_t floor, std::size_t end, JoinedLines& joined) {
  const auto bracket = closes_bracket(lines[end - 1]);
  std::array<std::string_view, max_wrapped_lines> taken;
  joined.text.clear();
  joined.starts.clear();
  joined.starts.reserve(max_wrapped_lines);
  std::size_t length = 0;
  for (auto first = end; joined.starts.size() < max_wrapped_lines;) {
    while (bracket && first < end && first > floor && lines[first - 1].blank)
      --first;  // some clients part them by blank lines
    if (first == floor || lines[first - 1].blank || (lines[first - 1].quoted() && first < end)) break;
    const auto line = trim_all(lines[first - 1].text);
    if (line.size() + length > max_length) break;
    length += line.size() + (length > 0 ? 1 : 0);
    taken[joined.starts.size()] = line;
    joined.starts.push_back({--first, length});
  }
  joined.text.reserve(length);
  for (auto at = joined.starts.size(); at-- > 0;) {
    joined.starts[at].offset = joined.text.size();
    joined.text.append(taken[at]).append(at > 0 ? " " : "");
  }
}

/// "Kim <kim@example.com> hat am 2.11. geschrieben:": the author may stand before the date.
bool names_author(std::string_view before_date) {
  const auto at = before_date.find('@', std::min(before_date.find('<'), before_date.size()));
  return at != std::string_view::npos && before_date.find('>', at) != std::string_view::npos;
}

bool begins_with_bracketed_address(std::string_view text) {
  return text.starts_with('<') || text.starts_with("(<");
}

/// "Kim <kim@example.com> hat am 2." / "November 2026 um 10:00 geschrieben:".
bool leads_to_date(std::string_view line) {
  const auto folded = fold(line);
  auto last = std::string_view(folded).substr(folded.find_last_of(' ') + 1);
  if (last.ends_with('.')) last.remove_suffix(1);
  if (last.empty()) return false;
  const auto& openings = PhraseBook::instance().openings();
  return (last.back() >= '0' && last.back() <= '9') ||
         std::find(openings.begin(), openings.end(), last) != openings.end();
}

/// Would the next word have made the line long?
bool is_full_before(std::string_view line, std::string_view next) {
  constexpr std::size_t narrowest = 50;  // bytes
  return line.size() + 1 + std::min(next.find(' '), next.size()) > narrowest;
}

bool ends_sentence(std::string_view line) {
  return std::string_view(".!?:").find(line.back()) != std::string_view::npos;
}

/// Does the attribution begin further up than its evidence? The name, the date or the address that the
/// reading lacks stands on the line above.
bool goes_on_above(std::string_view above, const Reading& reading) {
  const auto& evidence = reading.evidence;
  if (evidence.dashed || !is_full_before(above, reading.text)) return false;
  if (evidence.begins_with_date) return !evidence.address && names_author(above) && leads_to_date(above);
  if (ends_sentence(above)) return false;
  if (begins_with_bracketed_address(reading.text)) return true;
  if (evidence.address) return !evidence.date && names_moment(fold(above));
  return names_author(above);
}

/// The reading with the lines above it that belong to it.
Reading whole_attribution(const JoinedLines& joined, Reading reading) {
  const auto text = std::string_view(joined.text);
  const auto is_first = [&](const auto& start) { return start.line == reading.first; };
  auto start = std::find_if(joined.starts.begin(), joined.starts.end(), is_first);
  for (auto above = start + 1; above != joined.starts.end(); start = above++) {
    const auto line = trim_all(text.substr(above->offset, start->offset - above->offset));
    if (!goes_on_above(line, reading)) break;
    reading = read_as_attribution(above->line, text.substr(above->offset));
    reading.wrapped = true;
  }
  return reading;
}

/// The best reading of the joined lines: one that begins with its date, else the shortest
/// convincing one, else (above a quote) the shortest plausible one.
std::optional<Reading> read_upwards(const JoinedLines& joined, bool quote_follows) {
  if (joined.starts.empty() || !may_hold_evidence(joined.text, quote_follows)) return std::nullopt;
  const auto whole = read_as_attribution(joined.starts.back().line, joined.text);
  if (!whole.evidence.part_may_suffice(quote_follows)) return std::nullopt;
  std::optional<Reading> best;
  auto best_rank = 0;
  for (const auto& start : joined.starts) {
    auto reading = start.offset == 0
                       ? whole
                       : read_as_attribution(start.line, std::string_view(joined.text).substr(start.offset));
    const auto& evidence = reading.evidence;
    const auto rank = evidence.convincing() ? (evidence.begins_with_date && evidence.date ? 3 : 2)
                      : quote_follows && evidence.plausible() ? 1
                                                              : 0;
    if (rank > best_rank) {
      best_rank = rank;
      best = reading;
    }
    if (best_rank == 3) break;
  }
  if (!best) return std::nullopt;
  return whole_attribution(joined, *best);
}

bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// "see you On Mon, 2 Nov 2026, Kim wrote:": where the attribution begins in its first line.
std::size_t column_of(const TextLine& line, const Reading& reading) {
  if (reading.evidence.begins_with_date || reading.evidence.dashed || reading.wrapped) return 0;
  const auto lower = core::ascii_lower(line.text.substr(0, max_length));
  auto column = std::string::npos;
  for (const auto& opening : PhraseBook::instance().openings()) {
    if (opening.size() < 2 || opening.front() < 'a' || opening.front() > 'z') continue;
    for (auto at = lower.find(opening, 1); at < column; at = lower.find(opening, at + 1)) {
      const auto rest = fold(line.text.substr(at, 60));
      if (!is_word_byte(lower[at - 1]) && rest.starts_with(opening + ' ') && begins_with_date(rest))
        column = at;
    }
  }
  if (column == std::string::npos || names_author(line.text.substr(0, column)) ||
      !is_attribution(reading.text.substr(std::min(column, reading.text.size()))))
    return 0;
  return column;
}

/// ", heeft „Jan Jansen”" without what is not the name.
std::string bare_name(std::string_view text) {
  constexpr std::string_view quotes[] = {"\"", "'", "“", "”", "„", "«", "»", "‘",
                                         "’",  ",", ";", ":", ".", "-", "(", "*"};
  for (;;) {
    text = trim_all(text, quotes);
    const auto word = text.substr(0, text.find(' '));
    if (word.size() == text.size() || !PhraseBook::instance().is_before_name(fold(trim_all(word, quotes))))
      return std::string(text);
    text.remove_prefix(word.size());
  }
}

/// "Kim (<kim@example.com>)" of Gmail in Spanish and Hungarian: in brackets a header would hold a comment.
std::string without_brackets_around_address(std::string_view text) {
  std::string out(text);
  const auto open = out.find("(<");
  const auto close = open == std::string::npos ? open : out.find(">)", open);
  if (close == std::string::npos) return out;
  out.erase(close + 1, 1);
  out.erase(open, 1);
  return out;
}

}  // namespace

std::vector<Attribution> find_attributions(std::span<const TextLine> lines) {
  std::vector<Attribution> found;
  JoinedLines joined;
  std::size_t floor = 0, candidates = 0;
  for (std::size_t at = 0; at < lines.size() && candidates < max_candidates; ++at) {
    if (lines[at].blank || (lines[at].quoted() && !closes_bracket(lines[at]))) continue;
    const auto next = next_filled(lines, at + 1);
    const auto quote_follows = next < lines.size() && lines[next].quoted();
    if (!ends_like_attribution(lines[at], quote_follows)) continue;
    ++candidates;
    join_upwards(lines, floor, at + 1, joined);
    const auto reading = read_upwards(joined, quote_follows);
    if (!reading) continue;
    const auto column = column_of(lines[reading->first], *reading);
    found.push_back({reading->first, at + 1, column, quote_follows,
                     std::string(reading->text.substr(std::min(column, reading->text.size())))});
    floor = at + 1;
  }
  return found;
}

bool is_attribution(std::string_view text) {
  const auto unruled = without_rules(text.substr(0, max_length));
  return attribution_evidence(fold(unruled.text), unruled.before >= 2 && unruled.after >= 2).convincing();
}

bool is_flanked_attribution(const TextLine& line) {
  constexpr std::string_view flank = ">>>";
  return line.depth == flank.size() && line.trimmed.size() < max_length && line.trimmed.ends_with(flank) &&
         names_moment(fold(line.trimmed));
}

AttributedTo read_attribution(std::string_view text) {
  AttributedTo named;
  for (auto& person : read_people(without_brackets_around_address(text)))
    if (!person.address.empty()) {
      named.author = std::move(person);
      break;
    }
  // The name stands between the date and the address, or before both: "On 2 Nov 10:00, Kim <…>", "Kim <…>
  // skrev 2 Nov".
  auto& name = named.author.name;
  if (const auto digit = name.find_last_of("0123456789"); digit != std::string::npos) {
    named.date = trim_all(std::string_view(name).substr(0, digit + 1));
    name = bare_name(std::string_view(name).substr(digit + 1));
  }
  return named;
}

}  // namespace ticketd::parsers
