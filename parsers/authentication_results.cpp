#include "parsers/authentication_results.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/encoded_word.h"

#include <forward_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::parsers {
namespace {

struct Token {
  enum class Kind : std::uint8_t { word, equals, semicolon } kind = Kind::word;
  std::string_view text;
};

/// Words, `=` and `;`. A word is what stands without a blank between: `"a b"@example.com` is one. The tokens
/// are views of the field and of what the tokenizer keeps.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  /// All tokens; nothing when a comment or a quoted string does not end.
  std::optional<std::vector<Token>> run() {
    constexpr std::size_t most_tokens = 2000;
    tokens_.reserve(32);
    while (at_ < text_.size() && tokens_.size() < most_tokens) {
      const char c = text_[at_];
      if (c == '(') {
        if (!skip_comment()) return std::nullopt;
      } else if (c == '=' || c == ';') {
        tokens_.push_back({c == '=' ? Token::Kind::equals : Token::Kind::semicolon, {}});
        ++at_;
      } else if (is_blank(c)) {
        ++at_;
      } else if (!read_word()) {
        return std::nullopt;
      }
    }
    if (at_ < text_.size()) return std::nullopt;
    return std::move(tokens_);
  }

 private:
  static bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

  bool skip_comment() {
    const auto next_mark = [&](std::size_t from) {
      return find_byte(text_, from,
                       [](ByteBlock block) { return (block == '\\') | (block == '(') | (block == ')'); });
    };
    int depth = 0;
    for (at_ = next_mark(at_); at_ < text_.size(); at_ = next_mark(at_ + 1)) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '(') {
        ++depth;
      } else if (text_[at_] == ')' && --depth == 0) {
        ++at_;
        return true;
      }
    }
    return false;
  }

  bool read_word() {
    const auto begin = at_;
    at_ = end_of_word();
    if (at_ == text_.size() || text_[at_] != '"') return add_word(text_.substr(begin, at_ - begin));
    std::string word(text_.substr(begin, at_ - begin));
    while (at_ < text_.size() && text_[at_] == '"') {
      if (!append_quoted(word)) return false;
      const auto end = end_of_word();
      word += text_.substr(at_, end - at_);
      at_ = end;
    }
    return add_word(kept_.emplace_front(std::move(word)));
  }

  /// The next byte that is no letter of a word; a quote is told apart by the caller.
  [[nodiscard]] std::size_t end_of_word() const {
    const auto equals = static_cast<unsigned char>(in_value() ? ';' : '=');
    return find_byte(text_, at_, [equals](ByteBlock block) {
      return (block <= ' ') | (block == ';') | (block == '(') | (block == '"') | (block == equals);
    });
  }

  bool add_word(std::string_view word) {
    if (!is_printable_ascii(word)) word = kept_.emplace_front(literal_header_text(word, ignored_));
    tokens_.push_back({Token::Kind::word, core::trim(word)});
    return true;
  }

  /// A value may hold `=` (`header.b=abc=`, VERP addresses); a name may not.
  [[nodiscard]] bool in_value() const {
    return !tokens_.empty() && tokens_.back().kind == Token::Kind::equals;
  }

  bool append_quoted(std::string& word) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      word += text_[at_];
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::forward_list<std::string> kept_;  ///< words that do not stand in the field as they are
  std::vector<std::string> ignored_;
};

class Grammar {
 public:
  explicit Grammar(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  core::AuthenticationResults run() {
    read_authserv();
    while (at_ < tokens_.size()) {
      if (!take(Token::Kind::semicolon)) return broken();
      if (at_ == tokens_.size()) break;  // many hosts end the field with `;`
      if (!read_result()) return broken();
    }
    return std::move(results_);
  }

 private:
  core::AuthenticationResults broken() {
    results_.well_formed = false;
    return std::move(results_);
  }

  [[nodiscard]] bool next_is(Token::Kind kind, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() && tokens_[at_ + ahead].kind == kind;
  }
  bool take(Token::Kind kind) {
    if (!next_is(kind)) return false;
    ++at_;
    return true;
  }

  /// `mx.example.com 1`. Some hosts leave their name out and begin with a result: then nobody can vouch for
  /// it but the account that it was fetched from.
  void read_authserv() {
    if (!next_is(Token::Kind::word)) {
      results_.well_formed = false;
      return;
    }
    if (next_is(Token::Kind::equals, 1)) {
      results_.unnamed = true;
      tokens_.insert(tokens_.begin(), Token{Token::Kind::semicolon, {}});
      return;
    }
    results_.authserv_id = core::ascii_lower(tokens_[at_++].text);
    constexpr std::size_t usual_number = 4;
    results_.methods.reserve(usual_number);
    if (next_is(Token::Kind::word) && tokens_[at_++].text != "1")
      results_.well_formed = false;  // the version
  }

  /// `none`, or `method=result reason="…" ptype.property=value …`
  bool read_result() {
    if (!next_is(Token::Kind::word)) return false;
    if (!next_is(Token::Kind::equals, 1)) {
      const bool none = core::equal_ignoring_case(tokens_[at_].text, "none");
      ++at_;
      return none;
    }
    const auto [name, result] = read_pair();
    const auto without_version = name.substr(0, name.find('/'));
    if (!result || without_version.empty()) return false;
    auto& method = results_.methods.emplace_back();
    method.method = core::ascii_lower(without_version);
    method.result = core::ascii_lower(*result);
    method.properties.reserve(pairs_ahead());
    while (next_is(Token::Kind::word)) {
      const auto [property, value] = read_pair();
      if (!value) return false;
      if (property.find('.') != std::string_view::npos)
        method.properties.push_back({core::ascii_lower(property), std::string(*value)});
    }
    return true;
  }

  /// How many `name=value` stand before the next semicolon.
  [[nodiscard]] std::size_t pairs_ahead() const {
    std::size_t pairs = 0;
    for (auto at = at_; at < tokens_.size() && tokens_[at].kind != Token::Kind::semicolon; ++at)
      if (tokens_[at].kind == Token::Kind::equals) ++pairs;
    return pairs;
  }

  std::pair<std::string_view, std::optional<std::string_view>> read_pair() {
    const auto name = tokens_[at_++].text;
    if (!take(Token::Kind::equals)) return {name, std::nullopt};
    if (!next_is(Token::Kind::word)) return {name, ""};  // `smtp.mailfrom=;` of an empty sender
    return {name, tokens_[at_++].text};
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  core::AuthenticationResults results_;
};

}  // namespace

core::AuthenticationResults parse_authentication_results(std::string_view value) {
  Tokenizer tokenizer(value);
  auto tokens = tokenizer.run();
  if (tokens) return Grammar(std::move(*tokens)).run();
  core::AuthenticationResults unreadable;
  unreadable.well_formed = false;
  return unreadable;
}

}  // namespace ticketd::parsers
