#include "core/copies.h"

#include "core/correspondence.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

bool takes_part(const Ticket& ticket, std::string_view address) {
  return equal_ignoring_case(address, ticket.requester.address) ||
         equal_ignoring_case(address, ticket.reply_to) ||
         std::any_of(ticket.participants.begin(), ticket.participants.end(),
                     [&](const Participant& participant) {
                       return equal_ignoring_case(participant.address.address, address);
                     });
}

std::vector<Address> people_copied(const Mail& mail, const Desk& desk) {
  constexpr std::size_t most = 50;
  std::vector<Address> people;
  const auto known = [&](const std::string& address) {
    return std::any_of(people.begin(), people.end(),
                       [&](const Address& other) { return equal_ignoring_case(other.address, address); });
  };
  const auto author = mail.from.empty() ? std::string{} : mail.from.front().address;
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& person : *list) {
      const auto& address = person.address;
      if (people.size() >= most || address.find('@') == std::string::npos) continue;
      if (desk.mailbox_of(address) || desk.agent_with_address(address)) continue;
      if (!equal_ignoring_case(address, author) && !known(address)) people.push_back(person);
    }
  return people;
}

std::vector<Address> join_copies(Draft& draft, const Mail& mail, Trust author, const std::string& by) {
  std::vector<Address> suggested;
  for (const auto& person : people_copied(mail, draft.house().desk)) {
    if (takes_part(draft.ticket(), person.address)) continue;
    if (author == Trust::proven) {
      draft.add_participant(person, by);
      continue;
    }
    draft.record(EventKind::participant, "suggested", person.address, by);
    suggested.push_back(person);
  }
  return suggested;
}

void let_join(Draft& draft, const std::vector<Address>& people, const Entry* answer, const std::string& by) {
  std::vector<Address> joined;
  for (const auto& person : people) {
    if (takes_part(draft.ticket(), person.address)) continue;
    draft.add_participant(person, by);
    joined.push_back(person);
  }
  const bool has_words = answer && answer->author.role == Role::agent && answer->kind == EntryKind::mail;
  if (const auto shown = has_words ? draft.shown(*answer) : std::nullopt)
    send_to_joined(draft, *shown, joined);
}

std::string answers_wanted_at(const Mail& mail, const Desk& desk) {
  if (mail.reply_to.empty()) return {};
  const auto& wanted = mail.reply_to.front().address;
  const bool is_author = !mail.from.empty() && equal_ignoring_case(wanted, mail.from.front().address);
  const bool is_ours = desk.mailbox_of(wanted) || desk.agent_with_address(wanted);
  return is_author || is_ours ? std::string{} : wanted;
}

}  // namespace ticketd::core
