// What sort of sender wrote a mail: a person or one of six sorts of machine. A score with named evidence,
// because every single sign is forged, forgotten or misused by somebody (Exchange marks people's mail with
// X-Auto-Response-Suppress).
#pragma once

#include "core/mail.h"
#include "parsers/message.h"

namespace ticketd::parsers {

/// Whether a Return-Path tells of MAIL FROM:<>.
[[nodiscard]] bool has_null_return_path(const Message&);

/// Fills kind, evidence, answer_suppressed and bounce. The header, text and attachments of `mail` are filled
/// in already.
void classify(const Message& message, core::Mail& mail);

}  // namespace ticketd::parsers
