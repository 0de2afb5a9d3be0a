#include "parsers/authentication_results.h"
#include "parsers/date.h"
#include "parsers/encoded_word.h"
#include "parsers/parameters.h"
#include "parsers/trace.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = fuzz::text_of(data, size);
  std::vector<std::string> problems;
  fuzz::require_clean(parsers::decode_header_text(value, {"", problems}));
  fuzz::require_clean(parsers::received_by(value));
  fuzz::require(parsers::parse_parameterized(value).parameters.size() <= 64);
  (void)parsers::parse_date(value);  // must only come back
  for (const auto& method : parsers::parse_authentication_results(value).methods)
    fuzz::require_clean(method.result);
  return 0;
}
