// How long a connection waits while another program holds the database: so long for each statement, and from
// the request to stop on, so long for all that is still asked of it. On the thread of the connection.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <utility>

struct sqlite3;

namespace ticketd::store::sqlite {

class Patience {
 public:
  Patience(std::chrono::milliseconds longest, std::stop_token stopping)
      : longest_(longest), stopping_(std::move(stopping)) {}
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  /// What this connection is asked waits for others from now on. We outlive it.
  void hold(sqlite3* handle);
  /// … or for nobody.
  static void lose(sqlite3* handle);

 private:
  using Clock = std::chrono::steady_clock;
  bool waited(int times);

  const std::chrono::milliseconds longest_;
  const std::stop_token stopping_;
  Clock::time_point until_;                ///< of the statement that waits
  std::optional<Clock::time_point> last_;  ///< since the request to stop was seen: of all that come
};

}  // namespace ticketd::store::sqlite
