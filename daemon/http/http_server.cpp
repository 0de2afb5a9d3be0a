#include "daemon/http/http_server.h"

#include "daemon/intake/peer_limits.h"
#include "daemon/log_value.h"
#include "daemon/once_a_minute.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace ticketd::daemon {

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto pause_without_descriptors = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::open(asio::io_context& net, const HttpSettings& settings,
                                                     HttpDoors doors) {
  std::vector<Door> listeners;
  const auto listen = [&](const std::string& address, bool local) -> Result<> {
    auto opened = listen_on(net, address, {.mode = "0660", .group = ""});
    if (!opened) return fail(std::move(opened));
    for (auto& listener : *opened) {
      listener.acceptor().non_blocking(true);
      listeners.push_back({std::move(listener), local});
    }
    return {};
  };
  if (!settings.control_socket.empty())
    if (auto done = listen("unix:" + settings.control_socket.string(), true); !done)
      return fail(std::move(done));
  for (const auto& address : settings.listen)
    if (auto done = listen(address, false); !done) return fail(std::move(done));
  return std::unique_ptr<HttpServer>(
      new HttpServer(net, settings.limits, std::move(doors), std::move(listeners)));
}

HttpServer::HttpServer(asio::io_context& net, HttpLimits limits, HttpDoors doors, std::vector<Door> listeners)
    : net_(net), limits_(limits), doors_(std::move(doors)), listeners_(std::move(listeners)), grace_(net) {}

void HttpServer::start() {
  for (auto& door : listeners_) asio::co_spawn(net_, accept_from(door), asio::detached);
}

std::vector<std::string> HttpServer::addresses() const {
  std::vector<std::string> names;
  for (const auto& door : listeners_)
    if (!door.local) names.push_back(door.listener.name());
  return names;
}

asio::awaitable<void> HttpServer::accept_from(Door& door) {
  asio::steady_timer pause(net_);
  OnceAMinute failures;
  while (!stopping_) {
    StreamSocket socket(net_);
    asio::generic::stream_protocol::endpoint peer;
    const auto [error] = co_await door.listener.acceptor().async_accept(socket, peer, as_result);
    if (stopping_ || error == asio::error::operation_aborted) co_return;
    if (error) {
      if (error == asio::error::no_descriptors && door.local && receive_without_descriptors(door)) continue;
      if (const auto count = failures.count(); count > 0)
        spdlog::warn("http.accept_failed address={} count={} error={}", word(door.listener.name()), count,
                     escaped(error.message()));
      pause.expires_after(pause_without_descriptors);
      (void)co_await pause.async_wait(as_result);
      continue;
    }
    receive(std::move(socket), name_of_peer(peer), door.local);
  }
}

/// The operator who comes to see why is let in with the descriptor held back; the next waits until they left.
bool HttpServer::receive_without_descriptors(Door& door) {
  spare_.release();
  StreamSocket socket(net_);
  asio::generic::stream_protocol::endpoint peer;
  boost::system::error_code error;
  door.listener.acceptor().accept(socket, peer, error);
  if (!error) receive(std::move(socket), name_of_peer(peer), door.local);
  spare_.take();
  return !error;
}

/// A peer too many is closed without a word; it may try again.
void HttpServer::receive(StreamSocket socket, std::string peer, bool local) {
  if (const auto* why = too_many(peer, local)) {
    spdlog::info("http.refused peer={} why={}", peer, why);
    return;
  }
  ++(local ? local_sessions_ : sessions_of_[network_of(peer)]);
  auto session = std::make_shared<HttpSession>(std::move(socket), std::move(peer), local, limits_, doors_);
  sessions_.insert(session);
  asio::co_spawn(net_, host(std::move(session)), asio::detached);
}

const char* HttpServer::too_many(const std::string& peer, bool local) const {
  if (local) return local_sessions_ >= limits_.local_sessions ? "sessions" : nullptr;
  if (sessions_.size() - local_sessions_ >= limits_.sessions) return "sessions";
  const auto own = sessions_of_.find(network_of(peer));
  return own != sessions_of_.end() && own->second >= limits_.sessions_per_address ? "address" : nullptr;
}

// The barrier: whatever a session throws ends that session only.
asio::awaitable<void> HttpServer::host(SessionPointer session) {
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    spdlog::error("http.session_failed error={}", escaped(error.what()));
  }
  leave(session);
}

void HttpServer::leave(const SessionPointer& session) {
  if (session->local())
    --local_sessions_;
  else if (const auto own = sessions_of_.find(network_of(session->peer())); --own->second == 0)
    sessions_of_.erase(own);
  sessions_.erase(session);
  session->close();
  spare_.take();
  if (!stopping_ || !sessions_.empty() || !stopped_) return;
  grace_.cancel();
  std::exchange(stopped_, nullptr)();
}

void HttpServer::stop(std::chrono::milliseconds grace, std::function<void()> stopped) {
  stopping_ = true;
  for (auto& door : listeners_) door.listener.close();
  if (sessions_.empty()) return stopped();
  stopped_ = std::move(stopped);
  for (const auto& session : sessions_) session->drain();
  grace_.expires_after(grace);
  grace_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    for (const auto& session : sessions_) session->close();
  });
}

}  // namespace ticketd::daemon
