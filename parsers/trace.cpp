#include "parsers/trace.h"

#include "core/text.h"
#include "crypto/digest.h"
#include "parsers/authentication_results.h"
#include "parsers/byte_scan.h"
#include "parsers/encoded_word.h"
#include "parsers/transfer_encoding.h"

#include <algorithm>
#include <cstring>

namespace ticketd::parsers {
namespace {

/// Behind the comment that opens at `at`, or npos when it does not end.
std::size_t behind_comment(std::string_view value, std::size_t at) {
  const auto next_parenthesis = [&](std::size_t from) {
    return find_byte(value, from, [](ByteBlock block) { return (block == '(') | (block == ')'); });
  };
  for (int depth = 0; (at = next_parenthesis(at)) < value.size(); ++at) {
    depth += value[at] == '(' ? 1 : -1;
    if (depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

bool is_by(std::string_view word) {
  return word.size() == 2 && (word[0] | 0x20) == 'b' && (word[1] | 0x20) == 'y';
}

/// The words of a Received field before its date, comments left out.
class ReceivedWords {
 public:
  explicit ReceivedWords(std::string_view value) : value_(value) {}

  /// Empty behind the last one.
  std::string_view next() {
    while (readable_) {
      const auto begin = at_;
      at_ = find_byte(value_, begin,
                      [](ByteBlock block) { return (block <= ' ') | (block == '(') | (block == ';'); });
      if (at_ > begin) return value_.substr(begin, at_ - begin);
      if (at_end()) break;
      if (value_[at_] == '(')
        pass_comment();
      else
        ++at_;
    }
    return {};
  }

  /// Goes on behind the next word "by" without a look at the others; false when there is none.
  bool find_by() {
    for (auto free = at_; readable_;) {  // free: where a word may begin without a blank before it
      at_ = find_byte(value_, at_, [](ByteBlock block) {
        return ((block | 0x20) == 'b') | (block == '(') | (block == ';');
      });
      if (at_end()) break;
      if (value_[at_] == '(') {
        pass_comment();
        free = at_;
        continue;
      }
      const bool begins = at_ == free || ends_word(value_[at_ - 1]);
      const bool found =
          begins && is_by(value_.substr(at_, 2)) && (at_ + 2 == value_.size() || ends_word(value_[at_ + 2]));
      at_ += found ? 2 : 1;
      if (found) return true;
    }
    return false;
  }

  /// False when a comment does not end.
  [[nodiscard]] bool readable() const { return readable_; }

 private:
  static bool ends_word(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '(' || c == ';'; }

  [[nodiscard]] bool at_end() const { return at_ == value_.size() || value_[at_] == ';'; }

  void pass_comment() {
    const auto end = behind_comment(value_, at_);
    readable_ = end != std::string_view::npos;
    at_ = readable_ ? end : value_.size();
  }

  std::string_view value_;
  std::size_t at_ = 0;
  bool readable_ = true;
};

std::string lower_host(std::string_view word) {
  if (is_printable_ascii(word)) return core::ascii_lower(word);
  std::vector<std::string> ignored;
  return core::ascii_lower(literal_header_text(word, ignored));
}

bool is_written_by_author(std::string_view name) {
  static constexpr std::string_view fields[] = {"from",
                                                "sender",
                                                "reply-to",
                                                "to",
                                                "cc",
                                                "subject",
                                                "date",
                                                "message-id",
                                                "in-reply-to",
                                                "references",
                                                "mime-version",
                                                "content-type",
                                                "content-transfer-encoding"};
  return std::any_of(std::begin(fields), std::end(fields),
                     [&](std::string_view field) { return core::equal_ignoring_case(field, name); });
}

/// Blanks and line ends between words become one blank.
void append_words(std::string& out, std::string_view text) {
  bool blank = false;
  for (const char c : core::trim(text)) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
}

void append_with_bare_line_ends(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto* mark = static_cast<const char*>(std::memchr(text.data(), '\r', text.size()));
    const auto length = mark ? static_cast<std::size_t>(mark - text.data()) : text.size();
    out += text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

/// Of a DKIM-Signature (RFC 6376 3.5): the bytes of `b=`. Their base64 may be folded anywhere, and the last
/// letter has bits that no verifier looks at: one signature is spelt in many ways.
std::string signature_in(std::string_view field) {
  for (auto tag : core::split(field, ';')) {
    tag = core::trim(tag);
    const auto equals = tag.find('=');
    if (equals == std::string_view::npos || core::trim(tag.substr(0, equals)) != "b") continue;
    return decode_base64(tag.substr(equals + 1));
  }
  return {};
}

std::string_view body_to_its_end(const Message& message) {
  auto body = message.root().body;
  while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.remove_suffix(1);
  return body;
}

bool is_of_a_spam_filter(std::string_view name) {
  const auto may_be =
      name.size() > 2 && name[1] == '-' && ((name[2] | 0x20) == 's' || (name[2] | 0x20) == 'r');
  if (!may_be) return false;  // most fields
  return core::starts_with_ignoring_case(name, "x-spam") || core::starts_with_ignoring_case(name, "x-rspamd");
}

}  // namespace

std::vector<core::TraceField> read_trace(const Message& message) {
  constexpr std::size_t most_spam_fields = 30, longest_spam_value = 200;
  using Kind = core::TraceField::Kind;
  std::size_t spam_fields = 0;
  const auto fields = message.fields(message.root());
  std::vector<core::TraceField> trace;
  trace.reserve(static_cast<std::size_t>(std::ranges::count_if(fields, [](const Field& field) {
    return field.key == field_key("received") || field.key == field_key("authentication-results");
  })));
  std::vector<std::string> ignored;
  for (const auto& field : fields) {
    if (field.is("received")) {
      trace.emplace_back().received_by = received_by(field.value);
    } else if (field.is("authentication-results")) {
      auto& added = trace.emplace_back();
      added.kind = Kind::authentication_results;
      added.results = parse_authentication_results(field.value);
    } else if (is_of_a_spam_filter(field.name) && ++spam_fields <= most_spam_fields) {
      auto& added = trace.emplace_back();
      added.kind = Kind::spam;
      added.name = field.name;
      added.value = literal_header_text(core::trim(field.value).substr(0, longest_spam_value), ignored);
    }
  }
  return trace;
}

std::string received_by(std::string_view value) {
  ReceivedWords words(value);
  const auto first = words.next();
  if (core::equal_ignoring_case(first, "from")) (void)words.next();  // a client may call itself "by"
  if (!is_by(first) && !words.find_by()) return {};
  const auto host = words.next();
  if (host.empty() || is_by(host) || words.find_by() || !words.readable()) return {};
  auto name = lower_host(host);
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::string content_hash(const Message& message) {
  std::vector<std::string> lines;
  for (const auto& field : message.fields(message.root())) {
    if (!is_written_by_author(field.name)) continue;
    auto line = core::ascii_lower(field.name) + ':';
    append_words(line, field.value);
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());  // some relays move fields
  const auto body = body_to_its_end(message);
  std::string hashed;
  hashed.reserve(body.size() + 1024);
  for (const auto& line : lines) hashed.append(line).append("\n");
  hashed += '\n';
  append_with_bare_line_ends(hashed, body);
  return crypto::sha256_hex(hashed);
}

std::vector<std::string> seals(const Message& message) {
  constexpr std::size_t most_signatures = 100;
  std::vector<std::string> seals;
  for (const auto& field : message.fields(message.root()))
    if (core::equal_ignoring_case(field.name, "dkim-signature") && seals.size() < most_signatures)
      if (const auto signature = signature_in(field.value); !signature.empty())
        seals.push_back(crypto::sha256_hex(signature));

  std::string sealed;
  for (const auto name : {"from", "date", "subject"}) {
    const auto value = message.field(message.root(), name);
    if (!value && name != std::string_view("subject")) return seals;
    append_words(sealed, value.value_or(""));
    sealed += '\n';
  }
  append_words(sealed, message.root().body);  // a relaxed signature allows other blanks than the author's
  seals.push_back(crypto::sha256_hex(sealed));
  return seals;
}

}  // namespace ticketd::parsers
