// SIGHUP: both files are read, and every part of what they say is made, before anything changes; so a
// configuration holds as a whole or not at all.
#include "config/reload.h"
#include "daemon/app.h"
#include "daemon/log.h"
#include "daemon/log_value.h"
#include "daemon/part_settings.h"
#include "daemon/service_manager.h"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <optional>
#include <utility>

namespace ticketd::daemon {

namespace asio = boost::asio;

namespace {

/// Whether mail goes out as before: then nobody's connection or pause is touched.
bool delivers_alike(const config::ServerConfig& one, const config::ServerConfig& other) {
  return one.delivery == other.delivery && one.routes == other.routes && one.webhooks == other.webhooks &&
         one.settings.hostname == other.settings.hostname;
}

}  // namespace

struct App::Next {
  std::shared_ptr<const config::ServerConfig> config;
  std::vector<std::string> need_restart;  ///< keys whose change waits
  DeskKeeper::Next desk;
  std::optional<WaysOut> ways;  ///< nothing: mail goes out as before
  SmtpServer::Next smtp, lmtp;
};

/// A signal that comes meanwhile is answered behind this one: its files may be newer.
void App::reload() {
  if (reload_runs_) {
    reload_is_asked_ = true;
    return;
  }
  reload_runs_ = true;
  service_manager::reloading();
  const bool begun =
      work([this] { asio::post(net_, [this, next = prepare_and_take()] { reloaded(next); }); });
  if (!begun) reloaded(fail(core::ErrorKind::overloaded, "too busy"));
}

Result<std::shared_ptr<App::Next>> App::prepare_and_take() {
  bool begun = false;
  try {
    auto next = prepare();
    if (!next) return next;
    begun = true;
    if (const auto taken = take(**next); !taken) return fail(taken);
    return next;
  } catch (const std::exception& bug) {  // the barrier: the next signal must find us ready
    const std::string half = begun ? "; some of the new configuration may hold: restart ticketd" : "";
    return fail(core::ErrorKind::internal, bug.what() + half);
  }
}

Result<std::shared_ptr<App::Next>> App::prepare() {
  auto config = config::load_server(file_);
  if (!config) return fail(config);
  if (only_to_look_at_) close_doors(*config);
  const auto running = config_.get();
  auto next = std::make_shared<Next>();
  next->need_restart = config::keep_until_restart(*running, *config);

  auto desk = desk_->read(*config);
  if (!desk) return fail(desk);
  next->desk = std::move(*desk);
  const auto standing = desk_->current().get();
  const auto& its_desk = next->desk.file ? next->desk.file->desk : standing->desk;
  if (const auto checked = config::check_routes(file_, its_desk); !checked) return fail(checked);
  if (!delivers_alike(*running, *config)) {
    auto ways = ways_out(*config);
    if (!ways) return fail(ways);
    next->ways = std::move(*ways);
  }
  auto smtp = smtp_->prepare(smtp_settings(*config));
  if (!smtp) return fail(smtp);
  next->smtp = std::move(*smtp);
  auto lmtp = lmtp_->prepare(lmtp_settings(*config));
  if (!lmtp) return fail(lmtp);
  next->lmtp = std::move(*lmtp);
  next->config = std::make_shared<const config::ServerConfig>(std::move(*config));
  return next;
}

/// Only the store can still refuse, so the desk goes first.
Result<> App::take(Next& next) {
  if (const auto taken = desk_->take(std::move(next.desk)); !taken) return taken;
  config_.replace(next.config);
  change_logging(next.config->log.level, next.config->log.format);
  if (next.ways) {
    outbox_->replace(std::move(next.ways->routes));
    routes_to_try_.replace(std::make_shared<const std::vector<AccountTrial>>(std::move(next.ways->trials)));
  }
  if (!only_to_look_at_) imap_->follow_the_desk();
  return {};
}

/// On the net thread, to which the listeners belong.
void App::reloaded(const Result<std::shared_ptr<Next>>& next) {
  reload_runs_ = false;
  if (stopping_) return;
  if (next) {
    smtp_->take(std::move((*next)->smtp));
    lmtp_->take(std::move((*next)->lmtp));
    if (!(*next)->need_restart.empty())
      spdlog::warn("restart_needed keys={}", word(joined((*next)->need_restart)));
    spdlog::info("reloaded file={}", word(file_.string()));
  } else {
    spdlog::error("reload_refused error={}", escaped(next.error().detail));
  }
  service_manager::ready();
  if (std::exchange(reload_is_asked_, false)) reload();
}

}  // namespace ticketd::daemon
