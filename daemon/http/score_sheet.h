// What customers said of somebody's work, added up.
#pragma once

#include "core/survey.h"

#include <array>
#include <numeric>
#include <optional>

namespace ticketd::daemon {

class ScoreSheet {
 public:
  void add(const core::Survey& survey) {
    ++asked_;
    if (survey.score) ++counts_.at(static_cast<std::size_t>(*survey.score - core::worst_score));
  }
  [[nodiscard]] int asked() const { return asked_; }
  [[nodiscard]] int count(int score) const {
    return counts_.at(static_cast<std::size_t>(score - core::worst_score));
  }
  [[nodiscard]] int answered() const { return std::accumulate(counts_.begin(), counts_.end(), 0); }
  /// To two places; nothing where nobody answered.
  [[nodiscard]] std::optional<double> average() const {
    if (answered() == 0) return std::nullopt;
    int sum = 0;
    for (int score = core::worst_score; score <= core::best_score; ++score) sum += score * count(score);
    return static_cast<double>(sum * 100 / answered()) / 100;
  }

 private:
  int asked_ = 0;
  std::array<int, core::best_score - core::worst_score + 1> counts_{};
};

}  // namespace ticketd::daemon
