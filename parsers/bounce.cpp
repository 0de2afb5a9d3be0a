#include "parsers/bounce.h"

#include "core/text.h"
#include "parsers/bounce_notice.h"
#include "parsers/bounce_notification.h"
#include "parsers/bounce_reason.h"
#include "parsers/bounce_words.h"
#include "parsers/delivery_status.h"
#include "parsers/kind_words.h"
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

/// A part of this mail itself, not of a mail that hangs on it.
bool is_own_part(const Message& message, const Part& part) {
  for (auto parent = part.parent; parent; parent = message.parts[*parent].parent)
    if (message.parts[*parent].is_in("message")) return false;
  return true;
}

const Part* find_part(const Message& message, const auto& fits) {
  const auto found = std::ranges::find_if(
      message.parts, [&](const Part& part) { return fits(part) && is_own_part(message, part); });
  return found == message.parts.end() ? nullptr : &*found;
}

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
std::string original_of(const Message& message, std::string_view below_notice) {
  const auto* const part = find_part(message, [](const Part& p) {
    return p.is("message/rfc822") || p.is("message/global") || p.is("text/rfc822-headers") ||
           p.is("message/rfc822-headers") || p.is("message/global-headers") || p.is("text/rfc822") ||
           p.is("message/partial");
  });
  auto original = part ? decoded_body(*part) : std::string(below_notice);
  original.resize(std::min(original.size(), most_original_bytes));
  return original;
}

/// The first value of a field in the header of the original, which may be indented and may begin with blank
/// lines.
std::string original_field(std::string_view original, std::string_view name) {
  std::string value;
  bool inside = false;
  for (const auto line : core::split_lines(original)) {
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

/// Fills what the report left open from the words of the notice.
void complete(BouncedRecipient& recipient, std::string_view diagnosis, std::string_view notice) {
  if (recipient.diagnostic.empty()) recipient.diagnostic = diagnosis.substr(0, longest_diagnostic);
  complete_status(recipient, recipient.diagnostic);
  complete_status(recipient, diagnosis);
  if (recipient.diagnostic.empty()) complete_status(recipient, notice.substr(0, longest_diagnostic));
  const std::string said = recipient.diagnostic == diagnosis
                               ? recipient.diagnostic
                               : recipient.diagnostic + " " + std::string(diagnosis);
  recipient.reason = reason_for({recipient.status, said, notice});
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
    if (!core::equal_ignoring_case(field.name, "x-failed-recipients")) continue;
    const auto value = unfold(field.value);
    for (const auto& found : addresses_in(value)) listed.emplace_back(found.address);
  }
  return listed;
}

// ---------------------------------------------------------------- evidence

bool any_in(const auto& words, std::string_view lower) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

/// A person who answers or forwards a bounce keeps its subject behind "Re:".
bool is_answer(std::string_view subject) {
  for (const auto prefix : {"re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "rv:", "회신:", "전달:", "답장:",
                            "返信:", "转发:", "回复:"})
    if (core::starts_with_ignoring_case(subject, prefix)) return true;
  return false;
}

/// Words alone never make a bounce: customers write about parcels that came back.
void weigh(const Message& message, const core::Mail& mail, std::string_view notice,
           const std::vector<NoticedRecipient>& noticed, BounceReading& out) {
  const auto count = [&](int points, std::string evidence) {
    out.score += points;
    out.evidence.push_back(std::move(evidence));
  };
  const auto& root = message.root();
  const auto sender = mail.from.empty()
                          ? core::ascii_lower(unfold(message.field("from").value_or("")))
                          : core::ascii_lower(mail.from.front().name + " " + mail.from.front().address);
  if (any_in(daemon_names(), sender))
    count(2, "sender: mail system");
  else if (any_in(office_names(), sender))
    count(1, "sender: postmaster");
  if (const auto path = message.field("return-path");
      path && (core::trim(*path) == "<>" || core::trim(*path).empty() ||
               core::starts_with_ignoring_case(core::trim(*path), "<mailer-daemon")))
    count(1, "return-path: <>");
  else if (mail.from.empty() && message.field("from") && sender.find("<>") != std::string::npos)
    count(1, "from: <>");
  if (message.field("x-failed-recipients")) count(3, "x-failed-recipients");
  if (root.is("multipart/report") &&
      core::equal_ignoring_case(root.type.get("report-type"), "delivery-status"))
    count(2, "report-type: delivery-status");
  const bool from_mail_system = out.score > 0;
  if (is_machine_bounce_subject(mail.subject))
    count(2, "subject: delivery failure");
  else if (!is_answer(mail.subject) && any_in(bounce_subjects(), core::ascii_lower(mail.subject)))
    count(1, "subject: delivery failure");
  if (const auto words = failure_words(notice); !words.empty()) count(2, "text: " + std::string(words));
  if (std::ranges::any_of(noticed, [](const NoticedRecipient& recipient) { return !recipient.own; }))
    count(1, "text: names a recipient");
  if (is_answer(mail.subject) && !mail.in_reply_to.empty() && noticed.empty()) count(-3, "an answer");
  if (!from_mail_system) out.score = 0;
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
  const auto [notice, below] = split_notice(mail.text);
  const auto noticed = read_notice(notice, own_addresses(mail));
  weigh(message, mail, notice, noticed, out);
  if (const auto* const status = find_part(message, is_delivery_status)) {
    out.by_structure = true;
    out.evidence.insert(out.evidence.begin(), "part: message/delivery-status");
    out.report.recipients = read_delivery_status(decoded_body(*status));
  } else if (auto notified = read_bounce_notification(mail.text); !notified.empty()) {
    out.by_structure = true;
    out.evidence.insert(out.evidence.begin(), "text: a notification in JSON");
    out.report.recipients = std::move(notified);
  } else if (out.is_bounce()) {
    out.report.recipients = read_delivery_status(mail.text);
  }
  if (!out.is_bounce()) return out;

  const auto original = original_of(message, below);
  const bool listed = !out.report.recipients.empty();
  if (!listed && noticed.empty()) out.report.recipients = attached_report(message);
  if (out.report.recipients.empty()) add_unlisted(message, original, noticed, out.report.recipients);
  const bool late = !listed && (!delay_words(mail.subject).empty() || !delay_words(notice).empty());
  for (auto& recipient : out.report.recipients) {
    if (late) recipient.action = DeliveryAction::delayed;
    const auto mine = std::ranges::find_if(noticed, [&](const NoticedRecipient& n) {
      return core::equal_ignoring_case(n.address, recipient.address);
    });
    complete(recipient, mine == noticed.end() ? std::string_view{} : std::string_view(mine->diagnosis),
             notice);
  }
  out.report.original_message_id = original_message_id(original);
  return out;
}

}  // namespace ticketd::parsers
