// Reads the content of a mail from DATA to its end, which is exactly CRLF . CRLF, however the bytes were cut
// into segments. Takes the stuffed dots out and keeps every other byte as it came (RFC 5321 4.1.1.4, 4.5.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ticketd::daemon {

/// Counts the Received fields of a mail's header while the mail comes in.
class ReceivedFields {
 public:
  void read(std::string_view piece);
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::string line_start_;  // as much of the line under way as tells what it is
  std::size_t count_ = 0;
  bool header_ended_ = false;
};

class DataReader {
 public:
  explicit DataReader(std::size_t max_size) : max_size_(max_size) {}

  /// Takes what belongs to the mail and says how many bytes that were: fewer than given only when the end was
  /// among them.
  std::size_t read(std::string_view bytes);

  [[nodiscard]] bool ended() const { return state_ == State::ended; }

  /// CR or LF not as a pair, or a NUL: two servers could disagree about where such a mail ends.
  [[nodiscard]] bool ambiguous() const { return bare_line_end_ || nul_; }
  [[nodiscard]] bool too_large() const { return size_ > max_size_; }

  /// From here on only the end is looked for; what was kept is freed.
  void discard();
  [[nodiscard]] bool discarded() const { return discarded_; }

  /// Octets of content so far, those thrown away included.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  [[nodiscard]] std::size_t received_fields() const { return received_fields_.count(); }

  /// What was read and not yet taken away.
  [[nodiscard]] const std::string& content() const { return content_; }
  [[nodiscard]] std::string take() { return std::move(content_); }
  void forget_content() { content_.clear(); }  ///< it is elsewhere now

 private:
  enum class State : std::uint8_t { line_start, dot, dot_cr, in_line, ended };

  void read_line(std::string_view line);
  void keep(std::string_view piece);
  void make_room(std::size_t more);

  std::size_t max_size_;
  std::string content_;
  ReceivedFields received_fields_;
  std::uint64_t size_ = 0;
  State state_ = State::line_start;
  bool after_cr_ = false;  // the last byte kept was CR, and what follows it has not been seen
  bool bare_line_end_ = false;
  bool nul_ = false;
  bool discarded_ = false;
};

}  // namespace ticketd::daemon
