#include "daemon/clock.h"

#include <charconv>

namespace ticketd::daemon {

Result<std::chrono::milliseconds> parse_clock_offset(std::string_view text) {
  const auto bad = [&] {
    return fail(core::ErrorKind::bad_config,
                "TICKETD_CLOCK_OFFSET: \"" + std::string(text) + "\" is not like +6d, -1h, 30m or 5s");
  };
  auto rest = text;
  const bool back = rest.starts_with('-');
  if (back || rest.starts_with('+')) rest.remove_prefix(1);
  long long number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{}) return bad();
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  long long seconds = 0;
  if (rest == "d")
    seconds = 24 * 3600;
  else if (rest == "h")
    seconds = 3600;
  else if (rest == "m")
    seconds = 60;
  else if (rest == "s")
    seconds = 1;
  else
    return bad();
  return std::chrono::seconds((back ? -number : number) * seconds);
}

}  // namespace ticketd::daemon
