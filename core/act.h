// What people do to tickets: agents by command mail, operators and agents through ticketctl and the API. One
// door for all of them; who may pass is in core/authority.
#pragma once

#include "core/draft.h"
#include "core/result.h"
#include "core/spoken.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

struct ActionRequest {
  Deed deed = Deed::read;
  std::string text;           ///< of reply, note, forward, and of what leads to a state
  std::string template_name;  ///< of the same without forward and spam: a canned answer, with the text
  std::string html;           ///< the page of that answer; made of the template, never asked for
  bool has_files = false;     ///< of a mail that says with them what it says, with or without a text
  bool internal = false;      ///< resolve without a mail, for `reason`
  std::string reason;
  std::string agent, group, priority;
  std::vector<std::string> tags;
  FieldValues fields;             ///< of field: as they were written; an empty one is cleared
  std::vector<Address> to, cc;    ///< of forward; `to` of cc
  std::vector<TicketId> tickets;  ///< of merge
  std::optional<Time> until;      ///< of snooze; nothing: awake. Of away; nothing: for good
  std::optional<EntryId> entry;   ///< of split and forward; nothing: the newest of a customer. Of cc:
                                  ///< an answer that those who join get, too
  std::string subject;            ///< of split; empty: the old one
  bool off = false;               ///< of star: the mark goes
};

struct Acted {
  std::optional<EntryId> entry;  ///< that it made
  bool publicly = false;         ///< and customers can see it
  bool as_note = false;          ///< it is words for colleagues
  std::optional<TicketId> made;  ///< a ticket that was split off, or stands on the other desk
  std::vector<Address> joined;   ///< people whom a merge brought in
};

/// Whether it could be done, without doing it: ErrorKind::policy, malformed for a value that is missing or
/// means nothing here, or not_found, with a text for the person who asked.
/// `known` holds the other tickets and entries that the request names.
[[nodiscard]] Result<> check(const ActionRequest&, const Draft&, const Actor&, const Evidence& known);

/// Does it. Refused as by check(), with nothing changed.
[[nodiscard]] Result<Acted> act(Draft&, const ActionRequest&, const Actor&, const Evidence& known,
                                const Carrier& = {});

/// What of the store a request needs, beside its own ticket.
void ask_for(const ActionRequest&, ThreadQuery&);

/// The rules of what changed since `before`: agent_replied, note_added, state_changed, assigned,
/// field_changed; then of what those rules changed in turn.
struct Said {
  bool publicly = false, as_note = false;
  std::string text;            ///< the words themselves
  Role author = Role::agent;   ///< of the words; `system`: nobody's
  std::vector<Entry> entries;  ///< that keep them; none: the newest of the decision
  std::string by;              ///< the agent whose deed it is; empty: nobody's
};
void run_rules_after(Draft&, const Ticket& before, const Said&, Trace&);

/// What the rules of one event want of the ticket as it is now, with what follows from it.
void run_rules_at(Draft&, RuleEvent, Trace&);

}  // namespace ticketd::core
