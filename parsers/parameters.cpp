#include "parsers/parameters.h"

#include "core/percent.h"
#include "core/text.h"
#include "parsers/byte_scan.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ticketd::parsers {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// `name*2*=value` before its continuations are joined.
struct Segment {
  std::string name;
  std::optional<unsigned> index;
  bool extended = false;
  std::string value;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

  /// "text/plain", also with quotes, a needless slash or a comma behind it; nothing where a parameter stands
  /// in its place.
  std::string read_word() {
    skip_blanks_and_comments();
    const auto start = at_;
    static constexpr ByteSet telling(" \t\r\n;(,=\"");
    const auto end = telling.find_in(text_, start);
    const auto plain = text_.substr(start, end - start);
    if (!plain.empty() && !plain.ends_with('/') && (end == text_.size() || text_[end] == ';')) {
      at_ = end;
      return core::ascii_lower(plain);
    }
    std::string word;
    while (!at_end() && !ends_word(text_[at_])) {
      if (!is_blank(text_[at_])) {
        word += text_[at_++];
        continue;
      }
      skip_blanks_and_comments();
      if (at_end() || (text_[at_] != '/' && !word.ends_with('/')))
        break;  // "text / plain", but not "text/plain x"
    }
    if (!at_end() && text_[at_] == '=') {
      at_ = start;
      return {};
    }
    if (!at_end() && text_[at_] == ',') ++at_;
    std::erase(word, '"');
    while (word.ends_with('/')) word.pop_back();
    return core::ascii_lower(word);
  }

  /// The next `name=value`; nothing at the end.
  std::optional<Segment> read_segment() {
    while (!at_end()) {
      skip_blanks_and_comments();
      const auto start = at_;
      static constexpr ByteSet behind_name(" \t\r\n=;(");
      at_ = behind_name.find_in(text_, start);
      auto name = text_.substr(start, at_ - start);
      skip_blanks_and_comments();
      if (at_end() || text_[at_] != '=') {
        if (!at_end() && at_ == start) ++at_;  // a stray ';'
        continue;
      }
      ++at_;
      if (name.empty()) continue;
      auto segment = named(name);
      segment.value = read_value();
      return segment;
    }
    return std::nullopt;
  }

 private:
  static bool ends_word(char c) { return c == ';' || c == '(' || c == ',' || c == '='; }

  static Segment named(std::string_view name) {
    Segment segment;
    if (name.ends_with('*')) {
      segment.extended = true;
      name.remove_suffix(1);
    }
    if (const auto star = name.find('*'); star != std::string_view::npos) {
      unsigned index = 0;
      const auto digits = name.substr(star + 1);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
      if (error == std::errc{} && end == digits.data() + digits.size()) segment.index = index;
      name = name.substr(0, star);
    }
    segment.name = core::ascii_lower(name);
    return segment;
  }

