#include "parsers/address.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/charset.h"
#include "parsers/message.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ticketd::parsers {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr ByteSet special(",;\"(<[:=");  // what may mean more than itself in a list of addresses
constexpr ByteSet special_in_spec("\\\"() \t\r\n<>");  // and within one address

/// One entry of the list while it is read: everything before, inside and after `<…>`.
struct Entry {
  std::string words;    ///< undecoded text, quoted strings without their quotes
  std::string spec;     ///< the same text as an addr-spec: quoted strings with quotes, no comments
  std::string comment;  ///< of the last comment
  std::optional<std::string> angle;
  std::size_t words_before_angle = 0;

  [[nodiscard]] bool empty() const { return words.empty() && spec.empty() && !angle; }
};

/// Walks the list once, character by character; comments nest by a counter.
class ListReader {
 public:
  ListReader(std::string_view text, const Limits& limits, const Decoding& decoding)
      : text_(text), limits_(limits), decoding_(decoding) {}

  std::vector<core::Address> read() {
    while (more_to_read())
      if (!read_usual_mailbox()) read_unusual_mailbox();
    finish_entry();
    if (at_ < text_.size())
      decoding_.problems.push_back("more than " + std::to_string(limits_.addresses) + " addresses");
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool more_to_read() const { return at_ < text_.size() && found_.size() < limits_.addresses; }

  /// "Kim Minji <kim@example.com>", "\"Kim, Minji\" <kim@example.com>" or a bare address, with the comma
  /// behind it, as nearly all are written; false for every other form.
  bool read_usual_mailbox() {
    const auto start = behind_blanks(at_);
    const bool quoted = start < text_.size() && text_[start] == '"';
    auto end = quoted ? end_of_plain_quote(start) : end_of_plain_words(start);
    auto name = text_.substr(start, end - start), address = core::trim(name);
    if (end < text_.size() && text_[end] == '<') {
      static constexpr ByteSet telling("\\\"() \t\r\n<>:[");
      const auto close = telling.find_in(text_, end + 1);
      if (close == text_.size() || text_[close] != '>') return false;
      address = text_.substr(end + 1, close - end - 1);
      end = behind_blanks(close + 1);
      if (quoted) name = name.substr(1, name.rfind('"') - 1);
    } else {
      const auto sign = address.find('@');
      const bool whole = sign != std::string_view::npos && sign > 0 && sign + 1 < address.size();
      if (quoted || !whole || special_in_spec.any_in(address)) return false;
      name = {};
    }
    if (end < text_.size() && text_[end] != ',' && text_[end] != ';') return false;
    at_ = std::min(end + 1, text_.size());
    add_literal(core::trim(name), literal_header_text(address, decoding_.problems), "");
    return true;
  }

  [[nodiscard]] std::size_t behind_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }

  /// The first byte behind words and encoded words that may mean more than itself.
  [[nodiscard]] std::size_t end_of_plain_words(std::size_t start) const {
    auto end = special.find_in(text_, start);
    while (end < text_.size() && text_[end] == '=') {
      const auto word = plain_encoded_word(end);
      if (word == 0) break;
      end = special.find_in(text_, end + word);
    }
    return end;
  }

  /// Behind a quoted string without escapes and the blanks that follow; where it opens, if it is another one.
  [[nodiscard]] std::size_t end_of_plain_quote(std::size_t open) const {
    static constexpr ByteSet telling("\"\\");
    const auto close = telling.find_in(text_, open + 1);
    return close < text_.size() && text_[close] == '"' ? behind_blanks(close + 1) : open;
  }

  /// The length of an encoded word at `at`, or 0; one that holds an address is none.
  [[nodiscard]] std::size_t plain_encoded_word(std::size_t at) const {
    const auto word = encoded_word_length(text_.substr(at));
    return text_.substr(at, word).find('@') == std::string_view::npos ? word : 0;
  }

  /// Up to the comma behind it, character by character.
  void read_unusual_mailbox() {
    for (bool ends = false; more_to_read() && !ends;) {
      ends = text_[at_] == ',' || text_[at_] == ';';
      read_item();
    }
  }

  void read_item() {
    const char c = text_[at_];
    switch (c) {
      case ',':
      case ';':
        ++at_;
        return finish_entry();
      case '"':
        return read_quoted();
      case '(':
        return read_comment();
      case '<':
        return read_angle();
      case '[':
        return read_literal();
      case ':':
        return read_colon();
      default:
        break;
    }
    if (const auto word = c == '=' ? plain_encoded_word(at_) : 0; word > 0) return take(word);
    take(special.find_in(text_, at_ + 1) - at_);
  }

