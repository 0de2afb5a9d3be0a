// A Maildir that others deliver into and we take from: `new` holds what was delivered, `cur` what is done.
#pragma once

#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::ctl {

class Maildir {
 public:
  explicit Maildir(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Names in `new`, in the order of delivery (they begin with the time).
  [[nodiscard]] Result<std::vector<std::string>> new_mails() const;
  /// Nothing when it is no longer in `new`.
  [[nodiscard]] Result<std::optional<std::string>> read(const std::string& name) const;
  /// Moves it to `cur`, marked as seen. That it is gone already is no failure.
  [[nodiscard]] Result<> mark_done(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace ticketd::ctl
