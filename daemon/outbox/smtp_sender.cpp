#include "daemon/outbox/smtp_sender.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace ticketd::daemon {

SmtpSender::SmtpSender(SmtpSenderSettings settings, const Wakeup& stop)
    : settings_(std::move(settings)), stop_(stop) {}

SmtpSender::~SmtpSender() { close(); }

Result<SentInfo> SmtpSender::send(const OutgoingMail& mail) {
  if (sent_ >= settings_.mails_per_connection || idle_too_long()) close();
  const bool kept = client_.has_value();
  auto outcome = send_over_connection(mail);
  // A connection that the server closed while it was idle says nothing about this mail. Before the last dot,
  // that is: afterwards the error is `uncertain`.
  const bool was_stale = kept && !outcome && !client_ &&
                         (outcome.error().kind == core::ErrorKind::network ||
                          outcome.error().kind == core::ErrorKind::remote_temporary);
  if (was_stale && !stop_.raised()) outcome = send_over_connection(mail);
  return outcome;
}

Result<SentInfo> SmtpSender::send_over_connection(const OutgoingMail& mail) {
  if (!client_)
    if (auto connected = connect(); !connected) return fail(connected);
  auto outcome = client_->send(mail);
  ++sent_;
  last_used_ = std::chrono::steady_clock::now();
  if (!client_->reusable()) client_.reset();
  return outcome;
}

Result<> SmtpSender::connect() {
  auto client = log_in(settings_.login, stop_, [this](const Login& login) {
    return SmtpClient::open(settings_.server, login, stop_, settings_.timeouts);
  });
  if (!client) return fail(client);
  spdlog::debug("delivery.connected host={} port={}", settings_.server.url.host, settings_.server.url.port);
  client_.emplace(std::move(*client));
  sent_ = 0;
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
}

}  // namespace ticketd::daemon
