// The mailboxes that are fetched: whether they are, and what of them could not be imported.
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/mailbox_views.h"

namespace ticketd::daemon {

void Api::list_mailboxes(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto skipped = (*reader)->imap_skipped();
  if (!skipped) return call.fail(skipped.error());
  call.respond({200, dump({{"mailboxes", mailboxes_json(services_.mailboxes(), *skipped)}})});
}

void Api::poll(const Call& call) const {
  services_.poll(call.query("mailbox"), call.query("skipped") == "true",
                 [call](const Result<std::size_t>& imported) {
                   if (!imported) return call.fail(imported.error());
                   call.respond({200, dump({{"imported", *imported}})});
                 });
}

}  // namespace ticketd::daemon
