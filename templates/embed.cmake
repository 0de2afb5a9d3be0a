# cmake -DOUTPUT=… -DSOURCE=… -DFILES=… -P embed.cmake: a C++ file that holds the given files as they are.
set(rows "")
foreach(file IN LISTS FILES)
  file(READ ${SOURCE}/${file} content)
  string(APPEND rows "    {\"${file}\", R\"text(${content})text\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by templates/embed.cmake.
#include \"templates/embedded.h\"

#include <array>

namespace ticketd::templates {
namespace {

constexpr auto files = std::to_array<EmbeddedFile>({
${rows}});

}  // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }

}  // namespace ticketd::templates
")
