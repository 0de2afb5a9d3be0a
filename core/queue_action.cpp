#include "core/queue_action.h"

#include "core/names.h"

namespace ticketd::core {

Result<Change> queue_change(QueueAction action, const OutboxItem& item, Time now) {
  if (item.state == SendState::sent || item.state == SendState::sending)
    return fail(ErrorKind::policy,
                "mail " + std::to_string(item.id.value) + " is " + std::string(name_of(item.state)));
  switch (action) {
    case QueueAction::retry:
      return change::Requeue{item.id, now};
    case QueueAction::hold:
      return change::SetDelivery{item.id, SendState::held, item.attempts, item.next_at, item.last_error};
    case QueueAction::drop:
      return change::SetDelivery{item.id, SendState::failed, item.attempts, item.next_at,
                                 "dropped by the operator"};
  }
  return fail(ErrorKind::internal, "no such action on the queue");
}

}  // namespace ticketd::core
