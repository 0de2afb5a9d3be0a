#include "daemon/mail_client/imap_response.h"

#include "core/numbers.h"
#include "core/text.h"
#include "daemon/mail_client/server_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t most_literals = 64;  // of one response; we ask for one at a time

/// Whether a `{12}` at the end of this response can be a literal: in the free text behind OK, NO, BAD, BYE
/// and PREAUTH, in continuations and in completions (RFC 9051, `resp-text`) it is only text.
bool carries_data(std::string_view line) {
  if (!line.starts_with("* ")) return false;
  const auto word = line.substr(2, line.find(' ', 2) - 2);
  return std::ranges::none_of(std::array{"OK", "NO", "BAD", "BYE", "PREAUTH"},
                              [&](const char* status) { return core::equal_ignoring_case(word, status); });
}

bool ends_inside_quotes(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
  }
  return quoted;
}

struct Announcement {
  std::size_t at;  ///< where it begins
  std::uint64_t size;
};

/// `{12}`, `{12+}` or `~{12}` at the end of a line.
std::optional<Announcement> literal_announced(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto brace = line.rfind('{');
  if (brace == std::string_view::npos) return std::nullopt;
  auto digits = line.substr(brace + 1, line.size() - brace - 2);
  if (digits.ends_with('+')) digits.remove_suffix(1);
  const auto size = core::parse_number<std::uint64_t>(digits);
  if (!size) return std::nullopt;
  return Announcement{brace > 0 && line[brace - 1] == '~' ? brace - 1 : brace, *size};
}

Result<ImapResponse> response_of(std::string text, std::vector<ImapLiteral> literals) {
  ImapResponse response{
      .kind = ImapResponse::Kind::completion, .tag = {}, .text = {}, .literals = std::move(literals)};
  const auto space = std::min(text.find(' '), text.size());
  const auto first = std::string_view(text).substr(0, space);
  if (first.empty()) return fail(core::ErrorKind::network, "not IMAP: " + server_text(text));
  if (first == "*") response.kind = ImapResponse::Kind::untagged;
  if (first == "+") response.kind = ImapResponse::Kind::continuation;
  if (response.kind == ImapResponse::Kind::completion) response.tag = first;
  const auto removed = std::min(space + 1, text.size());
  text.erase(0, removed);
  for (auto& literal : response.literals) literal.at -= removed;
  response.text = std::move(text);
  return response;
}

}  // namespace

std::string_view ImapResponse::first_word() const { return std::string_view(text).substr(0, text.find(' ')); }

void ImapReader::feed(std::string_view bytes) {
  if (position_ > 0) {  // what was read is dropped once per feed, not once per line
    buffer_.erase(0, position_);
    searched_ -= position_;
    position_ = 0;
  }
  buffer_.append(bytes);
}

Result<std::optional<ImapResponse>> ImapReader::next() {
  while (true) {
    fill_literal();
    if (literal_left_ > 0) return std::nullopt;
    const auto line = read_line();
    if (!line) return fail(line);
    if (!*line) return std::nullopt;
    const auto literal = begin_literal();
    if (!literal) return fail(literal);
    if (*literal) continue;
    auto response = response_of(std::exchange(text_, {}), std::exchange(literals_, {}));
    if (!response) return fail(response);
    return std::move(*response);
  }
}

/// Appends one line, without its CR LF, to the response in progress; false when its end has not come yet.
Result<bool> ImapReader::read_line() {
  const auto end = buffer_.find("\r\n", searched_);
  const auto known = end == std::string::npos ? buffer_.size() : end;
  if (text_.size() + known - position_ > limits_.line)
    return fail(core::ErrorKind::network, "IMAP line too long");
  if (end == std::string::npos) {
    searched_ = buffer_.size() > position_ ? buffer_.size() - 1 : position_;  // a CR may be the last octet
    return false;
  }
  text_.append(buffer_, position_, end - position_);
  position_ = searched_ = end + 2;
  return true;
}

/// True when the response in progress goes on with a literal.
Result<bool> ImapReader::begin_literal() {
  const auto announced = literal_announced(text_);
  if (!announced || !carries_data(text_)) return false;
  // Guessing either way would let somebody's text become protocol.
  if (ends_inside_quotes(text_)) return fail(core::ErrorKind::network, "IMAP literal inside a quoted string");
  if (announced->size > limits_.discarded) return fail(core::ErrorKind::network, "IMAP literal too large");
  if (literals_.size() == most_literals) return fail(core::ErrorKind::network, "too many IMAP literals");
  text_.resize(announced->at);
  literals_.push_back({.at = announced->at,
                       .size = announced->size,
                       .bytes = {},
                       .kept = announced->size <= limits_.literal});
  literal_left_ = announced->size;
  return true;
}

void ImapReader::fill_literal() {
  if (literal_left_ == 0) return;
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>(literal_left_, buffer_.size() - position_));
  auto& literal = literals_.back();
  if (literal.kept) {
    if (literal.bytes.empty())
      literal.bytes.reserve(std::min<std::size_t>(literal.size, std::size_t{1} << 20));
    literal.bytes.append(buffer_, position_, count);
  }
  position_ += count;
  searched_ = position_;
  literal_left_ -= count;
}

}  // namespace ticketd::daemon
