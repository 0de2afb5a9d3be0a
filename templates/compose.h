// A letter as bytes: what goes to the next hop. Any thread; the same letter gives the same bytes at every
// try.
#pragma once

#include "core/letter.h"
#include "core/mail.h"
#include "core/result.h"
#include "templates/render.h"

#include <string>
#include <vector>

namespace ticketd::templates {

/// `files` are the letter's attachments with their content. The mail has CR LF line ends only, is ASCII
/// throughout, has no line beyond 998 characters and never a Bcc. An address that can't be written is
/// `malformed`, for good.
[[nodiscard]] Result<std::string> compose(const core::Letter& letter,
                                          const std::vector<core::Attachment>& files,
                                          const Templates& templates);

}  // namespace ticketd::templates
