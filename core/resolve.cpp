#include "core/resolve.h"

#include "core/answered.h"
#include "core/assign.h"
#include "core/command_mail.h"
#include "core/message_id.h"
#include "core/mood.h"
#include "core/names.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>

namespace ticketd::core {

namespace {

/// `[#123]` anywhere in the subject.
std::optional<TicketId> subject_number(std::string_view subject) {
  for (auto at = subject.find("[#"); at != std::string_view::npos; at = subject.find("[#", at + 2)) {
    std::int64_t number = 0;
    const char* first = subject.data() + at + 2;
    const auto [end, error] = std::from_chars(first, subject.data() + subject.size(), number);
    if (error == std::errc{} && end != first && end != subject.data() + subject.size() && *end == ']' &&
        number > 0)
      return TicketId{number};
  }
  return std::nullopt;
}

/// In-Reply-To, then References from the newest, each once, as keys.
std::vector<std::string> cited_ids(const Mail& mail) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    auto key = message_id_key(id);
    if (!key.empty() && std::find(ids.begin(), ids.end(), key) == ids.end()) ids.push_back(std::move(key));
  };
  for (const auto& id : mail.in_reply_to) add(id);
  for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id) add(*id);
  return ids;
}

bool is_among(const std::vector<Address>& people, std::string_view address) {
  return std::any_of(people.begin(), people.end(),
                     [&](const Address& person) { return equal_ignoring_case(person.address, address); });
}

const Forward* forward_of(const TicketContext& context, std::string_view person) {
  for (auto forward = context.forwards.rbegin(); forward != context.forwards.rend(); ++forward)
    if (is_among(forward->people, person)) return &*forward;
  return nullptr;
}

Role role_towards(const TicketContext& context, std::string_view author, const Agent* agent) {
  const auto& ticket = context.ticket;
  if (author.empty()) return Role::stranger;
  if (equal_ignoring_case(ticket.requester.address, author) || equal_ignoring_case(ticket.reply_to, author))
    return Role::requester;
  if (agent) return Role::agent;
  for (const auto& participant : ticket.participants)
    if (equal_ignoring_case(participant.address.address, author)) return participant.role;
  return forward_of(context, author) ? Role::forwardee : Role::stranger;
}

Answers answers_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::forward:
      return Answers::forward;
    case Purpose::note:
      return Answers::note;
    default:
      return Answers::public_thread;
  }
}

/// The forward whose people hear an answer to that mail. What we tell agents of their own doings is about no
/// forward, whichever entry it names.
std::optional<EntryId> circle_of(const Sighting& seen) {
  return tells_of_doings(seen) ? std::nullopt : seen.forward;
}

Answers answers_of(const Sighting& seen) {
  const bool ours = seen.how == SightingHow::ours;
  if (ours && is_between_us(seen.letter)) return Answers::note;
  if (seen.forward) return Answers::forward;
  return !ours && seen.entry && seen.visibility == Visibility::private_ ? Answers::note
                                                                        : Answers::public_thread;
}

bool is_for_agents(const Token& token) {
  return token.purpose == Purpose::agent || token.purpose == Purpose::note;
}

bool names_a_thread(const FoundToken& found) {
  return found.token.purpose != Purpose::bounce && found.token.purpose != Purpose::confirm;
}

class Search {
 public:
  Search(const Arrival& arrival, const Evidence& evidence, const House& house, Trace& trace)
      : arrival_(arrival), evidence_(evidence), house_(house), trace_(trace) {}

  Destination run() {
    by_address_token() || by_our_message_id() || by_cited_message_id() || by_waiting_reply() ||
        by_bounce_address() || by_subject_number();
    if (found_.ticket) {
      follow();
      speak_as();
    }
    return found_;
  }

 private:
  bool exists(TicketId ticket) const { return evidence_.tickets.contains(ticket); }

  bool by_address_token() {
    const FoundToken* best = nullptr;  // the author's own, where a copy went to somebody else's as well
    for (const auto& found : arrival_.tokens) {
      if (found.where != FoundToken::Where::address || !names_a_thread(found) || !exists(found.token.ticket))
        continue;
      if (!best || (!names_author(best->token) && names_author(found.token))) best = &found;
    }
    if (!best) return pass("token in a recipient address");
    return found_.by_address =
               take("token in a recipient address", best->token.ticket, answers_of(best->token.purpose),
                    "purpose " + std::string(name_of(best->token.purpose)));
  }

