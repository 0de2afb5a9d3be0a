// The trace: for every mail which rules were tried, what each answered, and where it ended (promise 8).
#pragma once

#include "core/ticket.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

enum class Place : std::uint8_t { ticket, duplicate, quarantine };

struct TraceStep {
  std::string rule, answer, detail;
};

struct Trace {
  std::string message_id;
  std::vector<TraceStep> steps;
  Place place = Place::ticket;
  std::optional<TicketId> ticket;
  std::optional<EntryId> entry;
  Role role = Role::stranger;
  Trust trust = Trust::plausible;
  bool thorough = false;  ///< rules tell in full why they do not apply: of a rehearsal, never kept

  void tried(std::string rule, std::string answer, std::string detail = {}) {
    steps.push_back({std::move(rule), std::move(answer), std::move(detail)});
  }
  /// By a person, or because its time in the quarantine is over.
  void deleted() { tried("quarantine", "deleted"); }
  [[nodiscard]] bool is_deleted() const {
    return !steps.empty() && steps.back().rule == "quarantine" && steps.back().answer == "deleted";
  }
};

}  // namespace ticketd::core
