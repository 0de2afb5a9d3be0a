#include "daemon/outbox/make_sender.h"

#include "daemon/outbox/maildir_sender.h"
#include "daemon/outbox/smtp_sender.h"

#include <string_view>
#include <utility>

namespace ticketd::daemon {

namespace {

constexpr std::string_view maildir = "maildir:";

}  // namespace

bool is_maildir(const DeliverySettings& settings) { return settings.url.starts_with(maildir); }

Result<MailServer> smtp_server(const DeliverySettings& settings) {
  auto url = config::parse_mail_url(settings.url);
  if (!url) return fail(url);
  if (url->protocol != config::MailProtocol::smtp)
    return fail(core::ErrorKind::bad_config, settings.url + ": mail is sent by smtp or into a maildir");
  return MailServer{
      .url = std::move(*url), .tls_ca_file = settings.tls_ca_file, .our_name = settings.our_name};
}

Result<std::unique_ptr<MailSender>> make_sender(const DeliverySettings& settings, const Wakeup& stop) {
  if (is_maildir(settings)) {
    const auto folder = settings.url.substr(maildir.size());
    if (folder.empty()) return fail(core::ErrorKind::bad_config, "maildir: names no folder");
    auto sender = MaildirSender::open(settings.state_dir / folder);
    if (!sender) return fail(sender);
    return std::unique_ptr<MailSender>(std::make_unique<MaildirSender>(std::move(*sender)));
  }
  auto server = smtp_server(settings);
  if (!server) return fail(server);
  SmtpSenderSettings smtp;
  smtp.server = std::move(*server);
  smtp.login = settings.login;
  return std::unique_ptr<MailSender>(std::make_unique<SmtpSender>(std::move(smtp), stop));
}

}  // namespace ticketd::daemon