  bool by_our_message_id() {
    for (const auto& seen : evidence_.sightings)
      if (seen.how == SightingHow::ours && exists(seen.ticket)) {
        found_by_ = &seen;
        return take("reference to a mail of ours", seen.ticket, answers_of(seen), seen.message_id);
      }
    for (const auto& found : arrival_.tokens)  // signed by us, though the row is gone
      if (found.where == FoundToken::Where::reference && names_a_thread(found) && exists(found.token.ticket))
        return take("reference to a mail of ours", found.token.ticket, answers_of(found.token.purpose),
                    "by its token");
    return pass("reference to a mail of ours");
  }

  bool by_cited_message_id() {
    for (const auto& seen : evidence_.sightings)
      if (exists(seen.ticket)) {
        found_by_ = &seen;
        cites_entry_ = true;
        return take("reference that a ticket has or cites", seen.ticket, answers_of(seen), seen.message_id);
      }
    return pass("reference that a ticket has or cites");
  }

  bool by_waiting_reply() {
    for (const auto& seen : evidence_.awaited_by)
      if (exists(seen.ticket))
        return take("a ticket cites this mail", seen.ticket, Answers::public_thread, seen.message_id);
    return pass("a ticket cites this mail");
  }

  /// Programs answer the envelope's sender. It tells which mail of ours that is about, and of nobody's
  /// rights.
  bool by_bounce_address() {
    for (const auto& found : arrival_.tokens)
      if (found.where == FoundToken::Where::address && found.token.purpose == Purpose::bounce &&
          exists(found.token.ticket))
        return take("envelope sender of a mail of ours", found.token.ticket, Answers::public_thread, {});
    return false;
  }

  bool by_subject_number() {
    const auto number = subject_number(arrival_.mail.subject);
    if (!number || !exists(*number)) return pass("[#n] in the subject");
    const auto& context = evidence_.tickets.at(*number);
    const auto role =
        role_towards(context, arrival_.author(), house_.desk.agent_with_address(arrival_.author()));
    const bool of_the_ticket =
        role == Role::requester || role == Role::cc || role == Role::forwardee ||
        (role == Role::agent &&
         context.ticket.assignee == house_.desk.agent_with_address(arrival_.author())->name);
    if (!of_the_ticket || arrival_.trust.trust == Trust::unproven) {
      trace_.tried("[#n] in the subject", "no",
                   "the author is " + std::string(name_of(role)) + " and " +
                       std::string(name_of(arrival_.trust.trust)));
      return false;
    }
    return take("[#n] in the subject", *number,
                role == Role::forwardee ? Answers::forward : Answers::public_thread, {});
  }

  bool take(std::string rule, TicketId ticket, Answers answers, std::string detail) {
    trace_.tried(std::move(rule), "ticket " + std::to_string(ticket.value), std::move(detail));
    found_.ticket = ticket;
    found_.answers = answers;
    return true;
  }

  bool pass(std::string rule) {
    trace_.tried(std::move(rule), "no");
    return false;
  }

  /// From a merged ticket to the kept one, from a closed ticket to its follow-up, and on from there.
  void follow() {
    constexpr int most_hops = 20;
    for (int hops = 0; hops < most_hops; ++hops) {
      way_.push_back(*found_.ticket);
      found_.ticket = kept_of(*found_.ticket, evidence_, trace_);
      way_.push_back(*found_.ticket);
      const auto next = follow_up_of(evidence_.tickets.at(*found_.ticket));
      if (!next) return;
      trace_.tried("followed up", "ticket " + std::to_string(next->value));
      found_.ticket = next;
    }
  }

  /// The newest that is the author's business: a customer's own, and for an agent one of the same customer.
  /// Several people may each have followed up a closed ticket, and must not meet in one of these.
  [[nodiscard]] std::optional<TicketId> follow_up_of(const TicketContext& closed) const {
    if (closed.ticket.state != State::closed) return std::nullopt;
    const auto* agent = house_.desk.agent_with_address(arrival_.author());
    if (agent && answers_circle_of(closed)) return std::nullopt;
    for (const auto id : closed.follow_ups) {
      if (!exists(id)) continue;
      const auto& context = evidence_.tickets.at(id);
      const auto role = role_towards(context, arrival_.author(), agent);
      const bool same_customer =
          equal_ignoring_case(context.ticket.requester.address, closed.ticket.requester.address);
      if (role == Role::agent ? same_customer : role == Role::requester || role == Role::cc) return id;
    }
    return std::nullopt;
  }

