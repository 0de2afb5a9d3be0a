// The template files of this folder, put into the program by the build (CMakeLists.txt).
#pragma once

#include <span>
#include <string_view>

namespace ticketd::templates {

struct EmbeddedFile {
  std::string_view name;  ///< "ko/resolved.txt.mustache"
  std::string_view content;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace ticketd::templates
