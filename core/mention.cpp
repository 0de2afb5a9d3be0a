#include "core/mention.h"

#include "core/text.h"

namespace ticketd::core {

namespace {

/// Letters that would make a name a part of another word; a Korean ending may follow a name ("@kim님").
bool continues_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '@';
}

bool is_named(std::string_view note, std::string_view name) {
  for (auto at = note.find('@'); at != std::string_view::npos; at = note.find('@', at + 1)) {
    if (at > 0 && (continues_word(note[at - 1]) || note[at - 1] == '.')) continue;  // park@example.com
    const auto rest = note.substr(at + 1);
    if (!starts_with_ignoring_case(rest, name)) continue;
    const auto behind = rest.substr(name.size());
    if (behind.empty() || !continues_word(behind.front())) return true;
  }
  return false;
}

}  // namespace

std::vector<const Agent*> agents_named_in(std::string_view note, const Desk& desk) {
  std::vector<const Agent*> named;
  for (const auto& agent : desk.agents) {
    const bool by_display_name = !agent.display_name.empty() && is_named(note, agent.display_name);
    if (by_display_name || is_named(note, agent.name)) named.push_back(&agent);
  }
  return named;
}

}  // namespace ticketd::core
