#include "store/sqlite/grown.h"

#include <algorithm>
#include <utility>

namespace ticketd::store::sqlite {
namespace {

namespace change = core::change;

/// What looks at rows as they are at that moment.
bool looks_at_rows(const core::Change& change) {
  return std::holds_alternative<change::CallWaiting>(change) ||
         std::holds_alternative<change::MoveEntries>(change) ||
         std::holds_alternative<change::MoveEntriesBack>(change) ||
         std::holds_alternative<change::MoveEntry>(change) ||
         std::holds_alternative<change::EraseTicket>(change);
}

class Growing {
 public:
  explicit Growing(core::Ticket& ticket) : ticket_(ticket) {}

  void operator()(const change::SetAssignee& c) {
    if (c.ticket == ticket_.id) ticket_.assignee = c.agent;
  }
  void operator()(const change::SetClocks& c) {
    if (c.ticket == ticket_.id) ticket_.clocks = c.clocks;
  }
  void operator()(const change::AddEntry& c) {
    if (c.entry.ticket != ticket_.id) return;
    touch(c.entry.created_at);
    if (!c.interaction) return;
    ++ticket_.interactions;
    ticket_.last_interaction = std::max(ticket_.last_interaction, c.entry.created_at);
  }
  void operator()(const change::RecordEvent& c) {
    if (c.event.ticket == ticket_.id) touch(c.event.at);
  }
  template <class Other>
  void operator()(const Other&) {}

 private:
  void touch(core::Time at) { ticket_.updated_at = std::max(ticket_.updated_at, at); }

  core::Ticket& ticket_;
};

}  // namespace

std::optional<core::Ticket> grown(core::Ticket ticket, std::span<const core::Change> later) {
  if (std::any_of(later.begin(), later.end(), looks_at_rows)) return std::nullopt;
  for (const auto& change : later) std::visit(Growing(ticket), change);
  return ticket;
}

}  // namespace ticketd::store::sqlite
