// The fields that a desk gives its tickets (`[[field]]`): each has a type, and every value one
// spelling, so that rules and searches compare texts.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

enum class FieldType : std::uint8_t { text, number, date, boolean, choice };

struct Field {
  std::string name;   ///< in rules, searches and JSON
  std::string label;  ///< for people; empty: the name
  FieldType type = FieldType::text;
  std::vector<std::string> choices;  ///< of a choice
};

/// Name → value; a field without a value is not there.
using FieldValues = std::map<std::string, std::string>;

/// The value in its one spelling ("007" → "7", "Yes" → "true"); ErrorKind::malformed where it is none of this
/// field. Nothing stays nothing: it clears the field.
[[nodiscard]] Result<std::string> field_value(const Field&, std::string_view written);

}  // namespace ticketd::core
