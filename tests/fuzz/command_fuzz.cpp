#include "parsers/command.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (!parsers::is_utf8(text)) return 0;  // the new text of a mail always is
  const auto found = parsers::read_commands(text);
  fuzz::require(found.commands.size() <= parsers::max_commands);
  fuzz::require(found.text.size() <= text.size());
  for (const auto& problem : found.problems) fuzz::require(parsers::is_utf8(problem));
  return 0;
}
