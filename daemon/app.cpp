#include "daemon/app.h"

#include "core/addressing.h"
#include "daemon/log.h"
#include "daemon/log_value.h"
#include "daemon/outbox/make_sender.h"
#include "daemon/outbox/routes.h"
#include "daemon/part_settings.h"
#include "daemon/service_manager.h"
#include "daemon/token_vault.h"
#include "daemon/webhook/hosts.h"
#include "store/open.h"

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
constexpr auto tick_every = std::chrono::seconds(1);
constexpr auto wake_every = std::chrono::seconds(2);
constexpr auto stop_grace = std::chrono::seconds(15);    // for peers; with the next it must stay
constexpr auto sending_grace = std::chrono::seconds(8);  // below TimeoutStopSec of systemd/ticketd.service
constexpr auto writer_hangs_after = std::chrono::seconds(20);

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

}  // namespace

App::App(config::ServerConfig config, std::filesystem::path file, Clock clock,
         std::shared_ptr<EventLog> events, bool rehearsal)
    : config_(std::move(config)),
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
  if (rehearsal)
    for (auto* listen : {&config.smtp.listen, &config.lmtp.listen, &config.http.listen}) listen->clear();
  std::unique_ptr<App> app(new App(std::move(config), std::move(file), clock, std::move(events), rehearsal));
  if (const auto opened = app->open(); !opened) return fail(opened);
  return app;
}

Result<> App::open() {
  for (const auto step : {&App::open_store, &App::open_outbox, &App::open_doors})
    if (const auto done = (this->*step)(); !done) return fail(done);
  return {};
}

Result<> App::open_store() {
  std::error_code error;
  if (std::filesystem::create_directories(config_.server.state_dir, error))
    // Nobody else lists it; who may use the control socket gets through to it.
    std::filesystem::permissions(config_.server.state_dir, std::filesystem::perms{0751}, error);
  if (error)
    return fail(core::ErrorKind::store_down, config_.server.state_dir.string() + ": " + error.message());
  auto store = store::open_store("sqlite:" + config_.store.database.string(), config_.server.state_dir);
  if (!store) return fail(store);
  store_ = std::move(*store);
  store::Writer::Options options;
  options.on_trouble = [](const core::Error& trouble) {
    spdlog::error("store.trouble error={}", escaped(trouble.detail));
  };
  writer_ = std::make_unique<store::Writer>(*store_, std::move(options));

  auto desk = DeskKeeper::open(config_, *store_, *writer_, clock_);
  if (!desk) return fail(desk);
  desk_ = std::move(*desk);
  auto in_flight = InFlight::open(config_.server.state_dir / "in-flight");
  if (!in_flight) return fail(in_flight);
  in_flight_ = std::move(*in_flight);
  for (const auto mail : in_flight_->interrupted()) {
    spdlog::warn("mail.interrupted id={}", mail.value);
    const auto counted = writer_->run([mail](store::Txn& txn) { return txn.add_attempt(mail); });
    if (!counted) return fail(counted);
  }
  return {};
}

Result<> App::open_outbox() {
  std::vector<Routes::Match> matches;
  for (const auto& route : config_.routes) matches.push_back({route.mailboxes, route.domains});
  const Routes table(std::move(matches), desk_->current());

  std::vector<Dispatcher::Route> routes;
  const auto add = [&](const std::string& name, const config::ServerConfig::Delivery& delivery) -> Result<> {
    Dispatcher::Route route{.name = name, .senders = table.senders_of(routes.size())};
    route.policy.repeat_uncertain = config_.delivery.repeat_uncertain;
    const auto settings = delivery_settings(config_, delivery, token_vault(*store_, *writer_));
    if (!is_maildir(settings)) routes_to_try_.push_back(trial_of(name, delivery.user, settings));
    for (int i = 0; i < delivery.workers; ++i) {
      auto sender = make_sender(settings, sending_stops_);
      if (!sender) return fail(sender);
      route.threads.push_back(std::move(*sender));
    }
    routes.push_back(std::move(route));
    return {};
  };
  for (const auto& route : config_.routes)
    if (auto added = add(join(route.mailboxes.empty() ? route.domains : route.mailboxes), route.delivery);
        !added)
      return added;
  if (auto added = add("default", config_.delivery); !added) return added;
  auto limits = webhook_limits(config_);
  if (!limits) return fail(limits);
  webhook_limits_ = std::move(*limits);
  routes.push_back(webhook_route());
  outbox_ = std::make_unique<Outbox>(*store_, *writer_, desk_->current(), clock_, std::move(routes));
  return {};
}

