// The routes about surveys: the pages that customers see, and what they said, in numbers.
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"
#include "daemon/http/score_sheet.h"

namespace ticketd::daemon {

namespace {

std::optional<int> score_in(const std::string& text) {
  const auto score = parse_number<int>(text);
  return score && *score >= core::worst_score && *score <= core::best_score ? score : std::nullopt;
}

Json sheet_json(const ScoreSheet& sheet) {
  Json scores;
  for (int score = core::worst_score; score <= core::best_score; ++score)
    scores[std::to_string(score)] = sheet.count(score);
  return {{"asked", sheet.asked()},
          {"answered", sheet.answered()},
          {"average", sheet.average() ? Json(*sheet.average()) : Json()},
          {"scores", scores}};
}

}  // namespace

void Api::show_survey(const Call& call) const {
  SurveyVisit visit{.token = call.names.at(0)};
  if (call.names.size() > 1) visit.score = score_in(call.names[1]);
  call.respond(services_.survey_page(visit));
}

/// The form says its own score; a link that leads to it only chose one before.
void Api::answer_survey(const Call& call) const {
  const auto form = parse_form(call.request.body);
  if (!form) return call.respond(problem(400, "malformed", "the body must be a form"));
  const auto said = [&](const std::string& name) {
    const auto found = form->find(name);
    return found == form->end() ? std::string{} : found->second;
  };
  services_.answer_survey({call.names.at(0), score_in(said("score")), said("comment")}, call.respond);
}

void Api::show_scores(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  constexpr std::size_t portion = 1000;
  ScoreSheet all;
  std::map<std::string, ScoreSheet> by_agent;
  store::TicketQuery surveyed{.surveyed = true, .limit = portion};
  for (bool more = true; more;) {
    const auto tickets = (*reader)->tickets(surveyed);
    if (!tickets) return call.fail(tickets.error());
    for (const auto& ticket : *tickets) {
      if (!may_see(call, ticket)) continue;
      all.add(*ticket.survey);
      by_agent[ticket.survey->agent].add(*ticket.survey);
    }
    more = tickets->size() == portion;
    if (more) surveyed.after = tickets->back().id;
  }
  auto json = sheet_json(all);
  json["agents"] = Json::array();
  for (const auto& [agent, sheet] : by_agent) {
    auto row = sheet_json(sheet);
    row["agent"] = agent.empty() ? Json() : Json(agent);
    json["agents"].push_back(std::move(row));
  }
  call.respond({200, dump(json)});
}

}  // namespace ticketd::daemon
