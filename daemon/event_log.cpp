#include "daemon/event_log.h"

#include "core/token.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

std::string name_of_level(spdlog::level::level_enum level) {
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; },
      '?');
  return line;
}

std::string without_tokens(std::string_view text) {
  const auto is_base32 = [](char c) {
    const auto lower = static_cast<char>(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '2' && c <= '7');
  };
  std::string clean;
  clean.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto begin = at;
    while (at < text.size() && is_base32(text[at])) ++at;
    if (at - begin < core::token_text_size) continue;
    clean.append(text.substr(copied, begin - copied)).append("…");
    copied = at;
  }
  clean.append(text.substr(copied));
  return clean;
}

std::vector<EventCount> EventLog::counts() {
  const std::lock_guard lock(mutex_);
  std::vector<EventCount> all;
  for (const auto& [event, count] : counts_) all.push_back({event.first, name_of_level(event.second), count});
  return all;
}

void EventLog::expect(const std::string& event, spdlog::level::level_enum level) {
  const std::lock_guard lock(mutex_);
  counts_.try_emplace({event, level}, 0);
}

std::vector<LogLine> EventLog::lines(std::uint64_t after, const std::vector<std::string>& events) {
  const auto is_wanted = [&](const LogLine& line) {
    return line.number > after &&
           (events.empty() || std::find(events.begin(), events.end(), line.event) != events.end());
  };
  const std::lock_guard lock(mutex_);
  std::vector<LogLine> found;
  std::copy_if(lines_.begin(), lines_.end(), std::back_inserter(found), is_wanted);
  return found;
}

void EventLog::sink_it_(const spdlog::details::log_msg& message) {
  const std::string_view text(message.payload.data(), std::min(message.payload.size(), longest_line));
  const std::string event(text.substr(0, text.find(' ')));
  ++counts_[{event, message.level}];
  if (lines_.size() == kept_lines) lines_.pop_front();
  lines_.push_back({++last_, std::chrono::floor<std::chrono::milliseconds>(message.time),
                    name_of_level(message.level), event, one_line(without_tokens(text))});
}

}  // namespace ticketd::daemon
