#include "parsers/header_block.h"

#include "parsers/attribution_evidence.h"
#include "parsers/folding.h"
#include "parsers/label.h"

#include <algorithm>

namespace ticketd::parsers {

namespace {

constexpr std::size_t look_ahead = 3;       // lines that a wrapped value may take before the next label
constexpr std::size_t longest_block = 200;  // lines; a Cc of a whole company wraps often

bool holds_people(HeaderField field) {
  return field == HeaderField::from || field == HeaderField::to || field == HeaderField::cc ||
         field == HeaderField::bcc || field == HeaderField::reply_to;
}

bool continues_people(std::string_view so_far, std::string_view line) {
  so_far = trim_all(so_far);
  const auto open = !so_far.empty() && (so_far.back() == ',' || so_far.back() == ';' || so_far.back() == '<');
  return open || (line.find('@') != std::string_view::npos && line.find("://") == std::string_view::npos &&
                  (line.find('<') != std::string_view::npos || line.find(';') != std::string_view::npos));
}

/// Grows a block line by line; `end` is behind the last line that belongs to it.
class BlockReader {
 public:
  BlockReader(std::span<const TextLine> lines, std::size_t first)
      : lines_(lines), depth_(lines[first].depth) {
    block_.first = block_.end = first;
  }

  HeaderBlock read() {
    auto at = block_.first;
    while (at < lines_.size() && at - block_.first < longest_block) {
      if (lines_[at].depth != depth_) break;
      if (lines_[at].blank) {
        if (!goes_on_after_blank(at)) break;
        ++at;
      } else if (const auto field = lines_[at].label) {
        if (block_.value(*field) && *field != HeaderField::other) break;  // the next mail's header
        block_.lines.push_back({*field, std::string(lines_[at].value)});
        block_.end = ++at;
      } else if (const auto wrapped = wrapped_lines(at); wrapped > 0) {
        for (const auto stop = at + wrapped; at < stop; ++at) append(lines_[at].content);
        block_.end = at;
      } else {
        break;
      }
    }
    return std::move(block_);
  }

 private:
  void append(std::string_view content) {
    auto& value = block_.lines.back().value;
    if (!value.empty()) value += ' ';
    value += without_emphasis(content);
  }

  bool is_new_label(std::size_t at) const {
    const auto field = lines_[at].label;
    return field && !block_.value(*field);
  }

  /// One blank line between two labels is a client's spacing, as long as the header is incomplete.
  bool goes_on_after_blank(std::size_t at) const {
    if (block_.lines.empty() || at + 1 >= lines_.size() || lines_[at + 1].depth != depth_) return false;
    if (block_.lines.size() == 1 && block_.lines.back().value.empty()) return !lines_[at + 1].blank;
    const auto complete = block_.value(HeaderField::from) && block_.value(HeaderField::subject) &&
                          (block_.value(HeaderField::date) || block_.value(HeaderField::to));
    return !complete && !lines_[at + 1].blank && is_new_label(at + 1);
  }

  /// How many lines from `at` on belong to the value above them.
  std::size_t wrapped_lines(std::size_t at) const {
    if (block_.lines.empty()) return 0;
    if (block_.lines.back().value.empty() && holds_people(block_.lines.back().field))
      return 1;  // "From:" / "Kim"
    for (std::size_t ahead = 1; ahead <= look_ahead && at + ahead < lines_.size(); ++ahead) {
      const auto& line = lines_[at + ahead];
      if (line.blank || line.depth != depth_) break;
      if (is_new_label(at + ahead)) return ahead;
    }
    const auto& last = block_.lines.back();
    return holds_people(last.field) && continues_people(last.value, lines_[at].content) ? 1 : 0;
  }

  std::span<const TextLine> lines_;
  std::uint32_t depth_;
  HeaderBlock block_;
};

/// Without a date only between `>` marks: people explain how to address a mail by a header, too.
bool convinces(const HeaderBlock& block, Expectation expectation, bool quoted) {
  const auto* from = block.value(HeaderField::from);
  const auto* date = block.value(HeaderField::date);
  const auto* to = block.value(HeaderField::to);
  const auto* subject = block.value(HeaderField::subject);
  if (expectation == Expectation::after_separator) return from || (date && subject) || (to && subject);
  if (!from) return false;
  const auto holds_address = [](const std::string& people) { return people.find('@') != std::string::npos; };
  if (!date) return quoted && to && subject && holds_address(*from) && holds_address(*to);
  return subject || holds_address(*from) || (to && names_moment(fold(*date)));
}

/// What stands behind the colon of a short label, in whatever words.
std::string_view value_of_any_label(std::string_view line) {
  constexpr std::size_t longest_label = 40, longest_value = 200;  // bytes
  const auto colon = line.substr(0, longest_label).find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  return trim_all(line.substr(colon + 1, longest_value));
}

bool names_person(std::string_view value) {
  const auto at = value.find('@');
  return at != std::string_view::npos && value.substr(0, at).find('<') != std::string_view::npos &&
         value.ends_with('>');
}

}  // namespace

const std::string* HeaderBlock::value(HeaderField field) const {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.field == field; });
  return found == lines.end() ? nullptr : &found->value;
}

std::optional<HeaderBlock> header_block_at(std::span<const TextLine> lines, std::size_t first,
                                           Expectation expectation) {
  if (first >= lines.size() || !lines[first].label) return std::nullopt;
  auto block = BlockReader(lines, first).read();
  if (!convinces(block, expectation, lines[first].quoted())) return std::nullopt;
  return block;
}

bool is_header_in_unknown_words(std::span<const TextLine> lines, std::size_t first) {
  constexpr std::size_t fewest_lines = 3, lines_read = 5;
  if (first >= lines.size() || !names_person(value_of_any_label(lines[first].trimmed))) return false;
  auto names_date = false;
  auto at = first + 1;
  for (; at < lines.size() && at - first < lines_read; ++at) {
    const auto value = value_of_any_label(lines[at].trimmed);
    if (value.empty()) break;
    names_date = names_date || names_moment(fold(value));
  }
  return names_date && at - first >= fewest_lines;
}

}  // namespace ticketd::parsers
