// One connection to the next hop, for one mail after the other. Blocking; for one thread.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/server_connection.h"
#include "daemon/mail_client/smtp_dialog.h"
#include "daemon/outbox/mail_sender.h"

#include <chrono>

namespace ticketd::daemon {

/// RFC 5321 4.5.3.2.
struct SmtpTimeouts {
  std::chrono::milliseconds connect = std::chrono::seconds{60};
  std::chrono::milliseconds reply = std::chrono::minutes{5};
  std::chrono::milliseconds text = std::chrono::minutes{20};  ///< the whole text of a mail
  std::chrono::milliseconds final_dot = std::chrono::minutes{10};
};

class SmtpClient {
 public:
  static Result<SmtpClient> open(const MailServer& server, const Login& login, const Wakeup& stop,
                                 SmtpTimeouts timeouts);

  /// `next` is the mail that will be sent after this one, if there is one already.
  Result<SentInfo> send(const OutgoingMail& mail, const OutgoingMail* next = nullptr);

  /// Whether another mail may follow; after an error that is not the mail's it may not.
  [[nodiscard]] bool reusable() const { return !broken_ && dialog_.reusable(); }

  /// The server waits for the mail that was announced.
  [[nodiscard]] bool has_announced() const { return dialog_.has_announced(); }

  void quit();  ///< best effort, two seconds

 private:
  SmtpClient(ServerConnection connection, SmtpClientDialog dialog, SmtpTimeouts timeouts);
  Result<SentInfo> lost(const core::Error& why, bool dot_is_out);
  Result<SmtpClientDialog::Step> next_step();
  [[nodiscard]] Deadline deadline() const;

  ServerConnection connection_;
  SmtpClientDialog dialog_;
  SmtpTimeouts timeouts_;
  bool broken_ = false;
};

}  // namespace ticketd::daemon
