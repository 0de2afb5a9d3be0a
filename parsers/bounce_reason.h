// Why a mail came back, in our fixed list: from the provider's words and the status codes.
#pragma once

#include "core/mail.h"

#include <string_view>

namespace ticketd::parsers {

/// What is known about one recipient's failure.
struct Diagnosis {
  std::string_view status;      ///< of the delivery-status part; may be empty
  std::string_view diagnostic;  ///< what the server said
  std::string_view
      notice;  ///< the whole notice: asked last, because its words may be about another recipient
};
[[nodiscard]] core::BounceReason reason_for(const Diagnosis& diagnosis);

/// "5.0.0", or no code at all: the class alone.
[[nodiscard]] bool is_vague(std::string_view status);

}  // namespace ticketd::parsers
