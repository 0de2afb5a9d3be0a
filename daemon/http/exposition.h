// The text format of Prometheus: families of samples, each with its help and type. Pure.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::daemon {

class Exposition {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  /// Begins a family: "gauge" or "counter"; its samples follow.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(const Labels& labels, double value);
  void sample(double value) { sample({}, value); }
  template <std::integral Number>
  void sample(Number value) {
    sample({}, static_cast<double>(value));
  }

  /// A family of one sample.
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value) {
    family(name, "gauge", help);
    sample({}, static_cast<double>(value));
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string_view name_;
  std::string text_;
};

}  // namespace ticketd::daemon
