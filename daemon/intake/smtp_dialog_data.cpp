// DATA: from the command to the reply after the dot.
#include "core/error.h"
#include "daemon/intake/smtp_dialog.h"

#include <utility>

namespace ticketd::daemon {
namespace {

// How far a mail that is refused already is read, so that its sender gets to see why.
std::uint64_t longest_reading(std::size_t max_message_size) {
  return 2 * std::uint64_t{max_message_size} + (1U << 20U);
}

std::string reply_of(core::ErrorKind kind) {
  const auto& error = core::info(kind);
  std::string reply = std::to_string(error.smtp);
  return reply.append(" ").append(error.enhanced).append(" ").append(error.public_text);
}

}  // namespace

Step SmtpDialog::data(std::string_view argument) {
  if (!argument.empty()) return refuse("501 5.5.4 DATA takes no argument");
  if (!transaction_) return refuse("503 5.5.1 MAIL comes first");
  if (transaction_->envelope.recipients.empty())
    return refuse(terms_->settings.is_lmtp() ? "503 5.5.1 no valid recipients"
                                             : "554 5.5.1 no valid recipients");
  auto step = say("354 end with a dot on a line of its own");
  step.next = Step::Next::data;
  return step;
}

std::optional<Step> SmtpDialog::on_data(std::string_view& bytes) {
  auto& reader = transaction_->data;
  bytes.remove_prefix(reader.read(bytes));
  if (reader.ended()) return on_data_end();
  if (reader.size() <= longest_reading(terms_->settings.max_message_size)) return std::nullopt;
  end_transaction();
  return close("552 5.3.4 message too large", "endless_mail");
}

Step SmtpDialog::on_data_end() {
  const auto& reader = transaction_->data;
  if (reader.ambiguous() && !terms_->settings.behind_our_border()) {
    end_transaction();
    return close("550 5.6.0 lines end with CR LF, and NUL is not text", "ambiguous_line_ends");
  }
  if (reader.too_large()) {
    ++errors_;
    return answer_mail(reply_of(core::ErrorKind::too_large), "too_large");
  }
  if (transaction_->lost) return answer_mail(reply_of(*transaction_->lost), "not_stored");
  if (reader.received_fields() > limits_.received_fields) {
    ++errors_;
    return answer_mail(reply_of(core::ErrorKind::mail_loop), "mail_loop");
  }
  Step step;
  step.next = Step::Next::accept;
  step.alone = !terms_->settings.is_lmtp();
  return step;
}

std::string_view SmtpDialog::content() const {
  return transaction_ ? std::string_view(transaction_->data.content()) : std::string_view();
}

void SmtpDialog::content_is_lost(core::ErrorKind why) {
  transaction_->lost = why;
  transaction_->data.discard();
}

/// A mail may wait in a queue for long: it takes what it needs and not what was set aside for it.
core::IncomingMail SmtpDialog::take_mail(core::Time received) {
  constexpr std::size_t most_to_spare = std::size_t{16} * 1024;
  core::IncomingMail mail;
  mail.source.kind = terms_->settings.is_lmtp() ? core::SourceKind::lmtp : core::SourceKind::smtp;
  mail.source.peer = peer_;
  mail.source.behind_our_border = terms_->settings.behind_our_border();
  mail.envelope = transaction_->envelope;  // LMTP still counts its recipients
  mail.bytes = transaction_->data.take();
  if (mail.bytes.capacity() - mail.bytes.size() > most_to_spare) mail.bytes.shrink_to_fit();
  mail.received = received;
  return mail;
}

Step SmtpDialog::on_accepted(const Result<core::Accepted>& outcome) {
  if (outcome) {
    ++mails_;
    errors_ = 0;
    junk_ = 0;
    auto step = answer_mail("250 2.0.0 accepted as " + std::to_string(outcome->mail.value), {});
    step.stored = true;
    return step;
  }
  const auto kind = outcome.error().kind;
  const bool ends_session = core::info(kind).smtp == 421;
  if (!ends_session) return answer_mail(reply_of(kind), "not_stored");
  if (terms_->settings.is_lmtp())  // one reply for each recipient is promised, and 421 would cut them off
    return answer_mail("451 4.3.2 too busy", "not_stored");
  end_transaction();
  return close(reply_of(kind), "not_stored");
}

// One reply, on LMTP one for each recipient (RFC 2033 4.2). What comes next may be there already on LMTP
// (RFC 2920 3.1).
Step SmtpDialog::answer_mail(std::string_view reply, std::string_view why) {
  const auto recipients = transaction_->envelope.recipients.size();
  end_transaction();
  auto step = say(reply);
  step.why = why;
  if (!terms_->settings.is_lmtp()) return step;
  const auto line = step.reply;
  for (std::size_t i = 1; i < recipients; ++i) step.reply += line;
  return step;
}

}  // namespace ticketd::daemon
