// Puts what is inside a winmail.dat beside it, so that agents without Outlook see text and files.
#pragma once

#include "core/mail.h"

namespace ticketd::parsers {

/// Adds the files of every TNEF attachment, and its body where the mail itself has no text. The winmail.dat
/// stays.
void unpack_winmail(core::Mail& mail);

}  // namespace ticketd::parsers
