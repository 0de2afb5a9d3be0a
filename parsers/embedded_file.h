// Files inside plain text, as mailers and news readers sent them before MIME: uuencode and yEnc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct EmbeddedFile {
  std::string name;  ///< as written
  std::string content;
  std::size_t offset = 0;  ///< where a later piece of a file cut in several goes on (yEnc)
};

struct EmbeddedFiles {
  std::vector<EmbeddedFile> files;
  std::string text_around;  ///< the text without them; empty when there are none
};

/// Every complete block; what is cut short or malformed stays text.
[[nodiscard]] EmbeddedFiles take_embedded_files(std::string_view text);

}  // namespace ticketd::parsers
