// The MTA that stands in front of ticketd, as a stranger meets it: one mail handed in by plain SMTP.
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>

namespace ticketd::ctl {

struct StrangersMail {
  std::string sender, recipient;  ///< of the envelope
  std::string bytes;              ///< CRLF lines
};

/// To `smtp://HOST[:PORT]`. ErrorKind::policy with the MTA's words when it refuses.
[[nodiscard]] Result<> hand_in(const std::string& url, const StrangersMail& mail,
                               std::chrono::milliseconds patience);

}  // namespace ticketd::ctl
