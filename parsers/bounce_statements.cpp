#include "parsers/bounce_statements.h"

#include "parsers/bounce_folding.h"
#include "parsers/phrase_search.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ticketd::parsers {
namespace {

using core::BounceReason;

// clang-format off
constexpr auto senders = std::to_array<std::string_view>({
    "sender", "senders", "sender's", "sending address", "originator", "mail from", "return path", "return-path",
    "from address", "from domain", "from field", "from header", "envelope from",
    "absender", "absenderadresse", "expéditeur", "emetteur", "émetteur", "remitente", "mittente", "remetente",
    "afzender", "avsändare", "avsändaren", "afsender", "avsender", "nadawca", "отправитель", "gönderen",
    "보낸 사람", "보낸사람", "발신자", "差出人", "送信者", "发件人", "寄件者", "寄件人",
});
constexpr auto unwelcome = std::to_array<std::string_view>({
    "rejected", "refused", "denied", "blocked", "banned", "invalid", "illegal", "bogus", "bad", "forged",
    "unknown", "unverified", "empty", "missing", "mismatch", "verification", "not allowed", "not accepted",
    "not authorized", "not permitted", "not approved", "not pre-approved", "not verified", "not owned",
    "not exist", "must exist", "not found", "not valid", "not in", "not on", "isn't", "could not be verified",
    "has no", "reject",
    "abgelehnt", "ungültig", "gesperrt", "refusé", "invalide", "rejeté", "rechazado", "no válido",
    "rifiutato", "non valido", "rejeitado", "inválido", "geweigerd", "ongeldig", "отклонен", "отклонён",
    "заблокирован", "odrzucony", "거부", "차단", "拒否", "拒绝", "拒絕",
});
constexpr auto peers = std::to_array<std::string_view>({
    "ip", "ips", "ip address", "your host", "your server", "your mail server", "remote host", "remotehost",
    "client", "server ip", "network", "mta", "mx", "helo", "ehlo", "your connection", "your message",
    "your domain",
    "dynamic", "messages from", "mail from", "connections from", "email from",
});
constexpr auto mistrusted = std::to_array<std::string_view>({
    "listed", "blacklisted", "abuse", "abusive", "banned", "denied", "refused", "forbidden", "rejected",
    "suspicious", "suspiciously", "spammer", "spam", "mismatch", "mismatches", "reverse lookup", "bad",
    "not allowed", "not accepted", "not welcome", "not trusted", "untrusted", "blocked", "throttled",
    "deferred",
    "confirmation", "violate", "violates", "dynamic", "residential",
});
constexpr auto boxes = std::to_array<std::string_view>({
    "mailbox", "mail box", "mailboxes", "inbox", "maildir", "mail folder", "mail directory", "account", "quota",
    "storage", "disk", "device", "space", "spool", "postfach", "boite", "boîte", "buzón", "cuenta", "casella",
    "caixa", "conta", "postvak", "brevlåda", "postkasse", "innboks", "skrzynka", "schránka", "postafiók",
    "posta kutusu", "ящик", "메일함", "편지함", "우편함", "メールボックス", "受信箱", "邮箱", "容量", "郵箱", "信箱",
});
constexpr auto full = std::to_array<std::string_view>({
    "full", "overfull", "overflow", "overflowed", "over quota", "exceeded", "exceeds", "exceeding", "exceed",
    "used up", "exhausted", "insufficient", "no space", "not enough", "not sufficient", "out of space",
    "reached its limit",
    "pleine", "plein", "voll", "überfüllt", "überlaufen", "lleno", "llena", "excedido", "piena", "pieno",
    "cheia",
    "lotada", "vol", "överfull", "fuld", "full", "pełna", "przepełniona", "plná", "megtelt", "dolu",
    "переполнен",
    "заполнен", "가득", "꽉", "초과", "부족", "いっぱい", "超過", "満杯", "一杯", "已满", "已滿", "超出",
});
constexpr auto addressees = std::to_array<std::string_view>({
    "user", "users", "user's", "username", "userid", "virtual user", "recipient", "recipients", "mailbox",
    "mail box",
    "account", "address", "addresses", "addressee", "addressees", "alias", "member", "person", "customer",
    "subscriber", "employee", "local part", "local-part", "localpart", "name directory", "mail address",
    "email name", "utilisateur", "destinataire", "compte", "boîte", "boite", "benutzer", "empfänger", "adresse", "usuario", "destinatario",
    "buzón", "cuenta", "utente", "casella", "indirizzo", "conto", "usuário", "destinatário", "conta", "caixa", "endereço",
    "gebruiker", "ontvanger", "användare", "mottagare", "bruger", "modtager", "bruker", "mottaker", "adressen",
    "użytkownik", "adresat", "adresu", "adres", "e-mailadres", "e-posta adresi", "konto", "uživatel", "felhasználó", "kullanıcı", "alıcı", "пользователь",
    "получатель", "адрес", "адресат", "ящик", "사용자", "계정", "수신자", "메일 주소", "메일함", "아이디", "ユーザー", "宛先",
    "アドレス", "アカウント", "用户", "用戶", "收件人", "账号", "帐号", "帳號", "地址",
});
constexpr auto gone = std::to_array<std::string_view>({
    "unknown", "not found", "not exist", "not present", "not known", "not valid", "not local", "not active",
    "not accepted", "not ok", "not a valid", "not an active", "not here", "not in", "not registered",
    "invalid", "illegal", "incorrect", "inactive", "suspended", "suspend", "disabled", "deactivated",
    "terminated", "locked", "archived", "frozen", "closed", "deleted", "removed", "retired", "expired",
    "cancelled", "canceled", "missing", "no longer", "unavailable", "undeliverable", "nonexistent",
    "non existent",
    "non-existent", "non-existing", "bad", "wrong", "no such", "no valid", "no one", "no mail box", "moved",
    "replaced",
    "could not be found", "cannot be found", "can't accept", "impossibile trovare", "niet worden gevonden",
    "ser encontrado", "nie można znaleźć", "ei löydy", "konnte nicht gefunden", "找不到",
    "inconnu", "inconnue", "invalide", "inexistant", "inexistante", "introuvable", "désactivé", "suspendu",
    "désactivée", "suspendue",
    "archivee", "archivée", "unbekannt", "ungültig", "gesperrt", "deaktiviert", "gelöscht", "nicht gefunden",
    "nicht vorhanden", "existiert nicht", "desconocido", "inválido", "inexistente", "inactiva", "no existe",
    "desconocida", "inválida", "no encontrado", "no encontrada", "no válido", "no válida", "deshabilitado",
    "dicha persona", "ese usuario", "deshabilitada", "sconosciuto", "non valido", "disattivato", "disabilitato",
    "sconosciuta", "non trovato", "non trovata", "non valida", "disattivata", "disabilitata", "inesistente",
    "non esiste", "utente simile", "desconhecido", "inválida", "inativa", "não existe", "desativada",
    "desconhecida", "não encontrado", "não encontrada",
    "onbekend",
    "ongeldig", "bestaat niet", "okänd", "ogiltig", "ukendt", "ugyldig", "ukjent", "nieznany",
    "nie istnieje", "neznámý",
    "neexistuje", "ismeretlen", "nem létezik", "bilinmiyor", "geçersiz", "bulunamadı", "неизвестен",
    "не найден",
    "не существует", "не зарегистрирован", "нет такого", "нет такой", "заблокирован", "отключен", "отключён", "неактивен", "удален", "удалён", "없습니다", "없음",
    "정지", "휴면", "해지", "폐쇄", "삭제", "중지", "유효하지", "잘못", "미등록", "不明", "存在しません", "無効", "見つかりません", "停止", "不存在",
    "いません", "没有", "沒有",
    "无效", "無效", "停用", "冻结", "凍結", "注销", "註銷", "无此", "無此",
});
constexpr auto hosts = std::to_array<std::string_view>({
    "domain", "domains", "domain name", "host", "hostname", "host name", "dns", "route", "mx",
    "domaine", "domäne", "dominio", "domínio", "domein", "domän", "domæne", "домен", "도메인", "ドメイン", "域名",
});
constexpr auto unreachable = std::to_array<std::string_view>({
    "unknown", "unreachable", "not found", "not exist", "no such", "invalid", "unable to resolve", "lookup",
    "cannot resolve", "not resolve", "could not be resolved", "disabled", "expired", "suspended", "inconnu",
    "introuvable", "unbekannt", "desconocido", "inesistente", "desconhecido", "onbekend", "неизвестен",
    "없습니다", "없음", "不明", "存在しません", "不存在", "无效",
});
// clang-format on

struct Statement {
  BounceReason reason;
  std::span<const std::string_view> of;
  std::span<const std::string_view> said;
};

constexpr Statement of_senders{BounceReason::policy, senders, unwelcome};

// What is said of the sender or of the host that delivers is a matter of policy, whatever words it shares
// with what is said of a recipient.
constexpr auto statements = std::to_array<Statement>({
    of_senders,
    {BounceReason::mailbox_full, boxes, full},
    {BounceReason::user_unknown, addressees, gone},
    {BounceReason::policy, peers, mistrusted},
    {BounceReason::domain_unknown, hosts, unreachable},
});

constexpr std::size_t longest_diagnosis = 2 * 1024;
constexpr std::size_t reach_behind = 64;    // "user kim of this department is unknown"
constexpr std::size_t reach_in_front = 24;  // "no such local user", "invalid/inactive account"

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// The whole words of a table, from left to right: "ip" is none of "recipient".
std::vector<Word> words_in(std::string_view text, const PhraseSearch& table) {
  std::vector<Word> words;
  table.any_place(text, [&](const std::string& word, std::size_t at) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_letter(text[at - 1]) || !is_letter(text[at]);
    if (begins && (end == text.size() || !is_letter(text[end]) || !is_letter(text[end - 1])))
      words.push_back({at, end});
    return false;
  });
  return words;
}

