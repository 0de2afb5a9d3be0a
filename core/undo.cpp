#include "core/undo.h"

#include "core/copies.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/wake.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ticketd::core {

namespace {

std::string text_of(const std::optional<Time>& time) { return time ? rfc3339(*time) : std::string{}; }

TicketId ticket_named(const std::string& number) {
  TicketId ticket;
  std::from_chars(number.data(), number.data() + number.size(), ticket.value);
  return ticket;
}

struct Undoing {
  Draft& draft;
  const Evidence& known;
  std::string by;
};

bool has_tag(const Draft& draft, const std::string& tag) {
  const auto& tags = draft.ticket().tags;
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

/// The ticket that was merged into this one, as long as it lies there.
const TicketContext* merged_ticket(const Evidence& known, const Event& event) {
  const auto found = known.tickets.find(ticket_named(event.from));
  return found != known.tickets.end() && found->second.ticket.state == State::merged ? &found->second
                                                                                     : nullptr;
}

/// The state that it had before; open where the history is silent.
State state_before_merge(const TicketContext& merged) {
  for (auto event = merged.recent.rbegin(); event != merged.recent.rend(); ++event)
    if (event->kind == EventKind::state && event->to == name_of(State::merged))
      return named<State>(event->from).value_or(State::open);
  return State::open;
}

void take_merge_back(const Undoing& at, const Event& event) {
  const auto* merged = merged_ticket(at.known, event);
  auto other = at.draft.beside(*merged);
  other.come_back_from(at.draft.ticket().id, state_before_merge(*merged), at.by);
  wind_clocks(other);
}

/// How one kind of event is taken back, and whether what it made is still there.
struct Reversal {
  EventKind kind;
  bool replaces;  ///< what an earlier event of the kind made: the last one counts
  bool (*stands)(const Draft&, const Evidence&, const Event&);
  void (*take_back)(const Undoing&, const Event&);
};
constexpr auto reversals = std::to_array<Reversal>({
    {EventKind::state, true,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return name_of(draft.ticket().state) == event.to;
     },
     [](const Undoing& at, const Event& event) {
       at.draft.take_back_state(*named<State>(event.from), at.by);
     }},
    {EventKind::resolution, true,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return reason_of(draft.ticket().resolution) == event.to;
     },
     [](const Undoing& at, const Event& event) { at.draft.take_back_resolution(event.from, at.by); }},
    {EventKind::assigned, true,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return draft.ticket().assignee == event.to;
     },
     [](const Undoing& at, const Event& event) { at.draft.assign(event.from, at.by); }},
    {EventKind::transferred, true,
     [](const Draft& draft, const Evidence&, const Event& event) { return draft.ticket().group == event.to; },
     [](const Undoing& at, const Event& event) { at.draft.transfer(event.from, at.by); }},
    {EventKind::priority, true,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return name_of(draft.ticket().priority) == event.to;
     },
     [](const Undoing& at, const Event& event) {
       at.draft.set_priority(*named<Priority>(event.from), at.by);
     }},
    {EventKind::tag, false,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return event.to.empty() ? !has_tag(draft, event.from) : has_tag(draft, event.to);
     },
     [](const Undoing& at, const Event& event) {
       if (event.to.empty())
         at.draft.add_tag(event.from, at.by);
       else
         at.draft.remove_tag(event.to, at.by);
     }},
    {EventKind::snoozed, true,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return text_of(draft.ticket().snoozed_until) == event.to;
     },
     [](const Undoing& at, const Event& event) {
       const auto before = time_of_rfc3339(event.from);
       at.draft.snooze(before && *before > at.draft.house().now ? before : std::nullopt, at.by);
     }},
    {EventKind::participant, false,
     [](const Draft& draft, const Evidence&, const Event& event) {
       return takes_part(draft.ticket(), event.to);
     },
     [](const Undoing& at, const Event& event) { at.draft.remove_participant(event.to, at.by); }},
    {EventKind::merged, false,
     [](const Draft&, const Evidence& known, const Event& event) {
       return merged_ticket(known, event) != nullptr;
     },
     take_merge_back},
});

const Reversal* reversal_of(EventKind kind) {
  const auto found = std::find_if(reversals.begin(), reversals.end(),
                                  [&](const Reversal& reversal) { return reversal.kind == kind; });
  return found == reversals.end() ? nullptr : &*found;
}

/// What the actor did to the ticket last, in one go.
std::vector<Event> last_deeds(const Draft& draft, const Actor& actor) {
  std::vector<Event> deeds;
  const auto by = actor.by();
  for (const auto& event : draft.context().recent) {
    if (event.by != by || event.at < draft.house().now - undo_window) continue;
    if (!deeds.empty() && deeds.front().at != event.at) deeds.clear();
    deeds.push_back(event);
  }
  return deeds;
}

}  // namespace

Result<> check_undo(const Draft& draft, const Actor& actor, const Evidence& known) {
  const auto deeds = last_deeds(draft, actor);
  const auto undone = [](const Event& event) { return event.kind == EventKind::undone; };
  if (deeds.empty() || std::any_of(deeds.begin(), deeds.end(), undone))
    return refuse("there is nothing of the last ten minutes to take back");
  for (auto deed = deeds.begin(); deed != deeds.end(); ++deed) {
    const std::string what(name_of(deed->kind));
    const auto* reversal = reversal_of(deed->kind);
    if (!reversal) return refuse("\"" + what + "\" cannot be taken back");
    const bool replaced = reversal->replaces && std::any_of(deed + 1, deeds.end(), [&](const Event& later) {
                            return later.kind == deed->kind;
                          });
    if (!replaced && !reversal->stands(draft, known, *deed))
      return refuse("\"" + what + "\" was changed since");
  }
  return {};
}

void undo(Draft& draft, const Actor& actor, const Evidence& known) {
  const Undoing at{draft, known, actor.by()};
  auto deeds = last_deeds(draft, actor);
  std::string what;
  for (auto deed = deeds.rbegin(); deed != deeds.rend(); ++deed) {
    reversal_of(deed->kind)->take_back(at, *deed);
    what += (what.empty() ? "" : ", ") + std::string(name_of(deed->kind));
  }
  draft.record(EventKind::undone, {}, what, at.by);
}

}  // namespace ticketd::core
