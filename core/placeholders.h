// Texts of a desk's own with `{{names}}` in them: checked when they are loaded, filled when they are used.
// Values are only filled in, never read.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ticketd::core {

/// One `{{…}}` of a text.
struct Placeholder {
  std::string_view name;  ///< what stands between the braces, without the blanks around it
  std::size_t begin{}, end{};
  bool is_closed = true;  ///< without its `}}` it reaches to the end of the text
};
/// In order; false stops.
void for_each_placeholder(std::string_view text, const std::function<bool(const Placeholder&)>& visit);

/// The line of a place in a text, from 1.
[[nodiscard]] std::size_t line_of(std::string_view text, std::size_t place);

struct UnknownName {
  std::size_t line{};
  std::string what;
};

/// The first name of the text that is not among `known`.
[[nodiscard]] std::optional<UnknownName> unknown_name(std::string_view text,
                                                      std::span<const std::string_view> known);

[[nodiscard]] bool names_variable(std::string_view text, std::string_view name);

[[nodiscard]] std::string filled(std::string_view text,
                                 const std::function<std::string(std::string_view name)>& value);

}  // namespace ticketd::core