bool in_one_sentence(std::string_view between) {
  return between.find_first_of(":;") == std::string_view::npos &&
         between.find(". ") == std::string_view::npos;
}

/// One of `said` soon behind one of `of`, or right in front of it.
bool near_each_other(std::string_view text, const std::vector<Word>& of, const std::vector<Word>& said) {
  std::size_t from = 0;
  for (const auto& noun : of) {
    while (from < said.size() && said[from].end + reach_in_front < noun.begin) ++from;
    for (auto i = from; i < said.size() && said[i].begin <= noun.end + reach_behind; ++i) {
      const auto& word = said[i];
      const auto begin = std::min(word.end, noun.end), end = std::max(word.begin, noun.begin);
      if (begin <= end && in_one_sentence(text.substr(begin, end - begin))) return true;
    }
  }
  return false;
}

class StatementSearch {
 public:
  explicit StatementSearch(const Statement& statement)
      : reason(statement.reason),
        of_(search_for_spellings(statement.of)),
        said_(search_for_spellings(statement.said)) {}

  [[nodiscard]] bool found_in(std::string_view text) const {
    const auto of = words_in(text, of_);
    return !of.empty() && near_each_other(text, of, words_in(text, said_));
  }

  BounceReason reason;

 private:
  PhraseSearch of_;
  PhraseSearch said_;
};

}  // namespace

std::optional<BounceReason> stated_reason(std::string_view diagnosis) {
  static const std::vector<StatementSearch> searches(statements.begin(), statements.end());
  const auto text = diagnosis.substr(0, longest_diagnosis);
  for (const auto& search : searches)
    if (search.found_in(text)) return search.reason;
  return std::nullopt;
}

bool refuses_sender(std::string_view diagnosis) {
  static const StatementSearch search(of_senders);
  return search.found_in(diagnosis.substr(0, longest_diagnosis));
}

}  // namespace ticketd::parsers
