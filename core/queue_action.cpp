#include "core/queue_action.h"

#include "core/names.h"

namespace ticketd::core {

namespace {

/// What failed is tried again, or leaves the queue; there is nothing to hold back. What left it can only be
/// tried again.
bool is_possible(QueueAction action, const OutboxItem& item) {
  switch (item.state) {
    case SendState::sending:
    case SendState::sent:
      return false;
    case SendState::queued:
    case SendState::held:
    case SendState::uncertain:
      return true;
    case SendState::failed:
      return action == QueueAction::retry || (action == QueueAction::drop && !item.given_up);
  }
  return false;
}

}  // namespace

Result<QueueOutcome> queue_outcome(QueueAction action, const OutboxItem& item, Time now) {
  if (!is_possible(action, item))
    return fail(ErrorKind::policy,
                "mail " + std::to_string(item.id.value) + " is " + std::string(name_of(item.state)));
  switch (action) {
    case QueueAction::retry:
      return change::Requeue{item.id, now};
    case QueueAction::hold:
      return DeliveryOutcome{
          .change = {item.id, SendState::held, item.attempts, item.next_at, item.last_error}};
    case QueueAction::drop:
      return dropped(item);
  }
  return fail(ErrorKind::internal, "no such action on the queue");
}

}  // namespace ticketd::core
