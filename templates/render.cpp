#include "templates/render.h"

#include "core/desk_text.h"
#include "core/letter_variables.h"
#include "core/names.h"
#include "core/text.h"
#include "templates/check.h"
#include "templates/clean.h"
#include "templates/embedded.h"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ticketd::templates {
namespace {

namespace mustache = kainjow::mustache;
using core::ErrorKind;
using core::LetterKind;

constexpr std::string_view text_ending = ".txt.mustache", html_ending = ".html.mustache";
constexpr std::array<std::string_view, 4> translated{"author_role", "state", "trust", "target"};

std::string document(std::string_view language, std::string_view body) {
  return "<!DOCTYPE html>\n<html lang=\"" + std::string(language) +
         "\">\n<head><meta charset=\"utf-8\"></head>\n"
         "<body style=\"font-family: sans-serif; line-height: 1.6; color: #222\">\n" +
         std::string(body) + "</body>\n</html>\n";
}

/// The template as kainjow sees it: a line that is only the begin or end of a section goes with its line end,
/// and the other line ends stand as a control that values can't hold. Left to itself, kainjow keeps an empty
/// line for a section that is absent, and drops one inside a section that is there.
constexpr char line_end = '\x1E';

/// Where the letter's own page goes, while the rest is filled in; values can't hold it.
constexpr char own_page = '\x1D';

std::string without_lines(std::string_view content) {
  std::string out;
  for (const auto line : core::split_lines(content)) {
    const auto tag = core::trim(line);
    const bool section = tag.starts_with("{{#") || tag.starts_with("{{^") || tag.starts_with("{{/");
    const bool alone = section && tag.find("}}") + 2 == tag.size();
    out += alone ? tag : line;
    if (!alone) out += line_end;
  }
  return out;
}

/// Parsed once for each thread: kainjow keeps its state of rendering in a template, and letters are composed
/// on several threads. By content, so that a reload leaves nothing stale.
mustache::mustache& parsed(const std::string& content, bool as_html) {
  constexpr std::size_t most = 200;
  thread_local std::map<std::pair<std::string, bool>, mustache::mustache> pages;
  if (pages.size() > most) pages.clear();
  const auto [page, is_new] = pages.try_emplace({content, as_html}, content);
  if (is_new)
    page->second.set_custom_escape(
        [as_html](const std::string& value) { return as_html ? core::html_escaped(value) : value; });
  return page->second;
}

Result<std::string> fill(const std::string& content, const mustache::data& values, bool as_html) {
  auto& page = parsed(content, as_html);
  auto out = page.render(values);
  std::replace(out.begin(), out.end(), line_end, '\n');
  if (!page.is_valid()) return fail(ErrorKind::internal, "template: " + page.error_message());
  return out;
}

}  // namespace

std::optional<Templates::Found> Templates::find(std::string_view name, std::string_view language) const {
  const std::array<std::string, 2> languages{language == "ko" ? "ko" : "en", language == "ko" ? "en" : "ko"};
  for (const auto& candidate : languages) {
    const auto text = files_.find(candidate + '/' + std::string(name) + ".txt");
    if (text == files_.end()) continue;
    const auto html = files_.find(candidate + '/' + std::string(name) + ".html");
    return Found{candidate, &text->second, html == files_.end() ? nullptr : &html->second};
  }
  return std::nullopt;
}

