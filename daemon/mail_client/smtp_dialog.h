// Our side of an SMTP conversation without its socket, after the greeting, TLS and login: one recipient per
// transaction, so that every mail has an answer of its own. Bytes in, steps out.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/smtp_reply.h"
#include "daemon/outbox/mail_sender.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

class SmtpClientDialog {
 public:
  explicit SmtpClientDialog(std::string our_name) : our_name_(std::move(our_name)) {}

  /// First: learns what the server can; ready() afterwards.
  [[nodiscard]] std::string hello();
  [[nodiscard]] bool ready() const { return phase_ == Phase::ready; }

  /// Begins a transaction. Refused without a word to the server: a mail or address that SMTP can't carry
  /// safely, and a mail that this server has said not to take.
  Result<std::string> begin(const OutgoingMail& mail);

  void feed(std::string_view bytes) { replies_.feed(bytes); }

  /// What comes next: bytes to send, or the end of the transaction.
  struct Step {
    std::string send;
    std::optional<Result<SentInfo>> outcome;
  };
  /// Nothing until more bytes came. An error ends the conversation; lost() tells what it means for the mail.
  Result<std::optional<Step>> next();

  /// What a broken connection means for the mail in progress: after the last dot nobody knows.
  [[nodiscard]] core::Error lost(const core::Error& why) const;

  /// Whether another mail can follow on this connection.
  [[nodiscard]] bool reusable() const { return ready() && !closing_ && replies_.empty(); }

  enum class Phase : std::uint8_t { silent, hello, ready, envelope, abandoning, body, final_dot };
  [[nodiscard]] Phase phase() const { return phase_; }

 private:
  enum class Verb : std::uint8_t { rset, mail, rcpt, data };
  struct Command {
    Verb verb;
    std::string line;
  };

  std::string speak();
  Step on_reply(const SmtpReply& reply);
  Step on_hello(const SmtpReply& reply);
  Step on_envelope(Verb verb, const SmtpReply& reply);
  Step on_data(const SmtpReply& reply);
  Step finish(Result<SentInfo> outcome);

  std::string our_name_;
  SmtpReplyReader replies_;
  Phase phase_ = Phase::silent;
  bool closing_ = false;     ///< the server said 421
  bool must_reset_ = false;  ///< the last transaction was left in the middle

  bool pipelining_ = false, eight_bit_ = false, utf8_ = false, knows_size_ = false;
  std::uint64_t size_limit_ = 0;  ///< 0: none told

  std::deque<Command> to_say_;
  std::deque<Verb> awaited_;
  std::optional<core::Error> refused_;  ///< the first refusal within a pipelined envelope
  std::string body_;
};

}  // namespace ticketd::daemon
