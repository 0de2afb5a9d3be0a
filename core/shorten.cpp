#include "core/shorten.h"

namespace ticketd::core {
namespace {

constexpr std::size_t longest_word = 1024;

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

void shorten(std::string& utf8, std::size_t octets) {
  if (utf8.size() <= octets) return;
  auto end = octets;
  while (end > 0 && continues_code_point(utf8[end])) --end;
  const auto blank = utf8.find_last_of("\n ", end);
  if (blank != std::string::npos && end - blank < longest_word) end = blank;
  const auto missing = utf8.size() - end;
  utf8.resize(end);
  utf8 += "\n[… +" + std::to_string(missing) + " bytes]\n";
}

}  // namespace ticketd::core
