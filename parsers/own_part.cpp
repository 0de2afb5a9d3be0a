#include "parsers/own_part.h"

#include <algorithm>

namespace ticketd::parsers {
namespace {

bool hangs_on_the_mail(const Message& message, const Part& part) {
  for (auto parent = part.parent; parent; parent = message.parts[*parent].parent)
    if (message.parts[*parent].is_in("message")) return true;
  return false;
}

}  // namespace

const Part* own_part(const Message& message, std::initializer_list<std::string_view> types) {
  const auto found = std::ranges::find_if(message.parts, [&](const Part& part) {
    return std::ranges::any_of(types, [&](std::string_view type) { return part.is(type); }) &&
           !hangs_on_the_mail(message, part);
  });
  return found == message.parts.end() ? nullptr : &*found;
}

}  // namespace ticketd::parsers
