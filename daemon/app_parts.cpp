// How the daemon is put together: each part with what it may ask of the others.
#include "daemon/app.h"
#include "daemon/log.h"
#include "daemon/log_value.h"
#include "daemon/once_a_minute.h"
#include "daemon/outbox/make_sender.h"
#include "daemon/outbox/routes.h"
#include "daemon/part_settings.h"
#include "daemon/token_vault.h"
#include "daemon/webhook/hosts.h"
#include "store/open.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

namespace ticketd::daemon {

Result<> App::open() {
  for (const auto step : {&App::open_store, &App::open_desk, &App::open_outbox, &App::open_pipeline,
                          &App::open_casework, &App::open_mailboxes, &App::open_mail_doors, &App::open_http})
    if (const auto done = (this->*step)(); !done) return fail(done);
  return {};
}

Result<> App::open_store() {
  const auto config = config_.get();
  const auto& folder = config->server.state_dir;
  std::error_code error;
  if (std::filesystem::create_directories(folder, error))
    // Nobody else lists it; who may use the control socket gets through to it.
    std::filesystem::permissions(folder, std::filesystem::perms{0751}, error);
  if (error) return fail(core::ErrorKind::store_down, folder.string() + ": " + error.message());
  auto store = store::open_store("sqlite:" + config->store.database.string(), folder, jobs_stop_.get_token());
  if (!store) return fail(store);
  store_ = std::move(*store);
  store::Writer::Options options;
  options.on_trouble = [troubles = std::make_shared<OnceAMinute>()](const core::Error& trouble) {
    if (const auto count = troubles->count(); count > 0)
      spdlog::error("store.trouble count={} error={}", count, escaped(trouble.detail));
  };
  writer_ = std::make_unique<store::Writer>(*store_, std::move(options));
  return {};
}

Result<> App::open_desk() {
  const auto config = config_.get();
  auto desk = DeskKeeper::open(*config, *store_, *writer_, clock_);
  if (!desk) return fail(desk);
  desk_ = std::move(*desk);
  auto in_flight = InFlight::open(config->server.state_dir / "in-flight");
  if (!in_flight) return fail(in_flight);
  in_flight_ = std::move(*in_flight);
  const auto& interrupted = in_flight_->interrupted();
  for (const auto mail : interrupted) spdlog::warn("mail.interrupted id={}", mail.value);
  auto counted = writer_->run([&](store::Txn& txn) {
    Result<> all;
    for (const auto mail : interrupted)
      if (all) all = txn.add_attempt(mail);
    return all;
  });
  return counted ? in_flight_->begin_anew() : counted;
}

Result<> App::open_outbox() {
  auto ways = ways_out(*config_.get());
  if (!ways) return fail(ways);
  outbox_ = std::make_unique<Outbox>(*store_, *writer_, desk_->current(), clock_, std::move(ways->routes));
  routes_to_try_.replace(std::make_shared<const std::vector<AccountTrial>>(std::move(ways->trials)));
  return {};
}

Result<App::WaysOut> App::ways_out(const config::ServerConfig& config) {
  std::vector<Routes::Match> matches;
  for (const auto& route : config.routes) matches.push_back({route.mailboxes, route.domains});
  const Routes table(std::move(matches), desk_->current());

  WaysOut ways;
  const auto add = [&](const std::string& name, const config::ServerConfig::Delivery& delivery) -> Result<> {
    const auto settings = delivery_settings(config, delivery, token_vault(*store_, *writer_));
    auto senders = make_senders(settings, delivery.workers);
    if (!senders) return fail(senders);
    auto& route = ways.routes.emplace_back();
    route.name = name;
    route.senders = table.senders_of(ways.routes.size() - 1);
    route.threads = std::move(*senders);
    route.policy.repeat_uncertain = config.delivery.repeat_uncertain;
    if (!is_maildir(settings)) ways.trials.push_back(trial_of(name, delivery.user, settings));
    return {};
  };
  for (const auto& [mailboxes, domains, delivery] : config.routes)
    if (auto added = add(joined(mailboxes.empty() ? domains : mailboxes), delivery); !added)
      return fail(added);
  if (auto added = add("default", config.delivery); !added) return fail(added);
  auto webhooks = webhook_route(config);
  if (!webhooks) return fail(webhooks);
  ways.routes.push_back(std::move(*webhooks));
  return ways;
}

/// One for each thread.
Result<std::vector<std::unique_ptr<MailSender>>> App::make_senders(const DeliverySettings& settings,
                                                                   int threads) {
  std::vector<std::unique_ptr<MailSender>> senders;
  for (int i = 0; i < threads; ++i) {
    auto sender = make_sender(settings, sending_stops_);
    if (!sender) return fail(sender);
    senders.push_back(std::move(*sender));
  }
  return senders;
}

/// News that a program got too late is no news: a day of tries is enough, and nobody is told that it takes
/// long.
Result<Dispatcher::Route> App::webhook_route(const config::ServerConfig& config) {
  const auto limits = webhook_limits(config);
  if (!limits) return fail(limits);
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
  for (int i = 0; i < config.webhooks.workers; ++i)
    route.threads.push_back(
        std::make_unique<WebhookSender>(desk_->current(), clock_, *limits, webhook_rests_, sending_stops_));
  route.policy.give_up_after = std::chrono::hours(24);
  route.policy.late_after = route.policy.give_up_after;
  return route;
}

std::function<void()> App::wakes_outbox() {
  return [this] { outbox_->wake(); };
}

Surroundings App::surroundings() { return {*store_, *writer_, desk_->current(), clock_, wakes_outbox()}; }

Result<> App::open_pipeline() {
  pipeline_ = std::make_unique<Pipeline>(surroundings(), *in_flight_, [this] { return disk_is_low_.load(); });
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
  return {};
}

Result<> App::open_casework() {
  rehearsal_ = std::make_unique<Rehearsal>(*writer_, desk_->current(), clock_);
  casework_ = std::make_unique<Casework>(surroundings());
  surveys_ = std::make_unique<Surveys>(surroundings());
  waking_ = std::make_unique<Waking>(surroundings());
  quarantine_keeper_ = std::make_unique<QuarantineKeeper>(surroundings());
  housekeeping_ = std::make_unique<Housekeeping>(*store_, *writer_);
  return {};
}

Result<> App::open_mailboxes() {
  imap_ = std::make_unique<ImapFleet>(
      *store_, *writer_, desk_->current(), clock_,
      [this](core::IncomingMail mail, AcceptDone done) {
        pipeline_->accept_waiting_for_disk(std::move(mail), std::move(done));
      },
      [this] { return config_.get()->smtp.max_message_size; });
  account_watch_ = std::make_unique<AccountWatch>(
      surroundings(), [this] { return accounts(); },
      [this](std::string_view sender) { return outbox_->can_send(sender); });
  return {};
}

Result<> App::open_mail_doors() {
  spool_ = std::make_shared<Spool>([this] { return store_->take_bytes(); });
  SmtpServer::Doors doors{
      .check_recipient = [this](std::string_view address) { return check_recipient(address, false); },
      .has_room = [this](std::uint64_t size) { return has_room(size); },
      .accept = [this](core::IncomingMail mail,
                       AcceptDone done) { pipeline_->accept(std::move(mail), std::move(done)); },
      .spool = spool_,
      .clock = [this] { return clock_.now(); }};
  const auto config = config_.get();
  auto smtp = SmtpServer::open(net_, smtp_settings(*config), doors);
  if (!smtp) return fail(smtp);
  smtp_ = std::move(*smtp);
  doors.check_recipient = [this](std::string_view address) { return check_recipient(address, true); };
  auto lmtp = SmtpServer::open(net_, lmtp_settings(*config), doors);
  if (!lmtp) return fail(lmtp);
  lmtp_ = std::move(*lmtp);
  return {};
}

Result<> App::open_http() {
  if (const auto read = read_tokens(); !read) return read;
  doorkeeper_ = std::make_unique<Doorkeeper>(tokens_, Api::needs,
                                             [this](const core::ApiToken& token) { note_use(token); });
  api_ = std::make_unique<Api>(services());
  HttpDoors doors;
  doors.handle = [this](HttpRequest request, Respond respond) {
    api_->handle(std::move(request), std::move(respond));
  };
  doors.admit = [this](const Knock& knock, const std::string& method, const HttpTarget& target) {
    return doorkeeper_->admit(knock, method, target, std::chrono::steady_clock::now());
  };
  doors.body_limit = [this](const HttpTarget& target) { return api_->body_limit(target); };
  doors.takes_long = Api::takes_long;
  const auto config = config_.get();
  HttpSettings settings;
  settings.listen = config->http.listen;
  settings.control_socket = config->server.control_socket();
  auto server = HttpServer::open(net_, settings, std::move(doors));
  if (!server) return fail(server);
  http_ = std::move(*server);
  return {};
}

}  // namespace ticketd::daemon
