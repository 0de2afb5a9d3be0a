// From bytes to IMAP responses. A literal is counted, never searched, so that no mail's text can be read as
// protocol; only CR LF ends a line. No socket, no thread: bytes are fed in any portions.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

struct ImapLimits {
  std::size_t line = std::size_t{4} << 20;      ///< of a response without its literals: a SEARCH names many
  std::size_t literal = std::size_t{36} << 20;  ///< a larger one is counted and thrown away
  std::uint64_t discarded = std::uint64_t{4} << 30;  ///< and one larger than this ends the connection
};

struct ImapLiteral {
  std::size_t at = 0;      ///< where in the response's text it stood
  std::uint64_t size = 0;  ///< as announced
  std::string bytes;       ///< empty when it was too large to be kept
  bool kept = true;
};

struct ImapResponse {
  enum class Kind : std::uint8_t { untagged, continuation, completion };
  Kind kind = Kind::untagged;
  std::string tag;   ///< of a completion
  std::string text;  ///< what follows `*`, `+` or the tag, with the literals cut out
  std::vector<ImapLiteral> literals;

  /// The first word, such as OK, BYE, EXISTS' number or CAPABILITY.
  [[nodiscard]] std::string_view first_word() const;
};

class ImapReader {
 public:
  explicit ImapReader(ImapLimits limits) : limits_(limits) {}

  void feed(std::string_view bytes);

  /// The next whole response; nothing until more bytes came. An error is final: the stream is out of step.
  Result<std::optional<ImapResponse>> next();

 private:
  Result<bool> read_line();
  Result<bool> begin_literal();
  void fill_literal();

  ImapLimits limits_;
  std::string buffer_;
  std::size_t position_ = 0;  ///< of what is not yet read
  std::size_t searched_ = 0;  ///< up to here no line end
  std::string text_;          ///< of the response in progress, with its `*` or tag
  std::vector<ImapLiteral> literals_;
  std::uint64_t literal_left_ = 0;
};

}  // namespace ticketd::daemon
