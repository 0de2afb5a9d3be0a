// Logs to standard error: one event a line, as text or as JSON (docs/EVENTS.md names them all).
#pragma once

#include "daemon/event_log.h"

#include <memory>
#include <string>
#include <vector>

namespace ticketd::daemon {

/// `level`: debug, info, warning, error. `format`: text, json. The events are counted from info on, whatever
/// is written.
std::shared_ptr<EventLog> start_logging(const std::string& level, const std::string& format);

/// From now on like this; what was counted stays.
void change_logging(const std::string& level, const std::string& format);

/// A list as one value of a line: "a,b".
[[nodiscard]] std::string joined(const std::vector<std::string>& names);

}  // namespace ticketd::daemon
