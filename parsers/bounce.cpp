#include "parsers/bounce.h"

#include "core/text.h"
#include "parsers/bounce_folding.h"
#include "parsers/bounce_notice.h"
#include "parsers/bounce_notification.h"
#include "parsers/bounce_reason.h"
#include "parsers/bounce_words.h"
#include "parsers/delivery_status.h"
#include "parsers/kind_words.h"
#include "parsers/own_part.h"
#include "parsers/phrase_search.h"
#include "parsers/text_addresses.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace ticketd::parsers {
namespace {

using core::BouncedRecipient;
using core::BounceReason;
using core::DeliveryAction;

constexpr std::size_t longest_diagnostic = 4000;
constexpr std::size_t most_original_bytes = 64 * 1024;

bool is_delivery_status(const Part& part) {
  return part.is("message/delivery-status") || part.is("message/global-delivery-status");
}

/// Gateways wrap the report of another program as an attached mail, and say nothing themselves.
std::vector<BouncedRecipient> attached_report(const Message& message) {
  const auto status = std::ranges::find_if(message.parts, is_delivery_status);
  return status == message.parts.end() ? std::vector<BouncedRecipient>{}
                                       : read_delivery_status(decoded_body(*status));
}

/// The header of the mail that came back, with or without its text.
std::string_view original_of(const Message& message, std::string_view below_notice, std::string& storage) {
  const auto* const part =
      own_part(message, {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers",
                         "message/global-headers", "text/rfc822", "message/partial"});
  return (part ? decoded_body(*part, storage) : below_notice).substr(0, most_original_bytes);
}

/// The first value of a field in the header of the original, which may be indented and may begin with blank
/// lines.
std::string original_field(std::string_view original, std::string_view name) {
  std::string value;
  bool inside = false;
  while (!original.empty()) {
    const auto line = core::take_line(original);
    if (inside) {
      if (line.empty() || (line.front() != ' ' && line.front() != '\t') || core::trim(line).empty()) break;
      value.append(" ").append(core::trim(line));
    } else if (const auto plain = core::trim(line);
               core::starts_with_ignoring_case(plain, name) && plain.substr(name.size()).starts_with(':')) {
      value = core::trim(plain.substr(name.size() + 1));
      inside = true;
      if (!value.empty() && name == "message-id") break;
    }
  }
  return value;
}

std::optional<std::string> original_message_id(std::string_view original) {
  const auto value = original_field(original, "message-id");
  const auto open = value.find('<');
  const auto close = value.find('>', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos)
    return value.substr(open + 1, close - open - 1);
  const auto bare = core::trim(value);
  if (bare.empty()) return std::nullopt;
  return std::string(bare.substr(0, bare.find(' ')));
}

bool same_class(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && a.front() == b.front();
}

/// The status from what the server said, where the report has none or only its class.
void complete_status(BouncedRecipient& recipient, std::string_view said) {
  if (!is_vague(recipient.status)) return;
  const auto codes = codes_in(said);
  const bool fits = recipient.status.empty() || same_class(recipient.status, codes.enhanced);
  if (!is_vague(codes.enhanced) && fits) recipient.status = codes.enhanced;
  if (!recipient.status.empty()) return;
  if (!codes.enhanced.empty())
    recipient.status = codes.enhanced;
  else if (!codes.reply.empty() && codes.reply.front() != '2')
    recipient.status = codes.reply.substr(0, 1) + ".0.0";
}

/// The code that RFC 3463 has for a reason, where nobody gave one and the reason has but one.
std::string_view status_of(BounceReason reason) {
  switch (reason) {
    case BounceReason::user_unknown:
      return "5.1.1";
    case BounceReason::domain_unknown:
      return "5.1.2";
    default:
      return {};
  }
}

/// A code of RFC 3463 anywhere in the notice.
std::string code_in(std::string_view notice) {
  auto code = codes_in(notice.substr(0, longest_diagnostic)).enhanced;
  return is_vague(code) ? std::string() : code;
}

/// Fills what the report left open from the words of the notice, which is about nobody else where `alone`.
void complete(BouncedRecipient& recipient, std::string_view diagnosis, std::string_view notice, bool alone) {
  if (recipient.diagnostic.empty()) recipient.diagnostic = diagnosis.substr(0, longest_diagnostic);
  complete_status(recipient, recipient.diagnostic);
  complete_status(recipient, diagnosis);
  if (recipient.diagnostic.empty()) complete_status(recipient, notice.substr(0, longest_diagnostic));
  if (alone && recipient.status.empty()) recipient.status = code_in(notice);
  const std::string said = recipient.diagnostic == diagnosis
                               ? recipient.diagnostic
                               : recipient.diagnostic + " " + std::string(diagnosis);
  recipient.reason = reason_for({recipient.status, said, notice});
  if (recipient.status.empty()) recipient.status = status_of(recipient.reason);
}

std::vector<std::string> own_addresses(const core::Mail& mail) {
  std::vector<std::string> own(mail.delivered_to);
  for (const auto* people : {&mail.to, &mail.cc})
    for (const auto& person : *people) own.push_back(person.address);
  return own;
}

std::vector<std::string> listed_recipients(const Message& message) {
  std::vector<std::string> listed;
  for (const auto& field : message.fields(message.root())) {
    if (!field.is("x-failed-recipients")) continue;
    const auto value = unfold(field.value);
    for (const auto& found : addresses_in(value)) listed.emplace_back(found.address);
  }
  return listed;
}

// ---------------------------------------------------------------- evidence

/// A person who answers or forwards a bounce keeps its subject behind "Re:".
bool is_answer(std::string_view subject) {
  constexpr std::size_t longest_prefix = 7;
  if (subject.substr(0, longest_prefix).find(':') == std::string_view::npos) return false;
  for (const auto prefix : {"re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "rv:", "회신:", "전달:", "답장:",
                            "返信:", "转发:", "回复:"})
    if (core::starts_with_ignoring_case(subject, prefix)) return true;
  return false;
}

void count(BounceReading& out, int points, std::string evidence) {
  out.score += points;
  out.evidence.push_back(std::move(evidence));
}

bool is_null_sender(std::string_view return_path) {
  const auto path = core::trim(return_path);
  return path.empty() || path == "<>" || core::starts_with_ignoring_case(path, "<mailer-daemon");
}

bool comes_from_nobody(const Message& message, const core::Mail& mail) {
  const auto path = message.field("return-path");
  return mail.null_sender || (path && is_null_sender(*path));
}

/// Name and address as they were written, in lower case.
std::string sender_of(const Message& message, const core::Mail& mail) {
  if (mail.from.empty()) return core::ascii_lower(unfold(message.field("from").value_or("")));
  const auto& [name, address] = mail.from.front();
  std::string sender;
  sender.reserve(name.size() + 1 + address.size());
  return core::ascii_lower(sender.append(name).append(" ").append(address));
}

/// Signs of the mail system in the header.
void weigh_header(const Message& message, const core::Mail& mail, BounceReading& out) {
  const auto& root = message.root();
  const auto sender = sender_of(message, mail);
  static const auto daemons = search_for(daemon_names()), offices = search_for(office_names());
  if (daemons.any_in(sender))
    count(out, 2, "sender: mail system");
  else if (offices.any_in(sender))
    count(out, 1, "sender: postmaster");
  if (comes_from_nobody(message, mail))
    count(out, 1, "return-path: <>");
  else if (mail.from.empty() && sender.find("<>") != std::string::npos)
    count(out, 1, "from: <>");
  if (message.field("x-failed-recipients")) count(out, 3, "x-failed-recipients");
  if (root.is("multipart/report") &&
      core::equal_ignoring_case(root.type.get("report-type"), "delivery-status"))
    count(out, 2, "report-type: delivery-status");
}

void weigh_words(const Message& message, const core::Mail& mail, std::string_view notice,
                 std::string_view notice_words, BounceReading& out) {
  static const auto subjects = search_for_spellings(bounce_subjects());
  const bool answer = is_answer(mail.subject), by_mail_system = out.score >= 2;
  if (is_machine_bounce_subject(mail.subject))
    count(out, 2, "subject: delivery failure");
  else if (!answer && subjects.any_in(folded(mail.subject)))
    count(out, 1, "subject: delivery failure");
  if (const auto words = failure_words(notice_words); !words.empty())
    count(out, 2, "text: " + std::string(words));
  else if (by_mail_system && !answer && comes_from_nobody(message, mail) && holds_refusal(notice))
    count(out, 1, "text: a server's refusal");
}

void weigh_recipients(const core::Mail& mail, const std::vector<NoticedRecipient>& noticed,
                      BounceReading& out) {
  if (std::ranges::any_of(noticed, [](const NoticedRecipient& recipient) { return !recipient.own; }))
    count(out, 1, "text: names a recipient");
  if (is_answer(mail.subject) && !mail.in_reply_to.empty() && noticed.empty()) count(out, -3, "an answer");
}

/// Filters may refuse a mail with a disposition notification (RFC 5429 2.2). A person who deletes a mail
/// unread sends one too, but not the words of a refusal.
bool refuses(const Part& notification, std::string_view text) {
  const auto fields =
      core::ascii_lower(std::string_view(decoded_body(notification)).substr(0, most_original_bytes));
  const auto disposition = fields.find("disposition:");
  if (disposition == std::string::npos) return false;
  const auto line =
      std::string_view(fields).substr(disposition, fields.find('\n', disposition) - disposition);
  return line.find("deleted") != std::string_view::npos && !failure_words(first_words(text)).empty();
}

const Part* report_in(const Message& message, std::string_view text) {
  if (const auto* status = own_part(message, {"message/delivery-status", "message/global-delivery-status"}))
    return status;
  const auto* notification = own_part(message, {"message/disposition-notification"});
  return notification && refuses(*notification, text) ? notification : nullptr;
}

BouncedRecipient failed(std::string address) {
  BouncedRecipient recipient;
  recipient.address = std::move(address);
  return recipient;
}

/// Where no delivery-status part names them: the text, the header, and last the original's own To.
void add_unlisted(const Message& message, std::string_view original,
                  const std::vector<NoticedRecipient>& noticed, std::vector<BouncedRecipient>& recipients) {
  const auto add_noticed = [&](bool own) {
    for (const auto& recipient : noticed)
      if (recipient.own == own) recipients.push_back(failed(recipient.address));
  };
  add_noticed(false);
  if (!recipients.empty()) return;
  for (auto& address : listed_recipients(message)) recipients.push_back(failed(std::move(address)));
  if (!recipients.empty()) return;
  const auto to = original_field(original, "to");
  for (const auto& found : addresses_in(to)) recipients.push_back(failed(std::string(found.address)));
  if (recipients.empty()) add_noticed(true);
}

}  // namespace

