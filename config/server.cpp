#include "config/addresses.h"
#include "config/file.h"
#include "config/load.h"
#include "config/mail_url.h"
#include "config/oauth2.h"
#include "config/section.h"
#include "config/time_zone.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ticketd::config {

namespace {

namespace fs = std::filesystem;

std::string name_of_this_machine() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || !is_host_name(name.data())) return "localhost";
  return name.data();
}

/// Relative paths of unix sockets start at the file, as all paths do. `taken`: what sections before listen
/// on.
std::vector<std::string> listen_addresses(const Section& section, std::vector<std::string>& taken) {
  constexpr std::size_t longest_socket_path = 107;  // sun_path, with its zero
  auto addresses = section.list("listen");
  for (auto& address : addresses) {
    if (!is_listen_address(address)) {
      section.wrong("listen", "\"" + address + "\" is not ADDRESS:PORT, unix:PATH or systemd:NAME");
    } else if (address.starts_with(unix_scheme)) {
      const auto path = section.at_file(address.substr(unix_scheme.size()));
      if (path.native().size() > longest_socket_path)
        section.wrong("listen", "too long a path for a socket: " + path.string());
      address = std::string(unix_scheme) + path.string();
    }
    if (std::any_of(taken.begin(), taken.end(),
                    [&](const auto& other) { return exclude_each_other(other, address); }))
      section.wrong("listen", "\"" + address + "\" is listened on already");
    taken.push_back(address);
  }
  return addresses;
}

ServerConfig::Server read_server(const Section& section) {
  ServerConfig::Server server{section.path("state_dir"), existing_file(section, "desk")};
  if (server.state_dir.empty()) section.wrong("state_dir", "must not be empty");
  return server;
}

ServerConfig::Store read_store(const Section& section, const fs::path& state_dir) {
  constexpr std::string_view scheme = "sqlite:";
  const auto url = section.text("url");
  if (!url.starts_with(scheme) || url.size() == scheme.size())
    section.wrong("url", "\"" + url + "\" is not sqlite:FILE, the only store of this version");
  return {state_dir / url.substr(std::min(scheme.size(), url.size())), section.size("min_free")};
}

SmtpLimits read_limits(const Section& section) {
  const auto count = [&](std::string_view key) { return static_cast<std::size_t>(section.integer(key)); };
  return {.sessions = count("sessions"),
          .sessions_per_ip = count("sessions_per_ip"),
          .connections_per_ip_per_minute = count("connections_per_ip_per_minute"),
          .mails_per_session = count("mails_per_session"),
          .recipients = count("recipients"),
          .errors = count("errors"),
          .junk_commands = count("junk_commands"),
          .received_fields = count("received_fields"),
          .command_length = section.size("command_length"),
          .command_timeout = section.duration("command_timeout"),
          .data_timeout = section.duration("data_timeout"),
          .min_data_rate = section.size("min_data_rate"),
          .error_delay = section.duration("error_delay")};
}

ServerConfig::Smtp read_smtp(const Section& section, std::vector<std::string>& taken) {
  ServerConfig::Smtp smtp{.listen = listen_addresses(section, taken),
                          .upstream = section.text("profile") == "upstream",
                          .max_message_size = section.size("max_message_size"),
                          .tls_certificate = existing_file(section, "tls_certificate"),
                          .tls_key = existing_file(section, "tls_key"),
                          .smtputf8 = section.boolean("smtputf8"),
                          .proxies = section.list("proxies"),
                          .limits = read_limits(section.below("limits"))};
  if (smtp.tls_certificate.empty() != smtp.tls_key.empty())
    section.wrong(smtp.tls_key.empty() ? "tls_certificate" : "tls_key",
                  "tls_certificate and tls_key go together");
  for (const auto& proxy : smtp.proxies)
    if (!is_network(proxy)) section.wrong("proxies", "\"" + proxy + "\" is not an address or a network");
  return smtp;
}

bool group_exists(const std::string& name) {
  ::group entry{};
  ::group* found = nullptr;
  std::array<char, 16 * 1024> buffer{};
  return ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
}

