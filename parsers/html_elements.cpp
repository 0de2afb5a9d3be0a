#include "parsers/html_elements.h"

#include "core/text.h"
#include "parsers/word_table.h"

#include <initializer_list>
#include <utility>

namespace ticketd::parsers {
namespace {

using Names = std::initializer_list<const char*>;

WordTable<Element> all_elements() {
  WordTable<Element> elements;
  for (const auto* one : Names{"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "dl", "pre",
                               "blockquote", "hr", "fieldset"})
    elements[one].paragraph = true;
  for (const auto* one :
       Names{"div",     "tr",     "li",     "dt",     "dd",     "center", "address", "section",
             "article", "header", "footer", "form",   "nav",    "aside",  "main",    "caption",
             "figure",  "body",   "html",   "option", "legend", "details"})
    elements[one].block = true;
  for (const auto* one : Names{"br", "img", "hr", "input", "meta", "link", "base", "area", "col"})
    elements[one].empty = true;
  for (const auto* one :
       Names{"script", "style", "title", "noframes", "iframe", "object", "svg", "math", "template", "select"})
    elements[one].invisible = true;
  for (const auto& [one, effect] : {std::pair{"br", Effect::line_break},
                                    {"td", Effect::cell},
                                    {"th", Effect::cell},
                                    {"a", Effect::link},
                                    {"blockquote", Effect::quote},
                                    {"pre", Effect::preformatted},
                                    {"ul", Effect::bullets},
                                    {"ol", Effect::numbers},
                                    {"li", Effect::item}})
    elements[one].effect = effect;
  return elements;
}

}  // namespace

const Element& element_named(std::string_view name) {
  static const auto table = all_elements();
  static constexpr Element inside_line;
  if (!table.may_hold_lower(name)) return inside_line;
  const auto* const known = table.find(core::ascii_lower(name));
  return known ? *known : inside_line;
}

}  // namespace ticketd::parsers
