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
