// What the store knows that bears on one mail: asked inside the write transaction, so that two mails of one
// conversation cannot race, and handed to the decisions as a value.
#pragma once

#include "core/authority.h"
#include "core/contact.h"
#include "core/desk.h"
#include "core/letter.h"
#include "core/ticket.h"
#include "core/trace.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// A deed that reaches outsiders and waits for the agent's confirming mail.
struct Confirmation {
  std::int64_t id{};
  TicketId ticket;
  Deed deed = Deed::forward;  ///< forward or cc
  std::string agent;
  std::vector<Address> to, cc;
  std::string text;
  Time expires;
  std::optional<EntryId> entry{};  ///< of forward: what is shown; of cc: the answer that they get,
                                   ///< too; brought whole with it
};

/// Where a Message-ID was seen: on an entry (`has`), on a mail of ours (`ours`), or only in somebody's
/// References (`cites`).
enum class SightingHow : std::uint8_t { ours, has, cites };

struct Sighting {
  std::string message_id;  ///< key form
  TicketId ticket;
  SightingHow how = SightingHow::cites;
  std::optional<EntryId> entry;
  Visibility visibility = Visibility::public_;   ///< of that entry
  std::optional<EntryId> forward;                ///< the forward that the entry is, or answers
  std::optional<OutboxId> outbox;                ///< of a mail of ours
  std::string recipient;                         ///< of a mail of ours: to whom it went
  LetterKind letter = LetterKind::public_reply;  ///< of a mail of ours
};

/// One known mail of a ticket's conversation, for the References of the next.
struct ThreadMail {
  std::string message_id;
  std::string party;  ///< who wrote it, or, of a mail of ours, to whom it went
  bool ours = false;
  OutlookThread outlook;  ///< of a mail that is not ours
};

/// How much automatic mail went out before a decision: what the breakers look at.
struct AutomaticMail {
  int last_minute = 0;            ///< of every kind, about any ticket
  std::map<std::string, int> to;  ///< by address in lower case: counted mails there in the last 24 h
};

/// A ticket with all that decisions about it need.
struct TicketContext {
  Ticket ticket;
  std::vector<Forward> forwards;
  std::vector<ThreadMail> thread;  ///< in order; the first few and the last fifty
  int automatic_today = 0;         ///< automatic mails about it in the last 24 h, less the news for agents
  AutomaticMail automatic;         ///< to its people
  int reopens_today = 0;
  Customer customer;          ///< its requester
  std::vector<Event> recent;  ///< oldest first, as far back as was asked
  std::string customer_text;  ///< full text of the newest public entry of the requester or a participant
  std::optional<EntryId> customer_entry;  ///< that entry
  std::vector<TicketId> follow_ups;       ///< the newest first, a few; in Evidence::tickets too
  std::vector<TicketContext> across;  ///< at most one: of an escalated ticket its newest escalation, of an
                                      ///< escalation the ticket that it came from
};

/// What is asked of the store before a mail is resolved.
struct ThreadQuery {
  std::string message_id;  ///< key form; may be empty
  std::string content_hash;
  std::vector<std::string> references;  ///< key form: In-Reply-To, then References from the newest
  std::vector<TicketId> tickets;        ///< named by tokens or by the subject
  std::vector<OutboxId> outbox;         ///< named by bounce tokens
  std::string bounced;  ///< key form: the mail of ours that a bounce quotes; its outbox row is brought, too
  std::optional<std::int64_t> confirmation;
  std::vector<EntryId> entries;  ///< wanted whole
  bool customer_entries =
      false;  ///< wanted whole: what the references name, and of each ticket the newest of a customer
  std::string author;                ///< address, for the counts of automatic mail
  std::vector<std::string> people;   ///< who may become the requester of a new ticket
  bool last_agents = false;          ///< of the tickets' requesters, the author, and …
  std::string requester;             ///< … the requester of the ticket that may come of it
  std::vector<std::string> seals;    ///< of an agent's mail, which may be one that was obeyed before
  std::optional<Time> events_since;  ///< wanted of the tickets, for what is to be undone
  Time now;
};

/// Ids that the transaction has set aside: changes name them before they exist.
struct FreshIds {
  std::int64_t ticket{}, entry{}, outbox{}, confirmation{};  ///< the next free number of each
  TicketId next_ticket() { return {ticket++}; }
  EntryId next_entry() { return {entry++}; }
  OutboxId next_outbox() { return {outbox++}; }
};

struct Evidence {
  std::optional<Trace> duplicate_of;  ///< where the same mail (Message-ID and content) ended before
  bool message_id_known = false;      ///< another mail with this Message-ID came before
  std::optional<Trace> replay_of;     ///< where an agent's mail with one of the seals ended before
  std::vector<Sighting> sightings;    ///< of the references, in the order asked
  std::vector<Sighting> awaited_by;   ///< tickets that cite this mail's own id
  std::map<TicketId, TicketContext>
      tickets;                       ///< every ticket named above or asked for; merged ones with their keeper
  std::map<EntryId, Entry> entries;  ///< those asked for
  std::map<OutboxId, OutboxItem> outbox;      ///< rows asked for, without variables
  std::optional<Confirmation> confirmation;   ///< asked for, not taken, not expired
  std::map<std::string, Customer> customers;  ///< those asked for, by address in lower case
  DeskState desk;
  int acknowledged_last_hour = 0, acknowledged_last_day = 0;  ///< to the author's address
  AutomaticMail automatic;                                    ///< to the author
  bool author_marked = false;                                 ///< bounces stopped mails to the author
  FreshIds fresh;
};

}  // namespace ticketd::core
