// Carries out what the rules planned for one event, and gathers who is told of it, so that nobody is told
// twice.
#pragma once

#include "core/correspondence.h"
#include "core/draft.h"
#include "core/rules.h"

#include <map>
#include <optional>
#include <vector>

namespace ticketd::core {

class Effects {
 public:
  enum class Scope : std::uint8_t {
    all,
    only_reopen
  };  ///< an unproven author may reopen, and change nothing else

  Effects(Draft& draft, Trace& trace) : draft_(draft), trace_(trace) {}

  /// Judges the rules on the ticket as it is now; nothing is changed yet. The names of those that will act.
  std::vector<std::string> run(RuleEvent, const Facts&, Scope = Scope::all);
  [[nodiscard]] bool follow_up() const;
  /// Does what was planned.
  void apply();
  /// Tells the agents of the ticket, as `kind`; as `reopened` when the rules reopened it.
  void tell(LetterKind kind, Variables more = {}) {
    kind_ = kind;
    more_ = std::move(more);
  }
  /// Sends the notifications about this entry: once per agent, never to its author.
  void finish(const Entry&);

 private:
  void apply(const PlannedAction&);
  void set_state(const std::string& rule, State);
  void snooze(const std::string& rule, const action::Snooze&);

  Draft& draft_;
  Trace& trace_;
  Scope scope_ = Scope::all;
  std::vector<PlannedAction> planned_;
  std::optional<LetterKind> kind_;
  Variables more_;
  bool reopened_ = false, moved_ = false;
  std::vector<std::string> audiences_;

  struct Call {
    std::string rule;
    RuleEvent event;
    const Webhook* to;
  };
  std::vector<Call> calls_;
  std::optional<Entry> agents_words_;  ///< what an event of theirs is about
};

}  // namespace ticketd::core
