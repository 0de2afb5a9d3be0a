// What the daemon decides by at this moment: desk, settings, texts. Replaced as a whole at a reload; who
// holds one keeps deciding by it to the end of that mail. Any thread.
#pragma once

#include "core/house.h"
#include "daemon/clock.h"
#include "templates/render.h"

#include <memory>
#include <mutex>

namespace ticketd::daemon {

struct Standing {
  core::Desk desk;
  core::Settings settings;
  core::Seal seal;
  templates::Templates texts;

  [[nodiscard]] core::House house(core::Time now, std::uint64_t dice = 0) const {
    return {desk, settings, seal, now, dice};
  }
};

class Current {
 public:
  explicit Current(std::shared_ptr<const Standing> standing) : standing_(std::move(standing)) {}

  [[nodiscard]] std::shared_ptr<const Standing> get() const {
    const std::lock_guard lock(mutex_);
    return standing_;
  }
  void replace(std::shared_ptr<const Standing> standing) {
    const std::lock_guard lock(mutex_);
    standing_ = std::move(standing);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Standing> standing_;
};

}  // namespace ticketd::daemon
