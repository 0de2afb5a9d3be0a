#include "daemon/http/mailbox_views.h"

#include "core/rfc3339.h"

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
  const auto& last = mailbox.status.last_success;
  const auto& alert = mailbox.status.alert;
  return {{"name", mailbox.name},
          {"state", name_of(mailbox.status.state)},
          {"since", core::rfc3339(mailbox.status.since)},
          {"last_success", last ? Json(core::rfc3339(*last)) : Json()},
          {"problem", mailbox.status.problem.empty() ? Json() : Json(mailbox.status.problem)},
          {"alert", alert ? Json{{"at", core::rfc3339(alert->at)}, {"text", alert->text}} : Json()},
          {"skipped", std::move(mails)}};
}

}  // namespace

Json mailboxes_json(const std::vector<MailboxState>& mailboxes,
                    const std::vector<core::SkippedMail>& skipped) {
  auto rows = Json::array();
  for (const auto& mailbox : mailboxes) rows.push_back(mailbox_json(mailbox, skipped));
  return rows;
}

}  // namespace ticketd::daemon
