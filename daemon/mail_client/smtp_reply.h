// From bytes to SMTP replies (RFC 5321 4.2, enhanced codes of RFC 3463). No socket: bytes are fed in any
// portions.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

struct SmtpReply {
  int code = 0;                    ///< 200 to 559
  std::string enhanced;            ///< "5.1.1"; empty where the server gave none
  std::vector<std::string> lines;  ///< texts behind the codes

  [[nodiscard]] bool positive() const { return code / 100 == 2; }
  [[nodiscard]] std::string text() const;  ///< the whole on one line, for the log
};

class SmtpReplyReader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }

  /// The next whole reply; nothing until more bytes came. What is no reply, or has no end, is an error, and
  /// final.
  Result<std::optional<SmtpReply>> next();

  [[nodiscard]] bool empty() const { return buffer_.empty(); }

 private:
  Result<bool> take_line(std::string_view line);

  std::string buffer_;
  SmtpReply reply_;  ///< in progress
};

}  // namespace ticketd::daemon
