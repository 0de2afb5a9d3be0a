// Writes mails into a Maildir instead of sending them: for trying ticketd out, and for tests.
#pragma once

#include "daemon/outbox/mail_sender.h"

#include <filesystem>
#include <string>

namespace ticketd::daemon {

class MaildirSender final : public MailSender {
 public:
  /// Makes tmp/, new/ and cur/ where they are missing.
  static Result<MaildirSender> open(std::filesystem::path folder);

  /// Durable when it returns. The envelope stands in Return-Path and X-Original-To on top, as an MTA leaves
  /// it.
  Result<SentInfo> write(const OutgoingMail& mail);
  std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails,
                                     const std::stop_token& stop) override;

 private:
  explicit MaildirSender(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace ticketd::daemon
