// The MIME tree of a mail of ours: text and HTML as alternatives, with files beside them when there are any.
// This is the one place that knows mimetic; it sees only what we write ourselves, never received mail.
#pragma once

#include "core/mail.h"
#include "templates/render.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::templates {

/// From the Content-Type field of the whole mail to its last line; lines end in CR LF, every byte is ASCII.
/// The boundaries are made of `seed`, so that the same mail is always the same bytes.
[[nodiscard]] std::string mime_entity(const Rendered& content, const std::vector<core::Attachment>& files,
                                      std::string_view seed);

}  // namespace ticketd::templates