Result<Rendered> Templates::render(const core::Letter& letter) const {
  auto found = find(letter.template_name, letter.language);
  if (!found) found = find(core::name_of(letter.kind), letter.language);
  if (!found) return fail(ErrorKind::internal, "no template " + std::string(core::name_of(letter.kind)));

  const auto allowed = core::variables_of(letter.kind);
  mustache::data values;
  for (const auto& [name, value] : letter.variables) {
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end() || value.empty()) continue;
    const bool has_words = std::find(translated.begin(), translated.end(), name) != translated.end();
    const auto word = has_words ? words_.find(found->language + '/' + name + '.' + value) : words_.end();
    auto shown = word == words_.end() ? clean_text(value) : word->second;
    while (shown.ends_with('\n')) shown.pop_back();  // the template has its own line ends
    if (!shown.empty()) values.set(name, shown);
  }

  auto text = fill(*found->text, values, false);
  if (!text) return fail(text);
  if (!letter.html.empty()) values.set("text", std::string(1, own_page));
  auto html = found->html != nullptr ? fill(*found->html, values, true) : core::html_escaped(*text);
  if (!html) return fail(html);
  if (const auto place = html->find(own_page); place != std::string::npos)
    html->replace(place, 1, clean_text(letter.html));
  return Rendered{.text = std::move(*text), .html = document(found->language, *html)};
}

Result<std::string> Templates::page(std::string_view name, std::string_view language,
                                    const std::map<std::string, std::string>& variables) const {
  const auto file = [&](std::string_view in) { return std::string(in) + '/' + std::string(name) + ".html"; };
  auto found = files_.find(file(language));
  if (found == files_.end()) found = files_.find(file("en"));
  if (found == files_.end()) return fail(ErrorKind::internal, "no page " + std::string(name));
  mustache::data values;
  for (const auto& [variable, value] : variables)
    if (!value.empty()) values.set(variable, clean_text(value));
  return fill(found->second, values, true);
}

Result<> Templates::add(const std::string& file, const std::string& content) {
  const auto slash = file.find('/');
  const auto language = file.substr(0, slash);
  if (slash == std::string::npos || (language != "ko" && language != "en"))
    return fail(ErrorKind::bad_config, file + ": expected ko/NAME or en/NAME");
  const auto name = file.substr(slash + 1);
  if (name == "words") return add_words(language, content);

  const bool is_text = name.ends_with(text_ending);
  if (!is_text && !name.ends_with(html_ending))
    return fail(ErrorKind::bad_config, file + ": a template ends in " + std::string(text_ending) + " or " +
                                           std::string(html_ending));
  const auto stem = name.substr(0, name.size() - (is_text ? text_ending : html_ending).size());
  if (const auto checked = check(file, content, stem); !checked) return checked;
  files_[language + '/' + stem + (is_text ? ".txt" : ".html")] = without_lines(content);
  return {};
}

Result<> Templates::add_words(const std::string& language, std::string_view content) {
  int number = 0;
  for (const auto line : core::split_lines(content)) {
    ++number;
    if (core::trim(line).empty() || line.starts_with('#')) continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos)
      return fail(ErrorKind::bad_config,
                  language + "/words:" + std::to_string(number) + ": expected NAME = WORD");
    words_[language + '/' + std::string(core::trim(line.substr(0, equals)))] =
        core::trim(line.substr(equals + 1));
  }
  return {};
}

Result<Templates> shipped_templates() {
  Templates templates;
  for (const auto& file : embedded_files())
    if (const auto added = templates.add(std::string(file.name), std::string(file.content)); !added)
      return fail(added);
  return templates;
}

Result<Templates> templates_for(const core::Desk& desk) {
  auto templates = shipped_templates();
  if (!templates) return templates;
  auto texts = desk.texts;  // one that is for every language gives way to the one of a language
  std::stable_partition(texts.begin(), texts.end(), [](const auto& text) { return text.language.empty(); });
  for (const auto& own : texts) {
    if (!core::named<LetterKind>(own.name)) continue;  // an answer: its words are filled in before
    for (const std::string language : {"ko", "en"}) {
      if (!own.language.empty() && own.language != language) continue;
      const auto file = language + '/' + core::name_in_templates(own);
      auto added = templates->add(file + std::string(text_ending), own.text);
      if (added && !own.html.empty()) added = templates->add(file + std::string(html_ending), own.html);
      if (!added) return fail(added);
    }
  }
  return templates;
}

}  // namespace ticketd::templates
