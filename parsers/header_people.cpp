// The half of header_block.h that reads values: people, and blocks squeezed into one line.
#include "core/text.h"
#include "parsers/folding.h"
#include "parsers/header_block.h"

#include <algorithm>
#include <array>

namespace ticketd::parsers {

namespace {

constexpr std::size_t max_people = 500;
constexpr std::size_t max_squeezed_line = 8 * 1024;  // characters

bool is_address(std::string_view text) {
  return core::is_mail_address(text) && text.find_first_of("()[],;\"") == std::string_view::npos;
}

std::string_view without_mailto(std::string_view text) {
  text = trim_all(text);
  if (core::starts_with_ignoring_case(text, "mailto:")) text.remove_prefix(7);
  return trim_all(text);
}

std::string_view clean_name(std::string_view name) {
  static constexpr std::array<std::string_view, 12> quotes = {"\"", "'", "“", "”", "„", "«",
                                                              "»",  "‘", "’", ",", ";", "*"};
  return trim_all(name, quotes);
}

/// Collects people from left to right. A name waits for its address; one that never gets any is kept alone.
class PeopleReader {
 public:
  void name_text(std::string_view text) {
    for (const auto piece : core::split(text, ';')) {
      take_commas(piece);
      if (piece.data() + piece.size() != text.data() + text.size()) finish_name();
    }
  }

  void address(std::string_view address) {
    const auto name = clean_name(name_);
    const auto repeats =
        !people_.empty() && name.empty() && core::equal_ignoring_case(people_.back().address, address);
    if (!repeats)
      add({std::string(core::equal_ignoring_case(name, address) ? "" : name), std::string(address)});
    name_.clear();
  }

  std::vector<core::Address> finish() {
    finish_name();
    return std::move(people_);
  }

 private:
  /// "lee@example.com, Kim, Minji": bare addresses stand for themselves, the rest is one name with commas.
  void take_commas(std::string_view piece) {
    for (const auto part : core::split(piece, ',')) {
      const auto word = without_mailto(part);
      const auto last = part.data() + part.size() == piece.data() + piece.size();
      if (is_address(clean_name(word)) && !last) {
        finish_name();
        add({"", std::string(clean_name(word))});
      } else if (!word.empty()) {
        if (!name_.empty()) name_ += ", ";
        name_ += word;
      }
    }
  }

  void finish_name() {
    const auto name = clean_name(name_);
    if (is_address(name))
      add({"", std::string(name)});
    else if (!name.empty())
      add({std::string(name), ""});
    name_.clear();
  }

  void add(core::Address person) {
    if (people_.size() < max_people) people_.push_back(std::move(person));
  }

  std::vector<core::Address> people_;
  std::string name_;
};

/// What stands in the brackets that open at `open`; nested ones (`<a@b<mailto:a@b>>`) belong to it.
std::string_view bracketed(std::string_view value, std::size_t open, std::size_t& end) {
  const auto opening = value[open];
  const auto closing = opening == '<' ? '>' : opening == '[' ? ']' : ')';
  int level = 0;
  for (end = open; end < value.size(); ++end) {
    if (value[end] == opening) ++level;
    if (value[end] == closing && --level == 0) return ++end, value.substr(open + 1, end - open - 2);
  }
  return value.substr(open + 1);
}

/// "Kim on behalf of the desk" was written by Kim.
std::string_view without_delegation(std::string_view value) {
  static constexpr std::array<std::string_view, 4> phrases = {" on behalf of ", " im auftrag von ",
                                                              " en nombre de ", " de la part de "};
  const auto lower = core::ascii_lower(value);
  auto end = value.size();
  for (const auto phrase : phrases) end = std::min(end, lower.find(phrase));
  return value.substr(0, end);
}

struct GluedLabel {
  std::size_t begin, end;  ///< end: where its value begins
  HeaderField field = HeaderField::other;
};

/// The next label in "…GMT+1Subject: …" or "…<kim@example.com>Dw Lee …": glued to what stands before it,
/// mostly with a colon behind it. Without one: `begin` is the end of the line.
GluedLabel next_glued_label(std::string_view line, std::size_t from, const WrittenLabels& labels,
                            const HeaderBlock& block) {
  GluedLabel next{line.size(), line.size()};
  for (const auto& [label, field] : labels) {
    if (block.value(field) || field == HeaderField::other) continue;
    for (auto at = line.find(label, from); at < next.begin; at = line.find(label, at + 1)) {
      const auto behind = line.find_first_not_of(' ', at + label.size());
      if (behind == std::string_view::npos) break;
      const auto glued = line[at - 1] != ' ' && behind > at + label.size() && label.size() > 1;
      if (line[behind] != ':' && !glued) continue;
      next = {at, line[behind] == ':' ? behind + 1 : behind, field};
      break;
    }
  }
  return next;
}

}  // namespace

std::vector<core::Address> read_people(std::string_view value) {
  value = without_delegation(value);
  PeopleReader reader;
  std::size_t text = 0;
  for (std::size_t at = 0; at < value.size();) {
    if (value[at] != '<' && value[at] != '[' && value[at] != '(') {
      ++at;
      continue;
    }
    std::size_t end = at;
    auto inner = bracketed(value, at, end);
    inner = without_mailto(inner.substr(0, inner.find_first_of("<[", 1)));
    if (is_address(inner)) {
      reader.name_text(value.substr(text, at - text));
      reader.address(inner);
      text = end;
    }
    at = end;
  }
  reader.name_text(value.substr(text));
  return reader.finish();
}

std::optional<HeaderBlock> header_block_in_line(std::string_view line) {
  line = trim_all(core::first_code_points(line, max_squeezed_line));
  const auto colon = line.substr(0, 40).find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto labels = PhraseBook::instance().labels_beside_from(fold(line.substr(0, colon)));
  if (labels.empty()) return std::nullopt;

  HeaderBlock block;
  block.lines.push_back({HeaderField::from, {}});
  for (auto value_start = colon + 1;;) {
    const auto next = next_glued_label(line, value_start, labels, block);
    block.lines.back().value = trim_all(line.substr(value_start, next.begin - value_start));
    if (next.begin == line.size()) break;
    block.lines.push_back({next.field, {}});
    value_start = next.end;
  }
  if (block.lines.size() < 3) return std::nullopt;
  return block;
}

}  // namespace ticketd::parsers
