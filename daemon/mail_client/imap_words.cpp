#include "daemon/mail_client/imap_words.h"

#include "core/numbers.h"
#include "core/text.h"
#include "daemon/mail_client/server_text.h"

#include <algorithm>
#include <utility>

namespace ticketd::daemon {
namespace {

/// What stands in the brackets of `OK [UIDNEXT 4392] Predicted`.
std::string_view response_code(std::string_view text) {
  const auto open = text.find('[');
  if (open == std::string_view::npos || text.find(' ') + 1 != open) return {};
  const auto close = text.find(']', open);
  return close == std::string_view::npos ? std::string_view{} : text.substr(open + 1, close - open - 1);
}

/// One code point of UTF-8, advancing `text`; nothing where it is not UTF-8.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < length) return std::nullopt;
  char32_t point = length == 1 ? first : first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return std::nullopt;
    point = (point << 6) | (next & 0x3fU);
  }
  text.remove_prefix(length);
  return point;
}

/// The base64 of modified UTF-7: big-endian UTF-16, `,` for `/`, no padding.
std::string shifted(const std::u16string& units) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out = "&";
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char16_t unit : units) {
    bits = (bits << 16) | unit;
    for (count += 16; count >= 6; count -= 6) out += alphabet[(bits >> (count - 6)) & 0x3f];
    bits &= (1U << count) - 1;
  }
  if (count > 0) out += alphabet[(bits << (6 - count)) & 0x3f];
  return out + '-';
}

/// Reads the parenthesised list of a FETCH response: names and values, with the literals where they stood.
class FetchScanner {
 public:
  explicit FetchScanner(ImapResponse& response) : response_(response), text_(response.text) {}

  bool find_list() {
    position_ = text_.find('(');
    if (position_ == std::string_view::npos) return false;
    ++position_;
    return true;
  }

  /// The next item's name, `BODY[HEADER.FIELDS (TO)]<0>` included; empty at the end of the list.
  std::string_view name() {
    skip_blanks();
    const auto from = position_;
    for (int brackets = 0; position_ < text_.size(); ++position_) {
      const char c = text_[position_];
      if (c == '[') ++brackets;
      if (c == ']') --brackets;
      if (brackets <= 0 && (c == ' ' || c == '(' || c == ')')) break;
    }
    return text_.substr(from, position_ - from);
  }

  struct Value {
    enum class Kind : std::uint8_t { none, text, literal, list } kind = Kind::none;
    std::string text;  ///< an atom's, or a quoted string's without its quotes
    ImapLiteral* literal = nullptr;
    bool quoted = false;
  };

  Value value() {
    skip_blanks();
    if (next_literal_ < response_.literals.size() && response_.literals[next_literal_].at == position_)
      return {.kind = Value::Kind::literal, .text = {}, .literal = &response_.literals[next_literal_++]};
    if (position_ == text_.size() || text_[position_] == ')') return {};
    if (text_[position_] == '"') return quoted();
    if (text_[position_] == '(') return list();
    const auto from = position_;
    position_ = std::min(text_.find_first_of(" ()", from), text_.size());
    return {.kind = Value::Kind::text, .text = std::string(text_.substr(from, position_ - from))};
  }

 private:
  void skip_blanks() {
    while (position_ < text_.size() && text_[position_] == ' ' && !at_literal()) ++position_;
  }
  bool at_literal() const {
    return next_literal_ < response_.literals.size() && response_.literals[next_literal_].at == position_;
  }

  Value quoted() {
    Value value{.kind = Value::Kind::text, .text = {}, .literal = nullptr, .quoted = true};
    for (++position_; position_ < text_.size() && text_[position_] != '"'; ++position_) {
      if (text_[position_] == '\\' && position_ + 1 < text_.size()) ++position_;
      value.text.push_back(text_[position_]);
    }
    if (position_ < text_.size()) ++position_;
    return value;
  }

  /// Skips a list with all that is in it; we ask for none, but FLAGS come unasked.
  Value list() {
    int depth = 0;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '"') {
        (void)quoted();  // only stepped over
        continue;
      }
      ++position_;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) break;
    }
    while (next_literal_ < response_.literals.size() && response_.literals[next_literal_].at < position_)
      ++next_literal_;
    return {.kind = Value::Kind::list, .text = {}};
  }

  ImapResponse& response_;
  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t next_literal_ = 0;
};

/// Nothing for NIL, and for a literal that was not kept.
std::optional<std::string> octets_of(FetchScanner::Value&& value) {
  const bool is_literal = value.kind == FetchScanner::Value::Kind::literal;
  if (is_literal && value.literal->kept) return std::move(value.literal->bytes);
  if (value.quoted) return std::move(value.text);
  return std::nullopt;
}

void take_body(FetchScanner::Value&& value, ImapFetched& mail) {
  mail.body_too_large = value.kind == FetchScanner::Value::Kind::literal && !value.literal->kept;
  mail.body = octets_of(std::move(value));
}

/// 12 of `* 12 EXISTS`.
std::optional<std::uint32_t> number_before(std::string_view word, const ImapResponse& response) {
  const auto first = response.first_word();
  if (response.kind != ImapResponse::Kind::untagged || response.text.size() <= first.size() ||
      !core::equal_ignoring_case(core::trim(std::string_view(response.text).substr(first.size() + 1)), word))
    return std::nullopt;
  return core::parse_number<std::uint32_t>(first);
}

}  // namespace

