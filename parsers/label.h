// "Label: value" as mail clients write it above a quoted mail, with a label of any language.
#pragma once

#include "parsers/phrases.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

struct LabelledLine {
  HeaderField field;
  std::string_view value;
};
/// Of a line without blanks at its ends.
[[nodiscard]] std::optional<LabelledLine> read_label(std::string_view trimmed);

/// The text without the stars and underscores that stand for bold type.
[[nodiscard]] std::string_view without_emphasis(std::string_view text);

}  // namespace ticketd::parsers
