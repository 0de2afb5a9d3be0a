// What the daemon decides by at this moment: desk, settings, texts. Replaced as a whole at a reload; who
// holds one keeps deciding by it to the end of that mail.
#pragma once

#include "core/house.h"
#include "daemon/clock.h"
#include "daemon/held.h"
#include "templates/render.h"

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

using Current = Held<Standing>;

}  // namespace ticketd::daemon
