// Contacts, companies and tokens as the API shows them.
#pragma once

#include "core/api_token.h"
#include "core/contact.h"
#include "daemon/http/json_views.h"

namespace ticketd::daemon {

[[nodiscard]] Json contact_json(const core::Contact&);
[[nodiscard]] Json company_json(const core::Company&);
[[nodiscard]] Json token_json(const core::ApiToken&);  ///< without its digest

}  // namespace ticketd::daemon
