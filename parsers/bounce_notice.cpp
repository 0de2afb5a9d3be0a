#include "parsers/bounce_notice.h"

#include "core/text.h"
#include "parsers/delivery_status.h"
#include "parsers/text_addresses.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace ticketd::parsers {
namespace {

constexpr std::size_t most_notice_bytes = 64 * 1024;
constexpr std::size_t most_notice_lines = 600;
constexpr std::size_t most_recipients = 200;
constexpr std::size_t most_diagnosis_lines = 24;

// How programs announce the copy of the original. Compared without the dashes, stars and blanks in front.
constexpr auto copy_announcements = std::to_array<std::string_view>({
    "this is a copy of",
    "below this line is a copy",
    "enclosed is a copy",
    "below is a copy",
    "included is a copy",
    "original message follows",
    "original message",
    "original mail",
    "original email",
    "original headers",
    "the header of the original",
    "header of the original",
    "headers of the original",
    "message headers follow",
    "message header follows",
    "unsent message follows",
    "unsent message below",
    "returned message",
    "returned mail follows",
    "undelivered message",
    "message text follows",
    "your message follows",
    "copy of the message",
    "start of message",
    "the text of the message",
    "message contents",
    "begin message",
    "rejected message",
    "the original message follows",
    "the following is a copy",
    "returned text follows",
    "text of the original",
    "message from sender",
    "message headers",
    "received: from",
    "die kopfzeilen",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "исходное сообщение",
    "원본 메시지",
    "원본 메일",
    "원문",
    "元のメッセージ",
    "以下は元の",
    "原始邮件",
    "原邮件",
    "原始郵件",
});

constexpr auto header_names =
    std::to_array<std::string_view>({"received:", "return-path:", "dkim-signature:", "message-id:",
                                     "mime-version:", "x-originating-ip:", "domainkey-signature:"});

/// Without what programs draw around their headings.
std::string_view without_ornaments(std::string_view line) {
  while (!line.empty() && std::string_view(" \t-*=_>#|+.").find(line.front()) != std::string_view::npos)
    line.remove_prefix(1);
  return line;
}

bool announces_copy(std::string_view line) {
  const auto plain = without_ornaments(line);
  if (plain.size() > 160 || plain.ends_with(".")) {
    if (!core::starts_with_ignoring_case(plain, "below") &&
        !core::starts_with_ignoring_case(plain, "message headers") &&
        !core::starts_with_ignoring_case(plain, "original message follows") &&
        !core::starts_with_ignoring_case(plain, "this is a copy") &&
        !core::starts_with_ignoring_case(plain, "enclosed") &&
        !core::starts_with_ignoring_case(plain, "the header") && line.substr(0, 3) != "---")
      return false;
  }
  return std::ranges::any_of(copy_announcements, [&](std::string_view words) {
    if (!core::starts_with_ignoring_case(plain, words)) return false;
    const auto rest = plain.substr(words.size());
    return words != "original message" || !core::starts_with_ignoring_case(rest, " was");
  });
}

bool begins_header(std::string_view line) {
  return std::ranges::any_of(
      header_names, [&](std::string_view name) { return core::starts_with_ignoring_case(line, name); });
}

/// What stands before an address says whose it is.
constexpr auto other_parties = std::to_array<std::string_view>({
    "mail from", "from:",     "from ",         "sender",      "envelope-from", "contact",
    "mailto:",   "questions", "postmaster at", "write to",    "please mail",   "assistance",
    "help",      "support",   "report to",     "message-id",  "reply-to",      "generated from",
    "complain",  "via ",      "cc:",           "return-path", "helo",          "ehlo",
    "id=",       "p=",        "http",
});
constexpr auto recipient_names = std::to_array<std::string_view>({
    "rcpt to",
    "rcpt:",
    "recipient",
    "delivered to",
    "deliver message to",
    "deliver mail to",
    "deliver your message to",
    "your mail to",
    "your message to",
    "message to",
    "mail to",
    "delivery to",
    "deliver to",
    "address",
    "failed:",
    "sent to",
    "send to",
    "for:",
    "to:",
    "could not be delivered",
    "unable to deliver",
    "user:",
    "user ",
    "mailbox",
    "account",
    "gateway for",
    "destination",
    "addressee",
    "size: ",
    "empfänger",
    "destinataire",
    "destinatario",
    "destinatário",
    "получател",
    "수신자",
    "받는 사람",
    "받는사람",
    "받는이",
    "수신인",
    "宛先",
    "送信先",
    "あて先",
    "收件人",
    "收信人",
    "接收人",
    "收件者",
});

bool any_in(const auto& words, std::string_view lower) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

bool is_service(std::string_view address) {
  const auto local = core::ascii_lower(address.substr(0, address.find('@')));
  return local == "postmaster" || local == "mailer-daemon" || local == "abuse" || local == "mailerdaemon";
}

enum class Place : unsigned char {
  elsewhere,
  coded,
  named,
  heading
};  // how strongly an address is a recipient

struct Mention {
  std::string_view address;
  std::size_t line = 0;
  Place place = Place::elsewhere;
  bool own = false;
};

/// The address opens the line and nothing but its diagnosis follows: `<kim@example.com>: 550 …`,
/// `kim@example.com`.
bool is_heading(std::string_view line, const TextAddress& address) {
  for (const char c : line.substr(0, address.begin))
    if (std::string_view(" \t*>-<\"'[(.").find(c) == std::string_view::npos &&
        static_cast<unsigned char>(c) < 0x80)
      return false;
  if (address.begin > 24) return false;
  const auto rest = line.substr(address.end);
  if (core::trim(rest).empty()) return true;
  const auto next = rest.front();
  if (next == ':' || next == ',' || next == ';' || next == '(' || next == '[') return true;
  const auto words = core::trim(rest);
  return rest.starts_with("...") || words.starts_with('(') || words.starts_with('[') ||
         words.starts_with('<') || words.starts_with('-') || words.starts_with(':') ||
         rest.starts_with(" on ") || core::starts_with_ignoring_case(words, "invalid") ||
         core::starts_with_ignoring_case(words, "error") ||
         core::starts_with_ignoring_case(words, "delivery") || !codes_in(words.substr(0, 12)).reply.empty();
}

Place place_of(std::string_view line, const TextAddress& address, std::string_view line_before) {
  if (is_heading(line, address)) {
    const auto before = core::ascii_lower(core::trim(line_before));
    const bool asks_to_write = before.ends_with("contact") || before.ends_with("mail to") ||
                               before.ends_with("contact:") || before.ends_with("at") ||
                               before.ends_with("from");
    return asks_to_write && !before.ends_with("format") ? Place::elsewhere : Place::heading;
  }
  const auto before = core::ascii_lower(line.substr(0, address.begin));
  const auto nearest = [&](const auto& words) {
    std::size_t last = 0;
    for (const auto word : words)
      if (const auto at = before.rfind(word); at != std::string::npos)
        last = std::max(last, at + word.size());
    return last;
  };
  // A line of the transcript: `550 <kim@example.com>... User unknown`.
  if (const auto codes = codes_in(before);
      core::trim(before).size() <= 12 && !codes.reply.empty() && before.ends_with(' '))
    return Place::named;
  const auto recipient = nearest(recipient_names);
  const auto other = nearest(other_parties);
  if (recipient > other) return Place::named;
  if (other != 0) return Place::elsewhere;
  const auto codes = codes_in(line);
  return codes.reply.empty() && codes.enhanced.empty() ? Place::elsewhere : Place::coded;
}

std::vector<Mention> mentions_in(const std::vector<std::string_view>& lines,
                                 const std::vector<std::string>& own) {
  std::vector<Mention> mentions;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find('@') == std::string_view::npos) continue;
    for (const auto& found : addresses_in(lines[i])) {
      if (mentions.size() >= most_notice_lines) return mentions;
      const bool is_own = std::ranges::any_of(
          own, [&](const std::string& mine) { return core::equal_ignoring_case(mine, found.address); });
      mentions.push_back({found.address, i, place_of(lines[i], found, i == 0 ? "" : lines[i - 1]), is_own});
    }
  }
  return mentions;
}

