// The value of Content-Type and Content-Disposition: a word and its parameters (RFC 2045 5.1, RFC 2231), read
// leniently because real mailers forget quotes, semicolons and escapes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// Bytes of the value: percent-decoded and joined from its continuations, not yet in UTF-8.
struct Parameter {
  std::string name;  ///< lower case, without `*`
  std::string value;
  std::string charset;  ///< RFC 2231 charset; empty when the value was not extended
  bool extended = false;
};

struct ParameterizedValue {
  std::string word;  ///< "text/plain" or "attachment": lower case, without blanks and comments
  std::vector<Parameter> parameters;
  bool conflicting = false;  ///< a parameter stands twice with different values
  bool cut = false;          ///< there were more than the limit

  /// The first of that (lower-case) name, or nullptr.
  [[nodiscard]] const Parameter* find(std::string_view name) const;
  /// Its bytes; empty without.
  [[nodiscard]] std::string_view get(std::string_view name) const;
};

[[nodiscard]] ParameterizedValue parse_parameterized(std::string_view value, std::size_t limit = 64);

}  // namespace ticketd::parsers
