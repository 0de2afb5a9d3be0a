#include "parsers/charset.h"

#include "parsers/byte_scan.h"
#include "parsers/charset_converter.h"
#include "parsers/charset_guess.h"
#include "parsers/charset_labels.h"
#include "parsers/charset_likeness.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

namespace ticketd::parsers {
namespace {

constexpr unsigned char escape = 0x1B;

bool holds(std::string_view bytes, char c) {
  return !bytes.empty() && std::memchr(bytes.data(), c, bytes.size()) != nullptr;
}

std::string without_nul(std::string_view bytes, std::vector<std::string>& problems) {
  std::string text(bytes);
  if (holds(bytes, '\0')) {
    std::erase(text, '\0');
    problems.emplace_back("NUL bytes left out");
  }
  return text;
}

std::string printable(std::string_view label) {
  std::string text(label.substr(0, 40));
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

/// 7-bit text is the same in every charset that keeps ASCII, unless it has escape sequences.
bool reads_as_is(std::string_view bytes, std::string_view converter) {
  return keeps_ascii(converter) && find_rare_byte(bytes, 0, [](ByteBlock block) {
                                     return block | ByteBlock(block == 0) | ByteBlock(block == escape);
                                   }) == bytes.size();
}

/// The charset that one of the escape sequences in 7-bit text calls up.
std::string_view escaped_converter(std::string_view bytes) {
  struct Sequence {
    std::string_view behind_escape, converter;
  };
  static constexpr Sequence sequences[] = {
      {"$)C", "ISO-2022-KR"},  {"$)A", "ISO-2022-CN"},  {"$)G", "ISO-2022-CN"}, {"$@", "ISO-2022-JP-2"},
      {"$B", "ISO-2022-JP-2"}, {"$(", "ISO-2022-JP-2"}, {"(J", "ISO-2022-JP-2"}};
  const auto at = bytes.find(static_cast<char>(escape));
  if (at == std::string_view::npos) return {};
  const auto* const found = std::ranges::find_if(sequences, [&](const Sequence& sequence) {
    return bytes.substr(at + 1).starts_with(sequence.behind_escape);
  });
  return found == std::end(sequences) ? std::string_view() : found->converter;
}

/// 7-bit Japanese, Korean or Chinese, which no label but its own can mean.
std::optional<std::string> read_by_escapes(std::string_view bytes) {
  const auto converter = is_ascii(bytes) ? escaped_converter(bytes) : std::string_view();
  auto decoded = converter.empty() ? std::nullopt : decode(bytes, converter);
  if (!decoded || decoded->errors != 0) return std::nullopt;
  return std::move(decoded->text);
}

/// Chinese of the old newsgroups: 7-bit without escapes, so that only a text without a label is asked.
std::optional<std::string> read_as_hz(std::string_view bytes) {
  const auto open = bytes.find("~{");
  if (open == std::string_view::npos || bytes.find("~}", open) == std::string_view::npos) return std::nullopt;
  auto decoded = decode(bytes, "HZ");
  if (!decoded || decoded->errors != 0 || !looks_chinese(decoded->text)) return std::nullopt;
  return std::move(decoded->text);
}

std::string as_utf8(std::string_view bytes, std::vector<std::string>& problems) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return without_nul(bytes, problems);
}

/// A Unicode byte order mark in front decides against every label.
std::string_view marked_converter(std::string_view bytes, std::string_view declared) {
  using namespace std::string_view_literals;
  if (declared.starts_with("UTF-32")) return declared;
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return "UTF-32LE";
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32BE";
  if (bytes.size() % 2 == 0 && holds(bytes, '\0')) {
    if (bytes.starts_with("\xFF\xFE"sv)) return "UTF-16LE";
    if (bytes.starts_with("\xFE\xFF"sv)) return "UTF-16BE";
  }
  return declared;
}

/// By the mailbox's default when it reads everything, else by the guess; where a label stands against it,
/// only when the guess reads everything as well.
std::optional<std::string> other_reading(std::string_view bytes, std::string_view default_charset,
                                         bool labelled, const auto& read_as) {
  const auto accept = [&](std::optional<Decoded> decoded, std::string_view converter, bool must_be_clean) {
    const bool readable = decoded && (must_be_clean ? decoded->errors == 0 : decoded->mostly_readable());
    if (!readable) return std::optional<std::string>();
    read_as(converter);
    return std::optional(std::move(decoded->text));
  };
  const auto fallback = converter_for_label(default_charset);
  if (!fallback.empty())
    if (auto text = accept(decode(bytes, fallback), fallback, true)) return text;
  auto guess = guess_charset(bytes);
  return accept(std::move(guess.reading), guess.converter, labelled || guess.converter == fallback);
}

}  // namespace

bool is_ascii(std::string_view bytes) {
  return find_rare_byte(bytes, 0, [](ByteBlock block) { return block | ByteBlock(block == 0); }) ==
         bytes.size();
}

bool is_utf8(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto continues = [&](std::size_t i) { return i < bytes.size() && (at(i) & 0xC0) == 0x80; };
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = at(i);
    if (lead < 0x80) {
      i = find_non_ascii(bytes, i);
    } else if (lead >= 0xC2 && lead < 0xE0 && continues(i + 1)) {
      i += 2;
    } else if (lead >= 0xE0 && lead < 0xF0 && continues(i + 1) && continues(i + 2)) {
      if ((lead == 0xE0 && at(i + 1) < 0xA0) || (lead == 0xED && at(i + 1) >= 0xA0)) return false;
      i += 3;
    } else if (lead >= 0xF0 && lead < 0xF5 && continues(i + 1) && continues(i + 2) && continues(i + 3)) {
      if ((lead == 0xF0 && at(i + 1) < 0x90) || (lead == 0xF4 && at(i + 1) >= 0x90)) return false;
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

std::string to_utf8(std::string_view bytes, std::string_view declared_charset,
                    std::string_view default_charset, std::vector<std::string>& problems) {
  auto declared = converter_for_label(declared_charset);
  if (declared.empty() && !declared_charset.empty())
    problems.push_back("unknown charset " + printable(declared_charset));
  if (reads_as_is(bytes, declared)) {
    if (declared.empty())
      if (auto text = read_as_hz(bytes)) return std::move(*text);
    return std::string(bytes);
  }
  if (keeps_ascii(declared))
    if (auto text = read_by_escapes(bytes)) return std::move(*text);
  declared = marked_converter(bytes, declared);

  std::optional<Decoded> as_declared;
  if (declared == "UTF-8" && is_utf8(bytes)) return as_utf8(bytes, problems);
  if (!declared.empty() && declared != "US-ASCII") {
    as_declared = decode(bytes, declared);
    if (as_declared && as_declared->errors == 0) return std::move(as_declared->text);
  }
  const auto declared_name =
      declared_charset.empty() ? std::string("without charset") : "charset " + printable(declared_charset);
  const auto read_as = [&](std::string_view name) {
    problems.push_back(declared_name + " read as " + std::string(name));
  };

  const auto damaged = [&](Decoded& decoded) {
    problems.push_back(declared_name + " with unreadable bytes");
    return std::move(decoded.text);
  };

  if (is_utf8(bytes) && !is_ascii(bytes)) {
    if (!declared_charset.empty()) read_as("utf-8");
    return as_utf8(bytes, problems);
  }
  if (as_declared && as_declared->errors * 3 <= as_declared->non_ascii) return damaged(*as_declared);
  if (auto other = other_reading(bytes, default_charset, as_declared.has_value(), read_as))
    return std::move(*other);
  if (as_declared && as_declared->errors * 2 <= as_declared->non_ascii) return damaged(*as_declared);
  if (is_ascii(bytes)) return std::string(bytes);
  read_as("windows-1252");
  auto decoded = decode(bytes, "windows-1252");
  return decoded ? std::move(decoded->text) : std::string();
}

}  // namespace ticketd::parsers
