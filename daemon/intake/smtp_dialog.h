// The server's side of an SMTP or LMTP session without its socket: lines and bytes go in, replies come out.
// Made by SmtpServerSession, once per connection and again after STARTTLS, so that nothing said in the clear
// survives (RFC 3207 4.2).
#pragma once

#include "core/intake.h"
#include "core/result.h"
#include "daemon/intake/data_reader.h"
#include "daemon/intake/smtp_settings.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

enum class RecipientAnswer : std::uint8_t { accepted, unknown, unavailable };

/// Whether mail for this address is ours: the only way to be accepted at RCPT, so there is nothing to relay
/// through. `postmaster` comes without a domain when it was written so. Must not block.
using RecipientCheck = std::function<RecipientAnswer(std::string_view address)>;

/// Whether the disk has room for a mail of that many octets. Must not block.
using RoomCheck = std::function<bool(std::uint64_t size)>;

/// What a listener's dialogs have in common.
struct SmtpTerms {
  SmtpSettings settings;
  RecipientCheck check_recipient;
  RoomCheck has_room;
  bool offers_tls = false;
};

/// What to send, and what to do then.
struct Step {
  enum class Next : std::uint8_t { command, data, accept, tls, close };
  std::string reply;  ///< whole lines; empty when the reply is not known yet
  Next next = Next::command;
  bool alone = true;    ///< the peer had to wait for this reply: input that is already there breaks the rules
  bool stored = false;  ///< the mail is durable: this reply goes out whatever happens
  std::chrono::milliseconds delay{};  ///< before the reply
  std::string_view why;               ///< a word for the log when something was refused
};

class SmtpDialog {
 public:
  SmtpDialog(std::shared_ptr<const SmtpTerms> terms, std::string peer, bool secured);

  [[nodiscard]] Step greeting();
  [[nodiscard]] Step on_line(std::string_view line);  ///< a command without its CRLF

  /// Takes content off the front of `bytes`; a step once the end was among them.
  [[nodiscard]] std::optional<Step> on_data(std::string_view& bytes);

  /// What of the mail is in memory: the caller may take it elsewhere, and says so.
  [[nodiscard]] std::string_view content() const;
  void content_is_elsewhere() { transaction_->data.forget_content(); }
  /// Its place is lost: the mail is read to its end and deferred.
  void content_is_lost(core::ErrorKind why);
  [[nodiscard]] bool keeps_content() const { return transaction_ && !transaction_->data.discarded(); }

  /// The mail of the step `accept`, with the content that is still here; its outcome comes back through
  /// on_accepted().
  [[nodiscard]] core::IncomingMail take_mail(core::Time received);
  [[nodiscard]] Step on_accepted(const Result<core::Accepted>& outcome);

  // What happens to a session besides commands. All but the first end it.
  void set_stressed(bool stressed);                         ///< nearly all sessions are taken
  [[nodiscard]] Step on_unexpected_input(const Step& due);  ///< the peer did not wait for the reply `due`
  [[nodiscard]] Step on_bad_line_end();
  [[nodiscard]] Step on_endless_line();
  [[nodiscard]] Step on_timeout();
  [[nodiscard]] Step on_stop();

  [[nodiscard]] bool in_transaction() const { return transaction_.has_value(); }
  [[nodiscard]] std::uint64_t octets_read() const { return transaction_ ? transaction_->data.size() : 0; }
  [[nodiscard]] const SmtpLimits& limits() const { return limits_; }
  [[nodiscard]] std::size_t mails() const { return mails_; }
  [[nodiscard]] std::size_t errors() const { return errors_; }

 private:
  struct Transaction {
    core::Envelope envelope;
    bool utf8 = false;
    DataReader data;
    std::optional<core::ErrorKind> lost;
  };
  struct MailParameters {
    std::uint64_t size = 0;
    bool utf8 = false;
  };
  struct Command;
  static const Command* find_command(std::string_view verb);

  Step helo(std::string_view argument);
  Step ehlo(std::string_view argument);
  Step lhlo(std::string_view argument);
  Step mail(std::string_view argument);
  Step rcpt(std::string_view argument);
  Step data(std::string_view argument);
  Step rset(std::string_view argument);
  Step noop(std::string_view argument);
  Step quit(std::string_view argument);
  Step vrfy(std::string_view argument);
  Step starttls(std::string_view argument);
  Step not_offered(std::string_view argument);
  Step unreadable(std::string_view argument);

  Step greeted(std::string_view name, bool extended);
  std::string extensions() const;
  /// Empty, or the reply that refuses them.
  std::string_view read_mail_parameters(std::string_view text, MailParameters& read) const;
  Step on_data_end();
  Step answer_mail(std::string_view reply, std::string_view why);
  void end_transaction();

  Step say(std::string_view reply);
  Step junk(Step step);
  Step refuse(std::string_view reply, std::string_view why = {});
  Step close(std::string_view reply, std::string_view why);

  std::shared_ptr<const SmtpTerms> terms_;
  SmtpLimits limits_;
  std::string peer_;
  bool secured_;
  bool greeted_ = false;
  std::optional<Transaction> transaction_;
  std::size_t mails_ = 0;
  std::size_t errors_ = 0;
  std::size_t junk_ = 0;
  std::size_t long_lines_ = 0;
  std::size_t recipients_over_limit_ = 0;
};

}  // namespace ticketd::daemon
