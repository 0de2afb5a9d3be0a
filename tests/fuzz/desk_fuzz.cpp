#include "config/load.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto desk = config::parse_desk(fuzz::text_of(data, size), "/nowhere/desk.toml");
  if (desk) return 0;
  fuzz::require(desk.error().kind == core::ErrorKind::bad_config);
  fuzz::require(desk.error().detail.starts_with("/nowhere/desk.toml"));
  return 0;
}
