// From `[delivery]` of ticketd.toml to a sender.
#pragma once

#include "daemon/mail_client/server_connection.h"
#include "daemon/outbox/mail_sender.h"

#include <filesystem>
#include <memory>
#include <string>

namespace ticketd::daemon {

struct DeliverySettings {
  std::string url;                  ///< smtp://, smtp+starttls://, smtps://, or maildir:FOLDER
  LoginSource login;                ///< all senders of one account share it, and so its tokens
  std::string tls_ca_file;          ///< absolute; empty: the system's
  std::string our_name;             ///< what we say in EHLO
  std::filesystem::path state_dir;  ///< what FOLDER is relative to
};

[[nodiscard]] bool is_maildir(const DeliverySettings& settings);
/// `bad_config` where mail cannot be sent to that URL.
[[nodiscard]] Result<MailServer> smtp_server(const DeliverySettings& settings);

/// One for each sending thread. `stop` must outlive it.
[[nodiscard]] Result<std::unique_ptr<MailSender>> make_sender(const DeliverySettings& settings,
                                                              const Wakeup& stop);

}  // namespace ticketd::daemon
