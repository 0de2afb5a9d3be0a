#include "daemon/log_value.h"

#include "core/percent.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ticketd::daemon {

namespace {

using nlohmann::json;

/// What stands behind a backslash for a character, and the other way round.
constexpr auto escapes =
    std::to_array<std::pair<char, char>>({{'"', '"'}, {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}});

bool is_control(unsigned char c) { return c < ' ' || c == 0x7f; }

bool is_plain(unsigned char c) { return c > ' ' && c != '"' && c != '\\' && c != '=' && c != 0x7f; }

/// Takes "…" off the front; a mark that no blank follows is of the value, where somebody did not escape it.
std::string take_quoted(std::string_view& rest) {
  std::string value;
  std::size_t at = 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"' && (at + 1 == rest.size() || rest[at + 1] == ' ')) break;
    if (rest[at] != '\\' || at + 1 == rest.size()) {
      value += rest[at];
      continue;
    }
    const char code = rest[++at];
    const auto octet = code == 'x' ? core::hex_octet(rest.substr(at + 1)) : std::nullopt;
    const auto* escape = std::find_if(escapes.begin(), escapes.end(),
                                      [code](const auto& known) { return known.second == code; });
    if (escape != escapes.end()) {
      value += escape->first;
    } else if (octet) {
      value += *octet;
      at += 2;
    } else {
      (value += '\\') += code;
    }
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return value;
}

std::string_view take_word(std::string_view& rest) {
  const auto taken = rest.substr(0, rest.find(' '));
  rest.remove_prefix(taken.size());
  return taken;
}

/// A number as we write one: no sign but minus, no zero in front, and not longer than 64 bits hold.
bool is_whole_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  constexpr std::size_t safe_digits = 18;
  return !text.empty() && text.size() <= safe_digits && (text.size() == 1 || text[0] != '0') &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

json plain_value(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (is_whole_number(text)) return std::stoll(std::string(text));
  return text;
}

std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string escaped(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const auto* escape =
        std::find_if(escapes.begin(), escapes.end(), [c](const auto& known) { return known.first == c; });
    if (escape != escapes.end())
      (text += '\\') += escape->second;
    else if (is_control(byte))
      ((text += "\\x") += digits[byte >> 4]) += digits[byte & 15];
    else
      text += c;
  }
  return text += '"';
}

std::string word(std::string_view value) {
  return std::all_of(value.begin(), value.end(), is_plain) ? std::string(value) : escaped(value);
}

std::string json_members(std::string_view line) {
  auto rest = line;
  std::string members = "\"event\":" + dumped(take_word(rest));
  std::string words;  // of a line that is no event of ours
  while (!rest.empty()) {
    if (rest.front() == ' ') {
      rest.remove_prefix(1);
      continue;
    }
    const auto equals = rest.find('=');
    const auto key = rest.substr(0, equals);
    if (equals == std::string_view::npos || key.empty() || !std::all_of(key.begin(), key.end(), is_plain)) {
      (words += words.empty() ? "" : " ") += take_word(rest);
      continue;
    }
    rest.remove_prefix(equals + 1);
    const auto value = rest.starts_with('"') ? json(take_quoted(rest)) : plain_value(take_word(rest));
    members += ',' + dumped(key) + ':' + dumped(value);
  }
  if (!words.empty()) members += ",\"text\":" + dumped(words);
  return members;
}

}  // namespace ticketd::daemon
