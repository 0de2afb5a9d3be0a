#include "store/memory/mails.h"

#include "core/message_id.h"

namespace ticketd::store::memory {
namespace {

namespace change = core::change;

/// Two people may decide on one mail at the same time.
Result<> not_in_quarantine(core::MailKey mail) {
  return fail(core::ErrorKind::not_found, "mail " + std::to_string(mail.value) + " is not in the quarantine");
}

}  // namespace

Result<> settle(Contents& all, const change::Settle& c) {
  const auto mail = all.mails.find(c.mail);
  if (mail == all.mails.end()) return unknown("mail", c.mail.value);
  mail->second.place = c.trace.place;
  all.settled[c.mail] = {c.message_id, c.content_hash, c.trace};
  all.quarantine.erase(c.mail);
  return {};
}

Result<> know_seals(Contents& all, const change::KnowSeals& c) {
  if (!all.mails.contains(c.mail)) return unknown("mail", c.mail.value);
  std::erase_if(all.agent_mails, [&](const auto& row) { return row.second.at <= c.at - core::seals_kept; });
  for (const auto& seal : c.seals) all.agent_mails.try_emplace(seal, AgentMail{c.mail, c.at});
  return {};
}

Result<> quarantine(Contents& all, const change::Quarantine& c) {
  const auto mail = all.mails.find(c.mail);
  if (mail == all.mails.end()) return unknown("mail", c.mail.value);
  mail->second.place = core::Place::quarantine;
  all.settled[c.mail] = {core::message_id_key(c.message_id), "", c.trace};
  const auto received = mail->second.incoming->received;
  all.quarantine[c.mail] = {c.mail, c.reason, c.from, c.to, c.subject, c.message_id, received};
  return {};
}

Result<> release(Contents& all, const change::ReleaseQuarantined& c) {
  if (all.quarantine.erase(c.mail) == 0) return not_in_quarantine(c.mail);
  auto& mail = all.mails.at(c.mail);
  mail.place.reset();
  mail.released = true;
  return {};
}

Result<> drop(Contents& all, const change::DropQuarantined& c) {
  if (all.quarantine.erase(c.mail) == 0) return not_in_quarantine(c.mail);
  all.settled[c.mail].trace.deleted();
  empty_bytes(all.mails.at(c.mail));
  return {};
}

void empty_bytes(StoredMail& mail) {
  auto empty = *mail.incoming;
  empty.bytes.clear();
  mail.incoming = std::make_shared<const core::IncomingMail>(std::move(empty));
}

}  // namespace ticketd::store::memory