/// News that a program got too late is no news: a day of tries is enough, and nobody is told that it takes
/// long.
Dispatcher::Route App::webhook_route() {
  Dispatcher::Route route;
  route.name = "webhooks";
  route.senders = core::is_webhook_sender;
  route.rests_until = [this](std::string_view sender, core::Time now) {
    return webhook_rests_.rests_until(sender, now);
  };
  route.hops = [this] { return hosts_of_webhooks(desk_->current().get()->desk); };
  route.note = [this](const core::OutboxItem& call, core::DeliveryOutcome& outcome, core::Time now) {
    webhook_calls_.note(call, outcome, now);
  };
  for (int i = 0; i < config_.webhooks.workers; ++i)
    route.threads.push_back(std::make_unique<WebhookSender>(desk_->current(), clock_, webhook_limits_,
                                                            webhook_rests_, sending_stops_));
  route.policy.give_up_after = std::chrono::hours(24);
  route.policy.late_after = route.policy.give_up_after;
  return route;
}

Result<> App::open_doors() {
  const auto wake_outbox = [this] { outbox_->wake(); };
  pipeline_ = std::make_unique<Pipeline>(
      Pipeline::Surroundings{*store_, *writer_, desk_->current(), clock_, *in_flight_,
                             [this] { return disk_is_low_.load(); }, wake_outbox});
  processing_ = std::make_unique<Processing>(
      Processing::Options{.threads = std::max(2U, std::thread::hardware_concurrency())},
      [this](store::WaitingMail mail, ProcessDone done) {
        pipeline_->process(std::move(mail), std::move(done));
      },
      [this](store::WaitingMail mail, const core::Error& why, ProcessDone done) {
        pipeline_->quarantine(mail, why.detail, std::move(done));
      },
      [this](core::MailKey after, std::size_t limit) -> Result<std::vector<store::WaitingMail>> {
        auto reader = store_->reader();
        if (!reader) return fail(reader);
        return (*reader)->waiting(after, limit);
      });
  pipeline_->hand_on_to(*processing_);
  rehearsal_ = std::make_unique<Rehearsal>(*writer_, desk_->current(), clock_);
  casework_ = std::make_unique<Casework>(*store_, *writer_, desk_->current(), clock_, wake_outbox);
  surveys_ = std::make_unique<Surveys>(*store_, *writer_, desk_->current(), clock_, wake_outbox);
  waking_ = std::make_unique<Waking>(*store_, *writer_, desk_->current(), clock_, wake_outbox);
  quarantine_keeper_ =
      std::make_unique<QuarantineKeeper>(*store_, *writer_, desk_->current(), clock_, wake_outbox);

  const Accept accept = [this](core::IncomingMail mail, AcceptDone done) {
    pipeline_->accept(std::move(mail), std::move(done));
  };
  const Accept accept_fetched = [this](core::IncomingMail mail, AcceptDone done) {
    pipeline_->accept_waiting_for_disk(std::move(mail), std::move(done));
  };
  imap_ = std::make_unique<ImapFleet>(*store_, *writer_, desk_->current(), clock_, accept_fetched,
                                      config_.smtp.max_message_size);
  housekeeping_ = std::make_unique<Housekeeping>(*store_, *writer_);
  account_watch_ = std::make_unique<AccountWatch>(AccountWatch::Surroundings{
      *store_, *writer_, desk_->current(), clock_, [this] { return accounts(); },
      [this](std::string_view sender) { return outbox_->can_send(sender); }, wake_outbox});
  spool_ = std::make_shared<Spool>([this] { return store_->take_bytes(); });
  SmtpServer::Doors doors{
      .check_recipient = [this](std::string_view address) { return check_recipient(address, false); },
      .has_room = [this](std::uint64_t size) { return has_room(size); },
      .accept = accept,
      .spool = spool_,
      .clock = [this] { return clock_.now(); }};
  auto smtp = SmtpServer::open(net_, smtp_settings(config_), doors);
  if (!smtp) return fail(smtp);
  smtp_ = std::move(*smtp);
  doors.check_recipient = [this](std::string_view address) { return check_recipient(address, true); };
  auto lmtp = SmtpServer::open(net_, lmtp_settings(config_), doors);
  if (!lmtp) return fail(lmtp);
  lmtp_ = std::move(*lmtp);

  if (const auto read = read_tokens(); !read) return read;
  doorkeeper_ = std::make_unique<Doorkeeper>(tokens_, Api::needs,
                                             [this](const core::ApiToken& token) { note_use(token); });
  api_ = std::make_unique<Api>(services());
  HttpDoors http_doors;
  http_doors.handle = [this](HttpRequest request, Respond respond) {
    api_->handle(std::move(request), std::move(respond));
  };
  http_doors.admit = [this](const Knock& knock, const std::string& method, const HttpTarget& target) {
    return doorkeeper_->admit(knock, method, target, std::chrono::steady_clock::now());
  };
  http_doors.body_limit = [this](const HttpTarget& target) { return api_->body_limit(target); };
  HttpSettings http;
  http.listen = config_.http.listen;
  http.control_socket = config_.server.control_socket();
  auto server = HttpServer::open(net_, http, std::move(http_doors));
  if (!server) return fail(server);
  http_ = std::move(*server);
  return {};
}

