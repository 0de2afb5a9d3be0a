// A tag of HTML taken apart, and what its attributes say.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

struct Tag {
  std::string_view name;  ///< in any case
  bool closing = false;
  std::string_view attributes;
};

/// The value of one attribute, entities undone; empty without.
[[nodiscard]] std::string attribute(const Tag& tag, std::string_view wanted);

/// What a browser lays out nowhere: the line for the list of mails that newsletters put before their text,
/// and the form of a table meant for another screen.
[[nodiscard]] bool is_hidden(const Tag& tag);

[[nodiscard]] constexpr bool is_html_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

}  // namespace ticketd::parsers
