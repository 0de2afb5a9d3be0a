// What of our own words and files is nobody's business outside: where our agents can be reached, and copies
// of the mails that they get from us.
#pragma once

#include "core/house.h"
#include "core/letter.h"
#include "core/mail.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

/// The text with `instead` in place of every address of an agent of this desk.
[[nodiscard]] std::string without_agents(std::string_view text, const Desk&, std::string_view instead);

/// The text with `instead` in place of every reply address and Message-ID of ours, expired or not, whomever
/// it was for: with it, anybody would answer in that person's stead. Links to surveys stay.
[[nodiscard]] std::string without_tokens(std::string_view text, const Seal&, std::string_view instead);

/// Whether a file of this mail is for the house alone: an S/MIME or PGP signature, which names its signer and
/// no longer fits what we send; the winmail.dat of an agent, whose files lie unpacked beside it; any text
/// (mails, cards, calendars, tables, pages) with an agent's address, or with one of our tokens, for it is a
/// copy of a mail of ours to somebody.
[[nodiscard]] bool stays_inside(const Attachment&, const Mail&, const House&);

/// The files of an entry that its readers outside do not get and may miss, one a line: a signature and the
/// wrapping of a winmail.dat are none of these.
[[nodiscard]] std::string names_of_kept(const std::vector<EntryAttachment>&);

/// Makes a letter fit for somebody outside: the mailbox's address stands for those of agents, in names of
/// files, too, and for addresses with tokens; files that stay inside are left out.
void keep_inside(Letter&, const House&);

}  // namespace ticketd::core
