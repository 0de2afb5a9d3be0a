// HTTP requests and answers as values: what the API works with, without a socket or a library.
#pragma once

#include "core/api_token.h"
#include "core/error.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::daemon {

/// "/api/v1/tickets/7?view=open" taken apart and percent-decoded.
struct HttpTarget {
  std::vector<std::string> path;  ///< "api", "v1", "tickets", "7"
  std::map<std::string, std::string> query;
};
/// nullopt for anything but an absolute path in proper encoding.
[[nodiscard]] std::optional<HttpTarget> parse_target(std::string_view target);

/// The fields of a form (application/x-www-form-urlencoded); nullopt for what is none.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_form(std::string_view body);

/// Who asks, as the door found them.
struct Caller {
  bool local = false;  ///< through the control socket: an operator of this machine
  core::ApiScope scope = core::ApiScope::read;
  std::string token;  ///< its name; empty for an operator, and where none is needed
  std::string agent;  ///< the only one that the token may act as; empty: any
};

struct HttpRequest {
  std::string method;
  HttpTarget target;
  std::string body;
  std::string idempotency_key;
  Caller caller;
};

struct HttpResponse {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  ///< more fields
  bool secret = false;                                       ///< kept nowhere: it is told once
};

/// Called once, on any thread.
using Respond = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(HttpRequest, Respond)>;

/// RFC 9457, `application/problem+json`; its `kind` is the name of the ErrorKind.
[[nodiscard]] HttpResponse problem(int status, std::string_view kind, std::string_view detail);

/// What whoever asked hears of it: why something was refused, or cannot be done just now. Of our own troubles
/// only an operator on this machine hears more than the public text.
[[nodiscard]] std::string told(const core::Error& error, bool local);

/// The status comes from the kind.
[[nodiscard]] HttpResponse problem(const core::Error& error, bool local);

}  // namespace ticketd::daemon
