// What the daemon found when it logged in at a mail account, as a finding of the doctor.
#pragma once

#include "ctl/control_client.h"
#include "ctl/examination.h"

namespace ticketd::ctl {

/// One of the accounts that POST /api/v1/accounts/try answers.
[[nodiscard]] Finding finding_of_account(const Json& account);

}  // namespace ticketd::ctl