  /// The people of a forward stay with the ticket that was shown to them.
  [[nodiscard]] bool answers_circle_of(const TicketContext& context) const {
    const auto forward = circle();
    return forward && std::any_of(context.forwards.begin(), context.forwards.end(),
                                  [&](const Forward& one) { return one.entry == forward; });
  }

  /// Whether a ticket is the one that was found, or became it by merging or following up.
  [[nodiscard]] bool leads_here(TicketId ticket) const {
    Trace unasked;
    return std::find(way_.begin(), way_.end(), ticket) != way_.end() ||
           kept_of(ticket, evidence_, unasked) == found_.ticket;
  }

  /// The forward whose people hear the answer. Clients cite whole threads: of an agent's mail an older
  /// reference names it only where that very reference says what is answered.
  [[nodiscard]] std::optional<EntryId> circle() const {
    if (const auto* answered = answered_mail(arrival_.mail, evidence_))
      return leads_here(answered->ticket) ? circle_of(*answered) : std::nullopt;
    if (found_by_) return circle_of(*found_by_);
    if (house_.desk.agent_with_address(arrival_.author())) return std::nullopt;
    for (const auto& seen : evidence_.sightings)
      if (seen.how == SightingHow::ours && leads_here(seen.ticket))
        if (const auto forward = circle_of(seen)) return forward;
    return std::nullopt;
  }

  /// One agent may answer what another was sent, and from a second address: authentication says who it is.
  bool names_an_agent(const Token& token) const {
    return std::any_of(house_.desk.agents.begin(), house_.desk.agents.end(),
                       [&](const Agent& agent) { return names_party(token, agent.email, house_.seal); });
  }

  [[nodiscard]] bool names_author(const Token& token) const {
    return names_party(token, arrival_.author(), house_.seal) ||
           (is_for_agents(token) && house_.desk.agent_with_address(arrival_.author()) &&
            names_an_agent(token));
  }

  /// What it answers outweighs an address: clients collect those of other mails of ours.
  [[nodiscard]] bool answers_a_note() const {
    const auto* answered = answered_letter(arrival_.mail, evidence_);
    return (answered && answers_of(*answered) == Answers::note) ||
           std::any_of(arrival_.tokens.begin(), arrival_.tokens.end(), [](const FoundToken& found) {
             return found.answered && found.token.purpose == Purpose::note;
           });
  }

  void speak_as() {
    const auto& context = evidence_.tickets.at(*found_.ticket);
    const auto& author = arrival_.author();
    found_.agent = house_.desk.agent_with_address(author);
    found_.role = role_towards(context, author, found_.agent);
    bool agent_token = false;
    for (const auto& found : arrival_.tokens) {
      if (!exists(found.token.ticket) || !names_a_thread(found)) continue;
      agent_token |= is_for_agents(found.token);
      if (!leads_here(found.token.ticket)) continue;  // it gives no rights here
      if (is_for_agents(found.token) && found_.agent && names_an_agent(found.token)) {
        found_.token_for_author = true;
        found_.role = Role::agent;  // an agent who is also the requester answers as agent
      }
      found_.token_for_author |= names_party(found.token, author, house_.seal);
    }
    if (found_.role != Role::agent) found_.agent = nullptr;
    if (found_.role == Role::agent && found_.answers == Answers::public_thread && answers_a_note())
      found_.answers = Answers::note;
    if (agent_token && found_.role != Role::agent && found_.answers == Answers::public_thread)
      found_.answers =
          Answers::note;  // an agent's notification came back from outside: never shown to others
    const bool takes_part = found_.role == Role::requester || found_.role == Role::cc;
    if (cites_entry_ && takes_part && !agent_token && found_.answers == Answers::note)
      found_.answers = Answers::public_thread;  // they have that mail: it went around the desk
    if (found_.role == Role::forwardee && found_.answers != Answers::forward)
      found_.answers = Answers::forward;
    found_.forward = circle();
    if (found_.answers == Answers::forward && !found_.forward)
      if (const auto* forward = forward_of(context, author)) found_.forward = forward->entry;
    trace_.tried("author", std::string(name_of(found_.role)),
                 arrival_.trust.why + (found_.token_for_author ? "; token names the author" : ""));
  }

