// Who is written to, and how each letter is addressed: sender, tokens, threading. The one place that makes
// Letters.
#pragma once

#include "core/desk_text.h"
#include "core/draft.h"
#include "core/letter.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

using Variables = std::map<std::string, std::string>;

/// What the customer said last, for a letter that is about the ticket as a whole.
[[nodiscard]] Entry waiting_words(const Draft&);

/// Tells agents by mail of an entry: new_ticket, customer_reply, reopened, note_added, woken, unassigned,
/// sla_warning, sla_breached or rule_notice; of an escalation, `escalated` instead of new_ticket. `more`
/// variables go before the entry's own.
void tell_agents(Draft&, LetterKind, const Entry&, const std::vector<const Agent*>&,
                 const Variables& more = {});

/// Sends what a person said to the requester and the participants: public_reply, resolved or on_hold. An
/// automatic entry has no words: the text of the template goes alone. `html`: the page of those words, where
/// they have one.
void send_to_customers(Draft&, LetterKind, const PublicEntry&, const std::string& html = {});

/// The same words to people who joined the ticket behind them.
void send_to_joined(Draft&, const PublicEntry&, const std::vector<Address>& people);

/// Why a person's words to them would go to nobody; empty: somebody gets them. Of an escalation the other
/// desk does.
[[nodiscard]] std::string why_to_nobody(const Draft&);

/// What customers are sent, by a rule instead of a person, marked automatic: with these words, or the
/// template's alone.
enum class Circle : std::uint8_t { requester, everybody };
/// Why that would go to nobody; empty: somebody gets it. Breakers that are open stand in the history then.
[[nodiscard]] std::string why_to_nobody(Draft&, LetterKind, Circle);
void send_automatically(Draft&, LetterKind, const PublicEntry&, const Filled& words = {},
                        Circle = Circle::everybody);

/// The survey mail, to the requester alone; its links lead to `page`.
void send_survey(Draft&, const PublicEntry&, const std::string& page);

/// Whether a breaker is open for an automatic letter to that address; it stands in the history then.
[[nodiscard]] bool is_stopped(Draft&, LetterKind, const std::string& address);

/// The acknowledgement, when the breakers allow it; says why not otherwise.
[[nodiscard]] std::string acknowledge(Draft&, const Evidence&, EntryId);

/// What somebody wrote that is shown to others.
struct Original {
  std::string from, subject, text;
  std::vector<EntryAttachment> files;
};

/// To the people of a forward, who are no customers: an agent's words in that circle, and with the first of
/// them what the customer wrote.
void send_to_circle(Draft&, const Forward&, const PrivateEntry& words, const Original& original = {},
                    bool by_rule = false);

/// To one agent, about the agent's own mail: confirmation, command_result or unverified.
void write_to_agent(Draft&, LetterKind, const Agent&, Variables, std::optional<EntryId>,
                    std::optional<std::int64_t> confirmation = std::nullopt);

/// To the managers, else to whoever has the ticket: a program could not be called.
void tell_of_call(Draft&, std::string_view webhook, const std::string& error);

/// To agents, about a mail of ours: delivery_failed, delivery_late or delivery_held; about one to an agent to
/// the others of the group.
void tell_of_delivery(Draft&, LetterKind, const Variables& about, std::optional<EntryId>,
                      const Agent* recipient = nullptr);

}  // namespace ticketd::core
