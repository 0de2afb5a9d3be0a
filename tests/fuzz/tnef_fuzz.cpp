// winmail.dat from anyone: no byte may lead the reader outside the file.
#include "parsers/tnef.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)ticketd::parsers::open_tnef({reinterpret_cast<const char*>(data), size});
  return 0;
}
