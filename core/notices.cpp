#include "core/notices.h"

#include "core/audience.h"
#include "core/mention.h"
#include "core/names.h"

#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace ticketd::core {

namespace {

/// The letter that tells of an event; nothing: it is no news by itself, but may follow from some.
std::optional<LetterKind> letter_of(RuleEvent event, bool reopened) {
  switch (event) {
    case RuleEvent::created:
    case RuleEvent::assigned:
    case RuleEvent::transferred:
      return LetterKind::new_ticket;
    case RuleEvent::requester_replied:
    case RuleEvent::participant_replied:
      return reopened ? LetterKind::reopened : LetterKind::customer_reply;
    case RuleEvent::note_added:
    case RuleEvent::forwardee_replied:
      return LetterKind::note_added;
    case RuleEvent::sla_warning:
      return LetterKind::sla_warning;
    case RuleEvent::sla_breached:
      return LetterKind::sla_breached;
    case RuleEvent::woken:
      return LetterKind::woken;
    default:
      return std::nullopt;
  }
}

bool is_news(RuleEvent event) { return letter_of(event, false).has_value(); }

/// What is no news is told as the news that it followed from. Time follows from nothing: a rule of time may
/// act in the very moment in which a promise breaks or a snooze ends.
RuleEvent news_of(RuleEvent event, RuleEvent began_with) {
  return is_news(event) || event == RuleEvent::time ? event : began_with;
}

/// What is private is told as a note, whose answers stay private, too.
LetterKind letter_for(RuleEvent news, bool reopened, const Entry& about) {
  if (about.visibility == Visibility::private_) return LetterKind::note_added;
  return letter_of(news, reopened).value_or(reopened ? LetterKind::reopened : LetterKind::customer_reply);
}

/// `@kim` counts in words of the house, not in a customer's.
std::vector<const Agent*> mentioned(const Draft& draft, const Entry& about) {
  std::vector<const Agent*> agents;
  if (about.visibility != Visibility::private_) return agents;
  const auto& desk = draft.house().desk;
  for (const auto* agent : agents_named_in(about.text, desk))
    if (may_see(*agent, draft.ticket(), desk)) agents.push_back(agent);
  return agents;
}

}  // namespace

/// Sends, and remembers to whom.
class Notices::Round {
 public:
  Round(Draft& draft, std::string doer) : draft_(draft), doer_(std::move(doer)) {}

  void tell(const action::Notify& wanted, LetterKind kind, const Occasion& about, std::size_t which) {
    const auto& said = about.entry;
    // One mail for what was said; where nothing was, one for each piece of news.
    const auto news = said.id ? std::string{} : std::string(name_of(kind)) + '/' + std::to_string(which);
    const auto agents = not_told(wanted, said, wanted.template_name.empty() ? news : wanted.template_name);
    if (agents.empty()) return;
    if (wanted.template_name.empty()) return tell_agents(draft_, kind, said, agents, about.more);
    if (const auto named_kind = named<LetterKind>(wanted.template_name))
      return tell_agents(draft_, *named_kind, said, agents);
    tell_in_words_of_the_desk(wanted.template_name, agents);
  }

 private:
  std::vector<const Agent*> not_told(const action::Notify& wanted, const Entry& said,
                                     const std::string& news) {
    std::vector<const Agent*> agents;
    const auto people =
        wanted.audience == "mentioned" ? mentioned(draft_, said) : audience(draft_, wanted.audience);
    for (const auto* agent : people)
      if (agent->name != said.author.agent && agent->name != doer_ &&
          told_.emplace(said.id.value, news, agent).second)
        agents.push_back(agent);
    return agents;
  }

  void tell_in_words_of_the_desk(const std::string& name, const std::vector<const Agent*>& agents) {
    const auto* assignee = draft_.house().desk.agent_named(draft_.ticket().assignee);
    const auto words = canned_answer(draft_, name, assignee, {});
    if (!words) return;  // the desk is checked when it is loaded
    Entry said;
    said.text = words->text;
    said.author.role = Role::system;
    tell_agents(draft_, LetterKind::rule_notice, said, agents);
  }

  Draft& draft_;
  std::string doer_;
  std::set<std::tuple<std::int64_t, std::string, const Agent*>> told_;
};

void Notices::about(RuleEvent event, Entry entry, Variables more) {
  occasions_[event].push_back({std::move(entry), std::move(more)});
}

void Notices::add(std::string rule, RuleEvent event, const action::Notify& wanted) {
  notices_.push_back({std::move(rule), event, wanted});
}

const Entry& Notices::entry_of(RuleEvent event, const Entry& otherwise) const {
  const auto found = occasions_.find(event);
  return found == occasions_.end() ? otherwise : found->second.back().entry;
}

void Notices::send(Draft& draft, RuleEvent began_with, bool reopened, const Entry& otherwise) const {
  Round round(draft, doer_);
  for (const auto& notice : notices_) {
    const auto news = news_of(notice.event, began_with);
    auto found = occasions_.find(notice.event);
    if (found == occasions_.end()) found = occasions_.find(news);  // with what the letter says of them
    auto occasions = found == occasions_.end() ? std::vector<Occasion>{{otherwise, {}}} : found->second;
    if (!is_news(news))
      for (auto& occasion : occasions) occasion.more["rule"] = notice.rule;  // all that can be said of why
    for (std::size_t i = 0; i < occasions.size(); ++i)
      round.tell(notice.wanted, letter_for(news, reopened, occasions[i].entry), occasions[i], i);
  }
}

}  // namespace ticketd::core