std::vector<Mention> recipients_among(const std::vector<Mention>& mentions) {
  std::vector<Mention> recipients;
  const auto take = [&](Place place, bool own, bool service) {
    for (const auto& mention : mentions) {
      if (mention.place != place || mention.own != own || is_service(mention.address) != service) continue;
      const bool known = std::ranges::any_of(recipients, [&](const Mention& r) {
        return core::equal_ignoring_case(r.address, mention.address);
      });
      if (!known && recipients.size() < most_recipients) recipients.push_back(mention);
    }
    return !recipients.empty();
  };
  for (const bool service : {false, true})
    for (const bool own : {false, true})
      for (const auto place : {Place::heading, Place::named, Place::coded})
        if (take(place, own, service)) return recipients;
  return recipients;
}

bool has_code(std::string_view line) {
  const auto codes = codes_in(line);
  return !codes.reply.empty() || !codes.enhanced.empty();
}

/// The lines from the recipient's heading to the next recipient, or to the end of its paragraphs.
std::string diagnosis_at(const std::vector<std::string_view>& lines, std::size_t first,
                         const std::vector<Mention>& recipients) {
  std::string text;
  bool coded = false;
  for (std::size_t i = first, taken = 0; i < lines.size() && taken < most_diagnosis_lines; ++i) {
    const bool another =
        i != first && std::ranges::any_of(recipients, [&](const Mention& r) { return r.line == i; });
    if (another) break;
    const auto line = core::trim(lines[i]);
    if (line.empty()) {
      if (coded) break;
      continue;
    }
    coded = coded || has_code(line);
    if (!text.empty()) text += ' ';
    text += line;
    ++taken;
  }
  return text;
}

