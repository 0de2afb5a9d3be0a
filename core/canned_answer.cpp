#include "core/canned_answer.h"

#include "core/draft.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <functional>

namespace ticketd::core {

namespace {

/// What a text may name, and where its value comes from. An agent's address is not among them: it never
/// leaves the house.
struct Filling {
  const Draft& draft;
  const Agent* agent;
  std::string_view words;
};
struct Variable {
  std::string_view name;
  std::string (*value)(const Filling&);
};
constexpr auto variables = std::to_array<Variable>({
    {"ticket", [](const Filling& f) { return std::to_string(f.draft.ticket().id.value); }},
    {"subject", [](const Filling& f) { return f.draft.ticket().subject; }},
    {"requester_name", [](const Filling& f) { return f.draft.ticket().requester.name; }},
    {"requester_address", [](const Filling& f) { return f.draft.ticket().requester.address; }},
    {"mailbox",
     [](const Filling& f) {
       const auto* mailbox = f.draft.mailbox();
       return mailbox ? mailbox->address.name : std::string{};
     }},
    {"agent_name", [](const Filling& f) { return f.agent ? f.agent->display_name : std::string{}; }},
    {"text", [](const Filling& f) { return std::string(f.words); }},
});

const Variable* variable_named(std::string_view name) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [&](const Variable& variable) { return variable.name == name; });
  return found == variables.end() ? nullptr : found;
}

/// A text as plain pieces and `{{names}}`, in order; false stops.
using Piece = std::function<bool(std::string_view text, bool is_name, std::size_t at)>;
void for_each_piece(std::string_view text, const Piece& piece) {
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find("{{", at);
    if (open != at && !piece(text.substr(at, open - at), false, at)) return;
    if (open == std::string_view::npos) return;
    const auto close = text.find("}}", open);
    const auto end = close == std::string_view::npos ? text.size() : close;
    if (!piece(trim(text.substr(open + 2, end - open - 2)), true, open)) return;
    at = std::min(text.size(), end + 2);
  }
}

bool names(std::string_view text, std::string_view wanted) {
  bool found = false;
  for_each_piece(text, [&](std::string_view piece, bool is_name, std::size_t) {
    found |= is_name && piece == wanted;
    return !found;
  });
  return found;
}

const CannedAnswer* answer_named(const Desk& desk, std::string_view name, std::string_view language) {
  const CannedAnswer* any = nullptr;
  for (const auto& answer : desk.answers) {
    if (!equal_ignoring_case(answer.name, name)) continue;
    if (answer.language == language) return &answer;
    if (!any || answer.language.empty()) any = &answer;
  }
  return any;
}

}  // namespace

std::optional<UnknownVariable> check_canned_answer(std::string_view text) {
  std::optional<UnknownVariable> wrong;
  for_each_piece(text, [&](std::string_view piece, bool is_name, std::size_t at) {
    if (!is_name || variable_named(piece)) return true;
    const auto above = text.substr(0, at);
    std::string known;
    for (const auto& variable : variables) known += (known.empty() ? "" : ", ") + std::string(variable.name);
    wrong = {1 + static_cast<std::size_t>(std::count(above.begin(), above.end(), '\n')),
             "unknown variable \"" + std::string(piece) + "\", an answer may use: " + known};
    return false;
  });
  return wrong;
}

Result<std::string> canned_answer(const Draft& draft, std::string_view name, const Agent* agent,
                                  std::string_view words) {
  const auto& house = draft.house();
  const auto& language = draft.ticket().language;
  const auto* answer = answer_named(house.desk, name, language.empty() ? house.settings.language : language);
  if (!answer) return fail(ErrorKind::policy, "no template is called \"" + std::string(name) + '"');
  const Filling filling{draft, agent, words};
  std::string filled;
  if (!words.empty() && !names(answer->text, "text")) filled = std::string(words) + "\n\n";
  for_each_piece(answer->text, [&](std::string_view piece, bool is_name, std::size_t) {
    const auto* variable = is_name ? variable_named(piece) : nullptr;
    filled += variable ? variable->value(filling) : std::string(is_name ? "" : piece);
    return true;
  });
  return std::string(trim(filled));
}

}  // namespace ticketd::core
