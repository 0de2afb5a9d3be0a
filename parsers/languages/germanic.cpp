// English, German, Dutch and the Nordic languages (Finnish stands here too: its clients are the Nordic ones).
#include <array>

#include "parsers/phrases.h"

namespace ticketd::parsers {

namespace {

constexpr std::array<Language, 8> languages = {{
    {.code = "en",
     .from = "From|Sender|Author",
     .to = "To|Recipient|Recipients",
     .cc = "Cc|CC|Copy|Copies to",
     .bcc = "Bcc",
     .date = "Date|Sent|Sent at|Sent on|Date sent|Sent date|Received|Date/Time",
     .subject = "Subject",
     .reply_to = "Reply-To|Reply to",
     .other = "Importance|Priority|Attachments|Attachment|Attached|Organization|Message-ID|Resent-From|Resent-To|"
              "Resent-Date|Sensitivity|When|Where|Categories|Newsgroups|Followup-To|References|In-Reply-To|Mailing-List",
     .wrote = "wrote|writes|has written",
     .opening = "on|at|sent on",
     .before_name = "am|pm|a.m|p.m|gmt|utc|est|edt|cst|cdt|pst|pdt|cet|cest|kst|at",
     .months = "January|February|March|April|May|June|July|August|September|October|November|December|"
               "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec",
     .weekdays = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun",
     .original = "Original Message|Original Mail|Original Email|Original E-Mail|Original appointment|Reply Message|"
                 "Reply Original Message|Replied Message|Original message text|Message history|Previous message|"
                 "Previous mail|Original Msg|Previous replies|Reply above this line|Please reply above this line|"
                 "Message from|Please type your reply above this line|Type your reply above this line|Write above this line to reply",
     .forwarded = "Forwarded message|Forwarded mail|Forwarded email|Begin forwarded message|Start of forwarded message|"
                  "Forward message|Forwarded letter|Original forwarded message|Fwd message|Forwarding messages|"
                  "Forwarded by|Begin forwarded mail|Forward mail|Forward Original Message",
     .sent_from = "Sent from|Sent via|Sent with|Sent using|Get Outlook for|Get BlueMail for",
     .closing = "Regards|Best regards|Kind regards|Warm regards|Warmest regards|Kindest regards|Many regards|"
                "With regards|With best regards|With kind regards|With warm regards|Rgds|Best rgds|BR|B.R.|"
                "Sincerely|Sincerely yours|Yours sincerely|Yours faithfully|Yours truly|Respectfully|Best wishes|"
                "All the best|Cheers and regards|Thanks and regards|Thanks & regards|Thanks and best regards|"
                "Thanks & best regards|Thanks and kind regards|Best|Kind wishes|Cordially|WBR"},
    {.code = "de",
     .from = "Von|Absender",
     .to = "An|Empfänger",
     .cc = "Kopie|Kopie (CC)|Cc",
     .bcc = "Blindkopie|Blindkopie (BCC)|Bcc",
     .date = "Gesendet|Datum|Gesendet am|Date",
     .subject = "Betreff|Betrifft",
     .reply_to = "Antwort an|Antworten an",
     .other = "Anlagen|Anhang|Anhänge|Wichtigkeit|Priorität|Organisation",
     .wrote = "schrieb|schrieb am|hat geschrieben|geschrieben|schreibt",
     .opening = "am|vom",
     .before_name = "uhr|schrieb|hat",
     .months = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
               "Jän|Mär|Mrz|Okt|Dez",
     .weekdays = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So|Don|Die|Mit|Fre|Sam|Son",
     .original = "Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Original Nachricht|Originale Nachricht|"
                 "Ursprüngliche E-Mail|Ursprüngliche Mail|Antwort Nachricht|Nachricht von",
     .forwarded = "Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht|Weitergeleitete E-Mail|"
                  "Weitergeleitete Mail|Beginn der weitergeleiteten Nachricht|Ursprünglich weitergeleitete Nachricht",
     .sent_from = "Von meinem|Von meiner|Gesendet von|Gesendet mit|Gesendet aus|Gesendet über|Diese Nachricht wurde von|"
                  "Diese Nachricht wurde mit|Holen Sie sich Outlook|Outlook für",
     .closing = "Mit freundlichen Grüßen|Mit freundlichem Gruß|Freundliche Grüße|Mit besten Grüßen|Beste Grüße|"
                "Viele Grüße|Liebe Grüße|Mit lieben Grüßen|Schöne Grüße|Herzliche Grüße|Mit freundlichen Gruessen|"
                "Viele Gruesse|Freundliche Gruesse|MfG|LG|VG|Grüße|Gruß|Hochachtungsvoll|Besten Gruß|Viele Grüße / Best regards"},
    {.code = "nl",
     .from = "Van|Afzender",
     .to = "Aan",
     .cc = "CC|Kopie",
     .bcc = "BCC",
     .date = "Verzonden|Datum|Verstuurd|Verzonden op",
     .subject = "Onderwerp|Betreft",
     .reply_to = "Antwoord naar|Antwoordadres",
     .other = "Bijlagen|Bijlage|Urgentie|Prioriteit",
     .wrote = "schreef|geschreven|het volgende geschreven",
     .opening = "op",
     .before_name = "heeft|schreef",
     .months = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|mrt|okt",
     .weekdays = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo",
     .original = "Oorspronkelijk bericht|Origineel bericht|Oorspronkelijke bericht|Originele bericht",
     .forwarded = "Doorgestuurd bericht|Begin doorgestuurd bericht|Start doorgestuurd bericht|Doorgestuurde mail",
     .sent_from = "Verzonden vanaf|Verstuurd vanaf|Verzonden met|Verstuurd met|Verzonden via|Verstuurd via|"
                  "Outlook voor|Outlook downloaden voor",
     .closing = "Met vriendelijke groet|Met vriendelijke groeten|Vriendelijke groet|Vriendelijke groeten|Groeten|Groet|"
                "Hartelijke groet|Mvg|M.v.g.|Met hartelijke groet"},
    {.code = "da",
     .from = "Fra|Afsender",
     .to = "Til",
     .cc = "Cc|Kopi",
     .bcc = "Bcc",
     .date = "Sendt|Dato",
     .subject = "Emne",
     .reply_to = "Svar til",
     .other = "Vedhæftede filer|Vedhæftet fil|Prioritet",
     .wrote = "skrev|skriver|har skrevet",
     .opening = "den|på",
     .before_name = "skrev|kl",
     .months = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|okt",
     .weekdays = "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|man|tirs|tir|ons|tors|tor|fre|lør|søn",
     .original = "Oprindelig meddelelse|Oprindelig besked|Original meddelelse|Oprindelig mail|Oprindelig e-mail",
     .forwarded = "Videresendt meddelelse|Videresendt besked|Start på videresendt besked|Start på videresendt meddelelse|"
                  "Videresendt mail",
     .sent_from = "Sendt fra|Sendt via|Sendt med|Hent Outlook",
     .closing = "Med venlig hilsen|Venlig hilsen|Med venlige hilsner|De bedste hilsner|Hilsen|Mvh|Vh|M.v.h.|"
                "Bedste hilsner|Kærlig hilsen|Mange hilsner"},
    {.code = "no",
     .from = "Fra|Avsender",
     .to = "Til|Mottaker",
     .cc = "Kopi|Kopi til",
     .bcc = "Blindkopi",
     .date = "Sendt|Dato",
     .subject = "Emne",
     .reply_to = "Svar til",
     .other = "Vedlegg|Prioritet",
     .wrote = "skrev|skrev følgende",
     .opening = "den|på",
     .months = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|des|okt",
     .weekdays = "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|man|tir|ons|tor|fre|lør|søn",
     .original = "Opprinnelig melding|Original melding|Opprinnelig e-post",
     .forwarded = "Videresendt melding|Videresendt e-post|Start på videresendt melding|Begynn videresendt melding",
     .sent_from = "Sendt fra min|Sendt fra|Få Outlook",
     .closing = "Med vennlig hilsen|Vennlig hilsen|Vennlige hilsener|Beste hilsen|Hilsen|Mvh"},
    {.code = "sv",
     .from = "Från|Avsändare",
     .to = "Till|Mottagare",
     .cc = "Kopia|Kopia till",
     .bcc = "Hemlig kopia|Dold kopia",
     .date = "Skickat|Datum|Skickad|Sänt",
     .subject = "Ämne",
     .reply_to = "Svara till",
     .other = "Bifogade filer|Bilagor|Prioritet",
     .wrote = "skrev|skrev följande|skriver",
     .opening = "den|på",
     .months = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|okt",
     .weekdays = "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mån|tis|ons|tors|tor|fre|lör|sön",
     .original = "Ursprungligt meddelande|Originalmeddelande|Ursprungligt mejl|Ursprungligt mail",
     .forwarded = "Vidarebefordrat mejl|Vidarebefordrat meddelande|Vidarebefordrat mail|Vidarebefordrat e-postmeddelande|"
                  "Början på vidarebefordrat meddelande|Börja på vidarebefordrat meddelande|Vidarebefordrat brev",
     .sent_from = "Skickat från|Skickades från|Skickat med|Hämta Outlook|Skaffa Outlook",
     .closing = "Med vänlig hälsning|Med vänliga hälsningar|Vänlig hälsning|Vänliga hälsningar|Hälsningar|Hälsning|"
                "Bästa hälsningar|Mvh|Vänligen"},
    {.code = "is",
     .from = "Frá",
     .to = "Til",
     .cc = "Afrit",
     .date = "Dagsetning|Sent",
     .subject = "Efni",
     .wrote = "skrifaði|skrifar",
     .opening = "þann|á",
     .months = "janúar|febrúar|apríl|maí|júní|júlí|ágúst|október|nóvember|desember|jún|júl|ágú|nóv|des",
     .weekdays = "mánudagur|þriðjudagur|miðvikudagur|fimmtudagur|föstudagur|laugardagur|sunnudagur|mán|þri|mið|fim|fös|lau|sun",
     .original = "Upphaflegur póstur|Upprunaleg skilaboð",
     .forwarded = "Áframsend skilaboð|Áframsendur póstur",
     .sent_from = "Sent úr|Sent frá",
     .closing = "Kveðja|Með kveðju|Bestu kveðjur"},
    {.code = "fi",
     .from = "Lähettäjä",
     .to = "Vastaanottaja|Vastaanottajat",
     .cc = "Kopio|Kopiot",
     .bcc = "Piilokopio",
     .date = "Päivämäärä|Lähetetty|Päiväys",
     .subject = "Aihe",
     .reply_to = "Vastaus",
     .other = "Liitteet|Tärkeys",
     .wrote = "kirjoitti|kirjoitti näin|kirjoittaa",
     .months = "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|"
               "lokakuuta|marraskuuta|joulukuuta|tammik|helmik|maalisk|huhtik|toukok|kesäk|heinäk|elok|syysk|lokak|marrask|jouluk",
     .weekdays = "maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai|maanantaina|tiistaina|"
                 "keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina|ma|ti|ke|to|pe|la|su",
     .original = "Alkuperäinen viesti|Alkuperäinen sähköposti",
     .forwarded = "Välitetty viesti|Välitetty viesti alkaa|Edelleenlähetetty viesti|Lähetetty edelleen",
     .sent_from = "Lähetetty|Lähetetty iPhonesta|Hanki Outlook",
     .closing = "Ystävällisin terveisin|Terveisin|Parhain terveisin|Yst. terv.|Kunnioittaen"},
}};

}  // namespace

std::span<const Language> germanic_languages() { return languages; }

}  // namespace ticketd::parsers
