// How sure we are that the author is who the From field says (RFC 8601).
#pragma once

#include "core/intake.h"
#include "core/mail.h"
#include "core/settings.h"
#include "core/ticket.h"

#include <string>

namespace ticketd::core {

struct TrustFinding {
  Trust trust = Trust::plausible;
  std::string why;  ///< for the trace
};

/// `proven`: an aligned pass in a counted Authentication-Results field, and one author. `unproven`: a fail or
/// a contradiction. Otherwise `plausible`. Counted are fields of a configured authserv-id, above the first
/// Received field that none of our hosts wrote, in mail that came through our border. Of mail that is fetched
/// from a provider whose profile the desk relies on, the provider's own topmost field counts instead.
[[nodiscard]] TrustFinding judge_author(const Mail&, const Source&, const TrustSettings&);

}  // namespace ticketd::core
