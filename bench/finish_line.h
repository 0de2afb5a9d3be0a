// Where a mail is finished after its 250, and how many are: on tickets of ticketd, or in the Maildir that
// another server delivers to.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace ticketd::bench {

class FinishLine {
 public:
  /// ticketd's control socket, or the folder `new` of a Maildir; the one that is not empty.
  FinishLine(std::string control, std::filesystem::path maildir);

  [[nodiscard]] bool is_set() const { return !control_.empty() || !maildir_.empty(); }

  /// How many of the mails that were accepted since this was made are finished; `accepted` is their number,
  /// read before.
  [[nodiscard]] Result<std::size_t> finished(std::size_t accepted) const;

 private:
  std::string control_;
  std::filesystem::path maildir_;
  std::size_t before_ = 0;  ///< files that were there already
};

}  // namespace ticketd::bench
