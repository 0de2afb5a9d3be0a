#include "parsers/new_text.h"

#include "parsers/attribution.h"
#include "parsers/folding.h"
#include "parsers/header_block.h"
#include "parsers/separator.h"
#include "parsers/signature.h"
#include "parsers/text_lines.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace ticketd::parsers {

namespace {

enum class Role : std::uint8_t { text, quote, signature };

/// Gives every line its role, in passes that each read top to bottom.
class Splitter {
 public:
  explicit Splitter(const SearchedText& searched)
      : lines_(searched.lines), attributions_(searched.attributions), roles_(lines_.size(), Role::text) {}

  TextParts split() {
    mark_quotes();
    mark_signatures();
    keep_answered_lines();
    const bool nothing_new = !says_something();
    if (nothing_new) show_everything();
    return {join(Role::text), join(Role::quote), join(Role::signature), nothing_new};
  }

 private:
  void mark(std::size_t first, std::size_t end, Role role) {
    for (auto at = first; at < end; ++at) roles_[at] = role;
  }

  void mark_quotes() {
    auto next = attributions_.begin();
    auto written = false;  // has the author said something above?
    for (std::size_t at = 0; at < lines_.size();) {
      while (next != attributions_.end() && next->first < at) ++next;
      if (lines_[at].blank) {
        roles_[at] = lines_[at].quoted() ? Role::quote : at > 0 ? roles_[at - 1] : Role::text;
        ++at;
      } else if (next != attributions_.end() && next->first == at) {
        at = mark_attribution(*next, written || next->column > 0);
      } else if (written && is_flanked_attribution(lines_[at])) {
        mark(at, lines_.size(), Role::quote);
        return;
      } else if (lines_[at].quoted()) {
        mark(lines_[at].label ? with_rule_above(at) : at, at + 1, Role::quote);
        ++at;
      } else if (starts_old_mail(at)) {
        const auto end = end_of_old_mail(at, written);
        mark(with_rule_above(at), end, Role::quote);
        at = end;
      } else {
        written = true;
        ++at;
      }
    }
  }

  /// Without `>` below it, everything below is the old mail; unless the author has said nothing yet.
  std::size_t mark_attribution(const Attribution& attribution, bool written) {
    if (attribution.column > 0) {
      shared_line_ = attribution.first;
      shared_column_ = attribution.column;
    }
    mark(attribution.first + (attribution.column > 0 ? 1 : 0), attribution.end, Role::quote);
    if (attribution.quote_follows || !written) return attribution.end;
    mark(attribution.end, lines_.size(), Role::quote);
    return lines_.size();
  }

  bool is_drawn_rule(std::size_t at) const { return lines_[at].drawn && is_rule(lines_[at].trimmed); }

  bool starts_old_mail(std::size_t at) const {
    if (!lines_[at].may_open_mail) return false;
    const auto rule = at > 0 && is_drawn_rule(at - 1) ? lines_[at - 1].trimmed : std::string_view{};
    const auto below_rule = without_rules(rule).before >= 20;
    if (below_rule && rule.starts_with('_') && is_header_in_unknown_words(lines_, at)) return true;
    return separator_at(lines_, at) ||
           header_block_at(lines_, at, below_rule ? Expectation::after_separator : Expectation::anywhere);
  }

  /// Outlook draws a rule above its header block, others a title in words that we may not know.
  std::size_t with_rule_above(std::size_t at) const {
    auto above = at;
    while (above > 0 && lines_[above - 1].blank) --above;
    if (above == 0) return at;
    const auto titled = lines_[at].label && is_drawn_title(lines_[above - 1]);
    return titled || is_drawn_rule(above - 1) ? above - 1 : at;
  }

  /// Where `>` marks the old mail, only what announces it ends here: the author may answer between its lines.
  /// Below a header under the author's text the marks may be the old mail's own, which answers an older one.
  std::size_t end_of_old_mail(std::size_t at, bool written) const {
    const auto first = separator_at(lines_, at) ? below_separator(lines_, at) : at;
    if (is_marking_attribution(first)) return first;
    if (written) return lines_.size();
    const auto block = header_block_at(lines_, first, Expectation::after_separator);
    const auto below = next_filled(lines_, block ? block->end : first);
    return below < lines_.size() && lines_[below].quoted() ? below : lines_.size();
  }

  /// Proton writes an attribution below its separator.
  bool is_marking_attribution(std::size_t at) const {
    const auto attribution = std::ranges::lower_bound(attributions_, at, {}, &Attribution::first);
    return attribution != attributions_.end() && attribution->first == at && attribution->quote_follows;
  }

  /// Every run of the author's lines may end with a signature: above the quote, or below it.
  void mark_signatures() {
    for (std::size_t at = 0; at < lines_.size();) {
      auto end = at;
      while (end < lines_.size() && roles_[end] == roles_[at]) ++end;
      if (roles_[at] == Role::text) mark(find_signature(lines_, at, end), end, Role::signature);
      at = end;
    }
  }

