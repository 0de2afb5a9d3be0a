#include "daemon/intake/smtp_server.h"

#include "daemon/intake/tls_context.h"
#include "daemon/log_value.h"
#include "daemon/once_a_minute.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <iterator>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto pause_without_descriptors = std::chrono::milliseconds(100);

constexpr std::string_view too_many = "421 4.7.0 too many connections\r\n";

// As much as the socket takes at once: nobody waits for a peer that is turned away.
void turn_away(StreamSocket socket, std::string_view reply) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(reply), ignored);
}

}  // namespace

Result<std::unique_ptr<SmtpServer>> SmtpServer::open(asio::io_context& net, const SmtpSettings& settings,
                                                     Doors doors) {
  std::vector<Listener> listeners;
  const UnixSocketOptions options{.mode = settings.socket_mode, .group = settings.socket_group};
  for (const auto& address : settings.listen) {
    auto opened = listen_on(net, address, options);
    if (!opened) return fail(std::move(opened));
    std::move(opened->begin(), opened->end(), std::back_inserter(listeners));
  }
  for (auto& listener : listeners) listener.acceptor().non_blocking(true);
  std::unique_ptr<SmtpServer> server(new SmtpServer(net, std::move(doors), std::move(listeners)));
  auto first = server->prepare(settings);
  if (!first) return fail(std::move(first));
  server->take(std::move(*first));
  return server;
}

SmtpServer::SmtpServer(asio::io_context& net, Doors doors, std::vector<Listener> listeners)
    : net_(net), doors_(std::move(doors)), listeners_(std::move(listeners)), grace_(net) {}

Result<SmtpServer::Next> SmtpServer::prepare(const SmtpSettings& settings) const {
  auto tls = load_tls_context(settings);
  if (!tls) return fail(std::move(tls));
  auto proxies = AddressList::parse(settings.proxies);
  if (!proxies) return fail(std::move(proxies));
  auto terms = std::make_shared<SmtpTerms>(SmtpTerms{.settings = settings,
                                                     .check_recipient = doors_.check_recipient,
                                                     .has_room = doors_.has_room,
                                                     .offers_tls = *tls != nullptr});
  SmtpService service{.terms = std::move(terms),
                      .tls = std::move(*tls),
                      .accept = doors_.accept,
                      .spool = doors_.spool,
                      .clock = doors_.clock};
  return Next{std::move(service), std::move(*proxies)};
}

void SmtpServer::take(Next next) {
  service_ = std::move(next.service);
  proxies_ = std::move(next.proxies);
}

void SmtpServer::start() {
  for (auto& listener : listeners_) {
    ++accepting_;
    asio::co_spawn(net_, run(listener), asio::detached);
  }
}

asio::awaitable<void> SmtpServer::run(Listener& listener) {
  co_await accept_from(listener);
  --accepting_;
  tell_when_stopped();
}

asio::awaitable<void> SmtpServer::accept_from(Listener& listener) {
  asio::steady_timer pause(net_);
  OnceAMinute failures;
  while (!stopping_) {
    StreamSocket socket(net_);
    asio::generic::stream_protocol::endpoint peer;
    const auto [error] = co_await listener.acceptor().async_accept(socket, peer, as_result);
    if (stopping_ || error == asio::error::operation_aborted) co_return;
    if (error) {
      if (error == asio::error::no_descriptors && turn_one_away(listener)) continue;
      if (const auto count = failures.count(); count > 0)
        spdlog::warn("smtp.accept_failed address={} count={} error={}", word(listener.name()), count,
                     escaped(error.message()));
      pause.expires_after(pause_without_descriptors);
      (void)co_await pause.async_wait(as_result);
      continue;
    }
    receive(std::move(socket), name_of_peer(peer));
  }
}

bool SmtpServer::turn_one_away(Listener& listener) {
  spare_.release();
  boost::system::error_code error;
  {
    StreamSocket socket(net_);
    asio::generic::stream_protocol::endpoint peer;
    listener.acceptor().accept(socket, peer, error);
    if (!error) spdlog::warn("smtp.no_descriptor peer={}", name_of_peer(peer));
    if (!error) turn_away(std::move(socket), "421 4.3.2 too busy\r\n");
  }
  spare_.take();
  return !error;
}

