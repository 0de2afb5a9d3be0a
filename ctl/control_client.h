// A small blocking HTTP/1.1 client for the daemon's API: the control socket, or http:// with a token. One
// connection for each request; every wait has a deadline.
#pragma once

#include "core/percent.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

namespace ticketd::ctl {

using Json = nlohmann::ordered_json;

struct ControlSocket {
  std::filesystem::path path;
};
struct TcpServer {
  std::string host, port, token;
};
using Daemon = std::variant<ControlSocket, TcpServer>;

/// "http://host[:port]"; ErrorKind::malformed for anything else.
[[nodiscard]] Result<TcpServer> parse_url(std::string_view url);

class ControlClient {
 public:
  explicit ControlClient(Daemon daemon) : daemon_(std::move(daemon)) {}

  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }

  /// The answer's JSON (null where it is another text). ErrorKind::network: nobody listens there. A problem
  /// that the daemon answers comes back as its kind and detail.
  [[nodiscard]] Result<Json> get(const std::string& target) const { return ask("GET", target, "", ""); }
  /// What is no JSON: a mail, a file.
  [[nodiscard]] Result<std::string> get_bytes(const std::string& target) const;
  [[nodiscard]] Result<Json> post(const std::string& target, const Json& body) const;
  [[nodiscard]] Result<Json> post_mail(const std::string& target, std::string_view mail) const;

 private:
  [[nodiscard]] Result<std::string> ask_bytes(std::string_view method, const std::string& target,
                                              std::string_view type, std::string_view body) const;
  [[nodiscard]] Result<Json> ask(std::string_view method, const std::string& target, std::string_view type,
                                 std::string_view body) const;
  Daemon daemon_;
  std::chrono::milliseconds timeout_ = std::chrono::seconds(60);
};

using core::percent_encoded;  // of path segments and values of a query

}  // namespace ticketd::ctl
