#include "parsers/authentication_results.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = fuzz::text_of(data, size);
  const auto results = parsers::parse_authentication_results(value);
  fuzz::require(results.methods.size() <= value.size());
  for (const auto& method : results.methods) {
    fuzz::require_clean(method.result);
    fuzz::require(!method.method.empty());
  }
  return 0;
}
