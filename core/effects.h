// Carries out what the rules planned, what that sets off in turn, and gathers who is told of it, so that
// nobody is told twice.
#pragma once

#include "core/correspondence.h"
#include "core/draft.h"
#include "core/notices.h"
#include "core/rules.h"

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

  /// What changes the ticket from here on sets off rules. `doer`: the agent whose deed it is.
  Effects(Draft& draft, Trace& trace, std::string doer = {})
      : draft_(draft), trace_(trace), before_(draft.ticket()), notices_(std::move(doer)) {}

  /// Judges the rules on the ticket as it is now; nothing is changed yet. A rule acts once in one decision,
  /// so none sets off itself. The names of those that will act.
  std::vector<std::string> run(RuleEvent, const Facts&, Scope = Scope::all);
  [[nodiscard]] bool follow_up() const;
  /// The rules opened a new ticket instead: that stands in the history of the old one.
  void record_follow_up();
  /// Does what was planned, then what the rules want that those changes set off.
  void apply();
  /// What agents and programs are told of an event, where that is not the entry of finish().
  void about(RuleEvent event, Entry entry, Variables more = {}) {
    notices_.about(event, std::move(entry), std::move(more));
  }
  /// Tells agents and programs of this entry, as the rules want.
  void finish(const Entry&);

 private:
  void carry_out();
  void apply(const PlannedAction&);
  void set_state(const std::string& rule, State);
  void reply(const std::string& rule, const std::string& text, Circle);
  void forward(const std::string& rule, const action::Forward&);
  void snooze(const std::string& rule, const action::Snooze&);
  void notify(const PlannedAction&, const action::Notify&);
  [[nodiscard]] std::string no_answer() const;

  Draft& draft_;
  Trace& trace_;
  Ticket before_;
  Scope scope_ = Scope::all;
  std::optional<Facts> facts_;  ///< of the newest event from outside
  std::optional<RuleEvent> began_with_;
  std::vector<PlannedAction> planned_;
  RuleNames acted_;
  bool reopened_ = false, moved_ = false;
  Notices notices_;

  struct Call {
    std::string rule;
    RuleEvent event;
    const Webhook* to;
  };
  std::vector<Call> calls_;
};

}  // namespace ticketd::core
