// Writes mails into a Maildir instead of sending them: for trying ticketd out, and for tests.
#pragma once

#include "daemon/outbox/mail_sender.h"

#include <filesystem>
#include <memory>
#include <string>

namespace ticketd::daemon {

class MaildirSender final : public MailSender {
 public:
  /// Makes tmp/, new/ and cur/ where they are missing.
  static Result<MaildirSender> open(std::filesystem::path folder);

  /// Durable when it returns: the files are synced behind each other and their folder once for all, so that
  /// they share what the file system commits. The envelope stands in Return-Path and X-Original-To on top, as
  /// an MTA leaves it.
  std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails,
                                     const std::stop_token& stop) override;

 private:
  explicit MaildirSender(std::filesystem::path folder) : folder_(std::move(folder)) {}

  class Letter;
  Result<std::unique_ptr<Letter>> write(const OutgoingMail& mail) const;
  [[nodiscard]] Result<> sync_folder() const;

  std::filesystem::path folder_;
};

}  // namespace ticketd::daemon
