#include "daemon/intake/smtp_server_session.h"

#include "daemon/intake/proxy_header.h"
#include "daemon/log_value.h"
#include "store/store.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ticketd::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t longest_unfinished_line = 8 * 1024;
constexpr std::size_t longest_drain = std::size_t{1} << 20U;
constexpr auto patience_of_senders = std::chrono::minutes(9);  // they wait 10 minutes (RFC 5321 4.5.3.2.6)
constexpr auto proxy_time = seconds(3);
constexpr auto leave_time = seconds(5);
constexpr auto drain_time = seconds(1);
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace

SmtpServerSession::SmtpServerSession(StreamSocket socket, std::string peer, SmtpService service)
    : connection_(std::move(socket)),
      peer_(std::move(peer)),
      service_(std::move(service)),
      large_(service_.spool),
      answered_(connection_.executor()),
      timer_(connection_.executor()) {
  dialog_.emplace(service_.terms, peer_, false);
}

// It comes first, once, and at once; what is not it ends the connection without a word (as its specification
// asks).
asio::awaitable<std::optional<std::string>> SmtpServerSession::read_proxy_header() {
  allow(proxy_time);
  while (true) {
    const auto header = read_proxy(input_.view());
    if (header.state == ProxyHeader::State::wrong) co_return std::nullopt;
    if (header.state == ProxyHeader::State::complete) {
      input_.consume(header.size);
      co_return header.source;
    }
    const bool more = co_await fill();
    if (!more) co_return std::nullopt;
  }
}

void SmtpServerSession::set_peer(std::string peer) {
  peer_ = std::move(peer);
  dialog_.emplace(service_.terms, peer_, false);
  dialog_->set_stressed(stressed_);
}

asio::awaitable<void> SmtpServerSession::turn_away(std::string_view reply) {
  output_ = reply;
  const Step goodbye;
  co_await take_leave(goodbye);
}

asio::awaitable<void> SmtpServerSession::run() {
  allow(dialog_->limits().command_timeout);
  auto step = dialog_->greeting();
  while (true) {
    if (step.alone && input_is_pending()) step = dialog_->on_unexpected_input(step);
    log(step);
    if (step.delay > milliseconds(0)) co_await pause(step.delay);
    output_ += step.reply;
    if (step.next == Step::Next::close) break;
    step = co_await next_step(step.next);
  }
  co_await take_leave(step);
  timer_.cancel();
}

asio::awaitable<Step> SmtpServerSession::next_step(Step::Next next) {
  switch (next) {
    case Step::Next::command:
      return read_command();
    case Step::Next::data:
      return read_mail();
    case Step::Next::accept:
      return hand_over();
    case Step::Next::tls:
      return start_tls();
    case Step::Next::close:
      break;
  }
  std::abort();  // run() ends there
}

// The time runs for the reply before and the whole command, so that a peer gains nothing by sending drop by
// drop.
asio::awaitable<Step> SmtpServerSession::read_command() {
  allow(dialog_->limits().command_timeout);
  while (true) {
    if (stopping_ && !dialog_->in_transaction()) co_return dialog_->on_stop();
    if (const auto line = input_.take_line())
      co_return line->ended_properly ? dialog_->on_line(line->text) : dialog_->on_bad_line_end();
    if (input_.view().size() > longest_unfinished_line) co_return dialog_->on_endless_line();
    if (!co_await flush()) co_return interrupted();  // replies to a pipelined group leave together
    awaits_command_ = true;
    const bool more = co_await fill();
    awaits_command_ = false;
    if (!more) co_return interrupted();
  }
}

asio::awaitable<Step> SmtpServerSession::read_mail() {
  const auto& limits = dialog_->limits();
  auto begun = Clock::now();
  allow(limits.data_timeout);
  large_.forget();
  if (!co_await flush()) co_return interrupted();
  while (true) {
    auto bytes = input_.view();
    const auto size = bytes.size();
    auto end = dialog_->on_data(bytes);
    input_.consume(size - bytes.size());
    if (!dialog_->keeps_content()) large_.forget();
    if (end) co_return std::move(*end);
    if (dialog_->content().size() > store::largest_row) {
      const auto paused = Clock::now();
      co_await move_content_to_disk();
      begun += Clock::now() - paused;  // our disk is not the peer's delay
    }

    const milliseconds earned(dialog_->octets_read() * 1000 / std::max<std::size_t>(limits.min_data_rate, 1));
    set_deadline(std::min(Clock::now() + limits.data_timeout, begun + limits.data_timeout + earned));
    if (!co_await fill()) co_return interrupted();
  }
}

asio::awaitable<void> SmtpServerSession::move_content_to_disk() {
  set_deadline(Clock::time_point::max());
  const auto written = co_await large_.append(dialog_->content());
  if (written) {
    dialog_->content_is_elsewhere();
  } else {
    spdlog::warn("smtp.mail_not_stored peer={} error={}", peer_, escaped(written.error().detail));
    dialog_->content_is_lost(written.error().kind);
  }
}

asio::awaitable<Result<core::IncomingMail>> SmtpServerSession::complete_mail() {
  const bool is_large = large_.begun() || dialog_->content().size() > store::largest_row;
  if (!is_large) co_return dialog_->take_mail(service_.clock());
  const auto written = co_await large_.append(dialog_->content());
  if (!written) co_return fail(written);
  dialog_->content_is_elsewhere();
  const auto kept = co_await large_.keep();
  if (!kept) co_return fail(kept);
  auto mail = dialog_->take_mail(service_.clock());
  mail.stored = *kept;
  co_return mail;
}