bool BounceReading::only_success() const {
  return !report.recipients.empty() && std::ranges::all_of(report.recipients, [](const BouncedRecipient& r) {
    return r.action != DeliveryAction::failed && r.action != DeliveryAction::delayed;
  });
}

BounceReading read_bounce(const Message& message, const core::Mail& mail) {
  BounceReading out;
  weigh_header(message, mail, out);
  const auto* const status = report_in(message, mail.text);
  auto notified = status ? std::vector<BouncedRecipient>{} : read_bounce_notification(mail.text);
  out.by_structure = status || !notified.empty();
  if (out.score == 0 && !out.by_structure)
    return out;  // words alone are a person's, about a parcel that came back

  const auto [notice, below] = split_notice(mail.text);
  const auto notice_words = first_words(notice);
  weigh_words(message, mail, notice, notice_words, out);
  if (out.score < 3 && !out.by_structure)
    return out;  // a recipient adds one: reading the notice can't decide
  const auto own = own_addresses(mail);
  const auto noticed = read_notice(notice, own);
  weigh_recipients(mail, noticed, out);
  if (!out.is_bounce()) return out;
  if (out.by_structure)
    out.evidence.insert(out.evidence.begin(),
                        status ? "part: " + std::string(status->type.word) : "text: a notification in JSON");

  auto& recipients = out.report.recipients;
  recipients = status ? read_delivery_status(decoded_body(*status)) : std::move(notified);
  if (recipients.empty() && !status) recipients = read_delivery_status(mail.text);
  const bool listed = !recipients.empty();
  std::string storage;
  const auto original = original_of(message, below, storage);
  if (!listed && noticed.empty()) recipients = attached_report(message);
  if (recipients.empty()) add_unlisted(message, original, noticed, recipients);
  if (auto lone = recipients.empty() ? lone_address(notice, own) : std::string(); !lone.empty())
    recipients.push_back(failed(std::move(lone)));
  const bool late =
      !listed && (!delay_words(first_words(mail.subject)).empty() || !delay_words(notice_words).empty());
  for (auto& recipient : recipients) {
    if (late) recipient.action = DeliveryAction::delayed;
    const auto mine = std::ranges::find_if(noticed, [&](const NoticedRecipient& n) {
      return core::equal_ignoring_case(n.address, recipient.address);
    });
    complete(recipient, mine == noticed.end() ? std::string_view{} : std::string_view(mine->diagnosis),
             notice, recipients.size() == 1);
  }
  out.report.original_message_id = original_message_id(original);
  return out;
}

}  // namespace ticketd::parsers
