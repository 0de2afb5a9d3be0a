#include "parsers/html.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto markup = fuzz::text_of(data, size);
  if (!parsers::is_utf8(markup)) return 0;  // what comes out of the charset decoder
  const auto text = parsers::html_to_text(markup);
  fuzz::require(parsers::is_utf8(text));
  fuzz::require(text.size() <= 64 * (size + 1));  // list and quote marks, at most 20 levels each
  return 0;
}
