#include "core/placeholders.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

void for_each_placeholder(std::string_view text, const std::function<bool(const Placeholder&)>& visit) {
  for (auto begin = text.find("{{"); begin != std::string_view::npos;) {
    const auto close = text.find("}}", begin);
    const bool is_closed = close != std::string_view::npos;
    const auto inner = text.substr(begin + 2, is_closed ? close - begin - 2 : std::string_view::npos);
    const auto end = is_closed ? close + 2 : text.size();
    if (!visit({trim(inner), begin, end, is_closed})) return;
    begin = text.find("{{", end);
  }
}

std::size_t line_of(std::string_view text, std::size_t place) {
  const auto above = text.substr(0, place);
  return 1 + static_cast<std::size_t>(std::count(above.begin(), above.end(), '\n'));
}

std::optional<UnknownName> unknown_name(std::string_view text, std::span<const std::string_view> known) {
  std::optional<UnknownName> wrong;
  for_each_placeholder(text, [&](const Placeholder& one) {
    if (std::find(known.begin(), known.end(), one.name) != known.end()) return true;
    wrong = {line_of(text, one.begin),
             "unknown variable \"" + std::string(one.name) + "\", this text may use: " + joined(known)};
    return false;
  });
  return wrong;
}

bool names_variable(std::string_view text, std::string_view name) {
  bool found = false;
  for_each_placeholder(text, [&](const Placeholder& one) {
    found = one.name == name;
    return !found;
  });
  return found;
}

std::string filled(std::string_view text, const std::function<std::string(std::string_view name)>& value) {
  std::string out;
  std::size_t done = 0;
  for_each_placeholder(text, [&](const Placeholder& one) {
    out += text.substr(done, one.begin - done);
    out += value(one.name);
    done = one.end;
    return true;
  });
  return out += text.substr(done);
}

}  // namespace ticketd::core