  /// Between two quoted lines stands an answer: then what was quoted up to the last answer belongs to it.
  void keep_answered_lines() {
    if (std::ranges::find(roles_, Role::quote) == roles_.end()) return;  // as in most mails
    auto first_quoted = lines_.size(), last_answer = lines_.size(), last_text = lines_.size();
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      if (lines_[at].blank) continue;
      if (roles_[at] == Role::text) last_text = at;
      if (roles_[at] != Role::quote || !lines_[at].quoted()) continue;
      if (first_quoted == lines_.size()) first_quoted = at;
      if (last_text != lines_.size() && last_text > first_quoted) last_answer = last_text;
    }
    if (last_answer == lines_.size()) return;
    for (auto at = first_quoted; at <= last_text; ++at)
      if (lines_[at].quoted() || lines_[at].blank) roles_[at] = Role::text;
  }

  bool says_something() const {
    for (std::size_t at = 0; at < lines_.size(); ++at)
      if (roles_[at] == Role::text && !lines_[at].blank) return true;
    return false;
  }

  void show_everything() {
    mark(0, lines_.size(), Role::text);
    shared_line_ = lines_.size();
    mark_signatures();
    if (!says_something()) mark(0, lines_.size(), Role::text);
  }

  /// Mostly one piece of the text as it stands; more are put together.
  std::string join(Role role) const {
    std::optional<std::string_view> piece;
    std::string pieces;
    const auto first = static_cast<std::size_t>(std::ranges::find(roles_, role) - roles_.begin());
    for (auto at = std::min(first, shared_line_); at < lines_.size(); ++at) {
      if (at != shared_line_ && roles_[at] != role) continue;
      if (piece) pieces.append(*piece).push_back('\n');
      piece = at == shared_line_ ? shared_piece(role) : run_from(at);
    }
    if (!piece) return {};
    return std::string(trim_lines(pieces.empty() ? *piece : pieces.append(*piece)));
  }

  /// Lines of one role from `at` on, as they stand together in the text; `at` moves to the last of them.
  std::string_view run_from(std::size_t& at) const {
    const auto role = roles_[at];
    const auto first = lines_[at].text;
    auto last = first;
    while (at + 1 < lines_.size() && at + 1 != shared_line_ && roles_[at + 1] == role &&
           lines_[at + 1].text.data() == last.data() + last.size() + 1)
      last = lines_[++at].text;
    return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
  }

  std::string_view shared_piece(Role role) const {
    const auto line = lines_[shared_line_].text;
    if (role == Role::signature) return {};
    return role == Role::text ? without_trailing_rule(line.substr(0, shared_column_))
                              : line.substr(shared_column_);
  }

  static std::string_view without_trailing_rule(std::string_view text) {
    const auto unruled = without_rules(text);
    return unruled.after >= 2
               ? text.substr(
                     0, static_cast<std::size_t>(unruled.text.data() + unruled.text.size() - text.data()))
               : text;
  }

  /// Without blank lines at the start (a first line keeps its indentation) and blanks at the end.
  static std::string_view trim_lines(std::string_view text) {
    const auto trimmed = trim_all(text);
    if (trimmed.empty()) return {};
    const auto begin = static_cast<std::size_t>(trimmed.data() - text.data());
    const auto line = text.rfind('\n', begin);
    const auto start = line == std::string_view::npos ? 0 : line + 1;
    const auto indented =
        text.substr(start, begin - start).find_first_not_of(" \t") == std::string_view::npos;
    const auto from = indented ? start : begin;
    return text.substr(from, begin + trimmed.size() - from);
  }

  std::span<const TextLine> lines_;
  const std::vector<Attribution>& attributions_;
  std::vector<Role> roles_;
  std::size_t shared_line_ = static_cast<std::size_t>(-1),
              shared_column_ = 0;  ///< a line both author and client wrote
};

constexpr std::size_t longest_attribution = 400;  // bytes

bool is_ascii_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Where `text` ends with the last character of `words`, blanks aside; 0 when it does not begin with them.
std::size_t end_of_same_words(std::string_view text, std::string_view words) {
  std::size_t at = 0, end = 0;
  for (const char c : words) {
    if (is_ascii_blank(c)) continue;
    while (at < text.size() && is_ascii_blank(text[at])) ++at;
    if (at == text.size() || text[at] != c) return 0;
    end = ++at;
  }
  return end;
}

}  // namespace

TextParts split_text(std::string_view text) { return split_text(SearchedText(text)); }

TextParts split_text(const SearchedText& searched) { return Splitter(searched).split(); }

TextParts split_text_below(std::string_view text, std::string_view above_quote) {
  const auto end = end_of_same_words(text, above_quote);
  if (end == 0 || trim_all(text.substr(end)).empty()) return split_text(text);
  auto parts = split_text(text.substr(0, end));
  parts.quote = trim_all(text.substr(end));
  return parts;
}

void move_attribution(TextParts& parts, std::string_view above_quote) {
  const auto end = end_of_same_words(parts.new_text, above_quote);
  const auto rest = trim_all(std::string_view(parts.new_text).substr(end));
  if (end == 0 || rest.size() > longest_attribution || rest.find('@') == std::string_view::npos) return;
  parts.quote = std::string(rest) + "\n\n" + parts.quote;
  parts.new_text.resize(end);
}

}  // namespace ticketd::parsers
