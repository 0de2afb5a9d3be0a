#include "parsers/encoded_word.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/charset.h"
#include "parsers/clean_text.h"
#include "parsers/message.h"
#include "parsers/transfer_encoding.h"

#include <optional>

namespace ticketd::parsers {
namespace {

/// `=?charset*language?B?text?=`
struct EncodedWord {
  std::string_view charset, text;
  bool base64 = false;
  std::size_t length = 0;
};

std::optional<EncodedWord> encoded_word_at(std::string_view text) {
  constexpr std::size_t longest_charset = 64;
  if (!text.starts_with("=?")) return std::nullopt;
  const auto charset_end = text.substr(0, longest_charset).find('?', 2);
  if (charset_end == std::string_view::npos || charset_end == 2 || charset_end + 2 >= text.size())
    return std::nullopt;
  const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
  if ((encoding != 'b' && encoding != 'q') || text[charset_end + 2] != '?') return std::nullopt;
  const auto start = charset_end + 3;
  const auto end = text.find("?=", start);
  if (end == std::string_view::npos) return std::nullopt;
  auto charset = text.substr(2, charset_end - 2);
  if (charset.find_first_of(" \t()<>@,;\"/[]=") != std::string_view::npos) return std::nullopt;
  charset = charset.substr(0, charset.find('*'));
  return EncodedWord{charset, text.substr(start, end - start), encoding == 'b', end + 2};
}

std::string decode_q(std::string_view text) {
  std::string spaced;
  spaced.reserve(text.size() + 2);
  for (const char c : text) {
    const bool folded_in_escape = c == ' ' && spaced.ends_with('=');
    if (!folded_in_escape) spaced += c == '_' ? ' ' : c;
  }
  // A blank at the end is text here, unlike in a body: shield it from the decoder.
  if (spaced.ends_with(' ')) spaced.replace(spaced.size() - 1, 1, "=20");
  return decode_quoted_printable(spaced);
}

bool all_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Neighbouring words of one charset are joined as bytes, since mailers split them inside a character.
class Joiner {
 public:
  explicit Joiner(const Decoding& decoding) : decoding_(decoding) {}

  void add_text(std::string_view text) {
    if (text.empty()) return;
    flush();
    out_ += to_utf8(text, "", decoding_.default_charset, decoding_.problems);
  }

  void add_word(const EncodedWord& word) {
    if (!core::equal_ignoring_case(charset_, word.charset)) flush();
    charset_ = word.charset;
    if (!word.base64) {
      close_base64();
      bytes_ += decode_q(word.text);
      return;
    }
    if (base64_.size() % 4 == 0 || base64_.ends_with('=')) close_base64();
    base64_ += word.text;  // a group of four cut in two goes on in the next word
  }

  std::string finish() {
    flush();
    return std::move(out_);
  }

 private:
  void close_base64() {
    if (!base64_.empty()) bytes_ += decode_base64(base64_);
    base64_.clear();
  }

  void flush() {
    close_base64();
    if (!bytes_.empty()) out_ += to_utf8(bytes_, charset_, decoding_.default_charset, decoding_.problems);
    bytes_.clear();
    charset_ = {};
  }

  const Decoding& decoding_;
  std::string out_, bytes_, base64_;
  std::string_view charset_;
};

}  // namespace

std::size_t encoded_word_length(std::string_view text) {
  const auto word = encoded_word_at(text);
  return word ? word->length : 0;
}

std::string literal_header_text(std::string_view value, std::vector<std::string>& problems) {
  if (is_printable_ascii(value)) return std::string(core::trim(value));
  return clean_line(to_utf8(value, "", "", problems));
}

std::string decode_header_text(std::string_view value, const Decoding& decoding) {
  if (is_printable_ascii(value) && value.find("=?") == std::string_view::npos)
    return std::string(core::trim(value));
  std::string storage;
  auto rest = unfold(value, storage);
  if (rest.find("=?") == std::string_view::npos)
    return clean_line(to_utf8(rest, "", decoding.default_charset, decoding.problems));
  Joiner joiner(decoding);
  bool after_word = false;
  std::size_t plain = 0;  // length of the text before the next encoded word
  while (plain < rest.size()) {
    const auto mark = rest.find("=?", plain);
    if (mark == std::string_view::npos) break;
    const auto word = encoded_word_at(rest.substr(mark));
    if (!word) {
      plain = mark + 2;
      if (rest.find("?=", plain) == std::string_view::npos) break;  // no encoded word can end any more
      continue;
    }
    const auto between = rest.substr(0, mark);
    if (!after_word || !all_blank(between)) joiner.add_text(between);
    joiner.add_word(*word);
    rest.remove_prefix(mark + word->length);
    after_word = true;
    plain = 0;
  }
  if (!after_word || !all_blank(rest)) joiner.add_text(rest);
  return clean_line(joiner.finish());
}

}  // namespace ticketd::parsers
