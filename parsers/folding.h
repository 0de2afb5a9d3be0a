// Text brought into the form in which phrases are compared: what a mail client, a font or a wrapped line may
// vary is gone. Used by everything that looks for words in mail text; never shown to anyone.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// ASCII behind the blank.
[[nodiscard]] constexpr bool is_visible(char c) { return static_cast<unsigned char>(c - '!') < 0x80 - '!'; }

/// Lower case in every script, full-width forms as ASCII, any run of blanks (no-break and ideographic ones
/// too) as one space, none at the ends; letters and syllables written in parts are put together; zero-width
/// characters, byte order marks and direction marks are dropped.
[[nodiscard]] std::string fold(std::string_view utf8);

/// Visible ASCII characters and single blanks between them: folding changes nothing but the case of letters.
[[nodiscard]] bool changes_only_case(std::string_view utf8);

/// The first four bytes of the folded text where they can be told without folding, with zeros behind a
/// shorter one: most lines need no closer look than these.
[[nodiscard]] std::optional<std::array<char, 4>> folded_start(std::string_view utf8);
/// Its last byte, where that can be told of a text without blanks at its end.
[[nodiscard]] std::optional<char> folded_end(std::string_view utf8);

/// A piece of text without the rules (- – — ― ‐ ─ ━ _ = * ~ #) and blanks around it, and how many rule
/// characters stood on each side.
struct Unruled {
  std::string_view text;
  std::size_t before = 0, after = 0;
};
[[nodiscard]] Unruled without_rules(std::string_view utf8);

[[nodiscard]] bool begins_with_rule(std::string_view utf8);
[[nodiscard]] bool ends_with_rule(std::string_view utf8);

/// Only rule characters and blanks, at least five of them in a row or more.
[[nodiscard]] bool is_rule(std::string_view line);

/// `utf8` without blanks at both ends, the no-break, ideographic and zero-width ones included.
[[nodiscard]] std::string_view trim_characters(std::string_view utf8);
[[nodiscard]] inline std::string_view trim_all(std::string_view utf8) {
  const bool filled = !utf8.empty() && is_visible(utf8.front()) && is_visible(utf8.back());
  return filled ? utf8 : trim_characters(utf8);  // most texts stand between visible ASCII characters
}
/// The same, and without any of `marks` at both ends, however many.
[[nodiscard]] std::string_view trim_all(std::string_view utf8, std::span<const std::string_view> marks);

}  // namespace ticketd::parsers
