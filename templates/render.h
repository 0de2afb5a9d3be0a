// The texts of our mails, from templates that are checked when they are loaded. Values are only filled in:
// nothing that somebody wrote is ever read as a template.
#pragma once

#include "core/desk.h"
#include "core/letter.h"
#include "core/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::templates {

struct Rendered {
  std::string text;  ///< UTF-8, LF
  std::string html;  ///< a whole document
};

/// Built once and then only read: any thread.
class Templates {
 public:
  /// The text that `letter.template_name` names, or that of its kind when there is no such text any more; in
  /// the letter's language, or else in the other.
  [[nodiscard]] Result<Rendered> render(const core::Letter& letter) const;

  /// A page of ours on the web: `LANGUAGE/NAME.html.mustache`, a whole document.
  [[nodiscard]] Result<std::string> page(std::string_view name, std::string_view language,
                                         const std::map<std::string, std::string>& variables) const;

  /// Adds or replaces one file, `LANGUAGE/NAME.txt.mustache`, `LANGUAGE/NAME.html.mustache` or
  /// `LANGUAGE/words`.
  [[nodiscard]] Result<> add(const std::string& file, const std::string& content);

 private:
  struct Found {
    std::string language;
    const std::string* text;
    const std::string* html;  ///< null: the text, escaped
  };
  [[nodiscard]] Result<> add_words(const std::string& language, std::string_view content);
  [[nodiscard]] std::optional<Found> find(std::string_view name, std::string_view language) const;

  std::map<std::string, std::string, std::less<>> files_;  ///< "ko/resolved.txt" → the template
  std::map<std::string, std::string, std::less<>> words_;  ///< "ko/state.open" → "처리중"
};

/// The texts that ticketd brings.
[[nodiscard]] Result<Templates> shipped_templates();

/// The texts that ticketd brings, and beside them the desk's own for kinds of letters, as
/// core::name_in_templates calls them.
[[nodiscard]] Result<Templates> templates_for(const core::Desk& desk);

}  // namespace ticketd::templates
