// Whom the rules tell of what happened (`notify`), gathered to the end of a decision, so that an agent gets
// one mail about each thing that was said, however many rules name them. Rules say who is told; what no rule
// may do stands here: nobody is told of the own deed, nobody twice, and private words stay private.
#pragma once

#include "core/correspondence.h"
#include "core/rule.h"

#include <map>
#include <string>
#include <vector>

namespace ticketd::core {

class Notices {
 public:
  /// `doer`: the agent whose deed it all is; empty: nobody's.
  explicit Notices(std::string doer = {}) : doer_(std::move(doer)) {}

  /// What is told of an event, with further values for the letter. Said again for the same event, it is a
  /// letter more. Of other events, the entry that send() is given is told.
  void about(RuleEvent, Entry, Variables more = {});
  void add(std::string rule, RuleEvent, const action::Notify&);
  /// What an event was about.
  [[nodiscard]] const Entry& entry_of(RuleEvent, const Entry& otherwise) const;

  /// `began_with`: the event that all others follow from. `reopened`: the rules did that to the ticket.
  void send(Draft&, RuleEvent began_with, bool reopened, const Entry& otherwise) const;

 private:
  struct Occasion {
    Entry entry;
    Variables more;
  };
  struct Notice {
    std::string rule;
    RuleEvent event;
    action::Notify wanted;
  };
  class Round;

  std::string doer_;
  std::map<RuleEvent, std::vector<Occasion>> occasions_;
  std::vector<Notice> notices_;
};

}  // namespace ticketd::core
