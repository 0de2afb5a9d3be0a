#include "daemon/mail_client/smtp_dialog.h"

#include "core/text.h"
#include "daemon/mail_client/smtp_body.h"

#include <charconv>
#include <utility>

namespace ticketd::daemon {
namespace {

/// What a reply other than the hoped-for one means for the mail.
core::Error refusal(std::string_view command, const SmtpReply& reply) {
  const std::string detail = std::string(command) + ": " + reply.text();
  const auto as = [&](core::ErrorKind kind) { return core::Error{kind, detail}; };
  switch (reply.code) {
    case 530:  // authentication required
    case 534:
    case 535:
    case 538:
      return as(core::ErrorKind::credentials);
    default:
      break;
  }
  if (reply.code / 100 != 5) return as(core::ErrorKind::remote_temporary);
  if (reply.enhanced == "5.1.1" || reply.enhanced == "5.1.10") return as(core::ErrorKind::unknown_recipient);
  if (reply.enhanced == "5.3.4" || reply.enhanced == "5.2.3") return as(core::ErrorKind::too_large);
  return as(core::ErrorKind::remote_permanent);
}

}  // namespace

std::string SmtpClientDialog::hello() {
  phase_ = Phase::hello;
  return "EHLO " + our_name_ + "\r\n";
}

Result<std::string> SmtpClientDialog::begin(const OutgoingMail& mail) {
  if (announced_) {  // it is said already
    now_ = std::move(*announced_);
    announced_.reset();
    return std::string{};
  }
  auto transaction = transaction_for(mail);
  if (!transaction) return fail(transaction);
  now_ = std::move(*transaction);
  if (must_reset_) now_.to_say.push_front({Verb::rset, "RSET\r\n"});
  must_reset_ = true;
  phase_ = Phase::envelope;
  return speak(now_);
}

/// One that is refused here is refused again when its turn comes.
void SmtpClientDialog::announce(const OutgoingMail& next) {
  if (!pipelining_ || phase_ != Phase::envelope) return;
  if (auto transaction = transaction_for(next)) announced_ = std::move(*transaction);
}

Result<SmtpClientDialog::Transaction> SmtpClientDialog::transaction_for(const OutgoingMail& mail) const {
  if (mail.recipient.empty()) return fail(core::ErrorKind::malformed, "a mail without recipient");
  for (const auto* address : {&mail.sender, &mail.recipient})
    if (auto safe = check_address(*address); !safe) return fail(safe);
  const bool utf8_address = has_eight_bit(mail.sender) || has_eight_bit(mail.recipient);
  if (utf8_address && !utf8_)
    return fail(core::ErrorKind::remote_permanent, "5.6.7 the next hop knows no addresses beyond ASCII");
  auto body = dot_stuffed(mail.bytes);
  if (!body) return fail(body);
  if (size_limit_ > 0 && mail.bytes.size() > size_limit_)
    return fail(core::ErrorKind::too_large,
                "the next hop takes at most " + std::to_string(size_limit_) + " octets");

  Transaction transaction;
  std::string from = "MAIL FROM:<" + mail.sender + '>';
  if (knows_size_) from += " SIZE=" + std::to_string(body->size());
  // To a server without 8BITMIME the octets go all the same: refusing would help nobody, and such servers
  // pass them on.
  if (eight_bit_ && has_eight_bit(*body)) from += " BODY=8BITMIME";
  if (utf8_address) from += " SMTPUTF8";
  transaction.to_say = {{Verb::mail, from + "\r\n"},
                        {Verb::rcpt, "RCPT TO:<" + mail.recipient + ">\r\n"},
                        {Verb::data, "DATA\r\n"}};
  transaction.body = std::move(*body);
  return transaction;
}

/// The next command, or all of them where the server takes them at once (RFC 2920: DATA must be the last).
std::string SmtpClientDialog::speak(Transaction& transaction) const {
  std::string lines;
  do {
    lines += transaction.to_say.front().line;
    transaction.awaited.push_back(transaction.to_say.front().verb);
    transaction.to_say.pop_front();
  } while (pipelining_ && !transaction.to_say.empty());
  return lines;
}

Result<std::optional<SmtpClientDialog::Step>> SmtpClientDialog::next() {
  while (true) {
    const auto reply = replies_.next();
    if (!reply) return fail(reply);
    if (!*reply) return std::nullopt;
    auto step = on_reply(**reply);
    if (!step.send.empty() || step.outcome || ready()) return step;
  }
}

SmtpClientDialog::Step SmtpClientDialog::on_reply(const SmtpReply& reply) {
  if (reply.code == 421) closing_ = true;
  switch (phase_) {
    case Phase::hello:
      return on_hello(reply);
    case Phase::envelope: {
      const auto verb = now_.awaited.front();
      now_.awaited.pop_front();
      if (closing_) return finish(tl::unexpected(refusal("the server is closing", reply)));
      return on_envelope(verb, reply);
    }
    case Phase::abandoning:
      return finish(tl::unexpected(*now_.refused));
    case Phase::final_dot:
      must_reset_ = announced_.has_value();  // its MAIL is out behind the dot
      if (reply.positive()) return finish(SentInfo{reply.text()});
      return finish(tl::unexpected(refusal("end of mail", reply)));
    case Phase::silent:
    case Phase::ready:
      break;
  }
  closing_ = true;  // a reply to nothing: out of step, or a goodbye
  return {};
}

SmtpClientDialog::Step SmtpClientDialog::on_hello(const SmtpReply& reply) {
  if (reply.code / 100 == 5 && !plain_hello_) {
    plain_hello_ = true;
    return {.send = "HELO " + our_name_ + "\r\n"};
  }
  phase_ = Phase::ready;
  if (!reply.positive()) {
    closing_ = true;
    auto error = refusal(plain_hello_ ? "HELO" : "EHLO", reply);
    // As a refusing greeting: about this connection, and no verdict on any mail.
    if (error.severity() == core::Severity::permanent) error.kind = core::ErrorKind::remote_temporary;
    return {.outcome = Result<SentInfo>(tl::unexpected(std::move(error)))};
  }
  if (plain_hello_) return {};
  for (const auto& line : reply.lines) {
    const auto words = core::split(core::trim(line), ' ');
    const auto keyword = core::ascii_lower(words[0]);
    if (keyword == "pipelining") pipelining_ = true;
    if (keyword == "8bitmime") eight_bit_ = true;
    if (keyword == "smtputf8") utf8_ = true;
    if (keyword != "size") continue;
    knows_size_ = true;
    if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), size_limit_);
  }
  return {};
}

