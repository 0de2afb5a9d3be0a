#include "templates/check.h"

#include "core/letter_variables.h"
#include "core/names.h"
#include "core/placeholders.h"
#include "core/text.h"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <span>

namespace ticketd::templates {
namespace {

namespace mustache = kainjow::mustache;
using core::ErrorKind;
using core::LetterKind;

constexpr std::string_view survey_page = "survey_page";

/// A text that is no kind's own is an answer of the desk: it may use what an answer may.
std::span<const std::string_view> variables_allowed_in(std::string_view template_name) {
  if (template_name == survey_page) return core::letter_variables::survey_page;
  const auto kind = template_name.substr(0, template_name.find('@'));  // the rest: of which mailbox
  return core::variables_of(core::named<LetterKind>(kind).value_or(LetterKind::public_reply));
}

std::string at_line(const std::string& file, std::string_view content, std::size_t position) {
  return file + ':' + std::to_string(core::line_of(content, position)) + ": ";
}

/// Empty, or what is wrong with one tag. A text is variables and sections: what is inserted is always
/// escaped, and no template reads another.
std::string complaint_about(const mustache::mstch_tag<std::string>& tag,
                            std::span<const std::string_view> allowed) {
  using mustache::tag_type;
  switch (tag.type) {
    case tag_type::text:
    case tag_type::comment:
    case tag_type::section_end:
      return {};
    case tag_type::unescaped_variable:
      return "\"" + tag.name + "\" must be written {{" + tag.name + "}}, escaped";
    case tag_type::partial:
      return "a template can't include another";
    case tag_type::set_delimiter:
      return "the delimiters can't be changed";
    case tag_type::variable:
    case tag_type::section_begin:
    case tag_type::section_begin_inverted:
      break;
  }
  if (std::find(allowed.begin(), allowed.end(), tag.name) != allowed.end()) return {};
  return "unknown variable \"" + tag.name + "\", this text may use: " + core::joined(allowed);
}

/// kainjow ends its messages with the byte where it stopped.
std::size_t position_in(const std::string& message) {
  const auto blank = message.rfind(' ');
  std::size_t position = 0;
  for (auto i = blank + 1;
       blank != std::string::npos && i < message.size() && message[i] >= '0' && message[i] <= '9'; ++i)
    position = position * 10 + static_cast<std::size_t>(message[i] - '0');
  return position;
}

}  // namespace

Result<> check(const std::string& file, const std::string& content, std::string_view template_name) {
  using Component = mustache::component<std::string>;
  mustache::context<std::string> nothing;
  mustache::context_internal<std::string> context(nothing);
  Component root;
  std::string error;
  mustache::parser<std::string>(content, context, root, error);
  if (!error.empty()) return fail(ErrorKind::bad_config, at_line(file, content, position_in(error)) + error);

  const auto allowed = variables_allowed_in(template_name);
  root.walk_children([&](Component& component) {
    auto complaint = complaint_about(component.tag, allowed);
    if (complaint.empty()) return Component::walk_control::walk;
    error = at_line(file, content, component.position) + complaint;
    return Component::walk_control::stop;
  });
  if (!error.empty()) return fail(ErrorKind::bad_config, error);
  return {};
}

}  // namespace ticketd::templates
