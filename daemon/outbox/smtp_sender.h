// Sends over SMTP to the next hop, keeping its connection for the mails that follow.
#pragma once

#include "daemon/mail_client/smtp_client.h"
#include "daemon/outbox/mail_sender.h"

#include <chrono>
#include <optional>

namespace ticketd::daemon {

struct SmtpSenderSettings {
  MailServer server;
  LoginSource login;
  SmtpTimeouts timeouts;
  int mails_per_connection = 100;
  std::chrono::milliseconds idle_at_most = std::chrono::seconds{15};
  std::chrono::milliseconds patience = std::chrono::minutes{5};  ///< then the rest of the mails is given back
};

class SmtpSender final : public MailSender {
 public:
  /// `stop` ends every wait; a mail whose last dot is out then becomes `uncertain`, so raise it late.
  SmtpSender(SmtpSenderSettings settings, const Wakeup& stop);
  ~SmtpSender() override;

  std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails,
                                     const std::stop_token& stop) override;
  void rest() override;

 private:
  Result<SentInfo> send_one(const OutgoingMail& mail, const OutgoingMail* next);
  Result<SentInfo> send_over_connection(const OutgoingMail& mail, const OutgoingMail* next);
  Result<> connect();
  [[nodiscard]] bool idle_too_long() const;
  void close();

  const SmtpSenderSettings settings_;
  const Wakeup& stop_;
  std::optional<SmtpClient> client_;
  int sent_ = 0;  ///< over this connection
  Deadline last_used_{};
  bool reachable_ = true;   ///< the last connect() did
  bool announces_ = true;   ///< until a server is seen that loses what stands behind a mail's last dot
  bool announced_ = false;  ///< the next mail, behind the last one
};

}  // namespace ticketd::daemon