/// Who hands in by LMTP has accepted the mail already: refused for a token that has expired or was cut, it
/// would bounce to a sender who may be forged. Such a mail counts as one without a token.
RecipientAnswer App::check_recipient(std::string_view address, bool with_bad_tokens) const {
  const auto standing = desk_->current().get();
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

bool App::has_room(std::uint64_t size) const { return free_space_ >= config_.store.min_free + size; }

bool App::work(std::function<void()> job) {
  if (jobs_ >= most_jobs) return false;
  ++jobs_;
  asio::post(pool_, [this, job = std::move(job)] {
    try {
      job();
    } catch (const std::exception& bug) {  // the barrier: one job must not take the daemon with it
      spdlog::error("job.failed error={}", escaped(bug.what()));
    }
    --jobs_;
  });
  return true;
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
  if (config_.settings.trust.agents_by_token) spdlog::warn("trust.agents_by_token");
  spdlog::info("ready smtp={} lmtp={} http={} control={}", word(join(smtp_->addresses())),
               word(join(lmtp_->addresses())), word(join(http_->addresses())),
               word(config_.server.control_socket().string()));
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
  imap_->restart();
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

/// Both files are read and checked on a worker; a bad one keeps what stands.
void App::reload() {
  service_manager::reloading();
  const bool begun = work([this] {
    auto config = config::load_server(file_);
    auto done = config ? desk_->reload(*config) : Result<>(fail(config));
    if (done) imap_->restart();
    asio::post(net_, [this, config = std::move(config), done = std::move(done)]() mutable {
      if (stopping_) return;
      if (done) done = smtp_->reload(smtp_settings(*config));
      if (done) done = lmtp_->reload(lmtp_settings(*config));
      if (done)
        spdlog::info("reloaded file={}", word(file_.string()));
      else
        spdlog::error("reload_refused error={}", escaped(done.error().detail));
      service_manager::ready();
    });
  });
  if (begun) return;
  spdlog::error("reload_refused error=\"too busy\"");
  service_manager::ready();
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
  const auto space = std::filesystem::space(config_.server.state_dir, error);
  if (!error) free_space_ = space.available;
  const bool low = !has_room(0);
  if (low != disk_is_low_.exchange(low))
    spdlog::log(low ? spdlog::level::err : spdlog::level::info, "disk.{}", low ? "low" : "recovered");
  if (writer_->broken()) {
    spdlog::error("store.broken");  // a failed sync: what is on disk is unknown, only a new process may go on
    return stop(70);
  }
  if (std::chrono::steady_clock::now() - writer_->heartbeat() < writer_hangs_after) service_manager::alive();
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
