// GMime as the yardstick: present when its development files were at build time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace ticketd::bench {

/// Parses one mail, decodes its addresses, subject and date, and every body (text to UTF-8); returns the
/// decoded bytes. Empty when built without GMime.
[[nodiscard]] std::function<std::size_t(const std::string& mail)> gmime_reader();

}  // namespace ticketd::bench
