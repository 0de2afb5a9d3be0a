// What of our own words and files is nobody's business outside: where our agents can be reached, and copies
// of the mails that they get from us.
#pragma once

#include "core/house.h"
#include "core/letter.h"
#include "core/mail.h"

#include <string>
#include <string_view>

namespace ticketd::core {

/// The text with `instead` in place of every address of an agent of this desk.
[[nodiscard]] std::string without_agents(std::string_view text, const Desk&, std::string_view instead);

/// Whether a file is for the house alone: an S/MIME or PGP signature, which names its signer and no longer
/// fits what we send; a business card or an attached mail that holds an agent's address; any text with one of
/// our tokens, for it is a copy of a mail of ours to somebody.
[[nodiscard]] bool stays_inside(const Attachment&, const House&);

/// Makes a letter fit for somebody outside: the mailbox's address stands for those of agents, and files that
/// stay inside are left out.
void keep_inside(Letter&, const Desk&);

}  // namespace ticketd::core
