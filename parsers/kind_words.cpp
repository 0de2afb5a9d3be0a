#include "parsers/kind_words.h"

#include "core/text.h"
#include "parsers/caseless.h"
#include "parsers/phrase_search.h"
#include "parsers/word_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace ticketd::parsers {
namespace {

// clang-format off
// What stands before the colon. The tables are compared without case and accents.
constexpr auto reply_prefixes = std::to_array<std::string_view>({
    "automatic reply", "automatic response", "automated reply", "automated response", "auto reply",
    "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "autoresponder",
    "auto responder", "out of office", "out of the office", "out-of-office", "out of office autoreply",
    "out of office reply", "vacation reply", "vacation message", "away message", "자동 회신", "자동회신", "자동 응답",
    "자동응답", "자동 답장", "자동답장", "부재중 회신", "부재중 자동 회신", "자동 회신 메일", "부재중 메시지", "부재중 응답", "自動返信", "自動応答", "不在通知",
    "不在応答", "自动回复", "自動回覆", "自動回復", "自动答复", "自动应答", "外出时的自动答复", "不在辦公室", "automatische antwort",
    "automatische rückantwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheit", "abwesend",
    "nicht im büro", "außer haus", "automatisch antwoord", "automatische reactie", "afwezigheidsbericht",
    "afwezig", "buiten kantoor", "niet aanwezig", "réponse automatique", "absence du bureau",
    "absent du bureau", "message d'absence", "notification d'absence", "respuesta automática",
    "fuera de la oficina", "fuera de oficina", "autorespuesta", "resposta automàtica", "fora de l'oficina",
    "resposta automática", "fora do escritório", "ausência temporária", "fora da oficina",
    "erantzun automatikoa", "risposta automatica", "fuori sede", "fuori ufficio", "messaggio di assenza",
    "răspuns automat", "în afara biroului", "automatisk svar", "automatiskt svar", "autosvar",
    "frånvaromeddelande", "frånvarande", "fraværsmelding", "fraværsbesked", "ikke til stede",
    "ikke på kontoret", "ude af kontoret", "ej på kontoret", "automaattinen vastaus", "poissaoloviesti",
    "poissa toimistosta", "sjálfvirkt svar", "sjálfvirk svörun", "automatyczna odpowiedź",
    "odpowiedź automatyczna", "autoodpowiedź", "poza biurem", "nieobecny", "automatická odpověď",
    "mimo kancelář", "automatická odpoveď", "mimo kancelárie", "samodejni odgovor", "odsoten",
    "automatski odgovor", "izvan ureda", "van kancelarije", "автоответ", "автоматический ответ",
    "нет на работе", "вне офиса", "автоматична відповідь", "автовідповідь", "поза офісом",
    "автоматичен отговор", "извън офиса", "аутоматски одговор", "автоматски одговор", "аўтаматычны адказ",
    "automatikus válasz", "házon kívül", "irodán kívül", "αυτόματη απάντηση", "εκτός γραφείου",
    "απουσία από το γραφείο", "otomatik yanıt", "otomatik cevap", "ofis dışında", "ofis dışı",
    "avtomatik cavab", "automatinis atsakymas", "automātiska atbilde", "automātiskā atbilde",
    "automaatvastus", "automaatne vastus", "kontorist väljas", "תשובה אוטומטית", "מענה אוטומטי",
    "מחוץ למשרד", "رد تلقائي", "الرد التلقائي", "خارج المكتب", "پاسخ خودکار", "خارج از دفتر",
    "trả lời tự động", "tự động trả lời", "vắng mặt", "ngoài văn phòng", "ตอบกลับอัตโนมัติ",
    "การตอบกลับอัตโนมัติ", "ไม่อยู่ที่สำนักงาน", "balasan otomatis", "jawaban otomatis",
    "balasan automatik", "di luar kantor", "di luar pejabat", "awtomatikong tugon", "स्वचालित उत्तर",
    "स्वतः उत्तर", "স্বয়ংক্রিয় উত্তর", "தானியங்கு பதில்", "автоматты жауап", "automatischi antwort",
});

// A subject that is nothing but one of these comes from a program as well.
constexpr auto whole_replies = std::to_array<std::string_view>({
    "automatic reply", "automatic response", "automated reply", "automated response", "auto reply",
    "auto-reply", "autoreply", "autoresponse", "out of office autoreply", "자동 회신", "자동회신", "자동 응답", "자동응답",
    "自動返信", "自動応答", "自动回复", "自動回覆", "automatische antwort", "réponse automatique", "respuesta automática",
    "resposta automática", "risposta automatica", "автоответ", "автоматический ответ", "부재중 자동응답",
    "부재중 자동 응답", "부재중 자동회신", "부재중 자동 회신", "부재중 자동답장", "부재중 자동 답장", "휴가 자동응답", "휴가 자동회신",
});

constexpr auto bounce_prefixes = std::to_array<std::string_view>({
    "undeliverable", "undelivered", "undeliverable mail", "undelivered mail", "delivery failure", "delivery failed",
    "returned mail", "mail delivery failed", "not delivered", "non-deliverable", "delivery has failed",
    "배달되지 않음", "배달할 수 없음", "배달 못함", "전송되지 않음", "배달 불가", "반송", "발송 실패", "전송 실패", "配信不能", "配信できませんでした",
    "配信不可", "送信エラー", "无法送达", "未送达", "未传递", "無法傳遞", "無法傳送", "无法投递", "退信", "未送達", "unzustellbar",
    "nicht zugestellt", "nicht übermittelt", "onbestelbaar", "kan niet worden bezorgd", "niet bezorgd",
    "non remis", "non distribuable", "message non remis", "échec de la remise", "no se puede entregar",
    "no entregado", "no se pudo entregar", "no entregable", "no es pot lliurar", "não é possível entregar",
    "não entregue", "não é possível entregar a mensagem", "não entregável", "impossível entregar",
    "ezin da entregatu", "non recapitabile", "non recapitato", "impossibile recapitare", "nelivrabil",
    "nu poate fi livrat", "kan ikke leveres", "kunne ikke leveres", "ikke levert", "uleverbar",
    "kan ikke afleveres", "ikke leveret", "går inte att leverera", "kan inte levereras", "ej levererat",
    "olevererbart", "ei toimitettavissa", "toimittamaton", "ei voitu toimittaa", "ekki hægt að afhenda",
    "óafhendanlegt", "nie można dostarczyć", "nie dostarczono", "niedostarczalne", "niedostarczone",
    "nelze doručit", "nedoručitelné", "nedoručitelná zpráva", "nedoručiteľné", "nemožno doručiť",
    "ni mogoče dostaviti", "nedostavljivo", "nije moguće isporučiti", "neisporučivo", "не доставлено",
    "недоставлено", "не удается доставить", "не удалось доставить", "недоставимо", "не вдалося доставити",
    "не може бути доставлено", "не може да бъде доставено", "недоставляемо", "неиспоручиво",
    "kézbesíthetetlen", "nem kézbesíthető", "μη παραδοτέο", "δεν είναι δυνατή η παράδοση",
    "μη δυνατότητα παράδοσης", "teslim edilemedi", "teslim edilemeyen", "teslim edilemez", "nepristatyta",
    "neįmanoma pristatyti", "nav piegādājams", "nevar piegādāt", "kohaletoimetamatu",
    "ei saa kohale toimetada", "לא ניתן למסירה", "לא נמסר", "غير قابل للتسليم", "تعذر التسليم",
    "لم يتم التسليم", "تحویل نشد", "không thể gửi", "không gửi được", "không thể chuyển", "ไม่สามารถส่ง",
    "ไม่สามารถจัดส่งได้", "tidak terkirim", "tidak dapat dikirim", "tidak dapat dihantar", "अवितरणीय",
});

constexpr auto absence_words = std::to_array<std::string_view>({
    "auto:", "ooo", "assenza", "poissa", "nieobecn", "on leave", "on holiday", "annual leave",
    "maternity leave", "parental leave", "away from", "away until", "i am away", "i'm out of",
    "currently out", "absence", "vacation", "auto respond", "automatic", "out of office",
    "out of the office", "out till", "out until", "in ferie", "en vacances", "en congé", "de vacaciones",
    "férias", "urlaub", "abwesen", "vakantie", "semester", "lomalla", "urlop", "dovolen", "отпуск",
    "відпустка", "отсутств", "szabadság", "izindeyim", "휴가", "출장", "부재", "자동", "외출", "휴직", "不在", "休暇", "休假",
    "出差", "自動", "自动", "thank you for your e", "thank you for contacting", "we have received",
    "received your", "문의가 접수", "접수되었", "접수 완료", "접수완료", "お問い合わせを受け付け", "受付", "confirmation of receipt",
});

// What opens a subject: in brackets, before a colon or a ticket's number, or as all of it.
constexpr auto opening_absences = std::to_array<std::string_view>({
    "부재", "부재중", "부재 중", "부재중 안내", "부재 안내", "부재중 알림", "휴가", "휴가중", "휴가 중", "휴가 안내", "자리비움", "자리 비움",
    "출장", "출장중", "출장 중", "출장 안내", "휴직", "휴직중", "휴직 중", "연차", "out of office", "out of the office", "ooo",
    "on leave", "on vacation", "vacation", "on holiday", "away", "不在", "不在通知", "不在のお知らせ", "休暇", "休暇中", "休假",
    "休假中", "abwesend", "abwesenheit", "im urlaub", "absent", "absence", "ausente", "assente",
});

// The same, where a program says that it is one.
constexpr auto opening_programs = std::to_array<std::string_view>({
    "자동응답", "자동 응답", "자동회신", "자동 회신", "자동답장", "자동 답장", "자동발송", "자동 발송", "auto reply", "auto-reply",
    "autoreply", "auto response", "auto-response", "autoresponse", "automatic reply", "automatic response",
    "automated reply", "automated response", "自動返信", "自動応答", "自動送信", "自动回复", "自動回覆", "automatische antwort",
    "réponse automatique", "respuesta automática", "resposta automática", "risposta automatica", "автоответ",
});

constexpr auto absence_texts = std::to_array<std::string_view>({
    "out of the office", "out of office", "currently away", "away from the office", "away from my desk",
    "on vacation", "on annual leave", "on leave", "on holiday", "on maternity leave", "automatic reply",
    "automated response", "automated reply", "automatic response", "auto-reply", "autoreply",
    "auto-generated response", "automatically generated", "limited access to", "will be traveling",
    "will be travelling", "will return on", "return to the office", "returning to the office",
    "be back in the office", "back on", "this is an automated", "this is an automatic",
    "do not reply to this", "thank you for your email", "thank you for your e-mail",
    "thank you for your message", "thank you for contacting", "부재중", "부재 중", "자동 회신", "자동회신", "자동 응답",
    "자동응답", "자동으로 발송", "자동 발송", "휴가 중", "휴가중", "휴가입니다", "휴가이", "휴가로", "부재로", "복귀 예정", "복귀 시", "출장 중", "출장중", "자리를 비", "복귀 후", "확인 후 회신", "회신이 늦", "不在",
    "自動返信", "自動的に", "休暇", "お返事", "自动回复", "自動回覆", "休假", "系统自动", "出差", "nicht im büro", "abwesend",
    "im urlaub", "außer haus", "automatisch generiert", "je suis absent", "absent du", "en congé",
    "en vacances", "actuellement absent", "fuera de la oficina", "de vacaciones", "fuori ufficio",
    "sarò assente", "sono assente", "in ferie", "fora do escritório", "de férias", "ausente", "afwezig",
    "frånvarande", "på semester", "på ferie", "nie ma mnie", "poza biurem", "na urlopie", "mimo kancelář",
    "na dovolené", "в отпуске", "отсутств", "házon kívül", "szabadságon", "izindeyim", "ofis dışında",
    "lomalla",
});

// clang-format on

constexpr std::size_t first_lines = 1500;

template <class Table>
std::vector<std::string> folded(const Table& table) {
  std::vector<std::string> out;
  out.reserve(table.size());
  for (const auto words : table) out.push_back(caseless(words));
  return out;
}

/// Without those that may stand anywhere by chance.
std::vector<std::string> long_ones(std::vector<std::string> words) {
  std::erase_if(words, [](const std::string& word) { return word.size() <= 4; });
  return words;
}

class WordSet {
 public:
  explicit WordSet(const std::vector<std::string>& words) {
    for (const auto& word : words) table_[word] = true;
  }
  [[nodiscard]] bool holds(std::string_view text) const { return table_.find(text) != nullptr; }

