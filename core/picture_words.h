// What the text of a mail says in place of a picture: "[image: logo.png]", "[cid:logo1]", U+FFFC. Pure.
#pragma once

#include <string_view>

namespace ticketd::core {

/// Whether the text is nothing but words in place of pictures, one at least, with the links behind them.
[[nodiscard]] bool is_pictures_alone(std::string_view text);

}  // namespace ticketd::core
