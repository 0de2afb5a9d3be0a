// The port through which mail leaves: each mail to one recipient, handed to the next hop or written to a
// folder. Each sending thread has a sender of its own.
#pragma once

#include "core/result.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace ticketd::daemon {

struct OutgoingMail {
  std::string sender;     ///< of the envelope; empty: <>
  std::string recipient;  ///< of the envelope
  std::string bytes;      ///< of a mail: CR LF only
  std::string id{};       ///< the same at every try, for whoever must know a repetition
};

struct SentInfo {
  std::string answer;  ///< what the next hop said last, for the log: "250 2.0.0 Ok: queued as 4XYZ"
};

class MailSender {
 public:
  virtual ~MailSender() = default;

  /// Blocks until each mail is taken or not, in their order; answers for the first of them only, when `stop`
  /// is requested meanwhile or the next hop is slow: the others have not been begun. An error says what to
  /// do: permanent (`remote_permanent`, `unknown_recipient`, `too_large`, `malformed`): never again;
  /// `remote_temporary`, `network`, `store_full`, `store_down`: later;
  /// `credentials`, `bad_config`: nothing goes out before a person has acted, and it is not this mail's
  /// fault; `uncertain`: the connection broke after the last octet, the mail may have been delivered.
  virtual std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails,
                                             const std::stop_token& stop) = 0;

  /// Called now and then while there is nothing to send: gives back connections that are not used.
  virtual void rest() {}
};

}  // namespace ticketd::daemon
