// Desks as their managers write them, and what is said of their mistakes.
#pragma once

#include "config/load.h"
#include "core/text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::config {

inline constexpr std::string_view people = R"([[mailbox]]
name = "support"
address = "support@example.com"
display_name = "고객지원"
group = "cs"
[[group]]
name = "cs"
assign = "agent:kim"
[[agent]]
name = "kim"
display_name = "김민지"
email = "kim@example.com"
groups = ["cs"]
role = "manager"
)";
inline constexpr std::size_t lines_of_people = 14;

inline core::Desk desk_of(std::string_view text) {
  auto desk = parse_desk(text, "desk.toml");
  EXPECT_TRUE(desk) << desk.error().detail;
  return desk ? *desk : core::Desk{};
}

/// "3: what" of each problem; with `people` above, lines count from the text.
inline std::vector<std::string> problems_of(std::string_view text, std::size_t lines_above = 0) {
  const auto desk =
      parse_desk((lines_above == 0 ? "" : std::string(people)) + std::string(text), "desk.toml");
  std::vector<std::string> problems;
  if (desk) return problems;
  for (auto line : core::split_lines(desk.error().detail)) {
    line.remove_prefix(std::string_view("desk.toml:").size());
    const auto number = std::stoul(std::string(line)) - lines_above;
    problems.push_back(std::to_string(number) + std::string(line.substr(line.find(':'))));
  }
  return problems;
}

inline std::vector<std::string> problems_of_rule(std::string_view text) {
  return problems_of("[[rule]]\n" + std::string(text), lines_of_people);
}

}  // namespace ticketd::config
