#include "parsers/bounce_words.h"

#include <array>

namespace ticketd::parsers {
namespace {

// clang-format off
constexpr auto copy_announcements_table = std::to_array<std::string_view>({
    "this is a copy of", "below this line is a copy", "enclosed is a copy", "below is a copy",
    "included is a copy", "original message follows", "original message", "original mail", "original email",
    "original headers", "the header of the original", "header of the original", "headers of the original",
    "message headers follow", "message header follows", "unsent message follows", "unsent message below",
    "returned message", "returned mail follows", "undelivered message", "message text follows",
    "your message follows", "copy of the message", "start of message", "the text of the message",
    "message contents", "begin message", "rejected message", "the original message follows",
    "the following is a copy", "returned text follows", "text of the original", "message from sender",
    "message headers", "received: from", "die kopfzeilen", "ursprüngliche nachricht", "message d'origine",
    "mensaje original", "messaggio originale", "mensagem original", "исходное сообщение", "원본 메시지", "원본 메일",
    "원문", "元のメッセージ", "以下は元の", "原始邮件", "原邮件", "原始郵件",
});

constexpr auto header_names_table = std::to_array<std::string_view>({
    "received:", "return-path:", "dkim-signature:", "message-id:", "mime-version:", "x-originating-ip:",
    "domainkey-signature:",
});

constexpr auto other_parties_table = std::to_array<std::string_view>({
    "mail from", "from:", "from ", "sender", "envelope-from", "contact", "mailto:", "questions",
    "postmaster at", "write to", "please mail", "assistance", "help", "support", "report to", "message-id",
    "reply-to", "generated from", "complain", "via ", "cc:", "return-path", "helo", "ehlo", "id=", "?p=",
    "&p=", " p=",
    "http",
});

constexpr auto recipient_names_table = std::to_array<std::string_view>({
    "rcpt to", "rcpt:", "recipient", "delivered to", "deliver message to", "deliver mail to",
    "deliver your message to", "your mail to", "your message to", "message to", "mail to", "delivery to",
    "deliver to", "address", "failed:", "sent to", "send to", "for:", "to:", "could not be delivered",
    "unable to deliver", "user:", "user ", "mailbox", "account", "gateway for", "destination", "addressee",
    "size: ", "smtp=", "attempts:", "error-for:", "userid:", "user id:", "empfänger", "destinataire",
    "destinatario", "destinatário", "получател", "수신자", "받는 사람",
    "받는사람", "받는이", "수신인", "宛先", "送信先", "あて先", "收件人", "收信人", "接收人", "收件者",
    "发送到", "发送给", "发往", "寄往", "寄给", "寄給", "發送到", "發送給", "投递到", "收件邮箱", "받는 분",
    "받는분", "수신 주소", "수신 메일", "수신메일", "받는 주소", "받는주소", "destinataires", "destinatarios",
    "destinatari", "destinato a", "destinatários", "empfaenger", "ontvanger", "mottagare", "modtager", "mottaker",
    "vastaanottaj", "odbiorc", "adresat", "alıcı", "címzett", "příjemc", "受信者",
});

constexpr auto recipient_particles_table = std::to_array<std::string_view>({
    "님께", "님에게", "에게", "께 ", "으로 보", "로 보", "(으)로", "宛", "への", "へ送", "にメール", "に送", "に配",
});

constexpr auto failure_phrases_table = std::to_array<std::string_view>({
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
    "could not deliver", "couldn't deliver", "unable to deliver", "unable to be delivered",
    "not able to deliver", "wasn't able to deliver", "was not delivered", "wasn't delivered",
    "were not delivered", "failed to deliver", "delivery failed", "delivery has failed", "delivery failure",
    "undeliverable", "undelivered", "failed permanently", "permanent error", "permanent fatal errors",
    "permanent failure", "returned to sender", "returned mail", "delivery status notification",
    "non-delivery", "nondelivery", "failure notice", "did not reach", "didn't reach",
    "could not be reached", "transcript of session", "error occurred while trying to deliver",
    "error was encountered while", "there was an error delivering", "trouble delivering",
    "was undeliverable", "not been delivered", "delivery errors", "mail system error",
    "recipients was rejected", "recipient was rejected", "no such user", "unknown user", "invalid user",
    "user not found", "mailbox unavailable", "message was rejected", "has been rejected", "was blocked",
    "did not receive this message", "delivery to the following", "message not delivered",
    "address not found", "mailbox exceeds allowed size", "mailbox is full", "user unknown",
    "not delivered to", "not been able to deliver", "failed addresses", "failed recipients", "final delivery",
    "no valid recipients", "can not be delivered", "can not deliver", "cannot deliver",
    "unable to send your message", "message rejected", "automatically rejected",
    "unzustellbar",
    "nicht zugestellt", "zustellung fehlgeschlagen", "konnte nicht zugestellt", "nicht übermittelt",
    "n'a pas pu être", "non remis", "échec de la remise", "n'a pas été remis", "échec d'acheminement",
    "no se ha podido entregar", "no se pudo entregar", "no ha podido ser entregado",
    "non è stato possibile recapitare", "mancato recapito", "impossibile recapitare",
    "messaggio è stato rifiutato", "errore nella consegna", "não foi possível entregar", "não pôde ser entregue", "niet worden afgeleverd", "niet bezorgd",
    "kunde inte levereras", "kunne ikke leveres", "nie można dostarczyć", "nie została dostarczona",
    "teslim edilemedi", "не может быть доставлено", "не доставлено", "не удалось доставить", "недоставлен",
    "전송되지 않았", "전송하지 못", "전송되지 못", "전송 실패", "전송에 실패", "전송이 실패", "발송이 실패", "배달이 실패", "배달할 수 없", "전송할 수 없",
    "발송 실패", "발송에 실패", "발송되지 않", "배달되지", "배달하지 못", "배달 실패", "전달되지",
    "전달하지 못", "반송", "수신자에게 전송", "送信できません", "送信できない", "送信に失敗", "配信できません", "配信に失敗", "配信不能", "届きません",
    "届けることができ", "送信されませんでした", "配送できません", "退信", "投递失败", "投遞失敗", "无法投递", "無法投遞", "发送失败", "无法送达", "無法傳送",
    "无法传递", "未能送达", "被退回",
    "발송되지 못", "전송되지 못", "발송하지 못", "전달되지 못", "배달되지 못", "발송할 수 없", "전송할 수 없",
    "배달할 수 없", "보내지 못", "お届けできません", "配信されませんでした", "届けられません", "未能投递",
    "投递不成功", "未送达", "无法发送", "發送失敗", "n'a pu être remis", "n'a pas pu être livré",
    "non distribué", "remise impossible", "pas été distribué", "no pudo ser entregado", "no fue entregado",
    "imposible entregar", "non è stato recapitato", "impossibile consegnare", "non è stato consegnato",
    "não foi entregue", "falha na entrega", "não pode ser entregue", "niet afgeleverd", "worden bezorgd",
    "kunde inte leverera", "kunne ikke levere", "ei voitu toimittaa", "nie mogła zostać dostarczona",
    "nie można było dostarczyć", "nelze doručit", "nebyla doručena", "nem kézbesíthető", "iletilemedi",
    "не было доставлено", "не удаётся доставить", "возможно доставить", "не вдалося доставити", "không thể gửi",
    "tidak terkirim", "gagal terkirim", "ไม่สามารถส่ง", "recapito non riuscito", "удалось выполнить доставку",
    "toimitus epäonnistui", "toimittaminen epäonnistui",
});

constexpr auto delay_phrases_table = std::to_array<std::string_view>({
    "delivery status notification (delay)", "delivery delayed", "has been delayed", "is being delayed",
    "delivery is delayed", "was delayed", "delayed mail", "delayed:", "still being retried",
    "will be retried", "will keep trying", "continue to try", "continue trying",
    "delivery attempts will continue", "still trying", "not yet been delivered", "has not yet been",
    "this is a warning message only", "you do not need to resend", "temporary problem delivering",
    "delivery incomplete", "zustellung verzögert", "verzögert", "retardé", "지연", "遅延", "延迟", "延遲", "задерж",
});

constexpr auto daemon_names_table = std::to_array<std::string_view>({
    "mailer-daemon", "mailerdaemon", "mailer_daemon", "mail delivery", "mail deliver system", "maildaemon",
    "mail-daemon", "mdaemon", "bounce-notification",
});

constexpr auto office_names_table = std::to_array<std::string_view>({
    "postmaster", "post_master", "post-master", "system administrator", "mail administrator", "interscan",
    "mmsc", "mail system", "mail.delivery.system", "microsoft outlook", "microsoftexchange",
});

constexpr auto bounce_subjects_table = std::to_array<std::string_view>({
    "undeliver", "returned mail", "delivery failure", "delivery failed", "delivery has failed",
    "mail delivery", "delivery status", "failure notice", "failed delivery", "failure delivery",
    "non-delivery", "nondeliverable", "delivery problem", "delivery report", "delivery notification",
    "notification d'état", "mail failure", "mail system error", "message delivery has failed",
    "could not be delivered", "error sending your mail", "delivery delayed", "delayed mail",
    "delivery error", "failed mail", "mail failed", "mail error", "returned to sender", "warning: message",
    "warning: could not send",
    "mail could not be delivered", "message status", "unzustellbar", "nicht zugestellt",
    "nicht übermittelt", "undelivered", "bounce", "message notification", "échec", "non remis",
    "no entregado", "non recapitato", "mancato recapito", "não entregue", "недоставлен", "не доставлено",
    "не может быть доставлено", "не удалось", "반송", "전송 실패", "발송 실패", "배달 실패", "전송실패", "발송실패", "수신 실패",
    "배달되지", "전송되지", "전달되지", "配信不能", "送信できません", "配信エラー", "送信エラー", "エラーメール", "届きません", "メールを配信", "退信", "投递失败",
    "投遞失敗", "无法投递", "無法投遞", "传输失败", "傳輸失敗", "系统退信", "发送失败", "無法傳遞", "failure",
    "발송되지", "발송에 실패", "전송에 실패", "전달 실패", "반려", "发送失敗", "投递失敗", "發送失敗", "未送达",
    "échec de", "remise impossible", "no se ha podido entregar", "no se pudo entregar",
    "impossibile recapitare", "mancata consegna", "falha na entrega", "não foi possível entregar", "nie dostarczono",
    "niedostarczalna", "nelze doručit", "nedoručitelná", "kézbesíthetetlen", "iletilemedi", "teslim edilemedi",
    "onbestelbaar", "niet bezorgd", "kan inte levereras", "kunne ikke leveres", "ei voitu toimittaa",
    "zustellung fehlgeschlagen", "zustellfehler", "recapito non riuscito", "epäonnistui",
});
// clang-format on

}  // namespace

std::span<const std::string_view> copy_announcements() { return copy_announcements_table; }
std::span<const std::string_view> header_names() { return header_names_table; }
std::span<const std::string_view> other_parties() { return other_parties_table; }
std::span<const std::string_view> recipient_names() { return recipient_names_table; }
std::span<const std::string_view> recipient_particles() { return recipient_particles_table; }
std::span<const std::string_view> failure_phrases() { return failure_phrases_table; }
std::span<const std::string_view> delay_phrases() { return delay_phrases_table; }
std::span<const std::string_view> daemon_names() { return daemon_names_table; }
std::span<const std::string_view> office_names() { return office_names_table; }
std::span<const std::string_view> bounce_subjects() { return bounce_subjects_table; }

}  // namespace ticketd::parsers
