// Reads ticketd.toml and desk.toml into values. Called at start, at SIGHUP, by `desk apply` and `config
// check`, on any thread. Every failure is ErrorKind::bad_config with all that is wrong: "FILE:LINE: what",
// one a line.
#pragma once

#include "config/smtp_limits.h"
#include "core/account.h"
#include "core/desk.h"
#include "core/result.h"
#include "core/settings.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::config {

/// ticketd.toml, checked; every path is absolute.
struct ServerConfig {
  struct Server {
    std::filesystem::path state_dir;
    std::filesystem::path desk;  ///< empty: only what `ticketctl desk apply` brought
    [[nodiscard]] std::filesystem::path control_socket() const { return state_dir / "control.sock"; }
  } server;
  struct Store {
    std::filesystem::path database;  ///< of "sqlite:FILE"
    std::uint64_t min_free{};
  } store;
  struct Smtp {
    std::vector<std::string> listen;  ///< as written; paths of unix sockets absolute
    bool upstream = false;            ///< profile = "upstream": a trusted MTA in front
    std::uint64_t max_message_size{};
    std::filesystem::path tls_certificate, tls_key;
    bool smtputf8 = false;
    std::vector<std::string> proxies;  ///< addresses and networks
    SmtpLimits limits;
  } smtp;
  struct Lmtp {
    std::vector<std::string> listen;
    std::string socket_mode;  ///< octal
    std::string socket_group;
  } lmtp;
  struct Http {
    std::vector<std::string> listen;
  } http;
  struct Delivery {
    std::string url;  ///< smtp://, smtp+starttls://, smtps://; empty: `maildir` is set
    std::filesystem::path maildir;
    std::string user;
    std::filesystem::path password_file, tls_ca_file;
    std::optional<core::OAuth2Account> oauth2;  ///< instead of the password
    int workers{};
    bool repeat_uncertain{};
    bool operator==(const Delivery&) const = default;
  } delivery;
  struct Route {
    std::vector<std::string> mailboxes;  ///< by name
    std::vector<std::string> domains;    ///< of their addresses
    Delivery delivery;
    bool operator==(const Route&) const = default;
  };
  std::vector<Route> routes;  ///< [[delivery.route]]
  struct Webhooks {
    std::vector<std::string> networks;  ///< of our own that may be called all the same
    bool clear_text = false;            ///< http:// may be called
    int workers{};
    bool operator==(const Webhooks&) const = default;
  } webhooks;
  struct Log {
    std::string level, format;
  } log;
  core::Settings settings;  ///< what decisions need: [server], [trust], [automatic]
};

[[nodiscard]] Result<ServerConfig> load_server(const std::filesystem::path& file);

[[nodiscard]] Result<core::Desk> load_desk(const std::filesystem::path& file);
/// A desk that came as text; `file` stands in messages, and relative paths start at its directory.
[[nodiscard]] Result<core::Desk> parse_desk(std::string_view text, const std::filesystem::path& file);

/// The text of the desk whose rules hold where a desk has none: config/desk.toml, built in.
[[nodiscard]] std::string_view shipped_desk();

/// Whether the desk has every mailbox that a route of this ticketd.toml names: the mails of one that is
/// misspelt would go by another route.
[[nodiscard]] Result<> check_routes(const std::filesystem::path& file, const core::Desk& desk);

/// Loads ticketd.toml and the desk that it names.
[[nodiscard]] Result<> check(const std::filesystem::path& file);

}  // namespace ticketd::config
