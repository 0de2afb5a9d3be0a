#include "daemon/app.h"

#include "core/addressing.h"
#include "daemon/log.h"
#include "daemon/log_value.h"
#include "daemon/part_settings.h"
#include "daemon/service_manager.h"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <exception>
#include <future>
#include <thread>

namespace ticketd::daemon {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_jobs = 256;  // API requests that wait for a worker
constexpr std::size_t most_orders = 8;
constexpr auto tick_every = std::chrono::seconds(1);
constexpr auto wake_every = std::chrono::seconds(2);
constexpr auto stop_grace = std::chrono::seconds(15);    // for peers; with the next and the store's patience
constexpr auto sending_grace = std::chrono::seconds(8);  // below TimeoutStopSec of systemd/ticketd.service
constexpr auto writer_hangs_after = std::chrono::seconds(20);

/// False when so many wait already.
bool run_soon(asio::thread_pool& pool, std::atomic<std::size_t>& waiting, std::size_t most,
              std::function<void()> job) {
  if (waiting >= most) return false;
  ++waiting;
  asio::post(pool, [&waiting, job = std::move(job)] {
    try {
      job();
    } catch (const std::exception& bug) {  // the barrier: one job must not take the daemon with it
      spdlog::error("job.failed error={}", escaped(bug.what()));
    }
    --waiting;
  });
  return true;
}

}  // namespace

App::App(config::ServerConfig config, std::filesystem::path file, Clock clock,
         std::shared_ptr<EventLog> events, bool rehearsal)
    : config_(std::make_shared<const config::ServerConfig>(std::move(config))),
      file_(std::move(file)),
      clock_(clock),
      events_(std::move(events)),
      only_to_look_at_(rehearsal),
      signals_(net_),
      ticker_(net_) {}

App::~App() {
  jobs_stop_.request_stop();
  trials_stop_.raise();
  if (imap_) imap_->stop();
  pool_.join();
  order_pool_.stop();  // who waits in it has no daemon any more; what runs was asked to stop
  order_pool_.join();
  if (processing_) processing_->stop();
  if (outbox_) stop_sending();
  writer_.reset();  // finishes what was submitted, while everybody who waits for it is still here
}

/// A mail that the next hop is taking gets some time: cut off, nobody knows whether it was delivered.
void App::stop_sending() {
  std::promise<void> stopped;
  const std::jthread patience([this, done = stopped.get_future()] {
    if (done.wait_for(sending_grace) == std::future_status::timeout) sending_stops_.raise();
  });
  outbox_->stop();
  stopped.set_value();
}

Result<std::unique_ptr<App>> App::start(config::ServerConfig config, std::filesystem::path file, Clock clock,
                                        std::shared_ptr<EventLog> events, bool rehearsal) {
  if (rehearsal) close_doors(config);
  std::unique_ptr<App> app(new App(std::move(config), std::move(file), clock, std::move(events), rehearsal));
  if (const auto opened = app->open(); !opened) return fail(opened);
  return app;
}

/// Who hands in by LMTP has accepted the mail already: refused for a token that has expired or was cut, it
/// would bounce to a sender who may be forged. Such a mail counts as one without a token.
RecipientAnswer App::check_recipient(std::string_view address, bool with_bad_tokens) const {
  const auto standing = desk_->current().get();
  // A desk that has no mailbox yet, or none by mistake, must not make a mail bounce that is for one of them.
  if (standing->desk.mailboxes.empty()) return RecipientAnswer::unavailable;
  switch (core::judge_recipient(address, standing->house(clock_.now()))) {
    case core::RecipientVerdict::ours:
      return RecipientAnswer::accepted;
    case core::RecipientVerdict::bad_token:
      return with_bad_tokens ? RecipientAnswer::accepted : RecipientAnswer::unknown;
    case core::RecipientVerdict::unknown:
      break;
  }
  return RecipientAnswer::unknown;
}

std::vector<core::AccountState> App::accounts() const {
  auto accounts = imap_->accounts();
  for (auto& route : outbox_->accounts()) accounts.push_back(std::move(route));
  return accounts;
}

bool App::has_room(std::uint64_t size) const { return free_space_ >= config_.get()->store.min_free + size; }

bool App::work(std::function<void()> job) { return run_soon(pool_, jobs_, most_jobs, std::move(job)); }

/// What may take minutes has a thread of its own: requests do not wait behind it.
bool App::take_order(std::function<void()> order) {
  return run_soon(order_pool_, orders_, most_orders, std::move(order));
}

/// Mailboxes are ended and begun on a worker; when all are busy, a moment later.
void App::follow_the_desk_soon() {
  desk_to_follow_ = !work([this] { imap_->follow_the_desk(); });
}

