// The header of a mail as values: people, subject, date, ids, trace.
#pragma once

#include "core/mail.h"
#include "parsers/message.h"

namespace ticketd::parsers {

/// Fills everything of core::Mail that stands in the header, but for its kind.
void read_headers(const Message& message, const ParseOptions& options, core::Mail& mail);

}  // namespace ticketd::parsers