ServerConfig::Lmtp read_lmtp(const Section& section, std::vector<std::string>& taken) {
  ServerConfig::Lmtp lmtp{listen_addresses(section, taken), section.text("socket_mode"),
                          section.text("socket_group")};
  const auto& mode = lmtp.socket_mode;
  if (mode.size() < 3 || mode.size() > 4 || mode.find_first_not_of("01234567") != std::string::npos)
    section.wrong("socket_mode", "must be an octal file mode like \"0660\"");
  if (!lmtp.socket_group.empty() && !group_exists(lmtp.socket_group))
    section.wrong("socket_group", "there is no group \"" + lmtp.socket_group + "\" on this machine");
  return lmtp;
}

ServerConfig::Delivery read_delivery(const Section& section, const fs::path& state_dir) {
  constexpr std::string_view maildir = "maildir:";
  ServerConfig::Delivery delivery{.url = section.text("url"),
                                  .maildir = {},
                                  .user = section.text("user"),
                                  .password_file = existing_file(section, "password_file"),
                                  .tls_ca_file = existing_file(section, "tls_ca_file"),
                                  .oauth2 = read_oauth2(section.below("oauth2")),
                                  .workers = section.integer("workers")};
  if (!delivery.user.empty() && delivery.password_file.empty() && !delivery.oauth2)
    section.wrong("user", "needs a password_file, or [delivery.oauth2]");
  if (delivery.oauth2) section.require("user");
  if (delivery.url.starts_with(maildir) && delivery.url.size() > maildir.size()) {
    delivery.maildir = state_dir / delivery.url.substr(maildir.size());
    delivery.url.clear();
    return delivery;
  }
  const auto url = parse_mail_url(delivery.url);
  if (!url || url->protocol != MailProtocol::smtp)
    section.wrong("url", (url ? delivery.url : url.error().detail) +
                             ": must be smtp://, smtp+starttls:// or smtps://HOST[:PORT], or maildir:DIR");
  else if (!delivery.user.empty() && url->betrays_passwords())
    section.wrong("url", "smtp:// would send the password in clear text to " + url->host +
                             "; smtp+starttls:// or smtps:// encrypt it");
  return delivery;
}

std::vector<ServerConfig::Route> read_routes(const Section& delivery, const fs::path& state_dir) {
  std::vector<ServerConfig::Route> routes;
  for (const auto& section : delivery.each("route")) {
    section.require("url");
    routes.push_back({section.list("mailbox"), section.list("domain"), read_delivery(section, state_dir)});
    if (routes.back().mailboxes.empty() && routes.back().domains.empty())
      section.wrong("names no mailbox and no domain: it would take nobody's mails");
  }
  return routes;
}

ServerConfig::Webhooks read_webhook_limits(const Section& section) {
  ServerConfig::Webhooks limits{section.list("networks"), section.boolean("clear_text"),
                                section.integer("workers")};
  for (const auto& network : limits.networks)
    if (!is_network(network)) section.wrong("networks", "\"" + network + "\" is not an address or a network");
  return limits;
}

/// Links in mails start with it, so it must be complete and plain.
std::string read_public_url(const Section& http) {
  auto url = http.text("public_url");
  if (url.empty()) return url;
  const auto parsed = parse_url(url);
  const bool plain = std::all_of(
      url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '?' && c != '#'; });
  if (!parsed || (parsed->scheme != "https" && parsed->scheme != "http") || !plain)
    http.wrong("public_url", "\"" + url + "\" is not https://HOST[:PORT][/PATH]");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

core::TimeZone read_zone(const Section& server) {
  const auto name = server.text("time_zone");
  const auto zone = load_time_zone(name);
  if (!zone) server.wrong("time_zone", "unknown time zone \"" + name + "\"");
  return zone.value_or(core::TimeZone{});
}

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

