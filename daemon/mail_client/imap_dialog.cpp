#include "daemon/mail_client/imap_dialog.h"

#include "core/text.h"
#include "daemon/mail_client/server_text.h"

#include <stdexcept>

namespace ticketd::daemon {

std::string ImapDialog::command(std::string_view words) {
  if (words.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    throw std::invalid_argument("a line end inside an IMAP command");
  if (busy()) throw std::logic_error("an IMAP command before the last one was completed");
  tag_ = tag_prefix_ + std::to_string(++commands_);
  leaving_ = words == "LOGOUT";
  return tag_ + ' ' + std::string(words) + "\r\n";
}

Result<std::optional<ImapResponse>> ImapDialog::next() {
  auto response = reader_.next();
  if (!response || !*response) return response;
  const auto& said = **response;
  if (said.kind == ImapResponse::Kind::completion) {
    if (said.tag != tag_)
      return fail(core::ErrorKind::network, "IMAP completion of no command: " + server_text(said.tag));
    tag_.clear();
  }
  const bool goodbye =
      said.kind == ImapResponse::Kind::untagged && core::equal_ignoring_case(said.first_word(), "BYE");
  if (goodbye && !leaving_)
    return fail(core::ErrorKind::network, "the server said " + server_text(said.text));
  return response;
}

Result<> outcome_of(const ImapResponse& completion, std::string_view command) {
  if (core::equal_ignoring_case(completion.first_word(), "OK")) return {};
  return fail(core::ErrorKind::remote_temporary,
              std::string(command) + " was answered " + server_text(completion.text));
}

}  // namespace ticketd::daemon
