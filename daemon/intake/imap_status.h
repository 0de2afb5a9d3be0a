// What a person is shown of a fetched mailbox: whether it is being fetched, and if not, why.
#pragma once

#include "core/account_news.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

struct ImapStatus {
  /// `stopped`: the account was refused, and nothing is tried before a person asks for it.
  enum class State : std::uint8_t { connecting, connected, waiting, stopped } state = State::connecting;
  core::Time since;
  std::string problem;  ///< why it waits or is stopped, or why after_import is not done
  std::optional<core::Time> last_success = {};       ///< when it was last read to its end
  std::optional<core::AccountTrouble> trouble = {};  ///< since then
  struct Alert {
    core::Time at;
    std::string text;
  };
  std::optional<Alert> alert = {};  ///< the last that the server wanted shown to a person
};

[[nodiscard]] inline std::string_view name_of(ImapStatus::State state) {
  constexpr std::array<std::string_view, 4> names{"connecting", "connected", "waiting", "stopped"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace ticketd::daemon
