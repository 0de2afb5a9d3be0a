#include "core/forwarding.h"

#include "core/correspondence.h"

namespace ticketd::core {

namespace {

bool is_of_customer(const Entry& entry) {
  return entry.visibility == Visibility::public_ &&
         (entry.author.role == Role::requester || entry.author.role == Role::cc);
}

std::string in_words(const Address& person) {
  return person.name.empty() ? person.address : person.name + " <" + person.address + '>';
}

EntryId forward_to(Draft& draft, Forward forward, Entry comment, const Entry* shown, const std::string& by,
                   bool by_rule) {
  comment.kind = EntryKind::note;
  comment.is_forward = true;
  const auto words = draft.add_private(std::move(comment));
  forward.entry = words->id;
  draft.add_forward(forward, by);
  Original original{.from = in_words(shown ? shown->author.address : draft.ticket().requester),
                    .subject = draft.ticket().subject,
                    .text = draft.context().customer_text,
                    .files = {}};
  if (shown) {
    original.text = shown->full_text.empty() ? shown->text : shown->full_text;
    original.files = shown->attachments;
  }
  send_to_circle(draft, forward, words, original, by_rule);
  return words->id;
}

}  // namespace

EntryId forward_ticket(Draft& draft, const std::vector<Address>& to, const std::vector<Address>& cc,
                       Entry comment, const Actor& actor, const Entry* shown) {
  Forward forward;
  forward.agent = actor.agent ? actor.agent->name : std::string{};
  forward.people = to;
  forward.people.insert(forward.people.end(), cc.begin(), cc.end());
  return forward_to(draft, std::move(forward), std::move(comment),
                    shown && is_of_customer(*shown) ? shown : nullptr, actor.by(), false);
}

EntryId forward_by_rule(Draft& draft, const std::vector<Address>& to, const std::string& comment,
                        const std::string& by) {
  Forward forward;
  forward.people = to;
  Entry entry;
  entry.author.role = Role::system;
  entry.text = comment;
  const auto cause = draft.last_added();  // a copy: the comment will be the newest
  const auto* shown = cause && is_of_customer(*cause) ? &*cause : nullptr;
  return forward_to(draft, std::move(forward), std::move(entry), shown, by, true);
}

void answer_circle(Draft& draft, const PrivateEntry& words) {
  for (const auto& forward : draft.context().forwards)
    if (forward.entry == words->forward) return send_to_circle(draft, forward, words);
}

}  // namespace ticketd::core
