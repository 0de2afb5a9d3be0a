// What each part of the daemon is to be told of ticketd.toml.
#pragma once

#include "config/load.h"
#include "daemon/intake/smtp_settings.h"
#include "daemon/mail_client/oauth2_tokens.h"
#include "daemon/outbox/make_sender.h"
#include "daemon/webhook/webhook_sender.h"

namespace ticketd::daemon {

/// Of a rehearsal: nobody reaches it but through the control socket.
void close_doors(config::ServerConfig& config);

[[nodiscard]] SmtpSettings smtp_settings(const config::ServerConfig& config);
/// As those of SMTP, for a mail server of our own that hands in.
[[nodiscard]] SmtpSettings lmtp_settings(const config::ServerConfig& config);
/// Of one route, the default one or another.
[[nodiscard]] DeliverySettings delivery_settings(const config::ServerConfig& config,
                                                 const config::ServerConfig::Delivery& route,
                                                 TokenVault vault);
[[nodiscard]] Result<WebhookLimits> webhook_limits(const config::ServerConfig& config);

}  // namespace ticketd::daemon
