// What hosts on the way wrote on top of a mail: Received and Authentication-Results, and the hash that
// ignores it all.
#pragma once

#include "core/mail.h"
#include "parsers/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// Topmost (newest) first.
[[nodiscard]] std::vector<core::TraceField> read_trace(const Message& message);

/// The host that a Received field says it was added by, lower case. Empty when that cannot be told for sure:
/// the name that the client gave stands in the same field, and must not be taken for it.
[[nodiscard]] std::string received_by(std::string_view value);

/// Hex SHA-256 that stays the same when a mail is delivered twice: over the fields that its author wrote
/// (people, subject, date, ids, content) and the body. Naming those is safer than naming what hosts add:
/// every relay, virus scanner and mailbox invents fields of its own. Line ends, folding and blank lines at
/// the end do not count.
[[nodiscard]] std::string content_hash(const Message& message);

/// What tells this very mail from every other, also when it comes again under another Message-ID: each of its
/// DKIM signatures, and author, date, subject and words of the body together, for whoever sends a copy may
/// bury the signatures under others. Without a date only the signatures: two short mails of one person may
/// well be alike. Hex SHA-256.
[[nodiscard]] std::vector<std::string> seals(const Message& message);

}  // namespace ticketd::parsers
