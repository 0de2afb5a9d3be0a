// Bytes of a peer that have been read but not used: a fixed piece of memory for each session.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace ticketd::daemon {

class InputBuffer {
 public:
  struct Line {
    std::string_view text;  ///< without its end; valid until the next read
    bool ended_properly;    ///< with CR LF
  };

  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t count) { begin_ += count; }

  /// The first line, when all of it is there.
  [[nodiscard]] std::optional<Line> take_line() {
    const auto bytes = view();
    const auto lf = bytes.find('\n');
    if (lf == std::string_view::npos) return std::nullopt;
    consume(lf + 1);
    const bool with_cr = lf > 0 && bytes[lf - 1] == '\r';
    return Line{.text = bytes.substr(0, with_cr ? lf - 1 : lf), .ended_properly = with_cr};
  }

  /// Room for reading; what was read is told to filled().
  [[nodiscard]] std::span<char> space() {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    return {bytes_.data() + end_, bytes_.size() - end_};
  }
  void filled(std::size_t count) { end_ += count; }

 private:
  std::array<char, std::size_t{32} * 1024> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ticketd::daemon
