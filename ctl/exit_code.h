// How ticketctl ends (sysexits.h where it has a word for it).
#pragma once

#include "core/error.h"

namespace ticketd::ctl {

enum ExitCode : int {
  done = 0,
  refused = 1,
  bad_usage = 2,
  no_daemon = 69,
  try_again = 75,
  bad_configuration = 78
};

/// `network` is that nobody listens; a daemon's own network trouble is another kind (see ControlClient).
[[nodiscard]] constexpr ExitCode exit_code_of(core::ErrorKind kind) {
  if (kind == core::ErrorKind::network) return no_daemon;
  if (kind == core::ErrorKind::bad_config) return bad_configuration;
  if (kind == core::ErrorKind::corrupt_store) return refused;  // trying again mends no file
  return core::info(kind).severity == core::Severity::permanent ? refused : try_again;
}

}  // namespace ticketd::ctl
