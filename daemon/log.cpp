#include "daemon/log.h"

#include "daemon/event_names.h"
#include "daemon/log_value.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace ticketd::daemon {

namespace {

/// The message as members of a JSON object.
class JsonMembers final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const auto members = json_members(without_tokens({message.payload.data(), message.payload.size()}));
    out.append(members.data(), members.data() + members.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<JsonMembers>();
  }
};

/// The message as one line.
class OneLine final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const auto line = one_line(without_tokens({message.payload.data(), message.payload.size()}));
    out.append(line.data(), line.data() + line.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<OneLine>();
  }
};

std::unique_ptr<spdlog::formatter> formatter_of(const std::string& format) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<JsonMembers>('*').add_flag<OneLine>('&');
  formatter->set_pattern(format == "json" ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%*})"
                                          : "%Y-%m-%dT%H:%M:%S.%eZ %l %&");
  return formatter;
}

}  // namespace

std::shared_ptr<EventLog> start_logging(const std::string& level, const std::string& format) {
  auto lines = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto events = std::make_shared<EventLog>();
  events->set_level(spdlog::level::info);
  for (const auto& [event, severity] : events_to_watch) events->expect(event, severity);
  const spdlog::sinks_init_list sinks{lines, events};
  auto logger = std::make_shared<spdlog::logger>("ticketd", sinks);
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  change_logging(level, format);
  return events;
}

void change_logging(const std::string& level, const std::string& format) {
  const auto written = spdlog::level::from_str(level);
  const auto& logger = spdlog::default_logger();
  const auto& lines = logger->sinks().front();
  lines->set_formatter(formatter_of(format));
  lines->set_level(written);
  logger->set_level(std::min(written, spdlog::level::info));
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

}  // namespace ticketd::daemon
