// The words of the domain that every layer shares: time, ids, addresses.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace ticketd::core {

/// Wall-clock time in UTC. Always passed in: nothing in core reads a clock.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

template <class Tag>
struct Id {
  std::int64_t value{};
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};
using MailKey = Id<struct MailTag>;     ///< an accepted mail: its bytes, envelope and source
using TicketId = Id<struct TicketTag>;  ///< the number that people see, `[#42]`
using EntryId = Id<struct EntryTag>;    ///< what stands in a ticket
using OutboxId = Id<struct OutboxTag>;  ///< one mail of ours to one recipient

/// A mailbox of RFC 5322 3.4: display name (decoded UTF-8) and addr-spec (`local@domain`, no brackets).
struct Address {
  std::string name;
  std::string address;
  auto operator<=>(const Address&) const = default;
};

}  // namespace ticketd::core
