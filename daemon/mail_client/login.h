// What we log in to a mail server with.
#pragma once

#include "core/result.h"

#include <functional>
#include <string>

namespace ticketd::daemon {

/// Either a password or an OAuth 2 access token; neither for a server that asks for none.
struct Login {
  std::string user;
  std::string password;
  std::string access_token;

  [[nodiscard]] bool anonymous() const { return user.empty(); }
};

/// Asked before each new connection, so that a changed password file or a refreshed token counts without a
/// restart.
using LoginSource = std::function<Result<Login>()>;

/// The user with the first line of that file; no user: an anonymous login.
[[nodiscard]] LoginSource login_from_file(std::string user, std::string password_file);

}  // namespace ticketd::daemon
