// What the log said, for those who ask the daemon itself: how often each event came, and the last lines. A
// sink beside standard error; any thread.
#pragma once

#include "daemon/log_line.h"

#include <spdlog/sinks/base_sink.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::daemon {

class EventLog final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  static constexpr std::size_t kept_lines = 2000, longest_line = 4096;

  /// Each event at each of its levels, by name.
  [[nodiscard]] std::vector<EventCount> counts();
  /// It is counted from now on, as 0 until it comes.
  void expect(const std::string& event, spdlog::level::level_enum level);
  /// Those behind `after`, of these events (none named: of all), oldest first.
  [[nodiscard]] std::vector<LogLine> lines(std::uint64_t after, const std::vector<std::string>& events);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  std::map<std::pair<std::string, spdlog::level::level_enum>, std::uint64_t>
      counts_;  ///< guarded by the sink's mutex, as the next
  std::deque<LogLine> lines_;
  std::uint64_t last_ = 0;
};

/// One event stays one line, whatever a peer wrote into it.
[[nodiscard]] std::string one_line(std::string_view text);

/// Our Message-IDs and addresses carry tokens, and so do the replies of others that repeat them: "…" stands
/// in their place, the number behind it still tells which mail it was.
[[nodiscard]] std::string without_tokens(std::string_view text);

}  // namespace ticketd::daemon
