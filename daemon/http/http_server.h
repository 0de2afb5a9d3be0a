// The HTTP listeners of the daemon: TCP for programs with a token, and the control socket for the operators
// of this machine. Everything runs on the net thread. The io_context must outlive it, and every request under
// way.
#pragma once

#include "core/result.h"
#include "daemon/http/http_session.h"
#include "daemon/listener.h"
#include "daemon/spare_descriptor.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ticketd::daemon {

struct HttpSettings {
  std::vector<std::string> listen;       ///< see daemon/listener.h
  std::filesystem::path control_socket;  ///< made with mode 0660; empty: none
  HttpLimits limits;
};

class HttpServer {
 public:
  /// Binds every address; serves once start() is called.
  static Result<std::unique_ptr<HttpServer>> open(asio::io_context& net, const HttpSettings& settings,
                                                  HttpDoors doors);

  void start();

  /// Stops accepting and lets requests under way be answered. `stopped` is called when the last session is
  /// over; those that outlast `grace` are cut.
  void stop(std::chrono::milliseconds grace, std::function<void()> stopped);

  /// What is listened on, without the control socket.
  [[nodiscard]] std::vector<std::string> addresses() const;

 private:
  using SessionPointer = std::shared_ptr<HttpSession>;
  struct Door {
    Listener listener;
    bool local;
  };

  HttpServer(asio::io_context& net, HttpLimits limits, HttpDoors doors, std::vector<Door> listeners);
  asio::awaitable<void> accept_from(Door& door);
  void receive(StreamSocket socket, std::string peer, bool local);
  bool receive_without_descriptors(Door& door);
  /// Why another connection of this peer is too many; nothing when it is not.
  [[nodiscard]] const char* too_many(const std::string& peer, bool local) const;
  asio::awaitable<void> host(SessionPointer session);
  void leave(const SessionPointer& session);

  asio::io_context& net_;
  const HttpLimits limits_;
  const HttpDoors doors_;
  std::vector<Door> listeners_;
  SpareDescriptor spare_;  ///< for one operator at the control socket
  std::unordered_set<SessionPointer> sessions_;
  std::size_t local_sessions_ = 0;
  std::unordered_map<std::string, std::size_t> sessions_of_;  ///< over TCP, by network_of(peer)
  bool stopping_ = false;
  asio::steady_timer grace_;
  std::function<void()> stopped_;
};

}  // namespace ticketd::daemon
