#include "core/token.h"
#include "tests/fuzz/promises.h"

#include <algorithm>

using namespace ticketd;

/// Text that may be base32, and its bytes as the payload of a token.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto bytes = core::from_base32(text))
    fuzz::require(core::from_base32(core::base32(*bytes)) == bytes);
  core::TokenPayload payload{};
  std::copy_n(data, std::min(size, payload.size()), payload.begin());
  if (const auto token = core::decode(payload))
    fuzz::require(core::encode(*token, payload.front()) == payload);
  return 0;
}
