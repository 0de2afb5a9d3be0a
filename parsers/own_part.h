// Finding a part by its type among the parts of the mail itself, not of mails that hang on it.
#pragma once

#include "parsers/message.h"

#include <initializer_list>
#include <string_view>

namespace ticketd::parsers {

/// The first such part of one of the types, or nullptr.
[[nodiscard]] const Part* own_part(const Message& message, std::initializer_list<std::string_view> types);

}  // namespace ticketd::parsers
