// Which smart host takes the mails of which support address.
#pragma once

#include "daemon/current.h"
#include "store/store.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ticketd::daemon {

class Routes {
 public:
  struct Match {
    std::vector<std::string> mailboxes;  ///< by name
    std::vector<std::string> domains;    ///< of their addresses
  };

  /// `current` must outlive it, and every function that it gives.
  Routes(std::vector<Match> matches, const Current& current)
      : matches_(std::move(matches)), current_(current) {}

  /// The route that names the sender's mailbox, else the first that names its domain; one more than the last
  /// for all others. By the desk as it is now.
  [[nodiscard]] std::size_t of(std::string_view sender) const;
  [[nodiscard]] store::Senders senders_of(std::size_t route) const;

 private:
  std::vector<Match> matches_;
  const Current& current_;
};

}  // namespace ticketd::daemon
