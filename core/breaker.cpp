#include "core/breaker.h"

#include "core/text.h"

namespace ticketd::core {

std::string open_breaker(const AutomaticMail& sent, const AutomaticLimits& limits, const std::string& address,
                         Breaker which) {
  if (which == Breaker::all_and_address && sent.last_minute >= limits.per_minute)
    return "too many automatic mails in the last minute";
  const auto there = sent.to.find(ascii_lower(address));
  if (there != sent.to.end() && there->second >= limits.mails_per_address_per_day)
    return "enough automatic mails to this address today";
  return {};
}

}  // namespace ticketd::core
