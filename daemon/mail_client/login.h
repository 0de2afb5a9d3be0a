// What we log in to a mail server with.
#pragma once

#include "core/account.h"
#include "core/result.h"
#include "daemon/mail_client/wakeup.h"

#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace ticketd::daemon {

/// Either a password or an OAuth 2 access token; neither for a server that asks for none.
struct Login {
  std::string user;
  std::string password;
  std::string access_token;
  core::TokenMechanism mechanism = core::TokenMechanism::automatic;
  std::function<void()> forget =
      {};  ///< a token that has served before: drops it, the next login gets a new one

  [[nodiscard]] bool anonymous() const { return user.empty(); }
};

/// Asked before each new connection, so that a changed password file or a refreshed token counts without a
/// restart. May block for half a minute; ends at once when `stop` is raised.
using LoginSource = std::function<Result<Login>(const Wakeup& stop)>;

/// The user with the first line of that file; no user: an anonymous login.
[[nodiscard]] LoginSource login_from_file(std::string user, std::string password_file);

/// The first line of a file that holds one secret: a password, a token.
[[nodiscard]] Result<std::string> secret_in(const std::string& path);

/// The lines of a file that holds several: the one in use, and one that it replaces.
[[nodiscard]] Result<std::vector<std::string>> secrets_in(const std::string& path);

/// Opens a connection with `open(login)`. A token that worked before may have been revoked before its time:
/// where the server refuses it, once more with a new one. What is refused then is for a person.
template <class Open>
auto log_in(const LoginSource& source, const Wakeup& stop, Open open)
    -> std::invoke_result_t<Open, const Login&> {
  const auto login = source(stop);
  if (!login) return fail(login);
  auto opened = open(*login);
  if (opened || opened.error().kind != core::ErrorKind::credentials || !login->forget) return opened;
  login->forget();
  const auto renewed = source(stop);
  if (!renewed) return fail(renewed);
  return open(*renewed);
}

}  // namespace ticketd::daemon
