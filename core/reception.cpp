#include "core/reception.h"

#include "core/escalation.h"
#include "core/message_id.h"
#include "core/text.h"
#include "core/wake.h"

namespace ticketd::core {

Draft Reception::draft_of(TicketId ticket) {
  return {house, evidence.tickets.at(ticket), evidence.desk, evidence.fresh, decision.changes};
}

Facts Reception::facts(const Draft& draft) const {
  auto facts = facts_of(draft);
  facts.mail = &mail;
  facts.trust = arrival.trust.trust;
  facts.mood = arrival.mood;
  facts.author = where.role;
  return facts;
}

Entry Reception::entry_of_mail(EntryKind kind) const {
  Entry entry;
  entry.kind = kind;
  entry.author.address = mail.from.empty() ? Address{} : mail.from.front();
  entry.author.role = where.role;
  entry.author.trust = arrival.trust.trust;
  entry.author.agent = where.agent ? where.agent->name : std::string{};
  entry.message_id = message_id_key(mail.message_id);
  entry.outlook = mail.outlook;
  entry.text = mail.new_text;
  if (trim(mail.text) != trim(mail.new_text)) entry.full_text = mail.text;
  entry.html = mail.html.has_value();
  entry.attachments = arrival.files;
  entry.mail = arrival.key;
  entry.unverified = unproven();
  return entry;
}

std::vector<std::string> Reception::cited() const {
  std::vector<std::string> keys;
  for (const auto* list : {&mail.in_reply_to, &mail.references})
    for (const auto& id : *list) keys.push_back(message_id_key(id));
  return keys;
}

void Reception::needs_ticket() { trace().tried("new ticket", "yes", "nothing above holds"); }

Decision Reception::settle() {
  decision.changes.emplace_back(change::Settle{arrival.key, trace().message_id, mail.content_hash, trace()});
  return std::move(decision);
}

Decision Reception::settle(Draft& draft, std::optional<EntryId> entry) {
  pass_across(draft, trace());
  wind_clocks(draft);
  trace().ticket = draft.ticket().id;
  trace().entry = entry;
  return settle();
}

Decision Reception::quarantine(const std::string& reason) {
  trace().place = Place::quarantine;
  trace().tried("quarantine", "yes", reason);
  auto to = joined(arrival.envelope.recipients);
  const auto* mailbox = mailbox_of(mail, arrival.source, arrival.envelope, house.desk);
  if (to.empty() && mailbox) to = mailbox->address.address;  // fetched, or handed in by a pipe
  decision.changes.emplace_back(change::Quarantine{arrival.key, reason, arrival.author(), std::move(to),
                                                   mail.subject, trace().message_id, trace()});
  return std::move(decision);
}

}  // namespace ticketd::core
