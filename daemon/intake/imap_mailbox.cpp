#include "daemon/intake/imap_mailbox.h"

#include "core/text.h"
#include "daemon/log_value.h"

#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <optional>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr int most_refused_logins = 3;  // servers lock accounts that go on guessing

/// Until one of both is raised, or the time is over; no time: as long as it takes.
void wait_for(const Wakeup& one, const Wakeup& other, std::optional<std::chrono::milliseconds> time) {
  std::array<pollfd, 2> watched{{{.fd = one.descriptor(), .events = POLLIN, .revents = 0},
                                 {.fd = other.descriptor(), .events = POLLIN, .revents = 0}}};
  while (::poll(watched.data(), watched.size(), time ? static_cast<int>(time->count()) : -1) < 0 &&
         errno == EINTR) {}
}

/// RFC 9051 7.1: a text that must be shown to a person.
bool is_alert(const core::Error& error) {
  return core::ascii_lower(error.detail).find("[alert]") != std::string::npos;
}

}  // namespace

ImapMailbox::ImapMailbox(ImapSettings settings, ImapLedger ledger, Accept accept)
    : settings_(std::move(settings)),
      ledger_(std::move(ledger)),
      accept_(std::move(accept)),
      import_(settings_, ledger_, accept_, stop_),
      backoff_(settings_.retry_first, settings_.retry_longest) {}

ImapMailbox::~ImapMailbox() { stop(); }

void ImapMailbox::start() {
  thread_ = std::thread([this] { run(); });
}

void ImapMailbox::stop() {
  stop_.raise();
  if (thread_.joinable()) thread_.join();
  refuse_polls();  // of one that never began
}

void ImapMailbox::poll_now(PollDone done, bool skipped) {
  {
    const std::scoped_lock lock(polls_mutex_);
    if (!ended_) {
      polls_.push_back(std::move(done));
      skipped_too_ = skipped_too_ || skipped;
      nudge_.raise();
      return;
    }
  }
  done(fail(core::ErrorKind::overloaded, "the mailbox is not running"));
}

void ImapMailbox::run() {
  pthread_setname_np(pthread_self(), ("imap-" + settings_.mailbox).substr(0, 15).c_str());  // in top and gdb
  while (!stop_.raised()) {
    Result<> outcome;
    try {
      outcome = serve();
    } catch (const std::exception& bug) {  // the barrier of this thread: the other mailboxes live on
      outcome = fail(core::ErrorKind::internal, bug.what());
    }
    if (stop_.raised()) break;
    if (!outcome) wait_after(outcome.error());
  }
  refuse_polls();
}

/// One connection, from the login to its end.
Result<> ImapMailbox::serve() {
  take_polls();
  show(ImapStatus::State::connecting);
  bool has_login = false;
  auto client = log_in(settings_.login, stop_, [&](const Login& login) {
    has_login = true;
    return ImapClient::open(settings_.server, login, stop_, ImapLimits{.literal = settings_.max_message_size},
                            settings_.timeouts);
  });
  // Where the provider of our tokens says no, asking again changes nothing: that was the last try.
  if (!client && !has_login && client.error().kind == core::ErrorKind::credentials)
    refused_logins_ = most_refused_logins - 1;
  if (!client) return fail(client);
  refused_logins_ = 0;
  if (auto begun = import_.begin(*client); !begun) return begun;
  show(ImapStatus::State::connected);
  auto outcome = keep_importing(*client);
  if (stop_.raised()) client->logout();
  return outcome;
}

Result<> ImapMailbox::keep_importing(ImapClient& client) {
  while (!stop_.raised()) {
    take_polls();
    const auto imported = import_.pass(client, next_pass());
    note_alerts(client);
    if (!imported) return fail(imported);
    note_success();
    answer_polls(imported);
    backoff_.reset();
    const auto patience = client.can("idle") ? settings_.idle_at_most : settings_.poll_every;
    const auto news_until = std::min(next_reconciliation_, after(patience));
    const auto waited = client.wait_for_news(nudge_, news_until);
    note_alerts(client);
    if (!waited) return waited;
  }
  return {};
}

