#include "daemon/http/action_body.h"
#include "daemon/http/message.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

/// A request's target up to the first LF, then its body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto line = text.substr(0, text.find('\n'));
  if (const auto target = daemon::parse_target(line))
    for (const auto& part : target->path)
      fuzz::require(part.find('/') == std::string::npos || line.find('%') != line.npos);
  const auto action = daemon::read_action(text.substr(std::min(text.size(), line.size() + 1)));
  if (!action) {
    const auto answer = daemon::problem(action.error(), false);
    fuzz::require(answer.status >= 400 && answer.status < 600);
    fuzz::require_clean(answer.body);
  }
  return 0;
}
