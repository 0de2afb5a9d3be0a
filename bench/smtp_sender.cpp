#include "bench/smtp_sender.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace ticketd::bench {
namespace {

constexpr LineSocket::Patience patience{60};
constexpr std::string_view filler = "The parcel has not come yet, and nobody answers the telephone. ";
constexpr std::size_t line_length = 72;

constexpr std::array<std::size_t, 10> sizes{2000, 2500, 3000, 4000, 4000, 5000, 8000, 12000, 25000, 60000};
constexpr std::size_t answered_after =
    301;  // mails between one and its answer; odd, so that answers have none

struct Wish {
  std::size_t number = 0;
  std::size_t conversation = 0;  ///< the number of the mail that it answers, or its own
  std::size_t size = 0;
};

/// No line is another's. In place, because a generator that is busy making mails measures itself.
void append_line(std::string& mail, std::string_view number) {
  mail.append(number).append(1, ' ');
  mail.append(filler.substr(0, line_length - std::min(line_length, number.size() + 1))).append("\r\n");
}

TestMail write_mail(const std::string& run, const Target& target, const Wish& wish) {
  const auto name = run + "." + std::to_string(wish.number);
  const auto author = run + "." + std::to_string(wish.conversation);
  const bool answers = wish.conversation != wish.number;
  TestMail mail;
  mail.sender = "customer-" + author + "@bench.example.net";
  mail.content.reserve(wish.size + line_length + 2);
  mail.content = "From: Customer " + std::to_string(wish.conversation) + " <" + mail.sender + ">\r\nTo: <" +
                 target.recipient + ">\r\nSubject: " + (answers ? "Re: " : "") + "Order " + author +
                 "\r\nMessage-ID: <" + name + "@bench.example.net>\r\n";
  if (answers) mail.content += "In-Reply-To: <" + author + "@bench.example.net>\r\n";
  mail.content +=
      "Date: Sat, 21 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n\r\nOrder " +
      name + ":\r\n";
  for (std::size_t at = wish.number; mail.content.size() < wish.size; ++at)
    append_line(mail.content, std::to_string(at));
  return mail;
}

/// Zero where there is none.
int code_of(std::string_view line) {
  const auto digits = line.substr(0, 3);
  int code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code);
  return code;
}

}  // namespace

TestMail test_mail(const std::string& run, const Target& target, std::size_t number, std::size_t size) {
  return write_mail(run, target, {.number = number, .conversation = number, .size = size});
}

TestMail mixed_mail(const std::string& run, const Target& target, std::size_t number) {
  const auto size = sizes[number / 2 % sizes.size()];
  const bool answers = number % 2 == 1 && number > answered_after;
  return write_mail(
      run, target,
      {.number = number, .conversation = answers ? number - answered_after : number, .size = size});
}

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
