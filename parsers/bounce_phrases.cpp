#include "parsers/bounce_phrases.h"

#include <array>

namespace ticketd::parsers {
namespace {

using core::BounceReason;

// clang-format off
constexpr auto unmistakable_policy = std::to_array<std::string_view>({
    "dns ptr", "ptr resource record", "groups.google.com/support", "security policy", "security violation",
    "domain isn't in my list of allowed rcpthosts",
});
constexpr auto unmistakable_size = std::to_array<std::string_view>({
    "첨부파일 용량", "첨부파일 크기", "첨부 용량", "attachment size",
});
constexpr auto mailbox_full = std::to_array<std::string_view>({
    "mailbox full", "mailbox is full", "mail box full", "mail box is full", "maildir is full",
    "inbox is full", "account is full", "mailfolder is full", "is over quota", "over quota", "overquota",
    "over their quota", "over the quota", "over disk quota", "quota exceeded", "exceeded quota",
    "exceeds quota", "exceed quota", "exceeded his quota", "exceeded their quota",
    "exceeded storage allocation", "exceeded its storage", "quota violation", "quota is over", "quota full",
    "quotaexceeded", "insufficient disk quota", "out of storage", "out of space", "storage quota",
    "disk quota", "disc quota", "mailbox quota", "mailbox exceeds", "mailbox size limit exceeded",
    "mailbox has exceeded", "mailbox would exceed", "mailbox capacity", "not enough storage space",
    "not enough space", "no space left in mailbox", "too much mail data", "storage space of the mailbox",
    "user has too many messages", "meldinglager er fullt", "postfach ist voll", "postfach voll",
    "boîte pleine", "boite pleine", "boîte aux lettres pleine", "buzón lleno", "buzón está lleno",
    "casella piena", "caixa cheia", "ящик переполнен", "skrzynka pełna", "메일함이 가득", "편지함이 가득", "메일 용량",
    "용량이 초과", "용량 초과", "용량을 초과", "용량이 부족", "メールボックスがいっぱい", "容量を超え", "容量オーバー", "邮箱已满", "郵箱已滿", "信箱已滿",
    "邮箱空间不足", "容量已满", "diskspace quota", "overdrawn", "enough space", "storage limit",
    "exceeded the storage", "quota limit", "quotalimit", "insufficient system storage", "mailbox storage",
    "too much mail", "상자가 가득", "메일함 용량",
    "boîte aux lettres est pleine", "boite aux lettres est pleine", "boîte de réception est pleine",
    "quota dépassé", "dépassé son quota", "buzón de correo está lleno", "destinatario está lleno",
    "cuota excedida", "casella è piena", "posta è piena", "spazio esaurito", "caixa de correio está cheia",
    "caixa de entrada está cheia", "cota excedida", "empfängers ist voll", "postfach überfüllt",
    "speicherplatz überschritten", "postvak is vol", "mailbox is vol", "postlådan är full",
    "postkassen er fuld", "skrzynka jest pełna", "skrzynka odbiorcy jest", "переполнен", "превышена квота",
    "posta kutusu dolu", "kota aşıldı", "受信箱がいっぱい", "メールボックスの容量", "容量制限", "空间已满",
    "空間已滿", "空间不足", "邮箱容量", "超出容量", "가득 찼", "가득 차", "꽉 찼", "용량초과", "용량 부족",
    "저장 공간이 부족", "저장공간이 부족", "보관함이 가득",
});
constexpr auto size = std::to_array<std::string_view>({
    "message too big", "message is too big", "message too large", "message is too large", "mail too large",
    "mail is too large", "mail too big", "too big for system", "larger than the current system limit",
    "message size exceeds", "message size exceed", "size of your message", "message file too big",
    "message length exceeds", "exceeds fixed maximum", "exceeded maximum inbound message size",
    "exceeds maximum message size", "exceeds the maximum size", "exceeds size limit", "size limit exceeded",
    "size exceeds maximum", "exceeds message size", "maximum message size", "message header size",
    "max message size", "resolver.rst.sendsizelimit", "resolver.rst.recipsizelimit",
    "nachricht ist zu groß", "message trop volumineux", "크기가 초과", "메일 크기", "サイズが大きすぎ", "邮件过大", "邮件太大",
    "line limit exceeded", "line too long", "message size limit", "size limit for",
    "trop volumineux", "demasiado grande", "excede el tamaño", "messaggio troppo grande",
    "mensagem muito grande", "nachricht zu groß", "zbyt duża", "слишком больш", "превышает максимальный размер",
    "サイズ制限", "サイズが制限", "message was too large", "mail was too large", "exceeds the recipient's size limit", "サイズが大きい", "超过大小", "邮件大小", "郵件太大", "크기 제한", "허용 크기", "최대 크기",
});
constexpr auto loops = std::to_array<std::string_view>({
    "too many hops", "hop count exceeded", "routing loop", "mail loop", "loops back to myself",
    "delivers to itself", "delivery loop", "loop detected", "message is looping", "loop count",
    "too many received", "forwarding loop", "message looping", "mail looping", "create a loop",
});
constexpr auto domain_unknown = std::to_array<std::string_view>({
    "host unknown", "unknown host", "host or domain name not found", "host/domain name not found",
    "domain name not found", "domain not found", "domain does not exist", "domain doesn't exist",
    "domain is not reachable", "domain must exist", "domain lookup failed",
    "domain mentioned in email address is unknown", "domain type=mx: host not found", "no such domain",
    "non-existent domain", "nonexistent domain", "illegal host/domain name", "couldn't find any host",
    "couldn't find a mail exchanger", "invalid domain name", "name or service not known",
    "name service error for", "host not found", "all relevant mx records point to non-existent hosts",
    "no mx record found", "no mx records", "nullmx", "null mx", "no such host", "unroutable mail domain",
    "unrouteable mail domain", "dns error", "도메인을 찾을 수 없", "존재하지 않는 도메인", "ドメインが見つかりません", "域名不存在",
    "indicated no smtp service", "domain could not be found", "because the domain",
    "domain couldn't be found", "cannot find your recipient's domain", "name server", "dns-hosts",
    "no matches to nameserver query",
    "domaine n'existe pas", "domaine inexistant", "domaine introuvable", "dominio no existe",
    "dominio no encontrado", "dominio inesistente", "dominio non esiste", "domínio não existe",
    "domínio não foi encontrado", "domain existiert nicht", "domäne existiert nicht", "domain nicht gefunden",
    "domäne wurde nicht gefunden", "домен не найден", "домен не существует", "domena nie istnieje",
    "domein bestaat niet", "도메인이 존재하지", "도메인이 없", "도메인 없음", "잘못된 도메인", "없는 도메인",
    "ドメインが存在しません", "ドメインが存在しない", "域名解析", "找不到域名", "网域不存在", "網域不存在",
    "域名错误",
});
constexpr auto content = std::to_array<std::string_view>({
    "infected", "malware", "attachment type", "executable attachment", "banned filename", "banned name",
    "dangerous attachment", "illegal attachment", "potential security issue",
});
constexpr auto spam = std::to_array<std::string_view>({
    "suspected spam", "spam message", "spam detected", "detected as spam", "identified as spam",
    "classified as spam", "considered spam", "looks like spam", "marked as spam", "likely spam",
    "considered unsolicited", "unsolicited", "bulk mail", "spam content", "rejected as spam",
    "spamassassin", "spam filter", "spam firewall", "bulk email", "spam score", "spam policy", "antispam", "anti-spam", "spamming",
    "spamhaus", "spamcop", "spamtrap", "high probability of spam", "contains spam", "- spam", "스팸", "スパム",
    "垃圾邮件", "垃圾郵件",
    "correo no deseado", "considéré comme spam", "признано спамом", "迷惑メール",
});
constexpr auto policy = std::to_array<std::string_view>({
    "blacklist", "black list", "blocklist", "block list", "blocked", "dnsbl", "greylist", "reputation",
    "dmarc", "dkim", "spf ", "sender policy framework", "sender id", "unauthenticated", "reverse dns",
    "rdns", "ptr record", "no ptr", "sender rejected", "sender address rejected", "sender denied",
    "sender verify failed", "invalid sender", "unroutable sender", "sender is not", "you are not allowed",
    "not authorized", "not authorised", "not permitted", "starttls", "requires tls", "too many connections",
    "too many concurrent", "too many messages", "too many emails", "rate limit", "unusual rate",
    "unusual sending", "user complaints", "weren't sent", "notauthorized", "not a member",
    "administrative prohibition", "administratively denied", "수신이 거부", "수신거부", "수신 거부", "차단", "拒收", "拒绝",
    "policy violation", "ip name lookup failed", "unverifyable", "unverifiable", "invalid ip", "valid from",
    "all recipient addresses rejected", "service refus", "at a rate", "receivingrate", "receive rate",
    "ip address", "your ip", "client host", "client was not authenticated", "fcrdns", "sender's domain",
    "domain of sender", "envelope blocked", "banned", "by rule", "listed by", "listed at", "listed in dns",
    "sbl", "poor reputation", "cloudmark", "message content rejected", "content rejected", "bad header",
    "header error", "message filtered", "restricted permissions", "approved senders",
    "open relay", "no access from", "is not allowed to send", "not authorized to send",
    "only accepts mail from", "not on the list of",
    "purported responsible", "senderfilter", "spf.", "only accepting mail from",
    "isn't on the recipient's list", "not subscribed", "subscribers only", "non-member", "members-only",
    "members only", "closed list", "closed mailing list", "moderated", "batv", "backscatter", "open proxy",
    "dynamic ip", "dynamically assigned", "smtp server of your isp", "mass mailer", "captcha",
    "fully qualified", "fully-qualified", "address is not verified", "pre-approved",
    "organizational settings", "organization policy", "protocol violation",
    "third-party dsn", "unsigned dsn", "user rules", "not configured to relay", "not a gateway",
    "handle mail for",
    "cannot find your hostname", "invalid helo", "helo command rejected", "verification failed for", "frequency limited", "cannot resolve your", "forward dns", "complaint", "greylisted",
    "graylist", "rate-limit", "throttl",
});
constexpr auto user_unknown = std::to_array<std::string_view>({
    "user unknown", "unknown user", "recipient unknown", "unknown recipient", "addressee unknown",
    "unknown address", "unknown e-mail", "unknown email", "address unknown", "unknown local",
    "unknown or illegal alias", "unknown account",
    "unknown mailbox", "mailbox unknown", "no such user", "no such recipient", "no such address",
    "no such mailbox", "no such person", "no such account", "no such local user", "no such id",
    "no mailbox", "no account by that name", "no valid recipient", "not a valid mailbox",
    "not a known user", "not a valid user", "not our customer", "not recognized", "not listed in",
    "does not exist", "doesn't exist", "not exist", "doesn't have a", "non-existent", "nonexistent",
    "user not found", "recipient not found", "recipnotfound", "adr.recipient", "mailbox not found",
    "mailbox unavailable", "mailbox is unavailable", "mailbox is inactive", "mailbox is disabled",
    "mailbox disabled", "mailbox currently suspended", "mailbox temporarily disabled",
    "mailbox not available", "account not found", "address not found", "couldn't be found", "wasn't found",
    "no longer available", "no longer exists", "no longer valid", "no longer on server", "no longer in use",
    "no longer active", "no longer with", "no longer working", "no longer employed", "has moved",
    "user has left", "has been disabled", "has been suspended", "has been deactivated", "has been closed",
    "account disabled", "account is disabled", "account inactive", "account that you tried to reach is",
    "account closed", "account expired", "is inactive", "inactive user", "is unknown",
    "undeliverable address", "bounced address", "badrecipientto", "validrcptto", "no mail box", "not a local",
    "user isn't in my list", "invalid recipient", "recipient invalid", "invalid mailbox", "invalid address",
    "invalid user", "invalid final delivery user", "bad destination", "bad address", "badrcptto",
    "recipient rejected", "unrouteable address", "unroutable address", "user doesn't",
    "could not deliver mail to this user", "account that you tried", "dosn't exist", "directory/ldap",
    "empfänger unbekannt", "destinataire inconnu", "utilisateur inconnu", "usuario desconocido",
    "utente sconosciuto", "usuário desconhecido", "не существует", "пользователь не найден", "nieznany",
    "존재하지 않는", "존재하지 않습니다", "없는 사용자", "없는 계정", "없는 이메일", "받는 사람을 찾을 수 없", "수신자를 찾을 수 없", "휴면", "탈퇴",
    "見つかりません", "見つからない", "アドレス不明", "存在しません", "存在しない", "リストにありません", "用户不存在", "收件人不存在", "邮箱不存在", "使用者不存在",
    "recipient address rejected: access denied", "mailbox is frozen", "disabled recipient",
    "recipient disabled", "recipient is disabled", "check if address is correct", "no registered",
    "not a registered", "name is not recognized", "mailbox does", "no longer accept", "been discontinued",
    "discontinued", "unknown mail address", "mail address not exist", "user name invalid", "not a user",
    "not local", "user account is unavailable", "not active", "account has expired",
    "email account that you tried", "address error", "rejected recipient", "invalid final",
    "not deliverable", "cannot find user", "cannot find mailbox", "could not find mailbox", "user lookup failed", "not have a user", "doesn't work here",
    "does not work here", "unable to find", "could not find user",
    "not found in directory", "not in our", "메일 주소가 없", "등록되지 않은", "없는 메일", "사용자가 없", "찾을 수 없",
    "n'existe pas", "adresse introuvable", "adresse inexistante", "destinataire introuvable", "no existe",
    "no se encontró", "no se ha encontrado", "destinatario desconocido", "non esiste", "indirizzo inesistente",
    "destinatario sconosciuto", "destinatario inesistente", "não existe", "não foi encontrad", "não encontrad",
    "destinatário desconhecido", "existiert nicht", "nicht gefunden", "unbekannter empfänger",
    "benutzer unbekannt", "adresse unbekannt", "bestaat niet", "niet gevonden", "onbekende gebruiker",
    "onbekende ontvanger", "finns inte", "hittades inte", "okänd mottagare", "findes ikke", "finnes ikke",
    "ukendt modtager", "ei löydy", "ei ole olemassa", "nie istnieje", "nie znaleziono", "neexistuje",
    "nebyla nalezena", "nem létezik", "nem található", "bulunamadı", "mevcut değil", "не найден",
    "неизвестный получатель", "нет такого", "ユーザーが不明", "宛先不明", "ユーザ不明", "账号不存在",
    "帐号不存在", "帳號不存在", "地址不存在", "用户未找到", "查无此", "查無此", "找不到收件人", "找不到用户",
    "找不到用戶", "无此用户", "無此使用者", "탈퇴한", "삭제된 계정", "잘못된 메일 주소", "잘못된 이메일",
    "잘못된 주소", "수신자가 없", "수신자 없음", "계정이 없", "아이디가 없", "없는 아이디", "없는 주소",
});
constexpr auto expired = std::to_array<std::string_view>({
    "in the queue too long", "in queue too long", "message expired", "delivery expired",
    "delivery time expired", "retry timeout exceeded", "retry time not reached",
    "have been failing for a long time", "has been failing for a long time", "was aborted after",
    "cannot send message for", "could not be delivered for", "could not be sent for",
    "could not be delivered within", "was not delivered within", "within time limit", "gave up after",
    "giving up after", "will keep trying", "delivery attempts will continue", "delivery timed out",
    "envelope expired", "expired after", "queue time", "maximum time", "time limit", "timed out waiting",
    "gave up", "warning only", "multiple retries", "too many retries", "maximum retries",
    "retries exhausted",
    "not been collected", "not been picked up", "allowed queue period",
    "전송 시간이 초과", "전송 시간 초과", "一定期間", "投递超时",
});
constexpr auto network = std::to_array<std::string_view>({
    "connection refused", "connection timed out", "connection reset", "connection dropped",
    "connection lost", "lost connection", "network error", "network is unreachable", "no route to host",
    "not reachable", "not responding", "did not respond", "didn't respond", "unable to connect",
    "could not connect", "couldn't connect", "cannot connect", "establish an smtp connection",
    "did not accept our requests to connect", "host is unreachable", "temporary lookup failure",
    "server busy", "lookup failure", "resolve route", "dropped by remote", "closing transmission channel",
    "too many sessions", "too many recipients", "mailbox busy", "mailbox is busy", "temporary local problem",
    "연결할 수 없", "연결 실패", "서버에 연결", "서버 응답이 없", "接続できません", "接続に失敗", "无法连接",
    "連線失敗", "连接失败", "не удалось соединиться",
});

constexpr auto refused_address = std::to_array<std::string_view>({
    "address rejected",
});
constexpr auto vague_policy = std::to_array<std::string_view>({
    "access denied", "policy", "policies", "denied", "refused", "prohibited", "forbidden", "not accept",
    "rejected", "reject", "relay", "restricted", "not allowed", "rbl", "拒否", "authentication",
    "groups.google.com", "filtered", "refuse", "go away", "protected by", "low priority",
    "refusé", "rechazado", "rifiutat", "recusad", "abgelehnt", "zurückgewiesen", "odrzucon", "отклонен", "거부",
    "拒絶", "被拒", "정책",
});
constexpr auto vague_spam = std::to_array<std::string_view>({
    "spam",
});
constexpr auto vague_expired = std::to_array<std::string_view>({
    "delay", "attempts", " tries", "giving up",
});
constexpr auto vague_domain = std::to_array<std::string_view>({
    "could not find a gateway", "does not accept mail",
});
constexpr auto vague_network = std::to_array<std::string_view>({
    "try again later", "temporarily unavailable", "temporary failure", "system resources", "temporarily deferred", "system error",
    "local error", "internal error", "configuration error", "service unavailable", "timeout", "timed out",
});
constexpr auto vague_user = std::to_array<std::string_view>({
    "this account", "not known", "could not be found", "no user", "not found", "suspended", "deactivated",
});
constexpr auto vague_content = std::to_array<std::string_view>({
    "virus",
});
// clang-format on

// What is specific stands above what is general: "mailbox full" before "rejected", a named filter before
// "access denied".
constexpr auto certain = std::to_array<BouncePhrases>({
    {BounceReason::policy, unmistakable_policy},
    {BounceReason::size, unmistakable_size},
    {BounceReason::mailbox_full, mailbox_full},
    {BounceReason::size, size},
    {BounceReason::network, loops},
    {BounceReason::domain_unknown, domain_unknown},
    {BounceReason::content, content},
    {BounceReason::spam, spam},
    {BounceReason::policy, policy},
    {BounceReason::user_unknown, user_unknown},
    {BounceReason::expired, expired},
    {BounceReason::network, network},
});

constexpr auto vague = std::to_array<BouncePhrases>({
    {BounceReason::user_unknown, refused_address},
    {BounceReason::policy, vague_policy},
    {BounceReason::spam, vague_spam},
    {BounceReason::expired, vague_expired},
    {BounceReason::domain_unknown, vague_domain},
    {BounceReason::network, vague_network},
    {BounceReason::user_unknown, vague_user},
    {BounceReason::content, vague_content},
});

}  // namespace

std::span<const BouncePhrases> certain_phrases() { return certain; }
std::span<const BouncePhrases> vague_phrases() { return vague; }

}  // namespace ticketd::parsers
