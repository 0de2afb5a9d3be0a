// How mail programs say "I am away" and "your mail could not be delivered", in the subject and in the first
// lines. A `caseless_subject` is what caseless.h makes of it, once for all who ask.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// The subject opens with a phrase and a colon as programs write it ("Automatische Antwort: Angebot"). Nobody
/// types that, and an answer to it stands behind "Re:".
[[nodiscard]] bool is_machine_reply_subject(std::string_view caseless_subject);
/// "Undeliverable: Offer", in the languages of Outlook and Exchange.
[[nodiscard]] bool is_machine_bounce_subject(std::string_view subject);
/// "Report Domain: example.com Submitter: mx.example Report-ID: …", which RFC 7489 7.2.1.1 prescribes.
[[nodiscard]] bool is_dmarc_report_subject(std::string_view caseless_subject);

/// The subject opens with an absence in brackets, "[부재중] 휴가 안내", as web mail writes it of itself.
[[nodiscard]] bool opens_with_absence(std::string_view subject);

/// Words of absence anywhere in the subject, or in the first lines; "" without. People use them, too.
[[nodiscard]] std::string absence_in_subject(std::string_view caseless_subject);
[[nodiscard]] std::string absence_in_text(std::string_view text);

}  // namespace ticketd::parsers
