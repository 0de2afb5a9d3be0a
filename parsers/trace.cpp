#include "parsers/trace.h"

#include "core/text.h"
#include "crypto/digest.h"
#include "parsers/authentication_results.h"
#include "parsers/charset.h"
#include "parsers/clean_text.h"

#include <algorithm>
#include <cstring>

namespace ticketd::parsers {
namespace {

/// The words before the date, without comments; nothing when a comment does not end.
std::optional<std::vector<std::string_view>> received_words(std::string_view value) {
  std::vector<std::string_view> words;
  words.reserve(32);
  int comments = 0;
  std::size_t word = 0;  // where the current one begins
  const auto end_word = [&](std::size_t at) {
    if (at > word) words.push_back(value.substr(word, at - word));
    word = at + 1;
  };
  std::size_t at = 0;
  for (; at < value.size(); ++at) {
    const char c = value[at];
    if (c == '(') ++comments;
    if (comments == 0 && c == ';') break;
    if (comments > 0 || static_cast<unsigned char>(c) <= ' ') end_word(at);
    if (c == ')' && comments > 0) --comments;
  }
  if (comments > 0) return std::nullopt;
  end_word(at);
  return words;
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

/// Of a DKIM-Signature (RFC 6376 3.5): the value of `b=`, without the blanks that folding leaves in it.
std::string signature_in(std::string_view field) {
  for (auto tag : core::split(field, ';')) {
    tag = core::trim(tag);
    const auto equals = tag.find('=');
    if (equals == std::string_view::npos || core::trim(tag.substr(0, equals)) != "b") continue;
    std::string signature(tag.substr(equals + 1));
    std::erase_if(signature, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    return signature;
  }
  return {};
}

std::string_view body_to_its_end(const Message& message) {
  auto body = message.root().body;
  while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.remove_suffix(1);
  return body;
}

bool is_of_a_spam_filter(std::string_view name) {
  return core::starts_with_ignoring_case(name, "x-spam") || core::starts_with_ignoring_case(name, "x-rspamd");
}

}  // namespace

std::vector<core::TraceField> read_trace(const Message& message) {
  constexpr std::size_t most_spam_fields = 30, longest_spam_value = 200;
  std::size_t spam_fields = 0;
  std::vector<core::TraceField> trace;
  for (const auto& field : message.fields(message.root())) {
    core::TraceField one;
    if (core::equal_ignoring_case(field.name, "received")) {
      one.received_by = received_by(field.value);
    } else if (core::equal_ignoring_case(field.name, "authentication-results")) {
      one.kind = core::TraceField::Kind::authentication_results;
      one.results = parse_authentication_results(field.value);
    } else if (is_of_a_spam_filter(field.name)) {
      if (++spam_fields > most_spam_fields) continue;
      one.kind = core::TraceField::Kind::spam;
      one.name = field.name;
      std::vector<std::string> ignored;
      one.value = clean_line(to_utf8(core::trim(field.value).substr(0, longest_spam_value), "", "", ignored));
    } else {
      continue;
    }
    trace.push_back(std::move(one));
  }
  return trace;
}

std::string received_by(std::string_view value) {
  const auto words = received_words(value);
  if (!words) return {};
  const auto is_by = [](std::string_view word) { return core::equal_ignoring_case(word, "by"); };
  const bool names_client = !words->empty() && core::equal_ignoring_case(words->front(), "from");
  const auto start = words->begin() + std::min<std::ptrdiff_t>(names_client ? 2 : 0, std::ssize(*words));
  const auto by = std::find_if(start, words->end(), is_by);
  if (by == words->end() || by + 1 == words->end() ||
      std::find_if(by + 1, words->end(), is_by) != words->end())
    return {};
  std::vector<std::string> ignored;
  auto host = core::ascii_lower(clean_line(to_utf8(*(by + 1), "", "", ignored)));
  if (host.ends_with('.')) host.pop_back();
  return host;
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
  constexpr std::size_t most_signatures = 10;
  std::vector<std::string> seals;
  for (const auto& field : message.fields(message.root()))
    if (core::equal_ignoring_case(field.name, "dkim-signature") && seals.size() < most_signatures)
      if (const auto signature = signature_in(field.value); !signature.empty())
        seals.push_back(crypto::sha256_hex(signature));
  if (!seals.empty()) return seals;

  std::string sealed;
  for (const auto name : {"from", "date", "subject"}) {
    const auto value = message.field(message.root(), name);
    if (!value && name != std::string_view("subject")) return {};
    append_words(sealed, value.value_or(""));
    sealed += '\n';
  }
  append_with_bare_line_ends(sealed, body_to_its_end(message));
  return {crypto::sha256_hex(sealed)};
}

}  // namespace ticketd::parsers
