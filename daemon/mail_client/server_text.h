// What a server said, made fit for our log: one line, no control characters, not long.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::daemon {

[[nodiscard]] inline std::string server_text(std::string_view said) {
  constexpr std::size_t longest = 200;
  std::string line(said.substr(0, longest));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  return line;
}

}  // namespace ticketd::daemon
