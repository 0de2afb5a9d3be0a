// One IMAP conversation without its socket: a command in, the bytes to send out; bytes in, responses out. One
// command at a time, under tags that nobody can guess, so that a foreign completion is an error and not an
// answer.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/imap_response.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

class ImapDialog {
 public:
  /// `tag_prefix`: letters and digits, random for each conversation.
  ImapDialog(std::string tag_prefix, ImapLimits limits)
      : tag_prefix_(std::move(tag_prefix)), reader_(limits) {}

  /// The bytes of that command under a new tag. The words are ours: no CR, LF or NUL may stand in them.
  [[nodiscard]] std::string command(std::string_view words);

  void feed(std::string_view bytes) { reader_.feed(bytes); }

  /// The next response; nothing until more bytes came. Errors are final: a completion that nobody asked for,
  /// BYE before we said LOGOUT, and whatever is not IMAP.
  Result<std::optional<ImapResponse>> next();

  [[nodiscard]] bool busy() const { return !tag_.empty(); }  ///< a command waits for its completion

 private:
  std::string tag_prefix_;
  ImapReader reader_;
  std::uint64_t commands_ = 0;
  std::string tag_;  ///< of the command in progress
  bool leaving_ = false;
};

/// Whether a completion says OK; else the error that it means.
[[nodiscard]] Result<> outcome_of(const ImapResponse& completion, std::string_view command);

}  // namespace ticketd::daemon
