// One form for words of any language, so that tables of phrases need neither both cases nor every accent.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// UTF-8 without case, accents and width: "OTOMATİK YANIT", "Otomatik yanıt" and "ＡＵＴＯ" become "otomatik
/// yanit", "auto". Takes the first few thousand bytes; the rest is left out.
[[nodiscard]] std::string caseless(std::string_view utf8);

}  // namespace ticketd::parsers
