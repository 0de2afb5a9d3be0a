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

  body_ = std::move(*body);
  refused_.reset();
  phase_ = Phase::envelope;
  std::string from = "MAIL FROM:<" + mail.sender + '>';
  if (knows_size_) from += " SIZE=" + std::to_string(body_.size());
  // To a server without 8BITMIME the octets go all the same: refusing would help nobody, and such servers
  // pass them on.
  if (eight_bit_ && has_eight_bit(body_)) from += " BODY=8BITMIME";
  if (utf8_address) from += " SMTPUTF8";
  if (must_reset_) to_say_.push_back({Verb::rset, "RSET\r\n"});
  to_say_.push_back({Verb::mail, from + "\r\n"});
  to_say_.push_back({Verb::rcpt, "RCPT TO:<" + mail.recipient + ">\r\n"});
  to_say_.push_back({Verb::data, "DATA\r\n"});
  must_reset_ = true;
  return speak();
}

/// The next command, or all of them where the server takes them at once (RFC 2920: DATA must be the last).
std::string SmtpClientDialog::speak() {
  std::string lines;
  do {
    lines += to_say_.front().line;
    awaited_.push_back(to_say_.front().verb);
    to_say_.pop_front();
  } while (pipelining_ && !to_say_.empty());
  return lines;
}

Result<std::optional<SmtpClientDialog::Step>> SmtpClientDialog::next() {
  if (phase_ ==
      Phase::body) {  // sent apart from the text, so that we know whether the server may have seen it
    phase_ = Phase::final_dot;
    return Step{.send = ".\r\n", .outcome = {}};
  }
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
      const auto verb = awaited_.front();
      awaited_.pop_front();
      if (closing_) return finish(tl::unexpected(refusal("the server is closing", reply)));
      return on_envelope(verb, reply);
    }
    case Phase::abandoning:
      return finish(tl::unexpected(*refused_));
    case Phase::final_dot:
      must_reset_ = false;
      if (reply.positive()) return finish(SentInfo{reply.text()});
      return finish(tl::unexpected(refusal("end of mail", reply)));
    case Phase::silent:
    case Phase::ready:
    case Phase::body:
      break;
  }
  closing_ = true;  // a reply to nothing: out of step, or a goodbye
  return {};
}

SmtpClientDialog::Step SmtpClientDialog::on_hello(const SmtpReply& reply) {
  phase_ = Phase::ready;
  if (!reply.positive()) {
    closing_ = true;
    return {.send = {}, .outcome = Result<SentInfo>(tl::unexpected(refusal("EHLO", reply)))};
  }
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
  if (!reply.positive() && !refused_)
    refused_ = refusal(verb == Verb::rset ? "RSET" : verb == Verb::mail ? "MAIL" : "RCPT", reply);
  if (!awaited_.empty()) return {};
  if (refused_) return finish(tl::unexpected(*refused_));
  return {.send = speak(), .outcome = {}};
}

SmtpClientDialog::Step SmtpClientDialog::on_data(const SmtpReply& reply) {
  const bool invited = reply.code == 354;
  if (refused_ && invited) {  // asked for text that nobody will get: give none
    phase_ = Phase::abandoning;
    return {.send = ".\r\n", .outcome = {}};
  }
  if (refused_) return finish(tl::unexpected(*refused_));
  if (!invited) return finish(tl::unexpected(refusal("DATA", reply)));
  phase_ = Phase::body;
  return {.send = std::exchange(body_, {}), .outcome = {}};
}

SmtpClientDialog::Step SmtpClientDialog::finish(Result<SentInfo> outcome) {
  phase_ = Phase::ready;
  to_say_.clear();
  awaited_.clear();
  body_.clear();
  return {.send = {}, .outcome = std::move(outcome)};
}

core::Error SmtpClientDialog::lost(const core::Error& why) const {
  if (phase_ != Phase::final_dot) return why;
  return {core::ErrorKind::uncertain, "no answer to the end of the mail: " + why.detail};
}

}  // namespace ticketd::daemon