asio::awaitable<Step> SmtpServerSession::hand_over() {
  set_deadline(Clock::time_point::max());
  outcome_.reset();
  auto mail = co_await complete_mail();
  if (!mail) {
    spdlog::warn("smtp.mail_not_stored peer={} error={}", peer_, escaped(mail.error().detail));
    const Result<core::Accepted> failed = fail(mail);
    co_return dialog_->on_accepted(failed);
  }
  answered_.expires_after(patience_of_senders);
  AcceptDone done = [session = weak_from_this(), net = connection_.executor(),
                     mail = ++handed_over_](Result<core::Accepted> outcome) {
    asio::post(net, [session, mail, outcome = std::move(outcome)]() mutable {
      if (const auto self = session.lock()) self->on_outcome(mail, std::move(outcome));
    });
  };
  service_.accept(std::move(*mail), std::move(done));
  (void)co_await answered_.async_wait(as_result);  // ended by on_outcome(), which leaves word
  if (!outcome_) outcome_ = fail(core::ErrorKind::store_busy, "the store gave no answer");
  if (!*outcome_) {
    const auto& error = outcome_->error();
    spdlog::warn("smtp.mail_not_stored peer={} error={}", peer_, escaped(error.detail));
  }
  co_return dialog_->on_accepted(*outcome_);
}

void SmtpServerSession::on_outcome(std::size_t mail, Result<core::Accepted> outcome) {
  if (mail != handed_over_) return;  // so late that its sender was told to come again
  outcome_ = std::move(outcome);
  answered_.cancel();
}

asio::awaitable<Step> SmtpServerSession::start_tls() {
  allow(dialog_->limits().command_timeout);
  auto lost = Step{
      .reply = "", .next = Step::Next::close, .alone = false, .stored = false, .delay = {}, .why = "tls"};
  if (!co_await flush()) co_return lost;
  if (!co_await connection_.start_tls(service_.tls)) co_return lost;
  dialog_.emplace(service_.terms, peer_, true);
  dialog_->set_stressed(stressed_);
  Step on;
  on.alone = false;  // the peer's hello may have come with the end of its handshake
  co_return on;
}

// Sends the last words. Closing a socket with unread input would make the peer's kernel throw them away.
asio::awaitable<void> SmtpServerSession::take_leave(const Step& last) {
  expired_ = false;
  allow(leave_time);
  const bool was_clean = last.why.empty();
  if (co_await flush()) co_await connection_.finish();
  if (!was_clean && !stressed_) {
    allow(drain_time);
    input_.consume(input_.view().size());
    for (std::size_t drained = 0; drained < longest_drain;) {
      const auto before = drained;
      if (co_await fill()) drained += input_.view().size();
      input_.consume(input_.view().size());
      if (drained == before) break;
    }
  }
  set_deadline(Clock::time_point::max());
  connection_.close();
}

// --- bytes

asio::awaitable<bool> SmtpServerSession::fill() {
  if (expired_) co_return false;
  const auto space = input_.space();
  const auto count = co_await connection_.read_some(asio::mutable_buffer(space.data(), space.size()));
  input_.filled(count);
  co_return count > 0;
}

asio::awaitable<bool> SmtpServerSession::flush() {
  if (output_.empty()) co_return true;
  if (expired_) co_return false;
  const bool sent = co_await connection_.write(output_);
  output_.clear();
  co_return sent;
}

asio::awaitable<void> SmtpServerSession::pause(milliseconds time) {
  set_deadline(Clock::time_point::max());
  answered_.expires_after(time);
  (void)co_await answered_.async_wait(as_result);  // abort() may end it early
}

Step SmtpServerSession::interrupted() {
  if (expired_) return dialog_->on_timeout();
  if (stopping_) return dialog_->on_stop();
  Step gone;
  gone.next = Step::Next::close;
  gone.alone = false;
  return gone;
}

bool SmtpServerSession::input_is_pending() { return !input_.empty() || connection_.has_input(); }

void SmtpServerSession::log(const Step& step) const {
  if (step.why.empty()) return;
  const auto* event = step.next == Step::Next::close ? "smtp.session_ended" : "smtp.mail_refused";
  spdlog::info("{} peer={} why={} code={}", event, peer_, step.why,
               std::string_view(step.reply).substr(0, 3));
}

// --- from outside

void SmtpServerSession::set_stressed(bool stressed) {
  stressed_ = stressed;
  dialog_->set_stressed(stressed);
  if (stressed && awaits_command_)
    set_deadline(std::min(deadline_, Clock::now() + dialog_->limits().command_timeout));
}

void SmtpServerSession::stop_when_idle() {
  stopping_ = true;
  if (awaits_command_ && !dialog_->in_transaction()) connection_.cancel();
}

void SmtpServerSession::abort() {
  stopping_ = true;
  connection_.close();
  answered_.cancel();
}

// --- time

// The timer is not set anew for each wait: when it rings it looks whether the time is really over.
void SmtpServerSession::set_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  if (deadline_ < armed_until_) arm_timer();
}

void SmtpServerSession::arm_timer() {
  armed_until_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([session = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = session.lock();
    if (self && !cancelled) self->on_timer();
  });
}

void SmtpServerSession::on_timer() {
  armed_until_ = Clock::time_point::max();
  if (deadline_ == Clock::time_point::max()) return;
  if (Clock::now() < deadline_) return arm_timer();
  expired_ = true;
  connection_.cancel();
}

}  // namespace ticketd::daemon
