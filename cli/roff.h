// A manual page in the language of man(7). Pure.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::cli {

class Roff {
 public:
  /// "ticketd", "8", "help desk that lives in the mail"
  Roff(std::string_view name, std::string_view section, std::string_view summary);

  void heading(std::string_view title);
  void subheading(std::string_view title);
  void paragraph(std::string_view text);
  void item(std::string_view term, std::string_view text);  ///< the term stands out
  void example(std::string_view lines);                     ///< as it is
  void indent() { text_ += ".RS\n"; }
  void outdent() { text_ += ".RE\n"; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace ticketd::cli