/// What the transcript elsewhere in the notice says about this address.
std::string transcript_about(const std::vector<std::string_view>& lines, std::string_view address,
                             std::size_t heading) {
  std::string text;
  const auto wanted = core::ascii_lower(address);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == heading || lines[i].size() < wanted.size() ||
        core::ascii_lower(lines[i]).find(wanted) == std::string::npos)
      continue;
    for (std::size_t j = i; j < std::min(i + 3, lines.size()); ++j) {
      const auto line = core::trim(lines[j]);
      const bool about_another = j != i && line.find('@') != std::string_view::npos &&
                                 core::ascii_lower(line).find(wanted) == std::string::npos;
      if (line.empty() || about_another) break;
      if (has_code(line) || j != i) text.append(text.empty() ? "" : " ").append(line);
    }
  }
  return text;
}

}  // namespace

NoticeText split_notice(std::string_view text) {
  std::size_t begin = 0;
  bool something_before = false;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = core::trim(text.substr(begin, end - begin));
    if (something_before && begins_header(line)) return {text.substr(0, begin), text.substr(begin)};
    if (something_before && announces_copy(line))
      return {text.substr(0, begin), text.substr(std::min(end + 1, text.size()))};
    something_before = something_before || !line.empty();
    begin = end + 1;
  }
  return {text, {}};
}

std::vector<NoticedRecipient> read_notice(std::string_view notice, const std::vector<std::string>& own) {
  auto lines = core::split_lines(notice.substr(0, most_notice_bytes));
  if (lines.size() > most_notice_lines) lines.resize(most_notice_lines);
  const auto recipients = recipients_among(mentions_in(lines, own));

  std::vector<NoticedRecipient> out;
  for (const auto& recipient : recipients) {
    auto diagnosis = diagnosis_at(lines, recipient.line, recipients);
    if (!has_code(diagnosis))
      if (const auto transcript = transcript_about(lines, recipient.address, recipient.line);
          !transcript.empty())
        diagnosis.append(" ").append(transcript);
    out.push_back({std::string(recipient.address), std::move(diagnosis), recipient.own});
  }
  return out;
}

