// How mail programs say "I am away" and "your mail could not be delivered", in the subject and in the first
// lines. A `caseless_subject` is what caseless.h makes of it, once for all who ask.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::parsers {

/// The subject opens with a phrase and a colon as programs write it ("Automatische Antwort: Angebot"). Nobody
/// types that, and an answer to it stands behind "Re:".
[[nodiscard]] bool is_machine_reply_subject(std::string_view caseless_subject);
/// Lotus Notes: "AUTO: Kim Minji is out of the office (returning 2026-11-30)". Who writes about a car spells
/// it otherwise.
[[nodiscard]] bool is_absence_of_notes(std::string_view subject);
/// "Undeliverable: Offer", in the languages of Outlook and Exchange.
[[nodiscard]] bool is_machine_bounce_subject(std::string_view subject);
/// "Report Domain: example.com Submitter: mx.example Report-ID: …", which RFC 7489 7.2.1.1 prescribes.
[[nodiscard]] bool is_dmarc_report_subject(std::string_view caseless_subject);

/// The subject opens with an absence, "[부재중] 휴가 안내", "부재중: [#12] 견적", as web mail writes it of
/// itself.
[[nodiscard]] bool opens_with_absence(std::string_view caseless_subject);
/// It opens with the word for what programs answer, "[자동응답] [#12] 견적".
[[nodiscard]] bool opens_with_program(std::string_view caseless_subject);

/// Words of absence anywhere in the subject, or in the first lines; "" without. People use them, too.
[[nodiscard]] std::string absence_in_subject(std::string_view caseless_subject);
[[nodiscard]] std::string absence_in_text(std::string_view text);

}  // namespace ticketd::parsers
