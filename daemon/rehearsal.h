// What would happen, and would be sent, without that anything happens: asked of the store inside a write
// transaction that changes nothing, so that the answer is the one a mail would get now. Blocks: on a worker
// thread.
#pragma once

#include "core/preview.h"
#include "daemon/current.h"
#include "daemon/http/services.h"
#include "store/writer.h"

namespace ticketd::daemon {

class Rehearsal {
 public:
  Rehearsal(store::Writer& writer, const Current& current, const Clock& clock)
      : writer_(writer), current_(current), clock_(clock) {}

  /// What would become of this mail: of one that came before, a duplicate.
  [[nodiscard]] Result<core::Decision> mail(const core::IncomingMail& mail);
  /// The same as if it came for the first time.
  [[nodiscard]] Result<core::Decision> mail_anew(const core::IncomingMail& mail);

  /// What the rules of this event would do to a ticket as it is now.
  [[nodiscard]] Result<core::Decision> event(core::TicketId ticket, core::RuleEvent event);

  /// The letter that a text of the desk would make, as it would leave.
  [[nodiscard]] Result<PreviewedLetter> letter(const core::PreviewRequest& wanted);

 private:
  enum class Copies { count, are_forgotten };
  [[nodiscard]] Result<core::Decision> decide(const core::IncomingMail& mail, Copies copies);

  store::Writer& writer_;
  const Current& current_;
  const Clock& clock_;
};

}  // namespace ticketd::daemon
