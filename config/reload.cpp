#include "config/reload.h"

#include <array>
#include <filesystem>
#include <string_view>

namespace ticketd::config {

namespace {

struct Fixed {
  std::string_view key;
  bool (*differs)(const ServerConfig& one, const ServerConfig& other);
  void (*keep)(const ServerConfig& running, ServerConfig& next);
};

template <auto section, auto value>
constexpr Fixed fixed(std::string_view key) {
  return {key,
          [](const ServerConfig& one, const ServerConfig& other) {
            return one.*section.*value != other.*section.*value;
          },
          [](const ServerConfig& running, ServerConfig& next) {
            next.*section.*value = running.*section.*value;
          }};
}

/// Below the state_dir, or the whole path where it is elsewhere.
std::filesystem::path name_of_database(const ServerConfig& config) {
  const auto& file = config.store.database;
  const auto inside = file.lexically_relative(config.server.state_dir);
  return inside.empty() || *inside.begin() == ".." ? file : inside;
}

/// The database moves with the state_dir that it is relative to: that is not a change of its own.
constexpr Fixed database{
    "store.url",
    [](const ServerConfig& one, const ServerConfig& other) {
      return name_of_database(one) != name_of_database(other);
    },
    [](const ServerConfig& running, ServerConfig& next) { next.store.database = running.store.database; }};

using Config = ServerConfig;

constexpr auto fixed_keys = std::to_array<Fixed>({
    fixed<&Config::server, &Config::Server::state_dir>("server.state_dir"),
    database,
    fixed<&Config::smtp, &Config::Smtp::listen>("smtp.listen"),
    fixed<&Config::lmtp, &Config::Lmtp::listen>("lmtp.listen"),
    fixed<&Config::lmtp, &Config::Lmtp::socket_mode>("lmtp.socket_mode"),
    fixed<&Config::lmtp, &Config::Lmtp::socket_group>("lmtp.socket_group"),
    fixed<&Config::http, &Config::Http::listen>("http.listen"),
});

/// `maildir:FOLDER` is relative to the state_dir in use; one that is absolute stays where it is.
void move_maildir(ServerConfig::Delivery& delivery, const std::filesystem::path& from,
                  const std::filesystem::path& to) {
  if (!delivery.url.empty()) return;
  const auto inside = delivery.maildir.lexically_relative(from);
  if (!inside.empty() && *inside.begin() != "..") delivery.maildir = to / inside;
}

}  // namespace

std::vector<std::string> keep_until_restart(const ServerConfig& running, ServerConfig& next) {
  std::vector<std::string> changed;
  for (const auto& key : fixed_keys)
    if (key.differs(running, next)) changed.emplace_back(key.key);
  move_maildir(next.delivery, next.server.state_dir, running.server.state_dir);
  for (auto& route : next.routes)
    move_maildir(route.delivery, next.server.state_dir, running.server.state_dir);
  for (const auto& key : fixed_keys) key.keep(running, next);
  return changed;
}

}  // namespace ticketd::config
