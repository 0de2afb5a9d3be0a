#include "daemon/part_settings.h"

namespace ticketd::daemon {

void close_doors(config::ServerConfig& config) {
  for (auto* listen : {&config.smtp.listen, &config.lmtp.listen, &config.http.listen}) listen->clear();
}

SmtpSettings smtp_settings(const config::ServerConfig& config) {
  SmtpSettings settings;
  settings.profile = config.smtp.upstream ? SmtpProfile::upstream : SmtpProfile::internet;
  settings.listen = config.smtp.listen;
  settings.hostname = config.settings.hostname;
  settings.max_message_size = config.smtp.max_message_size;
  settings.tls_certificate = config.smtp.tls_certificate;
  settings.tls_key = config.smtp.tls_key;
  settings.smtputf8 = config.smtp.smtputf8;
  settings.proxies = config.smtp.proxies;
  settings.limits = config.smtp.limits;
  return settings;
}

SmtpSettings lmtp_settings(const config::ServerConfig& config) {
  auto settings = smtp_settings(config);
  settings.protocol = SmtpProtocol::lmtp;
  settings.profile = SmtpProfile::upstream;
  settings.listen = config.lmtp.listen;
  settings.proxies.clear();
  settings.socket_mode = config.lmtp.socket_mode;
  settings.socket_group = config.lmtp.socket_group;
  return settings;
}

DeliverySettings delivery_settings(const config::ServerConfig& config,
                                   const config::ServerConfig::Delivery& route, TokenVault vault) {
  return {.url = route.url.empty() ? "maildir:" + route.maildir.string() : route.url,
          .login = login_source(route.user, route.password_file, route.oauth2, std::move(vault)),
          .tls_ca_file = route.tls_ca_file,
          .our_name = config.settings.hostname,
          .state_dir = config.server.state_dir};
}

Result<WebhookLimits> webhook_limits(const config::ServerConfig& config) {
  auto networks = AddressList::parse(config.webhooks.networks);
  if (!networks) return fail(networks);
  return WebhookLimits{std::move(*networks), config.webhooks.clear_text};
}

}  // namespace ticketd::daemon