SmtpClientDialog::Step SmtpClientDialog::on_envelope(Verb verb, const SmtpReply& reply) {
  if (verb == Verb::data) return on_data(reply);
  if (!reply.positive() && !now_.refused)
    now_.refused = refusal(verb == Verb::rset ? "RSET" : verb == Verb::mail ? "MAIL" : "RCPT", reply);
  if (!now_.awaited.empty()) return {};
  if (now_.refused) return finish(tl::unexpected(*now_.refused));
  return {.send = speak(now_)};
}

SmtpClientDialog::Step SmtpClientDialog::on_data(const SmtpReply& reply) {
  const bool invited = reply.code == 354;
  if (now_.refused && invited) {  // asked for text that nobody will get: give none
    phase_ = Phase::abandoning;
    return {.send = ".\r\n"};
  }
  if (now_.refused) return finish(tl::unexpected(*now_.refused));
  if (!invited) return finish(tl::unexpected(refusal("DATA", reply)));
  phase_ = Phase::final_dot;
  Step step{.send = std::exchange(now_.body, {})};
  step.text = step.send.size();
  step.send += ".\r\n";
  if (announced_) step.send += speak(*announced_);
  return step;
}

/// The one that was announced runs on when its envelope went out behind our last dot; else it has not begun.
SmtpClientDialog::Step SmtpClientDialog::finish(Result<SentInfo> outcome) {
  if (phase_ != Phase::final_dot) announced_.reset();
  phase_ = announced_ ? Phase::envelope : Phase::ready;
  now_ = {};
  return {.outcome = std::move(outcome)};
}

core::Error SmtpClientDialog::lost(const core::Error& why, bool dot_is_out) const {
  if (phase_ != Phase::final_dot || !dot_is_out) return why;
  return {core::ErrorKind::uncertain, "no answer to the end of the mail: " + why.detail};
}

}  // namespace ticketd::daemon
