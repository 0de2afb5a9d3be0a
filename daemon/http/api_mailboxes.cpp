// The mailboxes that are fetched: whether they are, and what of them could not be imported; and whether the
// logins of all mail accounts are taken.
#include "core/names.h"
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

/// The wording of servers is for those who run the house: whoever may call this is one.
void Api::try_accounts(const Call& call) const {
  Json accounts = Json::array();
  for (const auto& [account, outcome] : services_.try_accounts()) {
    const bool fetched = account.kind == core::AccountState::Kind::fetched;
    Json one{{"kind", fetched ? "mailbox" : "route"},
             {"name", account.name},
             {"server", account.server},
             {"user", account.user},
             {"works", outcome.has_value()}};
    one["trouble"] = outcome ? Json() : Json(core::name_of(outcome.error().kind));
    one["problem"] = outcome ? Json() : Json(outcome.error().detail);
    accounts.push_back(std::move(one));
  }
  call.respond({200, dump({{"accounts", std::move(accounts)}})});
}

}  // namespace ticketd::daemon
