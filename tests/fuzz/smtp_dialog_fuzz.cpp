#include "daemon/intake/smtp_dialog.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;
using Next = daemon::Step::Next;

namespace {

constexpr auto ours = "support@desk.example.com";

std::shared_ptr<const daemon::SmtpTerms> terms(bool lmtp) {
  daemon::SmtpTerms terms;
  terms.settings.protocol = lmtp ? daemon::SmtpProtocol::lmtp : daemon::SmtpProtocol::smtp;
  terms.settings.smtputf8 = true;
  terms.settings.max_message_size = 4096;
  terms.check_recipient = [](std::string_view address) {
    return address == ours ? daemon::RecipientAnswer::accepted : daemon::RecipientAnswer::unknown;
  };
  terms.has_room = [](std::uint64_t) { return true; };
  return std::make_shared<const daemon::SmtpTerms>(std::move(terms));
}

/// Whole lines, each with the same code; nothing that the peer said can make a line of ours.
void require_reply(std::string_view reply) {
  const auto code = reply.substr(0, 3);
  while (!reply.empty()) {
    const auto end = reply.find("\r\n");
    fuzz::require(end != reply.npos && end >= 3 && reply.substr(0, 3) == code);
    fuzz::require(reply.substr(0, end).find_first_of("\r\n") == reply.npos);
    reply.remove_prefix(end + 2);
  }
}

void require_ours(const core::IncomingMail& mail) {
  fuzz::require(!mail.envelope.recipients.empty());
  for (const auto& recipient : mail.envelope.recipients) fuzz::require(recipient == ours);
}

}  // namespace

/// The first octet chooses the protocol, the rest is what the peer says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const daemon::SmtpTerms> of_protocol[] = {terms(false), terms(true)};
  auto bytes = fuzz::text_of(data, size);
  if (bytes.empty()) return 0;
  daemon::SmtpDialog dialog(of_protocol[bytes.front() & 1], "192.0.2.7", false);
  bytes.remove_prefix(1);
  auto step = dialog.greeting();
  require_reply(step.reply);
  while (step.next != Next::close && step.next != Next::tls && !bytes.empty()) {
    if (step.next == Next::accept) {
      require_ours(dialog.take_mail({}));
      step = dialog.on_accepted(core::Accepted{{1}, false});
    } else if (step.next == Next::data) {
      const auto ended = dialog.on_data(bytes);
      if (!ended) break;
      step = *ended;
    } else {
      const auto end = bytes.find("\r\n");
      if (end == bytes.npos) break;
      step = dialog.on_line(bytes.substr(0, end));
      bytes.remove_prefix(end + 2);
    }
    if (!step.reply.empty()) require_reply(step.reply);
  }
  return 0;
}
