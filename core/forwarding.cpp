#include "core/forwarding.h"

#include "core/correspondence.h"
#include "core/spoken.h"

namespace ticketd::core {

EntryId forward_ticket(Draft& draft, const std::vector<Address>& to, const std::vector<Address>& cc,
                       const std::string& comment, const Actor& actor) {
  auto entry = spoken(draft, actor, {}, comment);
  entry.kind = EntryKind::note;
  entry.is_forward = true;
  const auto words = draft.add_private(std::move(entry));
  Forward forward;
  forward.agent = actor.agent ? actor.agent->name : std::string{};
  forward.people = to;
  forward.people.insert(forward.people.end(), cc.begin(), cc.end());
  forward.entry = words->id;
  draft.add_forward(forward, actor.by());
  const auto& requester = draft.ticket().requester;
  const auto who =
      requester.name.empty() ? requester.address : requester.name + " <" + requester.address + '>';
  send_to_circle(draft, forward, words,
                 {{"original_from", who},
                  {"original_subject", draft.ticket().subject},
                  {"original_text", draft.context().customer_text}});
  return words->id;
}

void answer_circle(Draft& draft, const PrivateEntry& words) {
  for (const auto& forward : draft.context().forwards)
    if (forward.entry == words->forward) return send_to_circle(draft, forward, words);
}

}  // namespace ticketd::core
