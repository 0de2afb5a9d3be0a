#include "store/destination.h"

#include "core/text.h"
#include "store/evidence.h"

#include <set>

namespace ticketd::store {

std::string destination_of(const core::IncomingMail& mail) {
  if (!mail.source.mailbox.empty()) return "mailbox " + mail.source.mailbox;
  std::set<std::string> recipients;
  for (const auto& recipient : mail.envelope.recipients) recipients.insert(core::ascii_lower(recipient));
  std::string destination = "to";
  for (const auto& recipient : recipients) destination += ' ' + recipient;
  return destination;
}

core::Time duplicates_after(const core::IncomingMail& mail) {
  return mail.imap ? core::Time::min() : mail.received - duplicate_window;
}

}  // namespace ticketd::store
