// One connection of an SMTP or LMTP peer: moves bytes between the socket and the dialog, and lets nothing
// wait without an end. Runs on the net thread.
#pragma once

#include "daemon/intake/acceptor.h"
#include "daemon/intake/input_buffer.h"
#include "daemon/intake/peer_connection.h"
#include "daemon/intake/smtp_dialog.h"
#include "daemon/intake/spool.h"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ticketd::daemon {

/// What the sessions of a server are made with.
struct SmtpService {
  std::shared_ptr<const SmtpTerms> terms;
  std::shared_ptr<asio::ssl::context> tls;  ///< null: STARTTLS is not offered
  Accept accept;
  std::shared_ptr<Spool> spool;
  std::function<core::Time()> clock;
};

class SmtpServerSession : public std::enable_shared_from_this<SmtpServerSession> {
 public:
  SmtpServerSession(StreamSocket socket, std::string peer, SmtpService service);

  /// Who stands behind the proxy that connected; empty when it speaks for itself, nothing when it did not
  /// say. Before run().
  asio::awaitable<std::optional<std::string>> read_proxy_header();
  void set_peer(std::string peer);
  asio::awaitable<void> turn_away(std::string_view reply);  ///< instead of run()

  /// Until the connection is over. The caller keeps the session alive meanwhile.
  asio::awaitable<void> run();

  void set_stressed(bool stressed);
  void stop_when_idle();  ///< takes leave as soon as no mail is under way
  void abort();           ///< cuts the connection
  [[nodiscard]] const std::string& peer() const { return peer_; }

 private:
  using Clock = std::chrono::steady_clock;

  asio::awaitable<Step> next_step(Step::Next next);
  asio::awaitable<Step> read_command();
  asio::awaitable<Step> read_mail();
  asio::awaitable<void> move_content_to_disk();
  asio::awaitable<Step> hand_over();
  asio::awaitable<Result<core::IncomingMail>> complete_mail();
  asio::awaitable<Step> start_tls();
  asio::awaitable<void> take_leave(const Step& last);

  asio::awaitable<bool> fill();
  asio::awaitable<bool> flush();
  asio::awaitable<void> pause(std::chrono::milliseconds time);
  [[nodiscard]] Step interrupted();
  [[nodiscard]] bool input_is_pending();
  void on_outcome(std::size_t mail, Result<core::Accepted> outcome);
  void log(const Step& step) const;

  void allow(Clock::duration time) { set_deadline(Clock::now() + time); }
  void set_deadline(Clock::time_point deadline);
  void arm_timer();
  void on_timer();

  PeerConnection connection_;
  std::string peer_;
  SmtpService service_;
  std::optional<SmtpDialog> dialog_;
  InputBuffer input_;
  std::string output_;
  LargeMail large_;                                // what of a mail is not in memory
  std::size_t handed_over_ = 0;                    // mails of this session
  std::optional<Result<core::Accepted>> outcome_;  // of the last one of them
  asio::steady_timer answered_;                    // cancelled when the outcome is there
  asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point armed_until_ = Clock::time_point::max();
  bool expired_ = false;
  bool awaits_command_ = false;
  bool stressed_ = false;
  bool stopping_ = false;
};

}  // namespace ticketd::daemon
