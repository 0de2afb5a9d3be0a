#include "core/satisfaction.h"

#include "core/addressing.h"
#include "core/correspondence.h"
#include "core/effects.h"
#include "core/text.h"
#include "core/wake.h"

namespace ticketd::core {

namespace {

constexpr auto asked_within = std::chrono::days(7);    // of the resolve: later nobody remembers
constexpr auto open_for = std::chrono::days(30);       // after it was asked
constexpr auto changeable_for = std::chrono::days(7);  // after the first answer
constexpr int most_changes = 10;

/// Empty: nothing speaks against it.
std::string why_not(const Draft& draft) {
  const auto& ticket = draft.ticket();
  const auto& house = draft.house();
  if (house.settings.public_url.empty())
    return "[http] public_url is not set, so there is no page to link to";
  if (ticket.survey) return "the customer was asked before";
  if (ticket.state != State::resolved && ticket.state != State::closed) return "the ticket is not resolved";
  if (!ticket.resolved_at || *ticket.resolved_at + asked_within < house.now)
    return "it was resolved too long ago";
  if (ticket.resolution && ticket.resolution->internal) return "it was resolved without a mail";
  if (is_escalation(ticket)) return "the original of the escalation writes to the customer";
  if (ticket.from_machine) return "no person opened the ticket";
  if (!ticket.clocks.answered_at) return "no agent answered";
  const auto& requester = ticket.requester.address;
  if (house.desk.agent_with_address(requester) || house.desk.mailbox_of(requester))
    return "the requester is one of us";
  if (draft.context().automatic_today >= house.settings.automatic.per_ticket_per_day)
    return "enough automatic mails for this ticket today";
  return {};
}

std::string in_words(const Survey& survey) {
  auto text = std::to_string(*survey.score) + '/' + std::to_string(best_score);
  if (!survey.comment.empty()) text += "\n\n" + survey.comment;
  return text;
}

}  // namespace

std::string ask_for_score(Draft& draft) {
  if (auto why = why_not(draft); !why.empty()) {
    if (!draft.ticket().survey) draft.record(EventKind::survey, {}, "not asked: " + why, by_system());
    return "no: " + why;
  }
  const auto& house = draft.house();
  const auto& ticket = draft.ticket();
  if (is_stopped(draft, LetterKind::survey, ticket.requester.address)) return "no: a breaker is open";
  const auto token = make_token(Purpose::survey, ticket.id, ticket.requester.address, house);
  Entry entry;
  entry.kind = EntryKind::automatic;
  entry.author.role = Role::system;
  entry.text = "[survey]";
  const auto page = house.settings.public_url + "/survey/" + house.seal.write(token);
  send_survey(draft, draft.add_public(std::move(entry)), page);
  draft.set_survey({.asked_at = house.now, .agent = ticket.assignee});
  draft.record(EventKind::survey, {}, "asked", by_system());
  return "yes";
}

bool is_open(const Survey& survey, Time now) {
  return now < survey.asked_at + open_for &&
         (!survey.answered_at || now < *survey.answered_at + changeable_for);
}

bool opens_survey(const Token& token, const Ticket& ticket, const House& house) {
  return token.purpose == Purpose::survey && token.ticket == ticket.id && ticket.survey &&
         week_of(house.now) <= token.expires_week &&
         token.party == house.seal.party(ticket.requester.address);
}

Result<> take_score(Draft& draft, SurveyAnswer answer) {
  if (!draft.ticket().survey) return fail(ErrorKind::policy, "nobody was asked");
  auto survey = *draft.ticket().survey;
  const auto now = draft.house().now;
  if (answer.score < worst_score || answer.score > best_score)
    return fail(ErrorKind::malformed, "a score is 1 to 5");
  if (!is_open(survey, now)) return fail(ErrorKind::policy, "the survey is over");
  if (survey.score == answer.score && survey.comment == answer.comment) return {};  // sent twice
  if (survey.changes == most_changes) return fail(ErrorKind::policy, "the answer was changed too often");

  const auto before = survey.score ? std::to_string(*survey.score) : std::string{};
  if (survey.answered_at) ++survey.changes;
  if (!survey.answered_at) survey.answered_at = now;
  survey.score = answer.score;
  survey.comment = std::move(answer.comment);
  draft.set_survey(survey);
  draft.record(EventKind::survey, before, std::to_string(answer.score), "survey");

  Entry entry;
  entry.kind = EntryKind::automatic;
  entry.author = {draft.ticket().requester, Role::requester, Trust::plausible, {}};
  entry.text = in_words(survey);
  const auto added = draft.add_private(std::move(entry));
  Trace trace;
  Effects effects(draft, trace);
  effects.run(RuleEvent::rated, facts_of(draft));
  effects.apply();
  effects.finish(*added);
  wind_clocks(draft);
  return {};
}

}  // namespace ticketd::core
