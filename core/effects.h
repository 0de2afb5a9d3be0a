// Carries out what the rules planned, what that sets off in turn, and gathers who is told of it, so that
// nobody is told twice.
#pragma once

#include "core/correspondence.h"
#include "core/draft.h"
#include "core/rules.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// What changed between two looks at a ticket, as the events of rules.
[[nodiscard]] std::vector<RuleEvent> events_between(const Ticket& before, const Ticket& now);

class Effects {
 public:
  enum class Scope : std::uint8_t {
    all,
    only_reopen
  };  ///< an unproven author may reopen, and change nothing else

  /// What changes the ticket from here on sets off rules.
  Effects(Draft& draft, Trace& trace) : draft_(draft), trace_(trace), before_(draft.ticket()) {}

  /// Judges the rules on the ticket as it is now; nothing is changed yet. A rule acts once in one decision,
  /// so none sets off itself. The names of those that will act.
  std::vector<std::string> run(RuleEvent, const Facts&, Scope = Scope::all);
  [[nodiscard]] bool follow_up() const;
  /// The rules opened a new ticket instead: that stands in the history of the old one.
  void record_follow_up();
  /// Does what was planned, then what the rules want that those changes set off.
  void apply();
  /// Tells the agents of the ticket, as `kind`; as `reopened` when the rules reopened it.
  void tell(LetterKind kind, Variables more = {}) {
    kind_ = kind;
    more_ = std::move(more);
  }
  /// Sends the notifications about this entry: once per agent, never to its author.
  void finish(const Entry&);

 private:
  void carry_out();
  void apply(const PlannedAction&);
  void set_state(const std::string& rule, State);
  void reply(const std::string& rule, const std::string& text, Circle);
  void forward(const std::string& rule, const action::Forward&);
  void snooze(const std::string& rule, const action::Snooze&);
  void notify(const std::string& rule, const action::Notify&);
  [[nodiscard]] std::string no_answer() const;
  void send_notices(const Entry&);

  Draft& draft_;
  Trace& trace_;
  Ticket before_;
  Scope scope_ = Scope::all;
  std::optional<Facts> facts_;  ///< of the event that began it
  std::vector<PlannedAction> planned_;
  RuleNames acted_;
  std::optional<LetterKind> kind_;
  Variables more_;
  bool reopened_ = false, moved_ = false;
  std::vector<std::string> audiences_;   ///< who are told of the entry
  std::vector<action::Notify> notices_;  ///< who are told something in the desk's own words

  struct Call {
    std::string rule;
    RuleEvent event;
    const Webhook* to;
  };
  std::vector<Call> calls_;
  std::optional<Entry> agents_words_;  ///< what an event of theirs is about
};

}  // namespace ticketd::core
