#include "core/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ticketd::core {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool is_blank(char c) {
  return static_cast<unsigned char>(c) <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}
constexpr bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

constexpr std::size_t word = sizeof(std::uint64_t), block = 16;

/// So many bytes at a time, in the compiler's own vectors.
template <std::size_t width>
void make_lower(char* text) {
  using Bytes [[gnu::vector_size(width)]] = unsigned char;
  Bytes bytes;
  std::memcpy(&bytes, text, width);
  bytes |= Bytes(Bytes(bytes - 'A') < 26) & ('a' - 'A');
  std::memcpy(text, &bytes, width);
}

std::uint64_t lower_word(const char* text) {
  std::array<char, word> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the next line
  std::memcpy(bytes.data(), text, word);
  make_lower<word>(bytes.data());
  return std::bit_cast<std::uint64_t>(bytes);
}

std::string_view markup_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\n':
      return "<br>\n";
    default:
      return {};
  }
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  if (out.size() < word) {
    for (auto& c : out) c = lower(c);
    return out;
  }
  std::size_t at = 0;
  for (; at + block <= out.size(); at += block) make_lower<block>(out.data() + at);
  if (at + word < out.size()) make_lower<word>(out.data() + at);
  make_lower<word>(out.data() + out.size() - word);  // over bytes that are lower case already
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto equal_at = [&](std::size_t at) {
    return lower_word(a.data() + at) == lower_word(b.data() + at);
  };
  if (a.size() < word)
    return std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
  for (std::size_t at = 0; at + word < a.size(); at += word)
    if (!equal_at(at)) return false;
  return equal_at(a.size() - word);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool is_among(const std::vector<std::string>& texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& one) { return equal_ignoring_case(one, text); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_lines(std::string_view text) {
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (auto& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  return lines;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto plain =
        std::find_if(text.begin(), text.end(), [](char c) { return c == ' ' || !markup_of(c).empty(); });
    out.append(text.begin(), plain);
    text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
    if (text.empty()) break;
    if (text.front() == ' ')
      out += out.ends_with(' ') || out.ends_with('\n') ? "&nbsp;" : " ";
    else
      out += markup_of(text.front());
    text.remove_prefix(1);
  }
  return out;
}

std::string_view first_code_points(std::string_view utf8, std::size_t count) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i)
    if (starts_code_point(utf8[i]) && seen++ == count) return utf8.substr(0, i);
  return utf8;
}

std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_code_point));
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == 127;
         });
}

}  // namespace ticketd::core
