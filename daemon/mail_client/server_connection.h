// A blocking stream of bytes to a mail server that we are logged in to. libcurl makes it (TCP, TLS with
// verification, STARTTLS, SASL) and knows nothing of what is said afterwards. One thread per connection;
// every wait has a deadline and ends at once when `stop` is raised.
#pragma once

#include "config/mail_url.h"
#include "core/result.h"
#include "daemon/mail_client/deadline.h"
#include "daemon/mail_client/login.h"
#include "daemon/mail_client/wakeup.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

struct MailServer {
  config::MailUrl url;
  std::string tls_ca_file;  ///< empty: the system's
  std::string our_name;     ///< what we say in EHLO
};

class ServerConnection {
 public:
  /// Connects and logs in. Errors: `credentials` (the server refused the login), `bad_config` (a person must
  /// act: its certificate is not trusted, it has no STARTTLS, the password would go in clear text),
  /// `remote_temporary`, `network`.
  static Result<ServerConnection> open(const MailServer& server, const Login& login, const Wakeup& stop,
                                       Deadline deadline);

  ServerConnection(ServerConnection&&) noexcept;
  ServerConnection& operator=(ServerConnection&&) noexcept;
  ~ServerConnection();  ///< closes without saying goodbye

  /// After an error, `*out` tells how many octets may have left.
  Result<> send(std::string_view bytes, Deadline deadline, std::size_t* out = nullptr);

  /// Appends what has come, at least one octet; silence until the deadline, the end of the stream and `stop`
  /// are errors.
  Result<> receive(std::string& into, Deadline deadline);

  enum class Arrival : std::uint8_t { bytes, nudge, silence };
  /// The same for a wait that may end without bytes: at the deadline, or when `nudge` is raised.
  Result<Arrival> receive_unless(const Wakeup& nudge, std::string& into, Deadline deadline);

  /// From now on `stop` leaves so much time for what is under way; 0, as at first: none.
  void outlast_stop(std::chrono::milliseconds grace) { grace_ = grace; }

 private:
  struct Curl;
  ServerConnection(std::unique_ptr<Curl> curl, const Wakeup& stop);
  Result<Arrival> wait_for(short events, const Wakeup* nudge, Deadline deadline);
  Result<bool> take(std::string& into);
  [[nodiscard]] Deadline end_of_grace();

  std::unique_ptr<Curl> curl_;
  const Wakeup* stop_;
  std::chrono::milliseconds grace_{0};
  std::optional<Deadline> stopped_at_;
};

}  // namespace ticketd::daemon
