// The survey after a resolve: whom we ask, once per ticket, and what we take for an answer.
// The links of the mail only show a page; the answer comes by a form of that page (daemon/survey.h).
#pragma once

#include "core/draft.h"
#include "core/result.h"

#include <chrono>
#include <string>

namespace ticketd::core {

/// Asks the requester, if there is anybody to ask: never a robot, an outsider of an escalation or of a
/// ticket that was resolved without a word. "yes", or "no: " and why.
std::string ask_for_score(Draft&);

/// Whether an answer is still taken, or changed.
[[nodiscard]] bool is_open(const Survey&, Time now);

/// Whether this link opens the ticket's survey for its requester; whatever state the ticket is in.
[[nodiscard]] bool opens_survey(const Token&, const Ticket&, const House&);

struct SurveyAnswer {
  int score{};
  std::string comment;
};

/// Keeps the answer and runs the rules of `rated`. Refused (`policy`) when it is too late, or was changed too
/// often.
[[nodiscard]] Result<> take_score(Draft&, SurveyAnswer);

}  // namespace ticketd::core
