#include "parsers/message.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const parsers::Limits limits;
  const auto message = parsers::scan(bytes, limits);
  fuzz::require(!message.parts.empty() && message.parts.size() <= limits.parts);
  for (const auto& part : message.parts) {
    fuzz::require(part.depth <= limits.depth);
    fuzz::require(part.body.empty() || (part.body.data() >= bytes.data() &&
                                        part.body.data() + part.body.size() <= bytes.data() + size));
    fuzz::require(parsers::decoded_body(part).size() <= part.body.size() + 64);
  }
  return 0;
}
