#include "ctl/control_client.h"

#include "core/names.h"
#include "core/text.h"
#include "ctl/connection.h"

#include <algorithm>
#include <charconv>

namespace ticketd::ctl {

namespace {

constexpr std::size_t longest_answer = std::size_t{256} << 20;

struct Answer {
  int status = 0;
  std::string_view body;
};

/// Status line, header and body of a whole answer (its end was the end of the connection).
Result<Answer> parse_answer(std::string_view bytes) {
  const auto broken = [] { return fail(core::ErrorKind::remote_temporary, "the daemon's answer broke off"); };
  constexpr std::string_view version = "HTTP/1.1 ";
  const auto header_end = bytes.find("\r\n\r\n");
  if (!bytes.starts_with(version) || header_end == std::string_view::npos) return broken();
  Answer answer;
  const auto status = bytes.substr(version.size(), 3);
  std::from_chars(status.data(), status.data() + status.size(), answer.status);
  answer.body = bytes.substr(header_end + 4);
  for (const auto line : core::split_lines(bytes.substr(0, header_end))) {
    constexpr std::string_view field = "Content-Length:";
    if (!core::starts_with_ignoring_case(line, field)) continue;
    const auto value = core::trim(line.substr(field.size()));
    std::size_t length = 0;
    std::from_chars(value.data(), value.data() + value.size(), length);
    if (answer.body.size() < length) return broken();
    answer.body = answer.body.substr(0, length);
  }
  return answer;
}

/// The daemon's problem as the error that it is. Its network is not ours: there is a daemon.
core::Error error_of(int status, const Json& problem) {
  const auto text = [&](const char* key) {
    return problem.is_object() && problem.contains(key) && problem[key].is_string()
               ? problem[key].get<std::string>()
               : std::string{};
  };
  auto kind = core::named<core::ErrorKind>(text("kind"))
                  .value_or(status >= 500 ? core::ErrorKind::remote_temporary : core::ErrorKind::policy);
  if (kind == core::ErrorKind::network) kind = core::ErrorKind::remote_temporary;
  const auto detail = text("detail");
  return {kind, detail.empty() ? "the daemon answered " + std::to_string(status) : detail};
}

}  // namespace

Result<TcpServer> parse_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  const auto wrong = [&] {
    return fail(core::ErrorKind::malformed, "\"" + std::string(url) + "\" is not http://HOST[:PORT]");
  };
  if (!url.starts_with(scheme)) return wrong();
  auto rest = url.substr(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.find_first_of("/?#@ ") != std::string_view::npos) return wrong();
  const auto colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos;
  auto host = has_port ? rest.substr(0, colon) : rest;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return wrong();
  return TcpServer{std::string(host), has_port ? std::string(rest.substr(colon + 1)) : "80", {}};
}

Result<Json> ControlClient::post(const std::string& target, const Json& body) const {
  try {
    return ask("POST", target, "application/json", body.dump());
  } catch (const Json::type_error&) {
    return fail(core::ErrorKind::malformed, "what stands on the command line is not UTF-8");
  }
}

Result<Json> ControlClient::post_mail(const std::string& target, std::string_view mail) const {
  return ask("POST", target, "message/rfc822", mail);
}

Result<std::string> ControlClient::get_bytes(const std::string& target) const {
  return ask_bytes("GET", target, "", "");
}

Result<Json> ControlClient::ask(std::string_view method, const std::string& target, std::string_view type,
                                std::string_view body) const {
  const auto bytes = ask_bytes(method, target, type, body);
  if (!bytes) return fail(bytes);
  auto json = Json::parse(*bytes, nullptr, false);
  if (json.is_discarded()) json = nullptr;
  return json;
}

/// The body of a good answer.
Result<std::string> ControlClient::ask_bytes(std::string_view method, const std::string& target,
                                             std::string_view type, std::string_view body) const {
  const auto deadline = Connection::Clock::now() + timeout_;
  const auto* tcp = std::get_if<TcpServer>(&daemon_);
  auto connection = tcp != nullptr ? Connection::to_tcp(tcp->host, tcp->port, deadline)
                                   : Connection::to_socket(std::get<ControlSocket>(daemon_).path, deadline);
  if (!connection) return fail(connection);

  std::string header = std::string(method) + " " + target +
                       " HTTP/1.1\r\nHost: " + (tcp != nullptr ? tcp->host : "localhost") +
                       "\r\nConnection: close\r\n";
  if (tcp != nullptr && !tcp->token.empty()) header += "Authorization: Bearer " + tcp->token + "\r\n";
  if (method != "GET")
    header +=
        "Content-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  // A daemon that refuses says so before it has read everything: its answer counts, not our broken pipe.
  const auto sent =
      connection->write(header + "\r\n", deadline) ? connection->write(body, deadline) : Result<>{};
  const auto bytes = connection->read_to_end(longest_answer, deadline);
  if (!bytes) return fail(bytes);
  if (bytes->empty() && !sent) return fail(sent);

  const auto answer = parse_answer(*bytes);
  if (!answer) return fail(answer);
  if (answer->status >= 200 && answer->status <= 299) return std::string(answer->body);
  const auto problem = Json::parse(answer->body, nullptr, false);
  return tl::unexpected(error_of(answer->status, problem.is_discarded() ? Json() : problem));
}

}  // namespace ticketd::ctl