namespace {

constexpr auto failure_phrases = std::to_array<std::string_view>({
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "can't be delivered",
    "could not deliver",
    "couldn't deliver",
    "unable to deliver",
    "unable to be delivered",
    "not able to deliver",
    "wasn't able to deliver",
    "was not delivered",
    "wasn't delivered",
    "were not delivered",
    "failed to deliver",
    "delivery failed",
    "delivery has failed",
    "delivery failure",
    "undeliverable",
    "undelivered",
    "failed permanently",
    "permanent error",
    "permanent fatal errors",
    "permanent failure",
    "returned to sender",
    "returned mail",
    "delivery status notification",
    "non-delivery",
    "nondelivery",
    "failure notice",
    "did not reach",
    "didn't reach",
    "could not be reached",
    "transcript of session",
    "error occurred while trying to deliver",
    "error was encountered while",
    "there was an error delivering",
    "trouble delivering",
    "was undeliverable",
    "not been delivered",
    "delivery errors",
    "mail system error",
    "recipients was rejected",
    "recipient was rejected",
    "message was rejected",
    "has been rejected",
    "was blocked",
    "did not receive this message",
    "delivery to the following",
    "message not delivered",
    "address not found",
    "mailbox exceeds allowed size",
    "mailbox is full",
    "user unknown",
    "unzustellbar",
    "nicht zugestellt",
    "zustellung fehlgeschlagen",
    "konnte nicht zugestellt",
    "nicht übermittelt",
    "n'a pas pu être",
    "non remis",
    "échec de la remise",
    "n'a pas été remis",
    "échec d'acheminement",
    "no se ha podido entregar",
    "no se pudo entregar",
    "no ha podido ser entregado",
    "non è stato possibile recapitare",
    "mancato recapito",
    "impossibile recapitare",
    "não foi possível entregar",
    "não pôde ser entregue",
    "niet worden afgeleverd",
    "niet bezorgd",
    "kunde inte levereras",
    "kunne ikke leveres",
    "nie można dostarczyć",
    "nie została dostarczona",
    "teslim edilemedi",
    "не может быть доставлено",
    "не доставлено",
    "не удалось доставить",
    "недоставлен",
    "전송되지 않았",
    "전송하지 못",
    "전송 실패",
    "전송에 실패",
    "발송 실패",
    "발송에 실패",
    "발송되지 않",
    "배달되지",
    "배달하지 못",
    "배달 실패",
    "전달되지",
    "전달하지 못",
    "반송",
    "수신자에게 전송",
    "送信できません",
    "送信できない",
    "送信に失敗",
    "配信できません",
    "配信に失敗",
    "配信不能",
    "届きません",
    "届けることができ",
    "送信されませんでした",
    "配送できません",
    "退信",
    "投递失败",
    "投遞失敗",
    "无法投递",
    "無法投遞",
    "发送失败",
    "无法送达",
    "無法傳送",
    "无法传递",
    "未能送达",
    "被退回",
});

constexpr auto delay_phrases = std::to_array<std::string_view>({
    "delivery status notification (delay)",
    "delivery delayed",
    "has been delayed",
    "is being delayed",
    "delivery is delayed",
    "was delayed",
    "delayed mail",
    "delayed:",
    "still being retried",
    "will be retried",
    "will keep trying",
    "will continue to try",
    "continue trying",
    "delivery attempts will continue",
    "still trying",
    "not yet been delivered",
    "has not yet been",
    "this is a warning message only",
    "you do not need to resend",
    "temporary problem delivering",
    "delivery incomplete",
    "zustellung verzögert",
    "verzögert",
    "retardé",
    "지연",
    "遅延",
    "延迟",
    "延遲",
    "задерж",
});

std::string_view first_in(const auto& phrases, std::string_view text) {
  const auto lower = core::ascii_lower(text.substr(0, 8 * 1024));
  for (const auto phrase : phrases)
    if (lower.find(phrase) != std::string::npos) return phrase;
  return {};
}

}  // namespace

std::string_view failure_words(std::string_view text) { return first_in(failure_phrases, text); }
std::string_view delay_words(std::string_view text) { return first_in(delay_phrases, text); }

}  // namespace ticketd::parsers
