#include "core/create_ticket.h"

#include "core/assign.h"
#include "core/effects.h"
#include "core/mood.h"
#include "core/spoken.h"
#include "core/subject.h"
#include "core/text.h"
#include "core/wake.h"

#include <algorithm>

namespace ticketd::core {

namespace {

/// A ticket of one of our own addresses would answer itself.
Result<> check_requester(const std::string& address, const Desk& desk) {
  if (!is_mail_address(address)) return wrong_value("\"" + address + "\" is no mail address");
  if (desk.mailbox_of(address)) return wrong_value("\"" + address + "\" is an address of this desk");
  return {};
}

}  // namespace

Result<TicketId> create_ticket(const NewTicket& wanted, const Actor& actor, Evidence& evidence,
                               const House& house, Changes& changes) {
  if (const auto verdict = authorize(actor, Deed::create); verdict.refused()) return refuse(verdict.reason);
  if (const auto person = check_requester(wanted.requester.address, house.desk); !person) return fail(person);
  if (const auto subject = check_subject(wanted.subject); !subject) return fail(subject);
  if (trim(wanted.subject).empty()) return wrong_value("a ticket needs a subject");
  if (std::find(channels.begin(), channels.end(), wanted.channel) == channels.end())
    return wrong_value("channel is one of " + joined(channels) + ", not \"" + wanted.channel + '"');
  const auto* mailbox = wanted.mailbox.empty()
                            ? (house.desk.mailboxes.empty() ? nullptr : &house.desk.mailboxes.front())
                            : house.desk.mailbox_named(wanted.mailbox);
  if (!mailbox) return wrong_value("no mailbox is called \"" + wanted.mailbox + '"');
  if (trim(wanted.text).empty()) return wrong_value("a ticket needs a text");

  auto fields = house.desk.fields_from(wanted.fields);
  if (!fields) return fail(fields);
  std::erase_if(*fields, [](const auto& field) { return field.second.empty(); });

  Ticket ticket;
  ticket.subject = wanted.subject;
  ticket.channel = wanted.channel;
  ticket.mailbox = mailbox->name;
  ticket.group = mailbox->group;
  ticket.requester = wanted.requester;
  ticket.fields = *fields;
  auto draft = Draft::open(house, std::move(ticket), evidence, evidence.fresh, changes, actor.by());
  Entry entry;
  entry.kind = EntryKind::mail;
  entry.visibility = Visibility::public_;
  entry.author = {wanted.requester, Role::requester, Trust::plausible, {}};
  entry.text = wanted.text;
  const auto added = draft.add_public(std::move(entry));
  Trace trace;
  Effects effects(draft, trace);
  auto facts = facts_of(draft);
  const auto said = as_mail(wanted.subject, wanted.text);
  facts.mail = &said;
  facts.mood = mood_of(said);
  facts.author = Role::requester;
  effects.run(RuleEvent::created, facts);
  effects.apply();
  settle_in_group(draft, trace);
  effects.finish(*added);
  wind_clocks(draft);
  return draft.ticket().id;
}

}  // namespace ticketd::core
