#include "daemon/mail_client/login.h"

#include <fstream>
#include <utility>

namespace ticketd::daemon {
Result<std::string> secret_in(const std::string& path) {
  constexpr std::size_t longest = 16384;  // refresh tokens are long
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(core::ErrorKind::bad_config, path + ": can't be read");
  std::string line(longest + 2, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  if (const auto end = line.find_first_of("\r\n"); end != std::string::npos) line.resize(end);
  if (line.empty()) return fail(core::ErrorKind::bad_config, path + ": is empty");
  if (line.size() > longest) return fail(core::ErrorKind::bad_config, path + ": too long a line");
  return line;
}

Result<std::vector<std::string>> secrets_in(const std::string& path) {
  constexpr std::size_t most = 8, longest = 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(core::ErrorKind::bad_config, path + ": can't be read");
  std::vector<std::string> secrets;
  for (std::string line; secrets.size() < most && std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.size() > longest) return fail(core::ErrorKind::bad_config, path + ": too long a line");
    if (!line.empty()) secrets.push_back(std::move(line));
  }
  if (secrets.empty()) return fail(core::ErrorKind::bad_config, path + ": is empty");
  return secrets;
}

LoginSource login_from_file(std::string user, std::string password_file) {
  return [user = std::move(user), password_file = std::move(password_file)](const Wakeup&) -> Result<Login> {
    if (user.empty()) return Login{};
    auto password = secret_in(password_file);
    if (!password) return fail(password);
    return Login{.user = user, .password = std::move(*password), .access_token = {}};
  };
}

}  // namespace ticketd::daemon
