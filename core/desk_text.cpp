#include "core/desk_text.h"

#include "core/draft.h"
#include "core/letter_variables.h"
#include "core/names.h"
#include "core/placeholders.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <functional>

namespace ticketd::core {

namespace {

/// What a canned answer may name, and where its value comes from. An agent's address is not among them: it
/// never leaves the house.
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
    {"company", [](const Filling& f) { return f.draft.customer().company; }},
    {"customer_number", [](const Filling& f) { return f.draft.customer().customer_number; }},
    {"mailbox",
     [](const Filling& f) {
       const auto* mailbox = f.draft.mailbox();
       return mailbox ? mailbox->address.name : std::string{};
     }},
    {"agent_name", [](const Filling& f) { return f.agent ? f.agent->display_name : std::string{}; }},
    {"text", [](const Filling& f) { return std::string(f.words); }},
});
constexpr std::string_view field_prefix = "field.";

std::string value_of(std::string_view name, const Filling& filling) {
  for (const auto& variable : variables)
    if (variable.name == name) return variable.value(filling);
  if (!name.starts_with(field_prefix)) return {};
  const auto& fields = filling.draft.ticket().fields;
  const auto found = fields.find(std::string(name.substr(field_prefix.size())));
  return found == fields.end() ? std::string{} : found->second;
}

/// The names that a text may use, and whether it may have `{{#name}}…{{/name}}`: what composes letters can do
/// that, what fills answers cannot.
struct Grammar {
  std::vector<std::string> known;
  bool sections = false;
};

Grammar grammar_of(std::string_view name, const std::vector<Field>& fields) {
  Grammar grammar;
  if (const auto kind = named<LetterKind>(name)) {
    const auto allowed = variables_of(*kind);
    grammar.known.assign(allowed.begin(), allowed.end());
    grammar.sections = true;
    return grammar;
  }
  for (const auto& variable : variables) grammar.known.emplace_back(variable.name);
  for (const auto& field : fields) grammar.known.push_back(std::string(field_prefix) + field.name);
  return grammar;
}

/// Reads the tags of one text, and remembers which sections are open.
class Checking {
 public:
  explicit Checking(Grammar grammar) : grammar_(std::move(grammar)) {}

  /// What is wrong with one tag; nothing: go on.
  std::optional<TextMistake> mistake_in(const Placeholder& tag) {
    if (!tag.is_closed) return wrong("a {{ without its }}");
    const char first = tag.name.empty() ? ' ' : tag.name.front();
    const bool opens = first == '#' || first == '^', closes = first == '/';
    if ((opens || closes) && !grammar_.sections)
      return wrong("an answer has no {{" + std::string(tag.name) + "}}: it is the same for every ticket");
    const auto name = trim(opens || closes ? tag.name.substr(1) : tag.name);
    if (closes) {
      if (open_.empty() || open_.back() != name)
        return wrong("{{/" + std::string(name) + "}} ends no section that is open");
      open_.pop_back();
      return std::nullopt;
    }
    if (std::find(grammar_.known.begin(), grammar_.known.end(), name) == grammar_.known.end())
      return TextMistake{.variable = std::string(name), .known = grammar_.known};
    if (opens) open_.emplace_back(name);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<TextMistake> mistake_at_end() const {
    if (open_.empty()) return std::nullopt;
    return wrong("the section {{#" + open_.back() + "}} does not end");
  }

 private:
  static TextMistake wrong(std::string what) { return {.what = std::move(what)}; }

  Grammar grammar_;
  std::vector<std::string> open_;
};

/// The best of those with this name: the ticket's mailbox before any, the language before any.
const DeskText* text_for(const Desk& desk, std::string_view name, std::string_view mailbox,
                         std::string_view language) {
  const DeskText* best = nullptr;
  int most = 0;
  for (const auto& text : desk.texts) {
    if (!equal_ignoring_case(text.name, name) || (!text.mailbox.empty() && text.mailbox != mailbox) ||
        (!text.language.empty() && text.language != language))
      continue;
    const int fits = 1 + (text.mailbox.empty() ? 0 : 2) + (text.language.empty() ? 0 : 1);
    if (fits <= most) continue;
    best = &text;
    most = fits;
  }
  return best;
}

/// An answer in another language says more than none.
const DeskText* answer_for(const Desk& desk, std::string_view name, std::string_view mailbox,
                           std::string_view language) {
  if (named<LetterKind>(name)) return nullptr;
  for (const auto& wanted : {language, std::string_view("en"), std::string_view("ko")})
    if (const auto* text = text_for(desk, name, mailbox, wanted)) return text;
  return nullptr;
}

std::string fill(std::string_view text, const Filling& filling, bool as_html) {
  return filled(text, [&](std::string_view name) {
    const auto value = value_of(name, filling);
    return as_html ? html_escaped(value) : value;
  });
}

}  // namespace

std::optional<TextMistake> check_text(std::string_view name, std::string_view text,
                                      const std::vector<Field>& fields) {
  Checking checking(grammar_of(name, fields));
  std::optional<TextMistake> found;
  for_each_placeholder(text, [&](const Placeholder& tag) {
    found = checking.mistake_in(tag);
    if (found) found->line = line_of(text, tag.begin);
    return !found;
  });
  if (found) return found;
  found = checking.mistake_at_end();
  if (found) found->line = line_of(text, text.size());
  return found;
}

Result<Filled> canned_answer(const Draft& draft, std::string_view name, const Agent* agent,
                             std::string_view words) {
  const auto& house = draft.house();
  const auto& language = draft.ticket().language;
  const auto* answer = answer_for(house.desk, name, draft.ticket().mailbox,
                                  language.empty() ? house.settings.language : language);
  if (!answer) return wrong_value("no template is called \"" + std::string(name) + '"');
  const Filling filling{draft, agent, words};
  const auto above = [&](std::string_view text, std::string shown) {
    return words.empty() || names_variable(text, "text") ? std::string{} : std::move(shown);
  };
  Filled answered;
  answered.text = above(answer->text, std::string(words) + "\n\n") + fill(answer->text, filling, false);
  answered.text = trim(answered.text);
  if (answer->html.empty()) return answered;
  answered.html =
      above(answer->html, "<p>" + html_escaped(words) + "</p>\n") + fill(answer->html, filling, true);
  return answered;
}

std::string text_of_letter(const Desk& desk, LetterKind kind, std::string_view mailbox,
                           std::string_view language) {
  const auto* own = text_for(desk, name_of(kind), mailbox, language);
  return own ? name_in_templates(*own) : std::string(name_of(kind));
}

std::string name_in_templates(const DeskText& text) { return text.name + '@' + text.mailbox; }

}  // namespace ticketd::core
