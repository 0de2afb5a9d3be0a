#include "parsers/address.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> problems;
  for (const auto& person :
       parsers::parse_addresses(fuzz::text_of(data, size), parsers::Limits(), {"", problems})) {
    fuzz::require_clean(person.name);
    fuzz::require_clean(person.address);
    fuzz::require(person.address.find('@') != std::string::npos);
    fuzz::require((person.name + person.address).find_first_of("\r\n") == std::string::npos);
  }
  return 0;
}
