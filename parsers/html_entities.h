// Named characters of HTML, as `&eacute;`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// Appends the character that `&…;` at `text[0]` stands for, and returns how many bytes it took; 0 when it is
/// no entity.
std::size_t append_entity(std::string_view text, std::string& out);

}  // namespace ticketd::parsers
