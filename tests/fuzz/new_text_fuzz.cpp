#include "parsers/attribution.h"
#include "parsers/command.h"
#include "parsers/forward.h"
#include "parsers/html_quote.h"
#include "parsers/new_text.h"
#include "tests/fuzz/promises.h"

#include <algorithm>

using namespace ticketd;

namespace {

std::ptrdiff_t visible_bytes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const parsers::SearchedText searched(text);
  const auto parts = parsers::split_text(searched);
  const auto shown =
      visible_bytes(parts.new_text) + visible_bytes(parts.quote) + visible_bytes(parts.signature);
  fuzz::require(shown <= visible_bytes(text));
  fuzz::require(parsers::read_commands(parts.new_text).commands.size() <= parsers::max_commands);
  if (const auto forwarded = parsers::find_forward(searched, {.subject = "Fwd: x"}))
    fuzz::require(!forwarded->from.name.empty() || !forwarded->from.address.empty());
  (void)parsers::html_above_quote(text);  // must only come back
  return 0;
}
