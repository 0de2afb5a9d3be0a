// Texts for messages and logs, without what is secret in them. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::core {

/// "smtp://user:secret@host" becomes "smtp://***@host", wherever it stands in the text. Rather too much is
/// masked than too little: a password may hold any character.
[[nodiscard]] std::string without_userinfo(std::string_view text);

}  // namespace ticketd::core
