// Our side of an SMTP conversation without its socket, after the greeting, TLS and login: one recipient per
// transaction, so that every mail has an answer of its own. Bytes in, steps out.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/smtp_reply.h"
#include "daemon/outbox/mail_sender.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

class SmtpClientDialog {
 public:
  explicit SmtpClientDialog(std::string our_name) : our_name_(std::move(our_name)) {}

  /// First: learns what the server can; ready() afterwards. A server that refuses EHLO is greeted by HELO.
  [[nodiscard]] std::string hello();
  [[nodiscard]] bool ready() const { return phase_ == Phase::ready; }

  /// Begins a transaction: what to say, nothing when it is said already, as the `next` of the one before.
  /// Refused without a word to the server: a mail or address that SMTP can't carry safely, and a mail that
  /// this server has said not to take.
  Result<std::string> begin(const OutgoingMail& mail);

  /// While a transaction runs: this mail will be the next to begin. A server that takes commands at once
  /// hears its envelope behind the text, which saves the mail a round trip (RFC 2920).
  void announce(const OutgoingMail& next);

  void feed(std::string_view bytes) { replies_.feed(bytes); }

  /// What comes next: bytes to send, or the end of the transaction.
  struct Step {
    std::string send;
    std::size_t text = 0;  ///< so many of the bytes are the mail's; its last dot comes after them
    std::optional<Result<SentInfo>> outcome{};
  };
  /// Nothing until more bytes came. An error ends the conversation; lost() tells what it means for the mail.
  Result<std::optional<Step>> next();

  /// What a broken connection means for the mail in progress: once its last dot may be out, nobody knows.
  [[nodiscard]] core::Error lost(const core::Error& why, bool dot_is_out = true) const;

  /// Whether another mail can follow on this connection.
  [[nodiscard]] bool reusable() const {
    return !closing_ && (announced_ ? phase_ == Phase::envelope : ready() && replies_.empty());
  }

  [[nodiscard]] bool has_announced() const { return announced_.has_value(); }

  enum class Phase : std::uint8_t { silent, hello, ready, envelope, abandoning, final_dot };
  [[nodiscard]] Phase phase() const { return phase_; }

 private:
  enum class Verb : std::uint8_t { rset, mail, rcpt, data };
  struct Command {
    Verb verb;
    std::string line;
  };

  /// What we said and will say for one mail.
  struct Transaction {
    std::deque<Command> to_say;
    std::deque<Verb> awaited;
    std::optional<core::Error> refused;  ///< the first refusal within a pipelined envelope
    std::string body;
  };

  Result<Transaction> transaction_for(const OutgoingMail& mail) const;
  std::string speak(Transaction& transaction) const;
  Step on_reply(const SmtpReply& reply);
  Step on_hello(const SmtpReply& reply);
  Step on_envelope(Verb verb, const SmtpReply& reply);
  Step on_data(const SmtpReply& reply);
  Step finish(Result<SentInfo> outcome);

  std::string our_name_;
  SmtpReplyReader replies_;
  Phase phase_ = Phase::silent;
  bool closing_ = false;      ///< the server said 421
  bool must_reset_ = false;   ///< the last transaction was left in the middle
  bool plain_hello_ = false;  ///< EHLO was refused: no extensions

  bool pipelining_ = false, eight_bit_ = false, utf8_ = false, knows_size_ = false;
  std::uint64_t size_limit_ = 0;  ///< 0: none told

  Transaction now_;
  std::optional<Transaction> announced_;  ///< the one after it; its envelope is out when the last dot is
};

}  // namespace ticketd::daemon
