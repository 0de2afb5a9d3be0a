// One session of the load generator: hands in mail after mail, each with its own round trips, as a plain MTA
// without pipelining does. One thread.
#pragma once

#include "bench/line_socket.h"
#include "bench/test_mail.h"
#include "core/result.h"

#include <chrono>
#include <optional>
#include <string>

namespace ticketd::bench {

struct Target {
  std::string host = "127.0.0.1";
  std::string port = "2525";
  std::string recipient = "support@example.com";
  bool reconnect = false;  ///< a new connection for each mail
};

class SmtpSender {
 public:
  using Duration = std::chrono::steady_clock::duration;

  explicit SmtpSender(const Target& target) : target_(target) {}
  ~SmtpSender() { leave(); }
  SmtpSender(const SmtpSender&) = delete;
  SmtpSender& operator=(const SmtpSender&) = delete;

  /// The time from the final dot to its 250. A server that has had enough of this connection (421) gets the
  /// mail on a new one.
  [[nodiscard]] Result<Duration> hand_in(const TestMail& mail);

  void leave();

 private:
  struct Reply {
    int code = 0;
    std::string text;
  };
  Result<> connect();
  Result<Duration> transaction(const TestMail& mail);
  Result<> command(const std::string& line, int expected);
  Result<> expect(int code);
  Result<Reply> reply();

  const Target& target_;
  std::optional<LineSocket> server_;
  std::size_t accepted_here_ = 0;  ///< on this connection
  bool dismissed_ = false;         ///< 421
};

}  // namespace ticketd::bench
