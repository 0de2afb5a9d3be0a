#include "daemon/outbox/smtp_sender.h"

#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace ticketd::daemon {

SmtpSender::SmtpSender(SmtpSenderSettings settings, const Wakeup& stop)
    : settings_(std::move(settings)), stop_(stop) {}

SmtpSender::~SmtpSender() { close(); }

std::vector<Result<SentInfo>> SmtpSender::send(std::span<const OutgoingMail> mails,
                                               const std::stop_token& stop) {
  std::vector<Result<SentInfo>> answers;
  const auto until = after(settings_.patience);
  while (answers.size() < mails.size()) {
    const auto at = answers.size();
    const bool goes_on = !stop.stop_requested() && std::chrono::steady_clock::now() < until;
    if (at > 0 && !goes_on) break;
    const auto* next = goes_on && announces_ && at + 1 < mails.size() ? &mails[at + 1] : nullptr;
    answers.push_back(send_one(mails[at], next));
    if (!reachable_)  // it will not be for the others either
      while (answers.size() < mails.size()) answers.push_back(answers.back());
  }
  if (announced_) close();  // the server waits for a mail that does not come now
  return answers;
}

Result<SentInfo> SmtpSender::send_one(const OutgoingMail& mail, const OutgoingMail* next) {
  if (!announced_ && (sent_ >= settings_.mails_per_connection || idle_too_long())) close();
  if (sent_ + 1 >= settings_.mails_per_connection) next = nullptr;
  const bool kept = client_.has_value(), announced = announced_;
  auto outcome = send_over_connection(mail, next);
  // A connection that the server closed while it was idle, or behind the mail before, says nothing about this
  // mail. Before the last dot, that is: afterwards the error is `uncertain`.
  const bool was_stale = kept && !outcome && !client_ &&
                         (outcome.error().kind == core::ErrorKind::network ||
                          outcome.error().kind == core::ErrorKind::remote_temporary);
  if (!was_stale || stop_.raised()) return outcome;
  if (announced && outcome.error().kind == core::ErrorKind::network) announces_ = false;
  return send_over_connection(mail, next);
}

Result<SentInfo> SmtpSender::send_over_connection(const OutgoingMail& mail, const OutgoingMail* next) {
  if (!client_)
    if (auto connected = connect(); !connected) return fail(connected);
  auto outcome = client_->send(mail, next);
  ++sent_;
  last_used_ = std::chrono::steady_clock::now();
  if (!client_->reusable()) client_.reset();
  announced_ = client_ && client_->has_announced();
  return outcome;
}

Result<> SmtpSender::connect() {
  reachable_ = false;
  announced_ = false;
  auto client = log_in(settings_.login, stop_, [this](const Login& login) {
    return SmtpClient::open(settings_.server, login, stop_, settings_.timeouts);
  });
  if (!client) return fail(client);
  spdlog::debug("delivery.connected host={} port={}", word(settings_.server.url.host),
                settings_.server.url.port);
  client_.emplace(std::move(*client));
  sent_ = 0;
  reachable_ = true;
  return {};
}

bool SmtpSender::idle_too_long() const {
  return client_ && std::chrono::steady_clock::now() - last_used_ > settings_.idle_at_most;
}

void SmtpSender::rest() {
  if (idle_too_long()) close();
}

void SmtpSender::close() {
  if (client_) client_->quit();
  client_.reset();
  announced_ = false;
}

}  // namespace ticketd::daemon
