// Lines that part the author's text from an older mail: "-----Original Message-----", "---------- 전달된
// 메시지 ----------".
#pragma once

#include "parsers/phrases.h"
#include "parsers/text_lines.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

struct SeparatorLine {
  Separator kind;
  std::string_view rest;  ///< what follows on the same line, where a client lost its line ends
};

/// Is line `at` a separator? A bare "Forwarded message:" is one only above header lines.
[[nodiscard]] std::optional<SeparatorLine> separator_at(std::span<const TextLine> lines, std::size_t at);

/// Words of any language drawn into a rule, as "-------- Původní zpráva --------": a separator only where a
/// header stands right below.
[[nodiscard]] bool is_drawn_title(const TextLine& line);

/// The next line behind `at` that is no blank and no rule.
[[nodiscard]] std::size_t below_separator(std::span<const TextLine> lines, std::size_t at);

}  // namespace ticketd::parsers
