// The lines of a mail's text with their quote markers read. Views into the text, which must outlive them.
#pragma once

#include "parsers/phrases.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct TextLine {
  std::string_view text;             ///< the whole line, without its end
  std::string_view content;          ///< the line without its quote markers
  std::string_view trimmed;          ///< the content without blanks at both ends
  std::uint32_t depth = 0;           ///< how many `>` stand before it
  bool blank = false;                ///< nothing to see behind the markers
  bool may_open_mail = false;        ///< a separator or the header of an older mail may stand here
  bool drawn = false;                ///< the content begins with a rule character, as separators do
  std::optional<HeaderField> label;  ///< of a header line, "From: …"
  std::string_view value;            ///< what stands behind the label

  [[nodiscard]] bool quoted() const { return depth > 0; }
};

/// More lines than these stay together in the last one: what nobody reads needs no structure.
inline constexpr std::size_t max_text_lines = 100'000;

[[nodiscard]] std::vector<TextLine> read_lines(std::string_view text);

/// The first line from `at` on that is not blank, or `lines.size()`.
[[nodiscard]] std::size_t next_filled(std::span<const TextLine> lines, std::size_t at);

}  // namespace ticketd::parsers