 private:
  WordTable<bool> table_;
};

/// What stands before the first colon (the wide colon is folded), with brackets and exclamation marks around
/// it gone.
std::string_view prefix_of(std::string_view subject) {
  const auto colon = subject.find(':');
  if (colon == std::string_view::npos) return {};
  auto prefix = core::trim(subject.substr(0, colon));
  while (!prefix.empty() && (prefix.front() == '[' || prefix.front() == '*')) prefix.remove_prefix(1);
  while (!prefix.empty() && (prefix.back() == ']' || prefix.back() == '*')) prefix.remove_suffix(1);
  return core::trim(prefix);
}

/// What stands in the brackets that open a subject.
std::string_view bracketed_opening(std::string_view subject) {
  for (const auto& [opening, closing] :
       {std::pair{std::string_view("["), std::string_view("]")}, {"(", ")"}, {"【", "】"}, {"<", ">"}})
    if (const auto end = subject.find(closing); subject.starts_with(opening) && end != std::string_view::npos)
      return subject.substr(0, end);
  return {};
}

/// What stands before the number of a ticket, "부재중 - [#12] 견적", without the signs between them.
std::string_view before_number(std::string_view subject) {
  auto words = subject.substr(0, subject.find("[#"));
  while (!words.empty() && std::string_view(" -:|,.").find(words.back()) != std::string_view::npos)
    words.remove_suffix(1);
  return words;
}

/// Words that open a subject: among others in brackets, which people type seldom, else alone.
class Openings {
 public:
  explicit Openings(const std::vector<std::string>& words) : anywhere_(words), alone_(words) {}
  [[nodiscard]] bool open(std::string_view subject) const {
    subject = core::trim(subject);
    return anywhere_.any_in(bracketed_opening(subject)) || alone_.holds(before_number(subject)) ||
           (!subject.starts_with('[') && alone_.holds(prefix_of(subject)));
  }

