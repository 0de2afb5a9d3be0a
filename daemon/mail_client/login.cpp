#include "daemon/mail_client/login.h"

#include <array>
#include <fstream>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_password = 4096;

Result<std::string> first_line_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(core::ErrorKind::bad_config, path + ": can't be read");
  std::array<char, longest_password + 2> buffer{};
  file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  std::string line(buffer.data(), static_cast<std::size_t>(file.gcount()));
  if (const auto end = line.find_first_of("\r\n"); end != std::string::npos) line.resize(end);
  if (line.empty()) return fail(core::ErrorKind::bad_config, path + ": holds no password");
  if (line.size() > longest_password)
    return fail(core::ErrorKind::bad_config, path + ": too long for a password");
  return line;
}

}  // namespace

LoginSource login_from_file(std::string user, std::string password_file) {
  return [user = std::move(user), password_file = std::move(password_file)]() -> Result<Login> {
    if (user.empty()) return Login{};
    auto password = first_line_of(password_file);
    if (!password) return fail(password);
    return Login{.user = user, .password = std::move(*password), .access_token = {}};
  };
}

}  // namespace ticketd::daemon
