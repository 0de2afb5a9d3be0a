#include "core/preview.h"

#include "core/correspondence.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/spoken.h"

namespace ticketd::core {

namespace {

/// The first letter among the changes: to the requester, or to the first agent.
Result<Letter> first_letter(const Changes& changes) {
  for (const auto& change : changes)
    if (const auto* queued = std::get_if<change::Enqueue>(&change)) return queued->item.letter;
  return refuse("nobody would get it");
}

/// The words of a person, or none: then the text of the letter stands alone.
Result<> write_to_customers(Draft& draft, LetterKind kind, const Actor& actor, const Filled& words) {
  auto entry = spoken(draft, actor, {}, words.text);
  if (words.text.empty()) {
    if (kind == LetterKind::public_reply) return wrong_value("an answer needs a text");
    entry.kind = EntryKind::automatic;
  }
  send_to_customers(draft, kind, draft.add_public(std::move(entry)), words.html);
  return {};
}

/// About what the customer wrote last.
void write_to_one_agent(Draft& draft, LetterKind kind, const Agent& agent, const std::string& text) {
  Entry about;
  about.text = text.empty() ? draft.context().customer_text : text;
  about.author = {draft.ticket().requester, Role::requester, Trust::plausible, {}};
  about.visibility = kind == LetterKind::note_added ? Visibility::private_ : Visibility::public_;
  Variables more;
  if (kind == LetterKind::sla_warning || kind == LetterKind::sla_breached)
    more = {{"target", std::string(name_of(SlaTarget::first_response))}, {"due", rfc3339(draft.house().now)}};
  tell_agents(draft, kind, about, {&agent}, more);
}

Result<> write(Draft& draft, const PreviewRequest& wanted, const Agent* agent) {
  const auto actor = at_the_socket(agent);
  const auto kind = named<LetterKind>(wanted.name);
  if (!kind) {
    const auto answer = canned_answer(draft, wanted.name, agent, wanted.text);
    if (!answer) return fail(ErrorKind::not_found, answer.error().detail);
    return write_to_customers(draft, LetterKind::public_reply, actor, *answer);
  }
  switch (*kind) {
    case LetterKind::public_reply:
    case LetterKind::resolved:
    case LetterKind::on_hold:
    case LetterKind::closing_soon:
    case LetterKind::after_hours:
      return write_to_customers(draft, *kind, actor, {wanted.text, {}});
    case LetterKind::acknowledgement: {
      const auto answer = acknowledge(draft, {}, {});
      return answer == "yes" ? Result<>{} : refuse(answer);
    }
    case LetterKind::new_ticket:
    case LetterKind::customer_reply:
    case LetterKind::reopened:
    case LetterKind::note_added:
    case LetterKind::woken:
    case LetterKind::rule_notice:
    case LetterKind::sla_warning:
    case LetterKind::sla_breached:
      if (!agent) return wrong_value("the ticket has no assignee: name the agent who would get it");
      write_to_one_agent(draft, *kind, *agent, wanted.text);
      return {};
    default:
      return refuse("\"" + wanted.name + "\" is made of more than a ticket");
  }
}

}  // namespace

Result<Letter> preview(const PreviewRequest& wanted, const Evidence& known, const House& house) {
  const auto context = known.tickets.find(wanted.ticket);
  if (context == known.tickets.end())
    return fail(ErrorKind::not_found, "there is no ticket " + std::to_string(wanted.ticket.value));
  const auto& name = wanted.agent.empty() ? context->second.ticket.assignee : wanted.agent;
  const auto* agent = house.desk.agent_named(name);
  if (!agent && !wanted.agent.empty()) return wrong_value("no agent is called \"" + wanted.agent + '"');
  Changes changes;
  auto fresh = known.fresh;
  Draft draft(house, context->second, known.desk, fresh, changes);
  if (const auto written = write(draft, wanted, agent); !written) return fail(written);
  return first_letter(changes);
}

}  // namespace ticketd::core