  void take(std::size_t count) {
    entry_.words += text_.substr(at_, count);
    entry_.spec += text_.substr(at_, count);
    at_ += count;
  }

  /// A quote that nothing closes is left out, and no later one is looked at: each would search the whole
  /// rest.
  void read_quoted() {
    const auto start = at_;
    std::string words;
    for (++at_; quotes_close_ && at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      words += text_[at_];
    }
    quotes_close_ = quotes_close_ && at_ < text_.size();
    if (!quotes_close_) {
      at_ = start + 1;
      return;
    }
    ++at_;
    entry_.words += words;
    entry_.spec += text_.substr(start, at_ - start);
  }

  void read_comment() {
    std::string comment;
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        comment += text_[++at_];
        continue;
      }
      if (c == '(' && depth++ == 0) continue;
      if (c == ')' && --depth == 0) {
        ++at_;
        break;
      }
      comment += c;
    }
    if (!entry_.angle) entry_.words += ' ';
    if (!core::trim(comment).empty()) entry_.comment = std::move(comment);
  }

  void read_angle() {
    std::string inside;
    bool quoted = false;
    std::size_t i = at_ + 1;
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"') quoted = !quoted;
      if (quoted && c == '\\' && i + 1 < text_.size()) inside += text_[i++];
      if (!quoted && c == '>') break;
      if (!quoted && c == '<')
        inside.clear();  // "<<a@x>" and "<name <a@x>": the innermost pair counts
      else
        inside += text_[i];
    }
    at_ = std::min(i + 1, text_.size());
    while (at_ < text_.size() && text_[at_] == '>') ++at_;
    if (entry_.angle && entry_.angle->find('@') != std::string::npos) begin_next_entry();
    entry_.angle = std::move(inside);
    entry_.words_before_angle = entry_.words.size();
  }

  /// "A <a@x> B <b@x>" without a comma: what stands after the first brackets names the second.
  void begin_next_entry() {
    auto next = entry_.words.substr(entry_.words_before_angle);
    entry_.words.resize(entry_.words_before_angle);
    finish_entry();
    entry_.words = std::move(next);
  }

  void read_literal() {
    const auto close = text_.find(']', at_);
    take(close == std::string_view::npos ? text_.size() - at_ : close + 1 - at_);
  }

  /// A colon after a phrase opens a group, whose name says nothing about who gets the mail.
  void read_colon() {
    if (entry_.angle || entry_.spec.find('@') != std::string::npos) return take(1);
    entry_ = {};
    ++at_;
  }

  void finish_entry() {
    if (entry_.empty()) return;
    auto entry = std::exchange(entry_, {});
    if (entry.angle) return add(core::trim(entry.words), *entry.angle, entry.comment);
    // Without brackets, the word that holds the `@` is the address and the others are a name.
    const auto spec = core::trim(entry.spec);
    const auto at = unquoted_at(spec);
    if (at == std::string_view::npos) return finish_quoted(entry);
    auto begin = at, end = at + 1;
    while (begin > 0 && !is_blank(spec[begin - 1])) --begin;
    const bool local_part_quoted = spec.substr(begin, at - begin).find('"') != std::string_view::npos;
    if (local_part_quoted && spec.starts_with('"')) begin = 0;
    while (end < spec.size() && !is_blank(spec[end])) ++end;
    const bool words_around = begin > 0 || end < spec.size();
    const auto bare = spec.substr(spec.rfind('"') + 1);  // npos + 1 is 0
    const bool spread = at == begin || at + 1 == end || bare.find(" .") != std::string_view::npos ||
                        bare.find(". ") != std::string_view::npos;
    if (words_around && add_each_address(spec)) return;
    if (!words_around || spread) return add("", spec, entry.comment);
    auto name = std::string(spec.substr(0, begin)) + std::string(spec.substr(end));
    std::erase(name, '"');
    add(core::trim(name), spec.substr(begin, end - begin), entry.comment);
  }

  /// "a@x b@y" without a comma; false when a word is no address.
  bool add_each_address(std::string_view spec) {
    if (spec.find('"') != std::string_view::npos) return false;
    const auto word_at = [&](std::size_t from) {
      return spec.substr(from, spec.find_first_of(" \t\r\n", from) - from);
    };
    for (const bool adding : {false, true})
      for (auto at = spec.find_first_not_of(" \t\r\n"); at != std::string_view::npos;) {
        const auto word = word_at(at);
        const auto sign = word.find('@');
        if (sign == 0 || sign >= word.size() - 1) return false;  // npos, too
        if (adding && found_.size() < limits_.addresses) add("", word, "");
        at = spec.find_first_not_of(" \t\r\n", at + word.size());
      }
    return true;
  }

  /// The whole mailbox in quotes: `"a@x"` and `"A <a@x>"`.
  void finish_quoted(const Entry& entry) {
    const auto words = core::trim(entry.words);
    const auto open = words.rfind('<');
    const auto inside =
        open == std::string_view::npos ? words : words.substr(open + 1, words.find('>', open) - open - 1);
    if (inside.find_first_of(" \t\"") != std::string_view::npos) return;
    add(open == std::string_view::npos ? "" : words.substr(0, open), inside, entry.comment);
  }

  static std::size_t unquoted_at(std::string_view spec) {
    const auto quote_end = spec.starts_with('"') ? spec.rfind('"') : 0;
    return spec.find('@', quote_end);
  }

  void add(std::string_view name, std::string_view written, std::string_view comment) {
    // Looked at after decoding: in some charsets the byte of an `@` is half of another character.
    add_literal(name, literal_header_text(plain_spec(written), decoding_.problems), comment);
  }

  void add_literal(std::string_view name, std::string address, std::string_view comment) {
    const auto at = address.rfind('@');
    if (at == std::string::npos || at == 0 || at + 1 == address.size()) return;
    auto& found = found_.emplace_back();
    if (!name.empty()) found.name = decode_header_text(name, decoding_);
    if (found.name.empty() && !comment.empty()) found.name = decode_header_text(comment, decoding_);
    found.address = std::move(address);
  }

  /// `local@domain` without blanks, comments, route (RFC 5322 4.4) and needless quotes.
  static std::string plain_spec(std::string_view written) {
    auto spec = core::trim(written);
    if (spec.starts_with('@'))
      if (const auto colon = spec.find(':'); colon != std::string_view::npos) spec.remove_prefix(colon + 1);
    if (spec.starts_with('[') && spec.ends_with(']')) spec = spec.substr(1, spec.size() - 2);  // Outlook's
    if (core::starts_with_ignoring_case(spec, "mailto:")) spec.remove_prefix(7);
    if (!special_in_spec.any_in(spec)) return std::string(spec);
    std::string plain;
    bool quoted = false;
    int comments = 0;
    for (std::size_t i = 0; i < spec.size(); ++i) {
      const char c = spec[i];
      if (c == '\\' && (quoted || comments > 0) && i + 1 < spec.size()) {
        if (comments == 0) plain += c;
        ++i;
        if (comments == 0) plain += spec[i];
        continue;
      }
      if (c == '"' && comments == 0) quoted = !quoted;
      if (!quoted && c == '(') ++comments;
      const bool stray = is_blank(c) || c == '<' || c == '>';
      if (comments == 0 && (quoted || !stray)) plain += c;
      if (!quoted && c == ')' && comments > 0) --comments;
    }
    return without_needless_quotes(plain);
  }

  static std::string without_needless_quotes(const std::string& spec) {
    const auto at = spec.rfind("\"@");
    if (!spec.starts_with('"') || at == std::string::npos || at < 2) return spec;
    const auto local = std::string_view(spec).substr(1, at - 1);
    const bool plain = std::all_of(local.begin(), local.end(), [](char c) {
      return std::string_view("()<>[]:;@\\,\" ").find(c) == std::string_view::npos &&
             static_cast<unsigned char>(c) > ' ';
    });
    const bool dots_fit =
        !local.starts_with('.') && !local.ends_with('.') && local.find("..") == std::string_view::npos;
    return plain && dots_fit ? std::string(local) + spec.substr(at + 1) : spec;
  }

  std::string_view text_;
  const Limits& limits_;
  const Decoding& decoding_;
  std::size_t at_ = 0;
  bool quotes_close_ = true;
  Entry entry_;
  std::vector<core::Address> found_;
};

}  // namespace

std::vector<core::Address> parse_addresses(std::string_view value, const Limits& limits,
                                           const Decoding& decoding) {
  if (value.size() > limits.address_field_bytes) {
    value = value.substr(0, limits.address_field_bytes);
    decoding.problems.push_back("address field longer than " + std::to_string(limits.address_field_bytes) +
                                " bytes");
  }
  std::string storage, decoded;
  auto line = unfold(value, storage);
  if (line.find('\x1B') !=
      std::string_view::npos)  // the bytes of escaped characters look like `"`, `;` and `<`
    line = decoded = to_utf8(line, "", decoding.default_charset, decoding.problems);
  auto found = ListReader(line, limits, decoding).read();
  if (!found.empty() || line.find("=?") == std::string_view::npos) return found;
  const auto whole = decode_header_text(line, decoding);  // "Kim <kim@example.com>" in one encoded word
  return ListReader(whole, limits, decoding).read();
}

}  // namespace ticketd::parsers
