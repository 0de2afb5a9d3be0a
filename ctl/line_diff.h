// The difference between two texts, line by line, as `diff -u` without its headers would show it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::ctl {

/// Lines that went with "-", that came with "+", and up to three that stayed around them with " "; "…" where
/// more stayed. Empty when the texts are equal.
[[nodiscard]] std::string line_diff(std::string_view before, std::string_view after);

}  // namespace ticketd::ctl
