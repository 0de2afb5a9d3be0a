#include "core/mood_words.h"

#include <array>

namespace ticketd::core {

namespace {

using Word = std::string_view;

namespace korean {
constexpr auto thanks =
    std::to_array<Word>({"감사합니다", "감사드립니다", "감사드려요", "감사해요", "감사 드립니다", "감사요",
                         "감사", "고맙습니다", "고마워요", "고마워", "고맙", "땡큐", "수고하셨습니다",
                         "수고하세요", "잘 됩니다", "해결됐습니다", "해결되었습니다"});
constexpr auto vetoes = std::to_array<Word>(
    {"그런데",    "하지만",   "그러나",    "근데", "다만", "아직",   "여전히",  "다시", "또 ",  "또한",
     "안 ",       "않",       "못",        "없",   "문제", "오류",   "에러",    "부탁", "언제", "어떻게",
     "왜",        "해주세요", "해 주세요", "주시", "추가", "그래도", "혹시",    "궁금", "문의", "요청",
     "확인 부탁", "빨리",     "대신",      "말고", "환불", "취소",   "바랍니다"});
constexpr auto complaints =
    std::to_array<Word>({"불만", "화가", "최악", "실망", "어이없", "어이가 없", "항의", "소비자원", "신고하",
                         "짜증", "황당", "불쾌", "너무하", "몇 번째", "고소"});
constexpr auto questions =
    std::to_array<Word>({"까요", "나요", "가요", "는지요", "할까", "인가", "무엇", "어디", "궁금", "습니까",
                         "은요", "얼마", "언제쯤", "어떻게"});
constexpr auto claims = std::to_array<Word>({"환불", "보상", "책임지"});
constexpr auto contentment = std::to_array<Word>(
    {"불만 없", "불만은 없", "불만이 없", "불만사항 없", "불만 사항 없", "불만족스럽지 않", "실망하지 않"});
}  // namespace korean

namespace english {
constexpr auto thanks = std::to_array<Word>(
    {"thanks", "thank you", "thx", "ty", "many thanks", "much appreciated", "appreciate it", "works now",
     "it works", "cheers", "that helped", "that did it", "all good now", "thank u"});
constexpr auto vetoes = std::to_array<Word>(
    {"but",           "still",   "not",     "no",      "never",  "however",  "again",    "yet",
     "don't",         "doesn't", "didn't",  "can't",   "cannot", "couldn't", "won't",    "isn't",
     "another",       "also",    "problem", "issue",   "error",  "wrong",    "fail",     "fails",
     "failed",        "please",  "when",    "why",     "how",    "what",     "although", "except",
     "unless",        "until",   "instead", "need",    "could",  "can you",  "would",    "asap",
     "broken",        "missing", "nothing", "waiting", "dont",   "doesnt",   "didnt",    "cant",
     "unfortunately", "anyway"});
constexpr auto complaints =
    std::to_array<Word>({"complaint", "complain", "unacceptable", "terrible", "worst", "ridiculous",
                         "disappointed", "disappointing", "lawyer", "angry", "furious", "awful", "horrible",
                         "useless", "fed up", "scam", "speak to a manager", "waste of time", "sue you"});
constexpr auto questions =
    std::to_array<Word>({"could you tell", "can you tell", "i wonder", "wondering", "how do i", "how can i",
                         "what is the", "is it possible", "do you know"});
constexpr auto claims = std::to_array<Word>({"refund"});
constexpr auto contentment = std::to_array<Word>(
    {"no complaint", "no complaints", "not disappointed", "nothing to complain", "not angry"});
}  // namespace english

namespace japanese {
constexpr auto thanks = std::to_array<Word>(
    {"ありがとう", "有難う", "感謝", "助かりました", "お礼", "解決しました", "サンキュー"});
constexpr auto vetoes =
    std::to_array<Word>({"でも",     "しかし", "ですが", "けど", "まだ",   "再度",   "もう一度", "できません",
                         "できない", "ません", "ない",   "問題", "エラー", "お願い", "ください", "下さい",
                         "また、",   "それと", "ただ",   "いつ", "なぜ",   "どう",   "追加",     "別件"});
constexpr auto complaints =
    std::to_array<Word>({"苦情", "クレーム", "最悪", "ひどい", "がっかり", "不満", "怒", "弁護士", "許せ"});
constexpr auto questions =
    std::to_array<Word>({"ですか", "ますか", "でしょうか", "ませんか", "教えて", "どこ", "いつ", "なぜ"});
constexpr auto claims = std::to_array<Word>({"返金"});
constexpr auto contentment = std::to_array<Word>({"不満はありません", "不満はない", "苦情ではありません"});
}  // namespace japanese

namespace chinese {
constexpr auto thanks = std::to_array<Word>(
    {"谢谢", "謝謝", "多谢", "多謝", "感谢", "感謝", "非常感谢", "辛苦了", "已解决", "已解決"});
constexpr auto vetoes = std::to_array<Word>(
    {"但",   "可是", "不过", "不過",     "然而",   "还是",   "還是", "还没", "還沒", "没有", "沒有",
     "不能", "不行", "无法", "無法",     "问题",   "問題",   "错误", "錯誤", "请",   "請",   "麻烦",
     "麻煩", "另外", "再次", "什么时候", "為什麼", "为什么", "怎么", "怎麼", "不"});
constexpr auto complaints = std::to_array<Word>(
    {"投诉", "投訴", "太差", "失望", "糟糕", "不满", "不滿", "律师", "律師", "生气", "生氣"});
constexpr auto questions = std::to_array<Word>(
    {"吗", "嗎", "呢", "什么", "什麼", "怎么", "怎麼", "哪里", "哪裡", "多少", "请问", "請問"});
constexpr auto claims = std::to_array<Word>({"退款"});
constexpr auto contentment = std::to_array<Word>({"没有不满", "沒有不滿", "不是投诉", "不是投訴"});
}  // namespace chinese

namespace german {
constexpr auto thanks =
    std::to_array<Word>({"danke", "vielen dank", "besten dank", "herzlichen dank", "dankeschön",
                         "dankeschoen", "funktioniert jetzt", "hat geklappt", "hat geholfen"});
constexpr auto vetoes = std::to_array<Word>(
    {"aber",      "noch",       "nicht",   "kein",  "keine",   "leider",  "jedoch", "trotzdem", "wieder",
     "erneut",    "problem",    "fehler",  "bitte", "wann",    "warum",   "wie",    "was",      "außerdem",
     "ausserdem", "zusätzlich", "nochmal", "nur",   "brauche", "könnten", "können"});
constexpr auto complaints =
    std::to_array<Word>({"beschwerde", "unverschämt", "inakzeptabel", "enttäuscht", "anwalt", "frechheit",
                         "katastrophe", "wütend", "schlimmste", "zumutung"});
constexpr auto questions = std::to_array<Word>(
    {"können sie mir", "könnten sie mir", "wie kann ich", "wie lange", "wann wird", "wo finde"});
constexpr auto claims = std::to_array<Word>({"erstattung"});
constexpr auto contentment =
    std::to_array<Word>({"keine beschwerde", "keine beschwerden", "nicht enttäuscht"});
}  // namespace german

namespace french {
constexpr auto thanks = std::to_array<Word>({"merci", "merci beaucoup", "mille mercis", "je vous remercie",
                                             "ça marche", "ça fonctionne", "c'est réglé"});
constexpr auto vetoes = std::to_array<Word>(
    {"mais",    "pas",      "toujours", "encore",   "cependant", "pourtant",        "ne",         "n'est",
     "jamais",  "problème", "erreur",   "merci de", "svp",       "s'il vous plaît", "quand",      "pourquoi",
     "comment", "aussi",    "sauf",     "rien",     "pourriez",  "pouvez",          "en revanche"});
constexpr auto complaints =
    std::to_array<Word>({"réclamation", "plainte", "inadmissible", "inacceptable", "déçu", "déçue", "avocat",
                         "scandaleux", "honteux", "furieux"});
constexpr auto questions = std::to_array<Word>(
    {"est-ce que", "pouvez-vous", "pourriez-vous", "comment puis-je", "je voudrais savoir"});
constexpr auto claims = std::to_array<Word>({"remboursement"});
constexpr auto contentment =
    std::to_array<Word>({"pas une réclamation", "aucune plainte", "pas déçu", "pas déçue"});
}  // namespace french

namespace spanish {
constexpr auto thanks = std::to_array<Word>(
    {"gracias", "muchas gracias", "mil gracias", "se lo agradezco", "ya funciona", "solucionado"});
constexpr auto vetoes = std::to_array<Word>(
    {"pero",     "no",      "todavía",   "aún",    "sin embargo", "aunque",   "otra vez", "de nuevo",
     "problema", "error",   "por favor", "cuándo", "cuando",      "por qué",  "cómo",     "qué",
     "además",   "también", "tampoco",   "nunca",  "falta",       "necesito", "podría",   "pueden"});
constexpr auto complaints =
    std::to_array<Word>({"queja", "reclamación", "inaceptable", "decepcionado", "decepcionada", "abogado",
                         "pésimo", "vergüenza", "enfadado", "indignado", "denuncia"});
constexpr auto questions =
    std::to_array<Word>({"me pueden decir", "podría decirme", "quisiera saber", "cómo puedo", "es posible"});
constexpr auto claims = std::to_array<Word>({"reembolso"});
constexpr auto contentment =
    std::to_array<Word>({"ninguna queja", "sin quejas", "no es una queja", "no estoy decepcionado"});
}  // namespace spanish

/// Of an answer that a program gave, which thanks for the mail before anybody has read it. People who were
/// helped say "received" or "erhalten" alone.
constexpr auto words_of_programs = std::to_array<Word>({"접수되었",       "접수 되었",
                                                        "접수됐",         "자동응답",
                                                        "자동 응답",      "자동회신",
                                                        "자동 회신",      "자동으로 발송",
                                                        "부재중",         "부재 중",
                                                        "휴가 중",        "복귀 후",
                                                        "회신드리",       "회신 드리",
                                                        "답변드리",       "답변 드리",
                                                        "연락드리",       "연락 드리",
                                                        "we received",    "we have received",
                                                        "we've received", "was received",
                                                        "been received",  "automatic",
                                                        "automatically",  "automated",
                                                        "auto-reply",     "autoreply",
                                                        "out of office",  "out of the office",
                                                        "on vacation",    "get back to you",
                                                        "shortly",        "自動返信",
                                                        "自動応答",       "受け付け",
                                                        "受付",           "不在",
                                                        "自动回复",       "自動回覆",
                                                        "您的邮件",       "您的来信",
                                                        "休假",           "haben ihre",
                                                        "eingegangen",    "automatische",
                                                        "abwesend",       "avons bien reçu",
                                                        "automatique",    "absent",
                                                        "absente",        "hemos recibido",
                                                        "automática",     "automático",
                                                        "ausente"});

constexpr auto languages = std::to_array<MoodWords>({
    {"ko", korean::thanks, korean::vetoes, korean::complaints, korean::claims, korean::contentment,
     korean::questions},
    {"en", english::thanks, english::vetoes, english::complaints, english::claims, english::contentment,
     english::questions},
    {"ja", japanese::thanks, japanese::vetoes, japanese::complaints, japanese::claims, japanese::contentment,
     japanese::questions},
    {"zh", chinese::thanks, chinese::vetoes, chinese::complaints, chinese::claims, chinese::contentment,
     chinese::questions},
    {"de", german::thanks, german::vetoes, german::complaints, german::claims, german::contentment,
     german::questions},
    {"fr", french::thanks, french::vetoes, french::complaints, french::claims, french::contentment,
     french::questions},
    {"es", spanish::thanks, spanish::vetoes, spanish::complaints, spanish::claims, spanish::contentment,
     spanish::questions},
    {.vetoes = words_of_programs},
});

}  // namespace

std::span<const MoodWords> mood_words() { return languages; }

}  // namespace ticketd::core
