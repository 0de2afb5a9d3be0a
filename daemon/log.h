// Logs to standard error: one event a line, as text or as JSON (docs/EVENTS.md names them all).
#pragma once

#include <string>

namespace ticketd::daemon {

/// `level`: debug, info, warning, error. `format`: text, json.
void start_logging(const std::string& level, const std::string& format);

}  // namespace ticketd::daemon
