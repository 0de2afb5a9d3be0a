// A mail that somebody forwarded: found inline in the text, or attached as a whole. The helpdesk makes the
// ticket for the original author, so nothing is guessed: without an author there is no forwarded mail.
#pragma once

#include "core/mail.h"

#include <optional>
#include <string_view>

namespace ticketd::parsers {

struct SearchedText;  // attribution.h

/// What the mail's own header says about it.
struct ForwardHints {
  std::string_view subject;  ///< "Fwd: …", "전달: …"
  bool answers = false;      ///< has In-Reply-To or References
};

/// The first forwarded mail in a text: below a separator of any client, or below a bare header block or
/// attribution when the subject says that this is a forward. Later ones, forwarded with it, stay in its text.
[[nodiscard]] std::optional<core::ForwardedMail> find_forward(std::string_view text,
                                                              const ForwardHints& hints);
[[nodiscard]] std::optional<core::ForwardedMail> find_forward(const SearchedText& searched,
                                                              const ForwardHints& hints);

/// Does the header leave room for a forward that no separator names? Answers look the same in many clients.
[[nodiscard]] bool may_be_forward(const ForwardHints& hints);

/// The same for an attached message/rfc822, already parsed, below `comment`.
[[nodiscard]] core::ForwardedMail forwarded_from(const core::Mail& attached, std::string_view comment);

enum class SubjectKind : std::uint8_t { plain, reply, forward };

/// What the first of a subject's prefixes says, in any language: "Fwd:", "WG:", "[전달]", "회신:".
[[nodiscard]] SubjectKind subject_kind(std::string_view subject);
/// The subject without any of them.
[[nodiscard]] std::string_view without_subject_prefixes(std::string_view subject);

}  // namespace ticketd::parsers
