// An agent's mail that says `#away` or `#back` and answers no mail of ours: it carries no token and needs
// none (core/authority), for it is about no conversation, and its answer goes to the registered address.
#include "core/availability.h"
#include "core/command_mail.h"
#include "core/correspondence.h"
#include "core/names.h"
#include "core/reception.h"
#include "core/when.h"

#include <algorithm>

namespace ticketd::core {

namespace {

bool is_absence(const MailCommand& command) {
  return command.name == name_of(Deed::away) || command.name == name_of(Deed::back);
}

/// What the last of the commands asks for; nothing when its time is none.
std::optional<Availability> availability_meant(const MailCommand& command, const Agent& agent,
                                               const House& house) {
  Availability wanted{.agent = agent.name, .available = command.name == name_of(Deed::back), .until = {}};
  if (command.argument.empty()) return wanted;
  wanted.until = time_meant(command.argument, house.now, house.settings.time_zone);
  return wanted.until ? std::optional(wanted) : std::nullopt;
}

}  // namespace

bool tells_absence(const Reception& at) {
  const auto& mail = at.mail;
  return at.house.desk.agent_with_address(at.arrival.author()) && at.arrival.trust.trust == Trust::proven &&
         !at.evidence.message_id_known && !mail.commands.empty() && mail.command_problems.empty() &&
         std::all_of(mail.commands.begin(), mail.commands.end(), is_absence);
}

Decision keep_absence(Reception& at) {
  const auto& agent = *at.house.desk.agent_with_address(at.arrival.author());
  const auto actor = agent_by_mail(agent, at.arrival.trust.trust, false);
  at.where.role = at.trace().role = Role::agent;
  at.where.agent = &agent;
  const auto* mailbox = mailbox_of(at.mail, at.arrival.source, at.arrival.envelope, at.house.desk);
  Ticket ticket;  // where the mail is kept; nobody has to do anything about it
  ticket.subject = at.mail.subject;
  ticket.state = State::closed;
  ticket.resolution = Resolution{true, "other"};
  ticket.resolved_at = at.house.now;
  ticket.mailbox = mailbox ? mailbox->name : std::string{};
  ticket.requester = at.mail.from.front();
  auto draft = Draft::open(at.house, std::move(ticket), at.evidence, at.evidence.fresh, at.decision.changes,
                           actor.by());
  const auto added = draft.add_private(at.entry_of_mail(EntryKind::note), at.cited());
  const auto& command = at.mail.commands.back();
  const auto wanted = availability_meant(command, agent, at.house);
  auto changes = wanted ? set_availability(*wanted, actor, at.house.desk, at.house.now)
                        : Result<Changes>(fail(ErrorKind::policy, "is no time to come"));
  at.trace().tried("commands", changes ? command.name : "none was obeyed",
                   changes ? std::string{} : changes.error().detail);
  if (changes) {
    for (auto& change : *changes) draft.change(std::move(change));
    draft.record(EventKind::command, {}, written(command), actor.by());
    write_to_agent(draft, LetterKind::command_result, agent, {{"done", written(command)}}, added->id);
  } else {
    const auto problem = written(command) + ": " + changes.error().detail;
    write_to_agent(draft, LetterKind::command_result, agent, {{"problems", problem}}, added->id);
  }
  return at.settle(draft, added->id);
}

}  // namespace ticketd::core
