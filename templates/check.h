// What a template may say, looked at when it is loaded: a mistake is found at the start, not in a customer's
// mail.
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace ticketd::templates {

/// Refuses unknown variables, unescaped values, includes and unclosed sections; the error names file and
/// line.
[[nodiscard]] Result<> check(const std::string& file, const std::string& content,
                             std::string_view template_name);

}  // namespace ticketd::templates
