// The mailboxes that are fetched: whether they are, and what of them could not be imported.
#include "core/rfc3339.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"

namespace ticketd::daemon {

namespace {

Json skipped_json(const core::SkippedMail& mail) {
  return {{"folder", mail.at.folder},
          {"uid", mail.at.uid},
          {"reason", mail.reason},
          {"since", core::rfc3339(mail.since)}};
}

Json mailbox_json(const MailboxState& mailbox, const std::vector<core::SkippedMail>& skipped) {
  auto mails = Json::array();
  for (const auto& mail : skipped)
    if (mail.at.mailbox == mailbox.name) mails.push_back(skipped_json(mail));
  return {{"name", mailbox.name},
          {"state", name_of(mailbox.status.state)},
          {"since", core::rfc3339(mailbox.status.since)},
          {"problem", mailbox.status.problem.empty() ? Json() : Json(mailbox.status.problem)},
          {"skipped", std::move(mails)}};
}

}  // namespace

void Api::list_mailboxes(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto skipped = (*reader)->imap_skipped();
  if (!skipped) return call.fail(skipped.error());
  auto rows = Json::array();
  for (const auto& mailbox : services_.mailboxes()) rows.push_back(mailbox_json(mailbox, *skipped));
  call.respond({200, dump({{"mailboxes", std::move(rows)}})});
}

void Api::poll(const Call& call) const {
  services_.poll(call.query("mailbox"), call.query("skipped") == "true",
                 [call](const Result<std::size_t>& imported) {
                   if (!imported) return call.fail(imported.error());
                   call.respond({200, dump({{"imported", *imported}})});
                 });
}

}  // namespace ticketd::daemon
