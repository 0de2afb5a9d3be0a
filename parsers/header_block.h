// The header lines that mail clients write above a quoted or forwarded mail:
//   From: Kim <kim@example.com>      보낸 사람: 김민지 <kim@example.com>
//   Sent: Monday, 2 November 2026    보낸 날짜: 2026년 11월 2일 월요일
#pragma once

#include "core/types.h"
#include "parsers/phrases.h"
#include "parsers/text_lines.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct HeaderLine {
  HeaderField field;
  std::string value;  ///< continuation lines joined with a space
};

/// Lines [first, end) of the text.
struct HeaderBlock {
  std::size_t first = 0, end = 0;
  std::vector<HeaderLine> lines;

  [[nodiscard]] const std::string* value(HeaderField field) const;  ///< of the first such line, or null
};

/// How sure the place makes us: below a separator or a drawn rule a lone "From:" is a header; anywhere else a
/// block must say who wrote and when, and look like mail: "From: Seoul / To: Busan / Date: 2 Nov" stays what
/// its author wrote.
enum class Expectation : std::uint8_t { after_separator, anywhere };

/// The block that begins exactly at line `first`.
[[nodiscard]] std::optional<HeaderBlock> header_block_at(std::span<const TextLine> lines, std::size_t first,
                                                         Expectation expectation);

/// Below Outlook's line of underscores: three lines or more such as "Nork: Kim <kim@example.com>" in words of
/// no language that we know, of which the first names a person and one a moment.
[[nodiscard]] bool is_header_in_unknown_words(std::span<const TextLine> lines, std::size_t first);

/// A block that lost its line ends: "From: Kim <k@example.com>To: Lee <l@example.com>Sent: …Subject: …".
[[nodiscard]] std::optional<HeaderBlock> header_block_in_line(std::string_view line);

/// The people of a From, To or Cc value as clients write it: commas or semicolons, `[mailto:…]`, repeated
/// addresses, names with commas in them, names without an address.
[[nodiscard]] std::vector<core::Address> read_people(std::string_view value);

}  // namespace ticketd::parsers
