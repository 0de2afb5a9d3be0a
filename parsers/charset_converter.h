// One ICU converter run: bytes to UTF-8 with a count of what could not be read. The only file that calls
// ICU's converters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::parsers {

struct Decoded {
  std::string text;           ///< UTF-8 without NUL; U+FFFD for each unreadable sequence
  std::size_t errors = 0;     ///< unreadable sequences
  std::size_t non_ascii = 0;  ///< characters above 127, the unreadable among them

  /// So few errors that the charset must be right and the text damaged.
  [[nodiscard]] bool mostly_readable() const { return errors * 10 <= non_ascii; }
};

/// `converter` as charset_labels.h names it. Nothing when this ICU does not know it.
[[nodiscard]] std::optional<Decoded> decode(std::string_view bytes, std::string_view converter);

}  // namespace ticketd::parsers
