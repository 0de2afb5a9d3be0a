// A mail of ours before it is bytes: everything that will stand in it, frozen in the outbox row that is
// written in the ticket's transaction. The composer makes the same bytes of it at every try.
#pragma once

#include "core/address_state.h"
#include "core/outlook_thread.h"
#include "core/ticket.h"
#include "core/types.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

enum class LetterKind : std::uint8_t {
  acknowledgement,  ///< to the requester: we have your mail (fixed text)
  public_reply,     ///< an agent's or participant's public entry, sent on
  resolved,         ///< the resolve mail
  on_hold,          ///< the hold mail
  new_ticket,       ///< to agents: a new ticket
  customer_reply,   ///< to agents: a requester or participant wrote
  reopened,         ///< to agents: … and that reopened it
  note_added,       ///< to agents: a private note
  forward,          ///< to outsiders, by an agent
  confirmation,     ///< to an agent: answer this to let a command happen
  command_result,   ///< to an agent: what was done, or what was not understood
  unverified,       ///< to an agent's registered address: a mail in your name was not obeyed
  delivery_failed,  ///< to agents: a mail of ours did not arrive
  sla_warning,      ///< to agents: a promised time is near
  sla_breached,     ///< to agents: … and is over
  digest,           ///< to managers: what is new in quarantine and spam box
  woken,            ///< to agents: a snoozed ticket is back
  delivery_late,    ///< to agents: … was not taken yet, and is still tried
  delivery_held,    ///< to agents: … waits for a person to decide
  closing_soon,     ///< to customers: nothing heard, so the ticket is about to be closed
  after_hours,      ///< to customers: we read it on the next business day
  survey,           ///< to the requester: how was it?
  webhook,          ///< to a program (core/webhook.h): its values are the letter's variables
  escalated,        ///< to agents: another desk asks
  unassigned,       ///< to agents: nobody could be given a ticket
  rule_notice,      ///< to agents: what a rule tells in words of the desk
  account_stopped,  ///< to the operator: a mail account does not work
  account_works,    ///< to the operator: … and works again
  call_failed,      ///< to managers: a webhook could not be called
};

/// Addressed and threaded for its one recipient. What its text may use is in core/letter_variables.h.
struct Letter {
  LetterKind kind = LetterKind::public_reply;
  Address from;                         ///< the mailbox: address and display name
  Address to;                           ///< exactly one recipient
  std::string envelope_sender;          ///< bounce token address; empty: <>
  std::string reply_to;                 ///< with the recipient's token; empty: none
  std::string message_id;               ///< without brackets; the same for all tries
  std::string in_reply_to;              ///< that recipient's last mail; empty: none
  std::vector<std::string> references;  ///< first and last few
  OutlookThread outlook;                ///< goes on where that recipient's last mail had one
  std::string subject;
  Time date;
  std::string auto_submitted;  ///< "auto-replied", "auto-generated"; empty: a person's answer
  std::string loop_id;         ///< X-Ticketd-Loop of automatic mail
  std::string template_name;   ///< which text of the templates
  std::string language;        ///< "ko", "en"
  std::map<std::string, std::string> variables;  ///< what the template may use
  std::string html;  ///< the page that stands for `text` among the variables, where it has one of its own
  std::vector<EntryAttachment> attachments;
};

enum class SendState : std::uint8_t { queued, sending, sent, failed, uncertain, held };

struct OutboxItem {
  OutboxId id;
  TicketId ticket;               ///< none: it is about no ticket
  std::optional<EntryId> entry;  ///< the entry that it carries
  Letter letter;
  SendState state = SendState::queued;
  int attempts = 0;
  Time created_at, next_at;
  Time queued_at;  ///< created, or asked for by a person since: from here on five days count
  std::string last_error;
  bool late_told = false;  ///< an agent knows that it takes long
  bool given_up = false;   ///< by a person: it failed, and stands in the queue no more
  AddressState recipient;  ///< what is known of its address
};

/// News of a ticket for agents: each is caused by one mail or one action, so the breaker of the ticket leaves
/// them out.
[[nodiscard]] constexpr bool is_news_for_agents(LetterKind kind) {
  return kind == LetterKind::new_ticket || kind == LetterKind::customer_reply ||
         kind == LetterKind::reopened || kind == LetterKind::note_added || kind == LetterKind::confirmation ||
         kind == LetterKind::delivery_failed || kind == LetterKind::sla_warning ||
         kind == LetterKind::sla_breached || kind == LetterKind::digest || kind == LetterKind::woken ||
         kind == LetterKind::delivery_late || kind == LetterKind::delivery_held ||
         kind == LetterKind::escalated || kind == LetterKind::unassigned || kind == LetterKind::rule_notice ||
         kind == LetterKind::call_failed;
}

/// Whether no person wrote it: marked by RFC 3834 fields.
[[nodiscard]] inline bool is_automatic(const Letter& letter) { return !letter.auto_submitted.empty(); }

/// Whether the breakers of its ticket and of its recipient count it.
[[nodiscard]] inline bool is_counted(const Letter& letter) {
  return is_automatic(letter) && !is_news_for_agents(letter.kind);
}

}  // namespace ticketd::core
