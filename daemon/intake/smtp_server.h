// The SMTP or LMTP listeners of the daemon and the sessions on them. The app makes one for each section of
// the configuration; everything runs on the net thread. The io_context must outlive it, and every Accept
// under way.
#pragma once

#include "daemon/intake/address_list.h"
#include "daemon/intake/peer_limits.h"
#include "daemon/intake/smtp_server_session.h"
#include "daemon/listener.h"
#include "daemon/spare_descriptor.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace ticketd::daemon {

class SmtpServer {
 public:
  /// What the daemon does with mail; none of it may block.
  struct Doors {
    RecipientCheck check_recipient;
    RoomCheck has_room;
    Accept accept;
    std::shared_ptr<Spool> spool;
    std::function<core::Time()> clock;
  };

  /// Binds every address and reads the certificate; serves once start() is called.
  static Result<std::unique_ptr<SmtpServer>> open(asio::io_context& net, const SmtpSettings& settings,
                                                  Doors doors);

  void start();

  /// What other settings make of it; nothing has changed yet. Any thread.
  struct Next {
    SmtpService service;
    AddressList proxies;
  };
  [[nodiscard]] Result<Next> prepare(const SmtpSettings& settings) const;
  /// For sessions that begin from now on. Addresses stay as they are.
  void take(Next next);

  /// Stops accepting, says 421 to idle peers and lets mails under way finish. `stopped` is called when the
  /// last session is over; those that outlast `grace` are cut.
  void stop(std::chrono::milliseconds grace, std::function<void()> stopped);

  [[nodiscard]] std::vector<std::string> addresses() const;
  [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }

 private:
  using SessionPointer = std::shared_ptr<SmtpServerSession>;

  SmtpServer(asio::io_context& net, Doors doors, std::vector<Listener> listeners);

  asio::awaitable<void> run(Listener& listener);
  asio::awaitable<void> accept_from(Listener& listener);
  void receive(StreamSocket socket, std::string peer);
  bool turn_one_away(Listener& listener);
  asio::awaitable<bool> introduce(SessionPointer session);
  std::string_view reason_to_refuse(const std::string& peer);
  std::string_view reason_to_refuse_address(const std::string& peer);
  [[nodiscard]] bool has_limits(const std::string& peer) const;
  asio::awaitable<void> host(SessionPointer session);
  void leave(const SessionPointer& session);
  void tell_when_stopped();
  void update_stress();
  [[nodiscard]] const SmtpSettings& settings() const { return service_.terms->settings; }

  asio::io_context& net_;
  Doors doors_;
  SmtpService service_;
  AddressList proxies_;
  SpareDescriptor spare_;  ///< with it a peer is told to come again
  std::vector<Listener> listeners_;
  std::size_t accepting_ = 0;  // coroutines on listeners_
  std::unordered_set<SessionPointer> sessions_;
  std::unordered_set<SessionPointer> admitted_;  // those of them that peers_ counts
  PeerLimits peers_;
  bool stressed_ = false;
  bool stopping_ = false;
  asio::steady_timer grace_;
  std::function<void()> stopped_;
};

}  // namespace ticketd::daemon