std::string uid_set(const ImapUids& uids) {
  std::string set;
  for (std::size_t i = 0; i < uids.size();) {
    auto last = i;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
    if (!set.empty()) set += ',';
    set += std::to_string(uids[i]);
    if (last > i) set += ':' + std::to_string(uids[last]);
    i = last + 1;
  }
  return set;
}

std::optional<std::string> folder_name(std::string_view utf8) {
  std::string name = "\"";
  std::u16string beyond_ascii;
  const auto shift_out = [&] {
    if (!beyond_ascii.empty()) name += shifted(std::exchange(beyond_ascii, {}));
  };
  while (!utf8.empty()) {
    const auto point = take_code_point(utf8);
    if (!point || *point < 0x20 || *point == 0x7f || (*point >= 0xd800 && *point < 0xe000))
      return std::nullopt;
    if (*point >= 0x10000) {
      beyond_ascii += static_cast<char16_t>(0xd800 + ((*point - 0x10000) >> 10));
      beyond_ascii += static_cast<char16_t>(0xdc00 + ((*point - 0x10000) & 0x3ff));
    } else if (*point >= 0x80) {
      beyond_ascii += static_cast<char16_t>(*point);
    } else {
      shift_out();
      const char c = static_cast<char>(*point);
      if (c == '"' || c == '\\') name += '\\';
      name += c;
      if (c == '&') name += '-';
    }
  }
  shift_out();
  return name + '"';
}

bool has_code(std::string_view text, std::string_view name) {
  const auto code = response_code(text);
  return core::equal_ignoring_case(code.substr(0, code.find(' ')), name);
}

std::optional<std::uint32_t> number_in_code(std::string_view text, std::string_view name) {
  if (!has_code(text, name)) return std::nullopt;
  const auto code = response_code(text);
  return code.size() > name.size() ? core::parse_number<std::uint32_t>(code.substr(name.size() + 1))
                                   : std::nullopt;
}

std::optional<std::uint32_t> exists(const ImapResponse& response) {
  return number_before("EXISTS", response);
}

std::optional<std::string> alert(const ImapResponse& response) {
  if (!has_code(response.text, "ALERT")) return std::nullopt;
  return server_text(core::trim(std::string_view(response.text).substr(response.text.find(']') + 1)));
}

bool is_expunge(const ImapResponse& response) { return number_before("EXPUNGE", response).has_value(); }

std::optional<std::vector<std::string>> capabilities(const ImapResponse& response) {
  std::string_view list = response.text;
  if (has_code(list, "CAPABILITY"))
    list = response_code(list);
  else if (response.kind != ImapResponse::Kind::untagged ||
           !core::equal_ignoring_case(response.first_word(), "CAPABILITY"))
    return std::nullopt;
  std::vector<std::string> words;
  for (const auto word : core::split(list, ' ')) words.push_back(core::ascii_lower(word));
  words.erase(words.begin());
  return words;
}

Result<ImapUids> found_uids(const ImapResponse& response, std::size_t most) {
  if (response.kind != ImapResponse::Kind::untagged) return ImapUids{};
  const bool is_search = core::equal_ignoring_case(response.first_word(), "SEARCH");
  if (!is_search && !core::equal_ignoring_case(response.first_word(), "ESEARCH")) return ImapUids{};
  auto words = core::split(response.text, ' ');
  words.erase(words.begin());
  if (!is_search) {
    const auto all =
        std::ranges::find_if(words, [](auto word) { return core::equal_ignoring_case(word, "ALL"); });
    if (all == words.end() || all + 1 == words.end()) return ImapUids{};
    words = core::split(*(all + 1), ',');
  }
  ImapUids uids;
  for (const auto word : words) {
    const auto first = core::parse_number<std::uint32_t>(word.substr(0, word.find(':')));
    const auto last = core::parse_number<std::uint32_t>(
        word.substr(word.find(':') + 1));  // of one that is no range: the whole
    if (!first || !last) continue;         // such as (MODSEQ 12), which nobody asked for
    const auto [low, high] = std::minmax(*first, *last);
    if (high - low >= most - uids.size())
      return fail(core::ErrorKind::network, "the search's result has no end");
    for (std::uint64_t uid = low; uid <= high; ++uid) uids.push_back(static_cast<std::uint32_t>(uid));
  }
  return uids;
}

std::optional<ImapFetched> fetched(ImapResponse& response) {
  const auto word = response.text.find(' ') + 1;
  if (response.kind != ImapResponse::Kind::untagged ||
      !core::parse_number<std::uint32_t>(response.first_word()) ||
      !core::starts_with_ignoring_case(std::string_view(response.text).substr(word), "FETCH "))
    return std::nullopt;
  FetchScanner scanner(response);
  if (!scanner.find_list()) return std::nullopt;
  ImapFetched mail;
  while (true) {
    const std::string name = core::ascii_lower(scanner.name());
    if (name.empty()) return mail;
    auto value = scanner.value();
    if (name == "uid") mail.uid = core::parse_number<std::uint32_t>(value.text).value_or(0);
    if (name == "rfc822.size") mail.size = core::parse_number<std::uint64_t>(value.text);
    if (name == "body[]") take_body(std::move(value), mail);
    if (name.starts_with("body[]<")) mail.piece = octets_of(std::move(value));
  }
}

}  // namespace ticketd::daemon
