#include "parsers/separator.h"

#include "parsers/attribution_evidence.h"
#include "parsers/folding.h"
#include "parsers/header_block.h"

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_phrase = 120;  // bytes
constexpr std::size_t longest_gap = 3;       // blank lines between a bare separator and its header

std::string_view without_brackets(std::string_view text) {
  constexpr std::string_view written_blanks[] = {"&nbsp;"};  // QQ leaves them in its plain text
  if (text.starts_with('&')) text = trim_all(text, written_blanks);
  while (!text.empty() && (text.front() == '[' || text.front() == '<' || text.front() == '('))
    text = trim_all(text.substr(1));
  while (!text.empty() &&
         (text.back() == ']' || text.back() == '>' || text.back() == ')' || text.back() == ':'))
    text = trim_all(text.substr(0, text.size() - 1));
  return text;
}

bool header_follows(std::span<const TextLine> lines, std::size_t at) {
  const auto next = next_filled(lines, at + 1);
  if (next >= lines.size() || next - at > longest_gap) return false;
  return lines[next].label.has_value();
}

/// "---" stands right above.
bool below_short_rule(std::span<const TextLine> lines, std::size_t at) {
  if (at == 0 || !lines[at - 1].drawn) return false;
  const auto above = without_rules(lines[at - 1].trimmed);
  return above.text.empty() && above.before >= 3;
}

}  // namespace

std::optional<SeparatorLine> separator_at(std::span<const TextLine> lines, std::size_t at) {
  const auto announced = below_short_rule(lines, at) || header_follows(lines, at);
  if (!lines[at].drawn && !announced) return std::nullopt;
  const auto unruled = without_rules(lines[at].trimmed);
  if (unruled.before < 2 && !announced) return std::nullopt;
  const auto dashes = unruled.text.find("---");
  const auto phrase = without_brackets(trim_all(unruled.text.substr(0, dashes)));
  if (phrase.empty() || phrase.size() > longest_phrase) return std::nullopt;

  const auto ruled = unruled.before >= 4 ||
                     (unruled.before >= 2 && (unruled.after >= 1 || dashes != std::string_view::npos));
  if (!ruled && !announced) return std::nullopt;
  auto folded = fold(phrase);
  if (folded.ends_with(':')) folded.pop_back();  // a wide one
  const auto& book = PhraseBook::instance();
  auto kind = book.separator(folded);
  // "----- Forwarded message from Kim <kim@example.com> -----", "Message du 02/11/26 10:05"
  if (!kind) {
    kind = book.separator_beginning(folded);
    if (kind && unruled.before < 4 && !names_moment(folded)) kind.reset();
  }
  if (!kind) return std::nullopt;

  auto rest = dashes == std::string_view::npos ? std::string_view{} : unruled.text.substr(dashes);
  while (rest.starts_with('-')) rest.remove_prefix(1);
  return SeparatorLine{*kind, trim_all(rest)};
}

bool is_drawn_title(const TextLine& line) {
  if (!line.drawn || line.trimmed.size() > longest_phrase || !ends_with_rule(line.trimmed)) return false;
  const auto unruled = without_rules(line.trimmed);
  return !unruled.text.empty() && unruled.before >= 4 && unruled.after >= 2;
}

std::size_t below_separator(std::span<const TextLine> lines, std::size_t at) {
  for (++at; at < lines.size(); ++at)
    if (!lines[at].blank && !is_rule(lines[at].content)) break;
  return at;
}

}  // namespace ticketd::parsers
