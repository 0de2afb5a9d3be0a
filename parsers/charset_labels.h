// What senders call charsets, and which converter reads it. A closed list in the manner of the WHATWG: no
// label of a mail ever reaches a library's own alias search, where it could pick an EBCDIC page or carry
// options.
#pragma once

#include <string_view>

namespace ticketd::parsers {

/// The converter for a label, or "" when the label is unknown. "us-ascii" stays apart from windows-1252:
/// bytes above 127 prove the label wrong.
[[nodiscard]] std::string_view converter_for_label(std::string_view label);

/// False for charsets in which bytes below 128 need not be ASCII (UTF-16, ISO-2022, UTF-7, HZ).
[[nodiscard]] bool keeps_ascii(std::string_view converter);

}  // namespace ticketd::parsers