  const Arrival& arrival_;
  const Evidence& evidence_;
  const House& house_;
  Trace& trace_;
  Destination found_;
  std::vector<TicketId> way_;           ///< from the ticket that was named to the one where it goes on
  bool cites_entry_ = false;            ///< found by the Message-ID of an entry
  const Sighting* found_by_ = nullptr;  ///< the reference that named the ticket
};

}  // namespace

const std::string& Arrival::author() const {
  static const std::string nobody;
  return mail.from.empty() ? nobody : mail.from.front().address;
}

Arrival arrive(MailKey key, const Mail& mail, const Envelope& envelope, const Source& source,
               const House& house) {
  Arrival arrival{key,
                  mail,
                  envelope,
                  source,
                  find_tokens(mail, envelope, house),
                  judge_author(mail, source, house.settings.trust),
                  {},
                  false,
                  mood_of(mail)};
  const auto* agent = house.desk.agent_with_address(arrival.author());
  if (house.settings.trust.agents_by_token && agent && arrival.trust.trust == Trust::plausible &&
      !mail.ambiguous)
    for (const auto& found : arrival.tokens) {
      if ((found.token.purpose == Purpose::confirm && found.is_meant()) ||
          (is_for_agents(found.token) && names_party(found.token, agent->email, house.seal))) {
        arrival.trust = {Trust::proven, "agent's token and matching From (agents = \"token\")"};
        break;
      }
    }
  return arrival;
}

ThreadQuery thread_query(const Arrival& arrival, const House& house) {
  ThreadQuery query;
  query.message_id = message_id_key(arrival.mail.message_id);
  query.content_hash = arrival.mail.content_hash;
  query.references = cited_ids(arrival.mail);
  query.author = arrival.author();
  query.people = {query.author};
  if (arrival.mail.forwarded) query.people.push_back(arrival.mail.forwarded->from.address);
  query.now = house.now;
  for (const auto& found : arrival.tokens) {
    query.tickets.push_back(found.token.ticket);
    if (found.token.purpose == Purpose::bounce) query.outbox.push_back({found.token.party});
    if (found.token.purpose == Purpose::confirm && found.is_meant() && !query.confirmation)
      query.confirmation = found.token.party;
  }
  if (arrival.mail.bounce && arrival.mail.bounce->original_message_id) {
    query.bounced = message_id_key(*arrival.mail.bounce->original_message_id);
    query.references.push_back(query.bounced);
  }
  if (const auto number = subject_number(arrival.mail.subject)) query.tickets.push_back(*number);
  ask_for_assignment(house.desk,
                     arrival.mail.forwarded ? arrival.mail.forwarded->from.address : std::string{}, query);
  if (house.desk.agent_with_address(query.author)) {
    query.seals = arrival.mail.seals;
    ask_for_commands(arrival.mail, house, query);
  }
  return query;
}

Destination resolve(const Arrival& arrival, const Evidence& evidence, const House& house, Trace& trace) {
  return Search(arrival, evidence, house, trace).run();
}

TicketId kept_of(TicketId id, const Evidence& evidence, Trace& trace) {
  constexpr int most_hops = 20;
  for (int hops = 0; hops < most_hops; ++hops) {
    const auto found = evidence.tickets.find(id);
    if (found == evidence.tickets.end() || found->second.ticket.state != State::merged) return id;
    const auto& links = found->second.ticket.links;
    const auto kept = std::find_if(links.begin(), links.end(),
                                   [](const Link& link) { return link.kind == LinkKind::merged_into; });
    if (kept == links.end() || !evidence.tickets.contains(kept->ticket)) return id;
    trace.tried("merged", "ticket " + std::to_string(kept->ticket.value));
    id = kept->ticket;
  }
  return id;
}

Actor author_of(const Arrival& arrival, const Destination& where) {
  return {.agent = where.agent,
          .door = Door::mail,
          .role = where.role,
          .trust = arrival.trust.trust,
          .token = where.token_for_author};
}

}  // namespace ticketd::core
