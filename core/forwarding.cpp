#include "core/forwarding.h"

#include "core/correspondence.h"
#include "core/spoken.h"

namespace ticketd::core {

namespace {

EntryId forward_to(Draft& draft, Forward forward, Entry entry, const std::string& by, bool by_rule) {
  entry.kind = EntryKind::note;
  entry.is_forward = true;
  const auto words = draft.add_private(std::move(entry));
  forward.entry = words->id;
  draft.add_forward(forward, by);
  const auto& requester = draft.ticket().requester;
  const auto who =
      requester.name.empty() ? requester.address : requester.name + " <" + requester.address + '>';
  send_to_circle(draft, forward, words,
                 {{"original_from", who},
                  {"original_subject", draft.ticket().subject},
                  {"original_text", draft.context().customer_text}},
                 by_rule);
  return words->id;
}

}  // namespace

EntryId forward_ticket(Draft& draft, const std::vector<Address>& to, const std::vector<Address>& cc,
                       const std::string& comment, const Actor& actor) {
  Forward forward;
  forward.agent = actor.agent ? actor.agent->name : std::string{};
  forward.people = to;
  forward.people.insert(forward.people.end(), cc.begin(), cc.end());
  return forward_to(draft, std::move(forward), spoken(draft, actor, {}, comment), actor.by(), false);
}

EntryId forward_by_rule(Draft& draft, const std::vector<Address>& to, const std::string& comment,
                        const std::string& by) {
  Forward forward;
  forward.people = to;
  Entry entry;
  entry.author.role = Role::system;
  entry.text = comment;
  return forward_to(draft, std::move(forward), std::move(entry), by, true);
}

void answer_circle(Draft& draft, const PrivateEntry& words) {
  for (const auto& forward : draft.context().forwards)
    if (forward.entry == words->forward) return send_to_circle(draft, forward, words);
}

}  // namespace ticketd::core