ImapPass ImapMailbox::next_pass() {
  if (std::exchange(answers_for_skipped_, false)) return ImapPass::everything_skipped;
  if (std::chrono::steady_clock::now() < next_reconciliation_) return ImapPass::news;
  next_reconciliation_ = after(settings_.reconcile_every);  // also when this one fails
  return ImapPass::reconciliation;
}

void ImapMailbox::wait_after(const core::Error& error) {
  answer_polls(tl::unexpected<core::Error>(error));
  const bool gives_up = stops_after(error);
  note_trouble(error, gives_up);
  if (gives_up) {
    spdlog::error("imap.login_refused mailbox={} tries={} problem={}", word(settings_.mailbox),
                  refused_logins_, escaped(error.detail));
    show(ImapStatus::State::stopped, error.detail);
    return wait_for(stop_, nudge_,
                    std::nullopt);  // until a person asks for a poll, or the account is another
  }
  const auto pause = backoff_.next();
  const auto level = error.kind == core::ErrorKind::bad_config ? spdlog::level::err : spdlog::level::warn;
  spdlog::log(level, "imap.retry mailbox={} in={}s problem={}", word(settings_.mailbox),
              std::chrono::round<std::chrono::seconds>(pause).count(), escaped(error.detail));
  show(ImapStatus::State::waiting, error.detail);
  wait_for(stop_, nudge_, pause);
}

bool ImapMailbox::stops_after(const core::Error& error) {
  return error.kind == core::ErrorKind::credentials && ++refused_logins_ >= most_refused_logins;
}

void ImapMailbox::show(ImapStatus::State state, std::string problem) {
  const std::scoped_lock lock(status_mutex_);
  status_.state = state;
  status_.since = settings_.now();
  status_.problem = std::move(problem);
}

void ImapMailbox::note_trouble(const core::Error& error, bool gives_up) {
  const bool needs_person = gives_up || error.kind == core::ErrorKind::bad_config || is_alert(error);
  const std::scoped_lock lock(status_mutex_);
  const auto since = status_.trouble ? status_.trouble->since : settings_.now();
  status_.trouble = {since, error.detail, needs_person, gives_up};
}

void ImapMailbox::note_success() {
  const std::scoped_lock lock(status_mutex_);
  status_.last_success = settings_.now();
  status_.problem = import_.refused_action();
  status_.trouble.reset();
}

/// Servers say the same at every login, or every minute: once in the log is enough.
void ImapMailbox::note_alerts(ImapClient& client) {
  for (auto& text : client.take_alerts()) {
    const std::scoped_lock lock(status_mutex_);
    if (!status_.alert || status_.alert->text != text)
      spdlog::warn("imap.alert mailbox={} text={}", word(settings_.mailbox), escaped(text));
    status_.alert = {settings_.now(), std::move(text)};
  }
}

ImapStatus ImapMailbox::status() const {
  const std::scoped_lock lock(status_mutex_);
  return status_;
}

/// What was asked for until now is answered by the pass that begins now.
void ImapMailbox::take_polls() {
  const std::scoped_lock lock(polls_mutex_);
  nudge_.lower();
  std::ranges::move(polls_, std::back_inserter(answering_));
  polls_.clear();
  answers_for_skipped_ = std::exchange(skipped_too_, false) || answers_for_skipped_;
}

/// Those that wait, and all that come.
void ImapMailbox::refuse_polls() {
  {
    const std::scoped_lock lock(polls_mutex_);
    ended_ = true;
  }
  take_polls();
  answer_polls(fail(core::ErrorKind::overloaded, "the mailbox was stopped"));
}

void ImapMailbox::answer_polls(const Result<std::size_t>& outcome) {
  for (const auto& done : std::exchange(answering_, {})) done(outcome);
}

}  // namespace ticketd::daemon
