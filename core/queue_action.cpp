#include "core/queue_action.h"

#include "core/delivery.h"
#include "core/names.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

struct Possible {
  QueueAction action;
  SendState state;
};

/// What failed is tried again, or leaves the queue; there is nothing to hold back.
constexpr auto possible = std::to_array<Possible>({
    {QueueAction::retry, SendState::queued},
    {QueueAction::retry, SendState::held},
    {QueueAction::retry, SendState::uncertain},
    {QueueAction::retry, SendState::failed},
    {QueueAction::hold, SendState::queued},
    {QueueAction::hold, SendState::held},
    {QueueAction::hold, SendState::uncertain},
    {QueueAction::drop, SendState::queued},
    {QueueAction::drop, SendState::held},
    {QueueAction::drop, SendState::uncertain},
    {QueueAction::drop, SendState::failed},
});

}  // namespace

Result<Change> queue_change(QueueAction action, const OutboxItem& item, Time now) {
  const bool can_be = std::any_of(possible.begin(), possible.end(), [&](const Possible& one) {
    return one.action == action && one.state == item.state;
  });
  const bool is_over = item.given_up && action != QueueAction::retry;
  if (!can_be || is_over)
    return fail(ErrorKind::policy,
                "mail " + std::to_string(item.id.value) + " is " + std::string(name_of(item.state)));
  switch (action) {
    case QueueAction::retry:
      return change::Requeue{item.id, now};
    case QueueAction::hold:
      return change::SetDelivery{item.id, SendState::held, item.attempts, item.next_at, item.last_error};
    case QueueAction::drop:
      return dropped(item).change;
  }
  return fail(ErrorKind::internal, "no such action on the queue");
}

void tell_of(Draft& draft, QueueAction action, const OutboxItem& item) {
  if (action == QueueAction::drop) tell_of(draft, item, dropped(item));
}

}  // namespace ticketd::core
