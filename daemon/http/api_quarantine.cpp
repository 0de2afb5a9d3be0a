// The quarantine: mails that could not be placed, to be looked at, let in or deleted by a person.
#include "core/numbers.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"
#include "daemon/http/sight.h"

namespace ticketd::daemon {

namespace {

core::MailKey mail_key(const std::string& text) {
  return {core::parse_number<std::int64_t>(text).value_or(0)};
}

/// The row, when that mail is in the quarantine and the caller may see it.
Result<store::QuarantinedMail> find_quarantined(store::Reader& reader, const Sight& sight,
                                                const std::string& id) {
  const auto key = mail_key(id);
  auto next = reader.quarantine({.after = {key.value - 1}, .limit = 1});
  if (!next) return fail(next);
  if (next->empty() || next->front().mail != key || !sight.has(next->front()))
    return fail(core::ErrorKind::not_found, "there is no mail \"" + id + "\" in the quarantine");
  return std::move(next->front());
}

}  // namespace

void Api::list_quarantine(const Call& call) const {
  const auto page = read_page(call.query("after"), call.query("limit"));
  if (!page) return call.fail(page.error());
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto mails = (*reader)->quarantine(
      {.message_id = call.query("message_id"), .after = {page->after.value_or(0)}, .limit = page->limit});
  if (!mails) return call.fail(mails.error());
  const auto desk = services_.desk();
  const Sight sight(call.request.caller, *desk, **reader);
  auto rows = Json::array();
  for (const auto& mail : *mails)
    if (sight.has(mail)) rows.push_back(quarantine_row_json(mail));
  call.respond({200, dump({{"quarantine", std::move(rows)},
                           {"next", next_page(*mails, page->limit, &store::QuarantinedMail::mail)}})});
}

/// The row with the mail's bytes; those that are no UTF-8 are shown as replacement characters.
void Api::show_quarantined(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto desk = services_.desk();
  const Sight sight(call.request.caller, *desk, **reader);
  const auto row = find_quarantined(**reader, sight, call.names.at(0));
  if (!row) return call.fail(row.error());
  const auto mail = (*reader)->mail(row->mail);
  if (!mail) return call.fail(mail.error());
  auto view = quarantine_row_json(*row);
  view["raw"] = *mail ? (*mail)->bytes : std::string{};
  call.respond({200, dump(view)});
}

void Api::change_quarantined(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto desk = services_.desk();
  const Sight sight(call.request.caller, *desk, **reader);
  const auto row = find_quarantined(**reader, sight, call.names.at(0));
  if (!row) return call.fail(row.error());
  if (!sight.may_release())
    return call.fail(
        {core::ErrorKind::policy, call.request.caller.agent + " has no permission to manage the spam box"});
  const auto& action = call.names.at(1);
  if (action != "release" && action != "delete")
    return call.fail(
        {core::ErrorKind::not_found, "a quarantined mail takes release or delete, not \"" + action + '"'});
  const bool release = action == "release";
  const core::Change change = release ? core::Change{core::change::ReleaseQuarantined{row->mail}}
                                      : core::Change{core::change::DropQuarantined{row->mail}};
  services_.write([change](store::Txn& txn) { return txn.apply({change}); },
                  [this, call, release](const Result<>& done) {
                    if (!done) return call.fail(done.error());
                    if (release) services_.mails_released();
                    call.respond({200, dump({{"changed", 1}})});
                  });
}

}  // namespace ticketd::daemon
