// The line above a quote that says who wrote it: "On Mon, 2 Nov 2026 at 10:00, Kim <kim@example.com> wrote:",
// "2026년 11월 2일 (월) 오전 10:00, 김민지 <kim@example.com>님이 작성:". Clients wrap it over several lines.
#pragma once

#include "core/types.h"
#include "parsers/text_lines.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct Attribution {
  std::size_t first = 0, end = 0;  ///< lines [first, end)
  std::size_t column = 0;          ///< bytes of the first line that stand before it: the author's last words
  bool quote_follows = false;      ///< a line with `>` comes next
  std::string text;                ///< one line, without rules around it
};

/// All attributions outside quotes, in order. Gives up after a bounded number of lines that only look like
/// one.
[[nodiscard]] std::vector<Attribution> find_attributions(std::span<const TextLine> lines);

/// A text with its lines and attributions found once, for all who search it. A view of the text.
struct SearchedText {
  explicit SearchedText(std::string_view whole)
      : text(whole), lines(read_lines(whole)), attributions(find_attributions(lines)) {}

  std::string_view text;
  std::vector<TextLine> lines;
  std::vector<Attribution> attributions;
};

/// True for a single text such as "On 2 Nov 2026, Kim wrote:", whatever follows it.
[[nodiscard]] bool is_attribution(std::string_view text);

/// ">>> Kim <kim@example.com> 2.11.2026 10:05 >>>": GroupWise marks no line of the older mail below it.
[[nodiscard]] bool is_flanked_attribution(const TextLine& line);

/// The person and the date named in an attribution, as far as they can be told.
struct AttributedTo {
  core::Address author;
  std::string date;
};
[[nodiscard]] AttributedTo read_attribution(std::string_view text);

}  // namespace ticketd::parsers
