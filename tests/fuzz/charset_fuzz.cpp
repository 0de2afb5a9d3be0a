// The first line is the label, the rest the text: whatever they are, valid UTF-8 without NUL comes out.
#include "parsers/charset.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto rest = input.substr(line.size() == input.size() ? line.size() : line.size() + 1);
  std::vector<std::string> problems;
  const auto text = ticketd::parsers::to_utf8(rest, line, "euc-kr", problems);
  if (!ticketd::parsers::is_utf8(text) || text.find('\0') != std::string::npos) std::abort();
  return 0;
}