int App::run() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.add(SIGHUP);
  await_signal();
  tick();
  if (!only_to_look_at_ && !start_work()) return 70;
  smtp_->start();
  lmtp_->start();
  http_->start();
  const auto config = config_.get();
  if (config->settings.trust.agents_by_token) spdlog::warn("trust.agents_by_token");
  spdlog::info("ready smtp={} lmtp={} http={} control={}", word(joined(smtp_->addresses())),
               word(joined(lmtp_->addresses())), word(joined(http_->addresses())),
               word(config->server.control_socket().string()));
  service_manager::ready();
  net_.run();
  return exit_code_;
}

/// What is done with mails without anybody connecting.
bool App::start_work() {
  if (const auto started = start_processing(); !started) {
    spdlog::error("processing.not_started error={}", escaped(started.error().detail));
    return false;
  }
  if (const auto started = outbox_->start(); !started) {
    spdlog::error("outbox.not_started error={}", escaped(started.error().detail));
    return false;
  }
  imap_->follow_the_desk();
  return true;
}

Result<> App::start_processing() {
  const auto reader = store_->reader();
  if (!reader) return fail(reader);
  const auto backlog = (*reader)->backlog(clock_.now());
  if (!backlog) return fail(backlog);
  processing_->start(static_cast<std::size_t>(backlog->unprocessed_mails));
  return {};
}

void App::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP)
      reload();
    else
      stop(0);
    if (!stopping_) await_signal();
  });
}

void App::stop(int exit_code) {
  if (stopping_) return;
  stopping_ = true;
  exit_code_ = exit_code;
  spdlog::info("stopping");
  service_manager::stopping();
  jobs_stop_.request_stop();
  trials_stop_.raise();
  ticker_.cancel();
  parts_ = 4;
  const auto stopped = [this] { part_stopped(); };
  smtp_->stop(stop_grace, stopped);
  lmtp_->stop(stop_grace, stopped);
  http_->stop(stop_grace, stopped);
  asio::post(pool_, [this, stopped] {
    imap_->stop();
    asio::post(net_, stopped);
  });
}

void App::part_stopped() {
  if (--parts_ > 0) return;
  signals_.cancel();
  net_.stop();
}

/// Once a second: free space, the watchdog, what time does to tickets.
void App::tick() {
  if (stopping_) return;
  std::error_code error;
  const auto space = std::filesystem::space(config_.get()->server.state_dir, error);
  if (!error) free_space_ = space.available;
  const bool low = !has_room(0);
  if (low != disk_is_low_.exchange(low))
    spdlog::log(low ? spdlog::level::err : spdlog::level::info, "disk.{} free={} min_free={}",
                low ? "low" : "recovered", free_space_.load(), config_.get()->store.min_free);
  if (writer_->broken()) {
    spdlog::error("store.broken");  // a failed sync: what is on disk is unknown, only a new process may go on
    return stop(70);
  }
  if (std::chrono::steady_clock::now() - writer_->heartbeat() < writer_hangs_after) service_manager::alive();
  if (desk_to_follow_) follow_the_desk_soon();
  if (!only_to_look_at_ && std::chrono::steady_clock::now() >= next_waking_) wake_tickets();
  ticker_.expires_after(tick_every);
  ticker_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) tick();
  });
}

void App::wake_tickets() {
  next_waking_ = std::chrono::steady_clock::now() + wake_every;
  timespec machine{};
  ::clock_gettime(CLOCK_BOOTTIME, &machine);
  const bool believed =
      clock_watch_.can_be_believed(clock_.now(), std::chrono::seconds(machine.tv_sec) +
                                                     std::chrono::milliseconds(machine.tv_nsec / 1'000'000));
  if (believed != clock_believed_)
    spdlog::log(believed ? spdlog::level::info : spdlog::level::err, "clock.{}",
                believed ? "steady" : "jumped");
  clock_believed_ = believed;
  if (!believed || waking_runs_.exchange(true)) return;
  const bool begun = work([this] {
    const std::unique_ptr<std::atomic<bool>, void (*)(std::atomic<bool>*)> until_the_end(
        &waking_runs_, [](auto* runs) { *runs = false; });  // also when it throws
    if (const auto done = waking_->wake_due(jobs_stop_.get_token()); !done)
      spdlog::error("waking_failed error={}", escaped(done.error().detail));
    if (const auto done = quarantine_keeper_->look(); !done)
      spdlog::error("quarantine.look_failed error={}", escaped(done.error().detail));
    if (const auto done = account_watch_->look(); !done)
      spdlog::error("account.look_failed error={}", escaped(done.error().detail));
    housekeeping_->look();
  });
  if (!begun) waking_runs_ = false;
}

}  // namespace ticketd::daemon
