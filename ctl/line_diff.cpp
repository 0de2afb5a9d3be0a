#include "ctl/line_diff.h"

#include "core/text.h"

#include <algorithm>
#include <vector>

namespace ticketd::ctl {

namespace {

using Lines = std::vector<std::string_view>;

struct Step {
  char sign;
  std::string_view line;
};

Lines lines_of(std::string_view text) {
  auto lines = core::split_lines(text);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// Longest common subsequence by the table: desks have hundreds of lines, not millions.
void compare(const Lines& before, const Lines& after, std::vector<Step>& steps) {
  constexpr std::size_t most_cells = std::size_t{1} << 24;
  if ((before.size() + 1) * (after.size() + 1) > most_cells) {
    for (const auto line : before) steps.push_back({'-', line});
    for (const auto line : after) steps.push_back({'+', line});
    return;
  }
  const auto width = after.size() + 1;
  std::vector<std::uint32_t> common((before.size() + 1) *
                                    width);  // [i][j]: of before from i and after from j
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      common[i * width + j] = before[i] == after[j]
                                  ? common[(i + 1) * width + j + 1] + 1
                                  : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j])
      steps.push_back({' ', before[i++]}), ++j;
    else if (j == after.size() ||
             (i < before.size() && common[(i + 1) * width + j] >= common[i * width + j + 1]))
      steps.push_back({'-', before[i++]});
    else
      steps.push_back({'+', after[j++]});
  }
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
  constexpr std::size_t context = 3;
  std::vector<Step> steps;
  compare(lines_of(before), lines_of(after), steps);
  const auto changes_near = [&](std::size_t at) {
    const auto first = at < context ? 0 : at - context;
    const auto last = std::min(steps.size(), at + context + 1);
    return std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(first),
                       steps.begin() + static_cast<std::ptrdiff_t>(last),
                       [](const Step& step) { return step.sign != ' '; });
  };
  std::string diff;
  bool left_out = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!changes_near(i)) {
      left_out = true;
      continue;
    }
    if (left_out && !diff.empty()) diff += "…\n";
    left_out = false;
    diff += steps[i].sign;
    diff += std::string(steps[i].line) + "\n";
  }
  return diff;
}

}  // namespace ticketd::ctl
