// Whether a mail is a bounce, and of which recipients (RFC 3464 where it is followed, the text of the notice
// elsewhere).
#pragma once

#include "core/mail.h"
#include "parsers/message.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::parsers {

struct BounceReading {
  core::BounceReport report;
  bool by_structure = false;          ///< it has a delivery-status part: a bounce whatever else it says
  int score = 0;                      ///< 4 and more is a bounce
  std::vector<std::string> evidence;  ///< what the score is made of

  [[nodiscard]] bool is_bounce() const { return by_structure || score >= 4; }
  /// Every recipient got the mail: a receipt, not a failure.
  [[nodiscard]] bool only_success() const;
};

/// `mail` has its header and text filled in already.
[[nodiscard]] BounceReading read_bounce(const Message& message, const core::Mail& mail);

}  // namespace ticketd::parsers