  void skip_blanks_and_comments() {
    while (!at_end()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '(') {
        skip_comment();
      } else {
        return;
      }
    }
  }

  void skip_comment() {
    for (int depth = 0; !at_end(); ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      } else if (text_[at_] == '(') {
        ++depth;
      } else if (text_[at_] == ')' && --depth == 0) {
        ++at_;
        return;
      }
    }
  }

  std::string read_value() {
    while (!at_end() && is_blank(text_[at_])) ++at_;
    if (!at_end() && text_[at_] == '"') return read_quoted();
    return read_bare();
  }

  /// Only `\"` and `\\` are escapes here: a backslash before anything else is part of a Windows path.
  std::string read_quoted() {
    const auto start = ++at_;
    static constexpr ByteSet telling("\"\\\r\n");
    const auto stop = telling.find_in(text_, start);
    if (stop < text_.size() && text_[stop] == '"') {
      at_ = stop + 1;
      return std::string(text_.substr(start, stop - start));
    }
    std::string value;
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        break;
      }
      const bool escaped =
          c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escaped) {
        value += text_[++at_];
      } else if (c != '\r' && c != '\n') {
        value += c;
      }
    }
    return value;
  }

  /// Up to `;`, or to a blank after which another `name=` begins: blanks in file names are often left
  /// unquoted.
  std::string read_bare() {
    const auto start = at_;
    static constexpr ByteSet telling(" \t\r\n;");
    at_ = telling.find_in(text_, start);
    if (at_end() || text_[at_] == ';') return std::string(text_.substr(start, at_ - start));
    auto stop = text_.size();
    while (!at_end()) {
      if (text_[at_] == ';') {
        stop = at_;
        break;
      }
      if (is_blank(text_[at_])) {
        const auto blank = at_;
        skip_blanks_and_comments();
        if (another_parameter_begins()) {
          stop = blank;
          break;
        }
        if (text_.substr(blank, at_ - blank).find('(') != std::string_view::npos &&
            (at_end() || text_[at_] == ';')) {
          stop = blank;
          break;
        }
        continue;
      }
      ++at_;
    }
    std::string value(core::trim(text_.substr(start, stop - start)));
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
    return value;
  }

  [[nodiscard]] bool another_parameter_begins() const {
    std::size_t i = at_;
    while (i < text_.size() && i - at_ < 32 &&
           (std::isalnum(static_cast<unsigned char>(text_[i])) != 0 || text_[i] == '-' || text_[i] == '*'))
      ++i;
    return i > at_ && i < text_.size() && text_[i] == '=';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Adds one segment to its parameter; the charset and language stand in front of the first extended one.
void append(Parameter& parameter, Segment& segment) {
  if (!segment.extended && parameter.value.empty()) {
    parameter.value = std::move(segment.value);
    return;
  }
  std::string_view value = segment.value;
  if (segment.extended && !parameter.extended && segment.index.value_or(0) == 0) {
    const auto first = value.find('\'');
    const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second != std::string_view::npos) {
      parameter.charset = core::ascii_lower(value.substr(0, first));
      value.remove_prefix(second + 1);
    }
  }
  parameter.extended |= segment.extended;
  if (segment.extended)
    parameter.value += core::percent_decoded(value);
  else
    parameter.value += value;
}

/// Joins the segments of each parameter. A plain value yields to an extended one of the same name (RFC 2231
/// 4).
class Joiner {
 public:
  explicit Joiner(ParameterizedValue& result) : result_(result) {}

  void add(Segment& segment) {
    const auto known = std::ranges::find(result_.parameters, segment.name, &Parameter::name);
    if (known == result_.parameters.end()) {
      constexpr std::size_t usual_number = 4;
      if (result_.parameters.empty()) result_.parameters.reserve(usual_number);
      begin(result_.parameters.emplace_back(), segment);
    } else if (segment.index && is_continued(*known)) {
      append(*known, segment);
    } else if ((segment.extended && !known->extended) || (segment.index && !is_continued(*known))) {
      begin(*known, segment);
    } else if (!segment.index && !segment.extended && known->value != segment.value && !known->extended) {
      result_.conflicting = true;
    }
  }

 private:
  void begin(Parameter& parameter, Segment& segment) {
    std::erase(continued_, segment.name);
    if (segment.index) continued_.push_back(segment.name);
    parameter.name = std::move(segment.name);
    parameter.value.clear();
    parameter.charset.clear();
    parameter.extended = false;
    append(parameter, segment);
  }

  [[nodiscard]] bool is_continued(const Parameter& parameter) const {
    return std::ranges::find(continued_, parameter.name) != continued_.end();
  }

  ParameterizedValue& result_;
  std::vector<std::string> continued_;  ///< the names of parameters in numbered segments
};

}  // namespace

const Parameter* ParameterizedValue::find(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

std::string_view ParameterizedValue::get(std::string_view name) const {
  const auto* parameter = find(name);
  return parameter ? std::string_view(parameter->value) : std::string_view();
}

ParameterizedValue parse_parameterized(std::string_view value, std::size_t limit) {
  Reader reader(value);
  ParameterizedValue result;
  result.word = reader.read_word();
  Joiner joiner(result);
  std::vector<Segment> continuations;  // in any order (RFC 2231 3)
  for (std::size_t count = 0; auto segment = reader.read_segment(); ++count) {
    if (count == limit) {
      result.cut = true;
      break;
    }
    if (segment->index.value_or(0) == 0)
      joiner.add(*segment);
    else
      continuations.push_back(std::move(*segment));
  }
  std::ranges::stable_sort(continuations, {}, [](const Segment& segment) { return *segment.index; });
  for (auto& segment : continuations) joiner.add(segment);
  return result;
}

}  // namespace ticketd::parsers
