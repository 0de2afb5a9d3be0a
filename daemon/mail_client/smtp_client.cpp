#include "daemon/mail_client/smtp_client.h"

#include <utility>

namespace ticketd::daemon {

SmtpClient::SmtpClient(ServerConnection connection, SmtpClientDialog dialog, SmtpTimeouts timeouts)
    : connection_(std::move(connection)), dialog_(std::move(dialog)), timeouts_(timeouts) {}

Result<SmtpClient> SmtpClient::open(const MailServer& server, const Login& login, const Wakeup& stop,
                                    SmtpTimeouts timeouts) {
  auto connection = ServerConnection::open(server, login, stop, after(timeouts.connect));
  if (!connection) return fail(connection);
  SmtpClient client(std::move(*connection), SmtpClientDialog(server.our_name), timeouts);
  // libcurl has said EHLO already, but keeps the answer to itself.
  for (auto said = client.dialog_.hello(); !said.empty();) {
    if (auto sent = client.connection_.send(said, after(timeouts.reply)); !sent) return fail(sent);
    auto step = client.next_step();
    if (!step) return fail(step);
    if (step->outcome) return fail(*step->outcome);
    said = std::move(step->send);
  }
  return client;
}

Result<SentInfo> SmtpClient::send(const OutgoingMail& mail, const OutgoingMail* next) {
  auto bytes = dialog_.begin(mail);
  if (!bytes) return fail(bytes);
  if (next != nullptr) dialog_.announce(*next);
  for (SmtpClientDialog::Step step{.send = std::move(*bytes)};;) {
    std::size_t out = 0;
    const auto patience = after(step.text > 0 ? timeouts_.text : timeouts_.reply);
    if (const auto sent = connection_.send(step.send, patience, &out); !sent)
      return lost(sent.error(), out > step.text);
    auto answer = next_step();
    if (!answer) return lost(answer.error(), true);
    if (answer->outcome) return std::move(*answer->outcome);
    step = std::move(*answer);
  }
}

/// The connection's error, not an answer of the server.
Result<SentInfo> SmtpClient::lost(const core::Error& why, bool dot_is_out) {
  broken_ = true;
  return tl::unexpected(dialog_.lost(why, dot_is_out));
}

Result<SmtpClientDialog::Step> SmtpClient::next_step() {
  const auto patience = deadline();
  while (true) {
    auto step = dialog_.next();
    if (!step) return fail(step);
    if (*step) return std::move(**step);
    std::string received;
    if (auto arrived = connection_.receive(received, patience); !arrived) return fail(arrived);
    dialog_.feed(received);
  }
}

Deadline SmtpClient::deadline() const {
  if (dialog_.phase() == SmtpClientDialog::Phase::final_dot) return after(timeouts_.final_dot);
  return after(timeouts_.reply);
}

void SmtpClient::quit() {
  if (broken_ || !dialog_.ready()) return;  // in the middle of something, it is cut off
  std::string goodbye;
  if (connection_.send("QUIT\r\n", after(std::chrono::seconds{2})))
    (void)connection_.receive(goodbye, after(std::chrono::seconds{2}));  // we leave either way
}

}  // namespace ticketd::daemon
