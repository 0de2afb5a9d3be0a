// Who may do what to a ticket: tables, in one place (decision 0021). A mail, ticketctl and the API all ask
// here, and nothing else grants anything. Pure.
#pragma once

#include "core/desk.h"
#include "core/ticket.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::core {

/// Everything that can be done to a ticket by somebody's will.
enum class Deed : std::uint8_t {
  read,
  create,
  reply,
  note,
  resolve,
  hold,
  pending,
  close,
  reopen,
  assign,
  take,
  transfer,
  priority,
  tag,
  untag,
  field,
  snooze,
  star,
  merge,
  split,
  undo,
  forward,
  cc,
  spam,
  restore,
  erase,       ///< "delete", which is a word of C++
  administer,  ///< agents, keys, mailboxes, the desk as a whole: never by mail
  escalate,    ///< to another desk
  away,        ///< no new tickets for an agent …
  back         ///< … and again
};

/// What an API token opens; the control socket opens everything.
enum class ApiScope : std::uint8_t { read, write, admin };

/// How somebody comes to us.
enum class Door : std::uint8_t {
  mail,  ///< claims to be who the From field says
  api,   ///< holds a token of some scope
  house  ///< the control socket: its file mode let them in
};

/// Who acts, and what that rests on.
struct Actor {
  const Agent* agent =
      nullptr;  ///< who acts or is spoken for; none: a customer's mail, the operator, a token
  Door door = Door::house;
  Role role = Role::system;     ///< towards the ticket; system where there is no mail
  Trust trust = Trust::proven;  ///< that the author of a mail is who it says
  bool token = true;            ///< a mail: whether it carries our token of this very conversation
  ApiScope scope = ApiScope::admin;
  std::string token_name;  ///< of an API token, for the history

  /// "agent:kim", "api:shop" or "operator", as events say it.
  [[nodiscard]] std::string by() const;
};

[[nodiscard]] Actor at_the_socket(const Agent* speaking_as = nullptr);
[[nodiscard]] Actor with_api_token(std::string name, ApiScope, const Agent* speaking_as = nullptr);
[[nodiscard]] Actor agent_by_mail(const Agent&, Trust, bool token);

struct Verdict {
  enum class Is : std::uint8_t { allowed, needs_confirmation, refused } is = Is::allowed;
  std::string reason;  ///< of a refusal, for the person who asked
  [[nodiscard]] bool refused() const { return is == Is::refused; }
};

/// Whether this actor may do that to this ticket. What the deed's own words are (an agent's name, a reason)
/// is not judged here.
[[nodiscard]] Verdict authorize(const Actor&, Deed, const Ticket&, const Desk&);
/// The same without a ticket: create, administer, and what is asked of the whole desk.
[[nodiscard]] Verdict authorize(const Actor&, Deed);

/// Whether an agent may see a ticket: its group is open to all, or the agent is in it, assigned, or a
/// manager. Of a group that the desk no longer knows nobody can say that it was open.
[[nodiscard]] bool may_see(const Agent&, const Ticket&, const Desk&);
[[nodiscard]] bool may(const Agent&, Permission);
/// "kim has no permission to merge", for kim.
[[nodiscard]] std::string lacks(const Agent&, Permission);

/// A ticket that another desk gave us (이관): it writes to nobody outside, the original does.
[[nodiscard]] inline bool is_escalation(const Ticket& ticket) { return ticket.channel == "escalation"; }

/// What a deed does and asks for, beside who may do it.
struct DeedRule {
  Deed deed;
  std::optional<State> leads_to = std::nullopt;
  bool speaks = false;       ///< an agent must stand behind it
  bool needs_words = false;  ///< it is nothing without a text
};
[[nodiscard]] const DeedRule& rule_of(Deed);

// ---- the words of a mail ------------------------------------------------------------------------------

/// What in the ticket a mail answers.
enum class Answers : std::uint8_t { nothing, public_thread, note, forward };

/// What becomes of a mail.
enum class Outcome : std::uint8_t {
  public_entry,  ///< a requester's or participant's turn
  agent_answer,  ///< goes out to requester and participants
  private_note,
  unverified_note,  ///< kept private, not obeyed; the agent's registered address is told
  note_on_forward,  ///< stays in that forward's circle
  new_ticket,
  new_ticket_naming,  ///< names the other as a possible origin
};

/// Where the words of this author go. The actor came by mail.
[[nodiscard]] Outcome place_of_words(Answers, const Actor&);

}  // namespace ticketd::core