void SmtpServer::receive(StreamSocket socket, std::string peer) {
  if (const auto reason = reason_to_refuse(peer); !reason.empty()) {
    spdlog::info("smtp.refused peer={} why={}", peer, reason);
    return turn_away(std::move(socket), too_many);
  }
  spdlog::debug("smtp.connected peer={} via={}", peer, settings().is_lmtp() ? "lmtp" : "smtp");
  auto session = std::make_shared<SmtpServerSession>(std::move(socket), std::move(peer), service_);
  if (has_limits(session->peer())) admitted_.insert(session);
  session->set_stressed(stressed_);
  sessions_.insert(session);
  update_stress();
  asio::co_spawn(net_, host(std::move(session)), asio::detached);
}

std::string_view SmtpServer::reason_to_refuse(const std::string& peer) {
  if (sessions_.size() >= settings().limits.sessions) return "sessions";
  return reason_to_refuse_address(peer);
}

bool SmtpServer::has_limits(const std::string& peer) const {
  return !settings().behind_our_border() && peer != "unix" && !proxies_.contains(peer);
}

std::string_view SmtpServer::reason_to_refuse_address(const std::string& peer) {
  if (!has_limits(peer)) return {};
  switch (peers_.admit(peer, settings().limits, PeerLimits::Clock::now())) {
    case PeerLimits::Answer::admitted:
      return {};
    case PeerLimits::Answer::too_many_sessions:
      return "sessions_per_ip";
    case PeerLimits::Answer::too_many_connections:
      return "connections_per_ip_per_minute";
  }
  return {};
}

// Behind a proxy, only what it says first tells who connects and whether there are too many of them.
asio::awaitable<bool> SmtpServer::introduce(SessionPointer session) {
  if (!proxies_.contains(session->peer())) co_return true;
  const auto peer = co_await session->read_proxy_header();
  if (!peer) {
    spdlog::info("smtp.proxy_header_missing proxy={}", session->peer());
    co_return false;
  }
  if (peer->empty()) co_return true;  // the proxy looks whether we are well
  if (const auto reason = reason_to_refuse_address(*peer); !reason.empty()) {
    spdlog::info("smtp.refused peer={} why={}", *peer, reason);
    co_await session->turn_away(too_many);
    co_return false;
  }
  session->set_peer(*peer);
  if (has_limits(*peer)) admitted_.insert(session);
  co_return true;
}

// The barrier: whatever a session throws ends that session only.
asio::awaitable<void> SmtpServer::host(SessionPointer session) {
  try {
    const bool welcome = co_await introduce(session);
    if (welcome) co_await session->run();
  } catch (const std::exception& error) {
    spdlog::error("smtp.session_failed peer={} error={}", session->peer(), escaped(error.what()));
  }
  leave(session);
}

void SmtpServer::leave(const SessionPointer& session) {
  spdlog::debug("smtp.closed peer={}", session->peer());
  if (admitted_.erase(session) > 0) peers_.left(session->peer());
  sessions_.erase(session);
  update_stress();
  tell_when_stopped();
}

void SmtpServer::tell_when_stopped() {
  if (!stopped_ || !sessions_.empty() || accepting_ > 0) return;
  grace_.cancel();
  std::exchange(stopped_, nullptr)();  // the server may be gone now
}

void SmtpServer::update_stress() {
  const std::size_t fifths = stressed_ ? 3 : 4;  // not on and off with each peer that comes and goes
  const bool stressed = 5 * sessions_.size() >= fifths * settings().limits.sessions;
  if (stressed == stressed_) return;
  stressed_ = stressed;
  if (stressed) spdlog::warn("smtp.stressed sessions={}", sessions_.size());
  for (const auto& session : sessions_) session->set_stressed(stressed);
}

void SmtpServer::stop(std::chrono::milliseconds grace, std::function<void()> stopped) {
  stopping_ = true;
  for (auto& listener : listeners_) listener.close();
  stopped_ = std::move(stopped);
  for (const auto& session : sessions_) session->stop_when_idle();
  grace_.expires_after(grace);
  grace_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    for (const auto& session : sessions_) session->abort();
  });
  tell_when_stopped();
}

std::vector<std::string> SmtpServer::addresses() const {
  std::vector<std::string> names;
  for (const auto& listener : listeners_) names.push_back(listener.name());
  return names;
}

}  // namespace ticketd::daemon
