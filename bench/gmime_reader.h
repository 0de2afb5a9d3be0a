// GMime as the yardstick: present when its development files were at build time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace ticketd::bench {

/// Parses one mail, decodes its addresses, subject, date, ids and file names, and every body (text to UTF-8),
/// as parsers::read_headers and read_body do; returns the decoded bytes. Empty when built without GMime.
[[nodiscard]] std::function<std::size_t(const std::string& mail)> gmime_reader();

}  // namespace ticketd::bench
