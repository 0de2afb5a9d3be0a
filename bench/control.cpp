#include "bench/control.h"

#include "bench/line_socket.h"

#include <cstdio>
#include <optional>
#include <thread>

namespace ticketd::bench {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Result<nlohmann::json> ask(const std::string& control, const std::string& request,
                           std::chrono::seconds patience) {
  auto daemon = LineSocket::connect_unix(control, patience);
  if (!daemon) return fail(daemon);
  const auto asked = daemon->send(
      request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  if (!asked) return fail(asked);
  const auto answer = daemon->rest();
  if (!answer) return fail(answer);
  const auto body = answer->find("\r\n\r\n");
  auto json = body == std::string::npos ? nlohmann::json()
                                        : nlohmann::json::parse(answer->substr(body), nullptr, false);
  if (!json.is_object()) return fail(core::ErrorKind::malformed, control + ": not an answer of ticketd");
  if (!answer->starts_with("HTTP/1.1 200")) return fail(core::ErrorKind::remote_temporary, json.dump());
  return json;
}

Result<std::size_t> unprocessed_mails(const std::string& control) {
  const auto backlog = ask(control, "GET /api/v1/idle");
  if (!backlog) return fail(backlog);
  if (!backlog->contains("unprocessed_mails") || !(*backlog)["unprocessed_mails"].is_number_unsigned())
    return fail(core::ErrorKind::malformed, control + ": not an answer of ticketd");
  return (*backlog)["unprocessed_mails"].get<std::size_t>();
}

Result<> wait_until_processed(const std::string& control) {
  auto progress = Clock::now();
  for (std::optional<std::size_t> before;;) {
    const auto waiting = unprocessed_mails(control);
    if (!waiting) return fail(waiting);
    if (*waiting == 0) return {};
    if (!before || *waiting < *before) progress = Clock::now();
    if (Clock::now() - progress > std::chrono::minutes(1))
      return fail(core::ErrorKind::remote_temporary, std::to_string(*waiting) + " mails stay unprocessed");
    before = *waiting;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void print(const nlohmann::ordered_json& figures, bool json) {
  if (json) {
    const auto text = figures.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return static_cast<void>(std::printf("%s\n", text.c_str()));
  }
  for (const auto& [name, value] : figures.items()) {
    if (value.is_number_float())
      std::printf("%-24s %.2f\n", name.c_str(), value.get<double>());
    else
      std::printf("%-24s %s\n", name.c_str(),
                  value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  }
}

}  // namespace ticketd::bench
