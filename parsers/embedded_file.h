// Files inside plain text, as mailers and news readers sent them before MIME: uuencode and yEnc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct EmbeddedFile {
  std::string name;  ///< as written
  std::string content;
};

struct EmbeddedFiles {
  std::vector<EmbeddedFile> files;
  std::string text_around;  ///< the text without them; empty when there are none
};

/// Every complete block; what is cut short or malformed stays text.
[[nodiscard]] EmbeddedFiles take_embedded_files(std::string_view text);

}  // namespace ticketd::parsers