 private:
  PhraseSearch anywhere_;
  WordSet alone_;
};

/// Older Exchange put its own words before the phrase: "Out of Office AutoReply", "Arpus biroja … automātiska
/// atbilde".
bool ends_with_one(const std::vector<std::string>& words, std::string_view prefix) {
  constexpr std::size_t shortest = 9;
  return prefix.size() > shortest && std::ranges::any_of(words, [&](const std::string& word) {
           return word.size() >= shortest && prefix.size() > word.size() && prefix.ends_with(word) &&
                  prefix[prefix.size() - word.size() - 1] == ' ';
         });
}

}  // namespace

bool is_machine_reply_subject(std::string_view caseless_subject) {
  static const auto prefixes = folded(reply_prefixes);
  static const WordSet prefix_set(prefixes), whole(folded(whole_replies));
  if (whole.holds(core::trim(caseless_subject))) return true;
  const auto prefix = prefix_of(caseless_subject);
  return !prefix.empty() && (prefix_set.holds(prefix) || ends_with_one(prefixes, prefix));
}

bool is_machine_bounce_subject(std::string_view subject) {
  static const WordSet prefixes(folded(bounce_prefixes));
  const auto text = caseless(subject);
  return prefixes.holds(prefix_of(text)) || prefixes.holds(core::trim(text));
}

bool is_dmarc_report_subject(std::string_view caseless_subject) {
  const auto report = caseless_subject.find("report domain:");
  return report != std::string::npos && caseless_subject.find("submitter:", report) != std::string::npos;
}

bool is_absence_of_notes(std::string_view subject) {
  return subject.starts_with("AUTO: ") && !absence_in_text(subject).empty();
}

bool opens_with_absence(std::string_view caseless_subject) {
  static const Openings absences(folded(opening_absences));
  return absences.open(caseless_subject);
}

bool opens_with_program(std::string_view caseless_subject) {
  static const Openings programs(folded(opening_programs));
  return programs.open(caseless_subject);
}

std::string absence_in_subject(std::string_view caseless_subject) {
  static const PhraseSearch words(folded(absence_words)), prefixes(long_ones(folded(reply_prefixes)));
  const auto found = words.first_in(caseless_subject);
  return std::string(found.empty() ? prefixes.first_in(caseless_subject) : found);
}

std::string absence_in_text(std::string_view text) {
  static const PhraseSearch words(folded(absence_texts));
  return std::string(words.first_in(caseless(core::first_code_points(text, first_lines))));
}

}  // namespace ticketd::parsers
