#include "daemon/webhook/hosts.h"

#include "core/text.h"
#include "daemon/mail_client/login.h"

#include <string_view>

namespace ticketd::daemon {

namespace {

/// "hooks.example.com:8443" of "https://hooks.example.com:8443/ticketd".
std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  return core::ascii_lower(url);
}

}  // namespace

Hops hosts_of_webhooks(const core::Desk& desk) {
  Hops hosts;
  for (const auto& webhook : desk.webhooks) {
    const auto kept =
        webhook.url_file.empty() ? Result<std::string>(webhook.url) : secret_in(webhook.url_file);
    hosts[core::webhook_sender(webhook.name)] = host_of(kept.value_or(webhook.name));
  }
  return hosts;
}

}  // namespace ticketd::daemon
