// Who is written to, and how each letter is addressed: sender, tokens, threading. The one place that makes
// Letters.
#pragma once

#include "core/draft.h"
#include "core/letter.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

using Variables = std::map<std::string, std::string>;

/// Text of an agent or participant that customers may see. A private note cannot be made one: notes are sent
/// by functions that take an Entry and write to agents or to a forward's circle only.
struct PublicText {
  std::string text;
  std::string author_name;  ///< of a participant; empty for agents
  std::vector<EntryAttachment> attachments;
};

/// The agents who are told of something new in a ticket: the assignee, else every available agent of its
/// group, less `except` (an agent's name).
[[nodiscard]] std::vector<const Agent*> agents_to_tell(const Draft&, const std::string& except);

/// The agents whom a rule names: assignee, group, manager or agent:NAME.
[[nodiscard]] std::vector<const Agent*> audience(const Draft&, const std::string& name);

/// Tells agents by mail of an entry: new_ticket, customer_reply, reopened or note_added; with more words of
/// sla_warning and sla_breached.
void tell_agents(Draft&, LetterKind, const Entry&, const std::vector<const Agent*>&,
                 const Variables& more = {});

/// Sends text to the requester and the participants, less `except` (an address): public_reply, resolved or
/// on_hold.
void send_to_customers(Draft&, LetterKind, const PublicText&, EntryId, std::string_view except = {});

/// The same text by a rule instead of a person: marked automatic.
void send_automatically(Draft&, LetterKind, EntryId);

/// The acknowledgement, when the breakers allow it; says why not otherwise.
[[nodiscard]] std::string acknowledge(Draft&, const Evidence&, EntryId);

/// To the people of a forward: a first forward, or an agent's further words in that circle.
void send_to_circle(Draft&, const Forward&, const Variables&, const std::vector<EntryAttachment>&);

/// To one agent, about the agent's own mail: confirmation, command_result or unverified.
void write_to_agent(Draft&, LetterKind, const Agent&, Variables, std::optional<EntryId>,
                    std::optional<std::int64_t> confirmation = std::nullopt);

/// To agents: a mail of ours did not arrive.
void tell_of_failure(Draft&, const std::string& recipient, const std::string& error, std::optional<EntryId>);

}  // namespace ticketd::core
