#include "bench/smtp_sender.h"

#include <charconv>
#include <string_view>
#include <utility>

namespace ticketd::bench {
namespace {

constexpr LineSocket::Patience patience{60};
/// Zero where there is none.
int code_of(std::string_view line) {
  const auto digits = line.substr(0, 3);
  int code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code);
  return code;
}

}  // namespace

Result<SmtpSender::Duration> SmtpSender::hand_in(const TestMail& mail) {
  if (target_.reconnect) leave();
  while (true) {
    dismissed_ = false;
    const bool had_mails = accepted_here_ > 0;
    auto took = transaction(mail);
    if (took) {
      ++accepted_here_;
      return took;
    }
    if (dismissed_)
      server_.reset();  // it has closed its side
    else
      leave();
    accepted_here_ = 0;
    if (!dismissed_ || !had_mails) return took;
  }
}

void SmtpSender::leave() {
  if (server_)
    if (const auto said = server_->send("QUIT\r\n"); said) (void)server_->line();  // whatever it answers
  server_.reset();
  accepted_here_ = 0;
}

Result<> SmtpSender::connect() {
  auto server = LineSocket::connect_tcp(target_.host, target_.port, patience);
  if (!server) return fail(server);
  server_.emplace(std::move(*server));
  if (auto greeted = expect(220); !greeted) return greeted;
  return command("EHLO bench.example.net\r\n", 250);
}

Result<SmtpSender::Duration> SmtpSender::transaction(const TestMail& mail) {
  if (!server_)
    if (const auto connected = connect(); !connected) return fail(connected);
  auto done = command("MAIL FROM:<" + mail.sender + ">\r\n", 250);
  if (done) done = command("RCPT TO:<" + target_.recipient + ">\r\n", 250);
  if (done) done = command("DATA\r\n", 354);
  if (done) done = server_->send(mail.content, LineSocket::Follows::more);  // as an MTA's buffer does it
  const auto last_dot = std::chrono::steady_clock::now();
  if (done) done = command(".\r\n", 250);
  if (!done) return fail(done);
  return std::chrono::steady_clock::now() - last_dot;
}

Result<> SmtpSender::command(const std::string& line, int expected) {
  if (auto sent = server_->send(line); !sent) return sent;
  return expect(expected);
}

Result<> SmtpSender::expect(int code) {
  const auto answer = reply();
  if (!answer) return fail(answer);
  if (answer->code == code) return {};
  dismissed_ = answer->code == 421;
  return fail(core::ErrorKind::remote_temporary, answer->text);
}

/// "250-first" … "250 last": the last line is kept.
Result<SmtpSender::Reply> SmtpSender::reply() {
  for (int lines = 0; lines < 100; ++lines) {
    auto line = server_->line();
    if (!line) return fail(line);
    if (line->size() > 3 && line->at(3) == '-') continue;
    const auto code = code_of(*line);
    return Reply{code, std::move(*line)};
  }
  return fail(core::ErrorKind::network, "an endless reply came");
}

}  // namespace ticketd::bench
