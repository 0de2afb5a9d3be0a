// What a mail client shows of a mail: its text, its HTML, and everything else as attachments.
#pragma once

#include "core/mail.h"
#include "parsers/message.h"
#include "parsers/parse.h"

#include <string>
#include <vector>

namespace ticketd::parsers {

/// Fills text, html, attachments and problems.
void read_body(const Message& message, const ParseOptions& options, core::Mail& mail);

/// A text part in UTF-8 with LF, format=flowed undone (RFC 3676).
[[nodiscard]] std::string part_text(const Part& part, const ParseOptions& options,
                                    std::vector<std::string>& problems);
/// The same of bytes that were decoded already.
[[nodiscard]] std::string part_text(const Part& part, std::string_view bytes, const ParseOptions& options,
                                    std::vector<std::string>& problems);

/// The name that a part's file should have: `filename` of its Content-Disposition, else `name`; decoded and
/// clean, empty when there is none.
[[nodiscard]] std::string part_filename(const Part& part, const ParameterizedValue& disposition,
                                        const ParseOptions& options, std::vector<std::string>& problems);

}  // namespace ticketd::parsers
