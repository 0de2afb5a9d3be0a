// Between the attachments of a parsed mail and what the store remembers of them. The bytes stay in the raw
// mail and are read from it again when somebody wants them.
#pragma once

#include "core/desk.h"
#include "core/house.h"
#include "core/intake.h"
#include "core/mail.h"
#include "parsers/parse.h"
#include "store/store.h"

#include <string_view>
#include <vector>

namespace ticketd::daemon {

[[nodiscard]] std::vector<core::EntryAttachment> describe_attachments(const core::Mail&, core::MailKey,
                                                                      const core::House&);

/// The files of a letter with their content; `not_found` when one is no longer there.
[[nodiscard]] Result<std::vector<core::Attachment>> load_attachments(
    const std::vector<core::EntryAttachment>&, store::Reader&);

/// What the mailbox knows better than the parser.
[[nodiscard]] parsers::ParseOptions parse_options(const core::IncomingMail&, const core::Desk&);

}  // namespace ticketd::daemon
