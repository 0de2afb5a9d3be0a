// Delivery reports and notices in free text.
#include "parsers/bounce_notice.h"
#include "parsers/bounce_notification.h"
#include "parsers/delivery_status.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ticketd::parsers::read_delivery_status(text);
  (void)ticketd::parsers::read_bounce_notification(text);
  (void)ticketd::parsers::read_notice(ticketd::parsers::split_notice(text).notice, {"help@example.com"});
  return 0;
}
