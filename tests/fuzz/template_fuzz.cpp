#include "templates/check.h"
#include "templates/render.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

namespace {

core::Letter letter() {
  core::Letter letter;
  letter.kind = core::LetterKind::resolved;
  letter.template_name = "resolved";
  letter.language = "ko";
  letter.variables = {{"text", "{{ticket}} <b>&"}, {"ticket", "7"}, {"subject", "{{{text}}}"}};
  return letter;
}

}  // namespace

/// A template that is let in can be rendered, and what it is filled with stays a value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto shipped = templates::shipped_templates();
  static const auto one = letter();
  const std::string content(fuzz::text_of(data, size));
  if (!templates::check("ko/resolved.html.mustache", content, "resolved")) return 0;
  auto changed = *shipped;
  if (!changed.add("ko/resolved.html.mustache", content)) return 0;
  const auto rendered = changed.render(one);
  fuzz::require(rendered.has_value());
  if (content.find("<b>") == std::string::npos)
    fuzz::require(rendered->html.find("{{ticket}} <b>") == std::string::npos);
  return 0;
}
