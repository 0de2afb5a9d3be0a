#include "core/named_address.h"

#include "core/text.h"

#include <cctype>
#include <string>

namespace ticketd::core {

namespace {

bool is_part_of_address(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~@").find(c) != std::string_view::npos;
}

/// A full stop ends a sentence, unless more of a name follows.
bool goes_on(std::string_view rest) {
  if (rest.starts_with('.')) rest.remove_prefix(1);
  return !rest.empty() && is_part_of_address(rest.front());
}

}  // namespace

bool names_address(std::string_view text, std::string_view address) {
  if (address.empty()) return false;
  const auto within = ascii_lower(text), wanted = ascii_lower(address);
  for (auto at = within.find(wanted); at != std::string::npos; at = within.find(wanted, at + 1)) {
    const bool begins = at == 0 || (within[at - 1] != '.' && !is_part_of_address(within[at - 1]));
    if (begins && !goes_on(std::string_view(within).substr(at + wanted.size()))) return true;
  }
  return false;
}

}  // namespace ticketd::core
