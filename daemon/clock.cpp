#include "daemon/clock.h"

#include "core/numbers.h"

namespace ticketd::daemon {

Result<std::chrono::milliseconds> parse_clock_offset(std::string_view text) {
  auto rest = text;
  const bool back = rest.starts_with('-');
  if (back || rest.starts_with('+')) rest.remove_prefix(1);
  const auto span = core::parse_span(rest);
  if (!span)
    return fail(core::ErrorKind::bad_config,
                "TICKETD_CLOCK_OFFSET: \"" + std::string(text) + "\" is not like +6d, -1h, 30m or 5s");
  return back ? -*span : *span;
}

}  // namespace ticketd::daemon