core::Settings read_settings(const Section& server, const Section& trust, const Section& quarantine,
                             const Section& automatic) {
  core::Settings settings;
  settings.hostname = server.text("hostname");
  if (!settings.hostname.empty() && !is_host_name(settings.hostname))
    server.wrong("hostname", "must be a host name like desk.example.com: letters, digits and hyphens");
  if (settings.hostname.empty()) settings.hostname = name_of_this_machine();
  settings.language = server.text("language");
  settings.operator_address = mail_address(server, "operator");
  settings.time_zone = read_zone(server);
  settings.trust.authserv_ids = trust.list("authserv_ids");
  settings.trust.hosts = trust.list("hosts");
  if (settings.trust.hosts.empty()) settings.trust.hosts = settings.trust.authserv_ids;
  settings.trust.profiles = trust.list("profiles");
  settings.trust.agents_by_token = trust.text("agents") == "token";
  settings.trust.spam_headers = trust.list("spam_headers");
  for (const auto& name : settings.trust.spam_headers)
    if (!is_field_name(name))
      trust.wrong("spam_headers", "\"" + name + "\" is not the name of a header field");
  settings.quarantine = {quarantine.duration("keep"), quarantine.duration("digest_every")};
  settings.automatic = {.per_ticket_per_day = automatic.integer("per_ticket_per_day"),
                        .per_address_per_hour = automatic.integer("per_address_per_hour"),
                        .per_address_per_day = automatic.integer("per_address_per_day"),
                        .per_minute = automatic.integer("per_minute"),
                        .reopens_per_ticket_per_day = automatic.integer("reopens_per_ticket_per_day"),
                        .mails_per_address_per_day = automatic.integer("mails_per_address_per_day")};
  return settings;
}

Result<toml::table> read_table(const fs::path& file, Problems& problems) {
  const auto text = read_file(file);
  if (!text) return fail(text);
  auto table = parse_toml(*text, problems);
  if (!table) return tl::unexpected(problems.as_error());
  return std::move(*table);
}

}  // namespace

Result<ServerConfig> load_server(const fs::path& file) {
  Problems problems(file);
  const auto table = read_table(file, problems);
  if (!table) return fail(table);
  const Section root(*table, "", server_schema(), problems);
  const auto server = root.below("server");
  const auto log = root.below("log");
  ServerConfig config;
  config.server = read_server(server);
  config.store = read_store(root.below("store"), config.server.state_dir);
  std::vector<std::string> taken;
  config.smtp = read_smtp(root.below("smtp"), taken);
  config.lmtp = read_lmtp(root.below("lmtp"), taken);
  config.http.listen = listen_addresses(root.below("http"), taken);
  const auto delivery = root.below("delivery");
  config.delivery = read_delivery(delivery, config.server.state_dir);
  config.delivery.repeat_uncertain = delivery.boolean("repeat_uncertain");
  config.routes = read_routes(delivery, config.server.state_dir);
  config.webhooks = read_webhook_limits(root.below("webhooks"));
  config.log = {log.text("level"), log.text("format")};
  config.settings =
      read_settings(server, root.below("trust"), root.below("quarantine"), root.below("automatic"));
  config.settings.public_url = read_public_url(root.below("http"));
  if (!problems.none()) return tl::unexpected(problems.as_error());
  return config;
}

Result<> check_routes(const fs::path& file, const core::Desk& desk) {
  Problems problems(file);
  const auto table = read_table(file, problems);
  if (!table) return fail(table);
  const Section root(*table, "", server_schema(), problems);
  for (const auto& route : root.below("delivery").each("route"))
    for (const auto& mailbox : route.list("mailbox"))
      if (desk.mailbox_named(mailbox) == nullptr)
        route.wrong("mailbox", "no mailbox of the desk is called \"" + mailbox + "\"");
  if (!problems.none()) return tl::unexpected(problems.as_error());
  return {};
}

Result<> check(const fs::path& file) {
  const auto server = load_server(file);
  if (!server) return fail(server);
  if (server->server.desk.empty()) return {};
  const auto desk = load_desk(server->server.desk);
  if (!desk) return fail(desk);
  return check_routes(file, *desk);
}

}  // namespace ticketd::config
