#include "cli/roff.h"

#include <algorithm>
#include <cctype>

namespace ticketd::cli {

namespace {

/// No character of it is a command, and a hyphen can be copied from the page.
std::string escaped(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) out += "\\&";
    at_start = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

}  // namespace

Roff::Roff(std::string_view name, std::string_view section, std::string_view summary) {
  text_ = ".TH " + upper(name) + " " + std::string(section) + " \"\" ticketd\n";
  heading("NAME");
  text_ += escaped(name) + " \\- " + escaped(summary) + "\n";
}

void Roff::heading(std::string_view title) { text_ += ".SH " + escaped(title) + "\n"; }
void Roff::subheading(std::string_view title) { text_ += ".SS " + escaped(title) + "\n"; }
void Roff::paragraph(std::string_view text) { text_ += ".PP\n" + escaped(text) + "\n"; }

void Roff::item(std::string_view term, std::string_view text) {
  text_ += ".TP\n\\fB" + escaped(term) + "\\fR\n" + escaped(text) + "\n";
}

void Roff::example(std::string_view lines) {
  text_ += ".PP\n.nf\n" + escaped(lines);
  if (!lines.ends_with('\n')) text_ += '\n';
  text_ += ".fi\n";
}

}  // namespace ticketd::cli
