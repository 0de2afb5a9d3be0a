// The daemon as a whole: builds every part in the order of their needs, starts them, and stops them in
// reverse.
#pragma once

#include "config/load.h"
#include "daemon/account_trial.h"
#include "daemon/account_watch.h"
#include "daemon/casework.h"
#include "daemon/clock_watch.h"
#include "daemon/desk_keeper.h"
#include "daemon/event_log.h"
#include "daemon/held.h"
#include "daemon/housekeeping.h"
#include "daemon/http/api.h"
#include "daemon/http/http_server.h"
#include "daemon/imap_fleet.h"
#include "daemon/inflight.h"
#include "daemon/intake/smtp_server.h"
#include "daemon/mail_client/wakeup.h"
#include "daemon/outbox/make_sender.h"
#include "daemon/outbox/outbox.h"
#include "daemon/pipeline.h"
#include "daemon/processing.h"
#include "daemon/quarantine_keeper.h"
#include "daemon/rehearsal.h"
#include "daemon/startable.h"
#include "daemon/surveys.h"
#include "daemon/waking.h"
#include "daemon/webhook/calls.h"
#include "daemon/webhook/webhook_sender.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace ticketd::daemon {

class App {
 public:
  /// Opens and binds everything; nothing is served yet. An error says what to mend. A rehearsal serves the
  /// control socket alone: no mail comes in, is worked on or goes out.
  static Result<std::unique_ptr<App>> start(config::ServerConfig config, std::filesystem::path file,
                                            Clock clock, std::shared_ptr<EventLog> events,
                                            bool rehearsal = false);
  ~App();

  /// Serves until SIGTERM or SIGINT; the exit code.
  int run();

 private:
  App(config::ServerConfig config, std::filesystem::path file, Clock clock, std::shared_ptr<EventLog> events,
      bool rehearsal);
  // The parts, in the order of their needs (app_parts.cpp).
  Result<> open();
  Result<> open_store();
  Result<> open_desk();
  Result<> open_outbox();
  Result<> open_pipeline();
  Result<> open_casework();
  Result<> open_mailboxes();
  Result<> open_mail_doors();
  Result<> open_http();
  /// How mail leaves, and the accounts that it leaves by.
  struct WaysOut {
    std::vector<Dispatcher::Route> routes;
    std::vector<AccountTrial> trials;
  };
  [[nodiscard]] Result<WaysOut> ways_out(const config::ServerConfig& config);
  [[nodiscard]] Result<std::vector<std::unique_ptr<MailSender>>> make_senders(
      const DeliverySettings& settings, int threads);
  [[nodiscard]] Result<Dispatcher::Route> webhook_route(const config::ServerConfig& config);
  [[nodiscard]] std::function<void()> wakes_outbox();
  [[nodiscard]] Surroundings surroundings();

  // What the API may ask of them (app_services.cpp).
  [[nodiscard]] Services services();
  void offer_store(Services& given);
  void offer_desk(Services& given);
  void offer_rehearsals(Services& given);
  void offer_mailboxes(Services& given);
  void offer_upkeep(Services& given);
  void offer_reports(Services& given);
  [[nodiscard]] Condition condition() const;
  [[nodiscard]] RecipientAnswer check_recipient(std::string_view address, bool with_bad_tokens) const;
  [[nodiscard]] std::vector<core::AccountState> accounts() const;
  [[nodiscard]] std::vector<TriedAccount> try_accounts() const;
  [[nodiscard]] bool has_room(std::uint64_t size) const;
  Result<> read_tokens();
  void note_use(const core::ApiToken& token);
  bool work(std::function<void()> job);
  bool take_order(std::function<void()> order);
  void follow_the_desk_soon();
  void stop_sending();

  bool start_work();
  Result<> start_processing();
  void await_signal();

  // A new configuration (app_reload.cpp).
  struct Next;
  void reload();
  [[nodiscard]] Result<std::shared_ptr<Next>> prepare();
  Result<> take(Next& next);
  [[nodiscard]] Result<std::shared_ptr<Next>> prepare_and_take();
  void reloaded(const Result<std::shared_ptr<Next>>& next);

  void stop(int exit_code);
  void part_stopped();
  void tick();
  void wake_tickets();

  Held<config::ServerConfig> config_;
  const std::filesystem::path file_;
  const Clock clock_;
  const core::Time started_ = clock_.now();
  const std::shared_ptr<EventLog> events_;
  const bool only_to_look_at_;
  boost::asio::io_context net_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<DeskKeeper> desk_;
  std::unique_ptr<InFlight> in_flight_;
  std::unique_ptr<Pipeline> pipeline_;
  Wakeup sending_stops_, trials_stop_;
  Held<std::vector<AccountTrial>> routes_to_try_{nullptr};  // until open_outbox
  WebhookRests webhook_rests_;
  WebhookCalls webhook_calls_;
  std::unique_ptr<Outbox> outbox_;  // above Processing: mails under way wake it
  std::unique_ptr<Processing> processing_;
  std::unique_ptr<Casework> casework_;
  std::unique_ptr<Surveys> surveys_;
  std::unique_ptr<Rehearsal> rehearsal_;
  std::unique_ptr<Waking> waking_;
  std::unique_ptr<QuarantineKeeper> quarantine_keeper_;
  std::unique_ptr<ImapFleet> imap_;
  std::unique_ptr<AccountWatch> account_watch_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::shared_ptr<Spool> spool_;
  TokenBook tokens_;
  std::unique_ptr<Doorkeeper> doorkeeper_;
  std::unique_ptr<Api> api_;
  std::stop_source jobs_stop_;
  std::atomic<std::size_t> jobs_{0}, orders_{0};
  boost::asio::thread_pool pool_{startable(2)}, order_pool_{startable(1)};
  std::unique_ptr<SmtpServer> smtp_, lmtp_;
  std::unique_ptr<HttpServer> http_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer ticker_;
  std::chrono::steady_clock::time_point next_waking_{};
  std::atomic<std::uint64_t> free_space_{std::numeric_limits<std::uint64_t>::max()};
  std::atomic<bool> disk_is_low_{false}, waking_runs_{false}, desk_to_follow_{false};
  ClockWatch clock_watch_;
  int parts_ = 0, exit_code_ = 0;
  bool stopping_ = false, clock_believed_ = true;
  bool reload_runs_ = false, reload_is_asked_ = false;
};

}  // namespace ticketd::daemon
