#include "parsers/delivery_status.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/field_name.h"
#include "parsers/text_addresses.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ticketd::parsers {
namespace {

using core::BouncedRecipient;
using core::DeliveryAction;

constexpr std::size_t most_recipients = 1000;
constexpr std::size_t longest_diagnostic = 4000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "rfc822; <kim@example.com>" without the type. Routes (`@a,@b:kim@c`) go, local names stay as they are.
std::string address_of(std::string_view value) {
  const auto semicolon = value.find(';');
  if (semicolon != std::string_view::npos) value.remove_prefix(semicolon + 1);
  value = core::trim(value);
  if (const auto found = addresses_in(value); !found.empty()) return std::string(found.back().address);
  if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
  return std::string(value);
}

DeliveryAction action_of(std::string_view value) {
  struct Word {
    std::string_view word;
    DeliveryAction action;
  };
  static constexpr auto words = std::to_array<Word>({{"delay", DeliveryAction::delayed},
                                                     {"defer", DeliveryAction::delayed},
                                                     {"delivered", DeliveryAction::delivered},
                                                     {"relay", DeliveryAction::relayed},
                                                     {"expand", DeliveryAction::expanded}});
  for (const auto& [word, action] : words)
    if (core::starts_with_ignoring_case(value, word)) return action;
  return DeliveryAction::failed;
}

std::string diagnostic_of(std::string_view value) {
  const auto semicolon = value.find(';');
  if (semicolon != std::string_view::npos && semicolon < 20) value.remove_prefix(semicolon + 1);
  return std::string(core::trim(value).substr(0, longest_diagnostic));
}

struct Group {
  std::string final_recipient, original_recipient, action, status, diagnostic;
  [[nodiscard]] bool has_recipient() const { return !final_recipient.empty() || !original_recipient.empty(); }
  [[nodiscard]] bool says_something() const {
    return !action.empty() || !status.empty() || !diagnostic.empty();
  }
};

struct Name {
  std::string_view field;
  std::string Group::*member;
  std::uint32_t key = field_key(field);
};
constexpr auto names = std::to_array<Name>({{"final-recipient", &Group::final_recipient},
                                            {"original-recipient", &Group::original_recipient},
                                            {"action", &Group::action},
                                            {"status", &Group::status},
                                            {"diagnostic-code", &Group::diagnostic},
                                            {"x-actual-recipient", nullptr}});

const Name* name_in(std::string_view line) {
  constexpr std::size_t longest_name = 40;
  const auto colon = line.substr(0, longest_name + 1).find(':');
  if (colon == std::string_view::npos) return nullptr;
  const auto field = core::trim(line.substr(0, colon));
  const auto found = std::ranges::find_if(names, [&, key = field_key(field)](const Name& name) {
    return name.key == key && core::equal_ignoring_case(name.field, field);
  });
  return found == names.end() ? nullptr : &*found;
}

BouncedRecipient recipient_of(const Group& group) {
  BouncedRecipient recipient;
  recipient.address = address_of(group.final_recipient);
  recipient.original_address = address_of(group.original_recipient);
  if (recipient.address.find('@') == std::string::npos && !group.original_recipient.empty())
    recipient.address = recipient.original_address;
  recipient.action = action_of(group.action);
  recipient.status = codes_in(group.status).enhanced;
  recipient.diagnostic = diagnostic_of(group.diagnostic);
  return recipient;
}

/// Gathers the groups: senders forget the blank line between recipients, or put one between a recipient's
/// fields.
class Groups {
 public:
  void field(std::string Group::*member, std::string_view value) {
    const bool recipient_field = member == &Group::final_recipient || member == &Group::original_recipient;
    if (recipient_field && !(current_.*member).empty()) finish();
    if ((current_.*member).empty()) current_.*member = value;
  }
  void blank_line() {
    if (current_.has_recipient() && current_.says_something()) finish();
  }
  void finish() {
    if (current_.has_recipient() && groups_.size() < most_recipients) groups_.push_back(std::move(current_));
    current_ = {};
  }
  [[nodiscard]] const std::vector<Group>& all() const { return groups_; }

 private:
  Group current_;
  std::vector<Group> groups_;
};

/// Without a field of that name nobody is reported, and most texts of bounces have none.
bool may_name_recipient(std::string_view body) {
  constexpr std::string_view end_of_names = "-recipient";
  const auto next_dash = [&](std::size_t from) {
    return find_byte(body, from, [](ByteBlock block) { return block == '-'; });
  };
  for (auto at = next_dash(0); at < body.size(); at = next_dash(at + 1))
    if (core::starts_with_ignoring_case(body.substr(at), end_of_names)) return true;
  return false;
}

}  // namespace

std::vector<BouncedRecipient> read_delivery_status(std::string_view body) {
  if (!may_name_recipient(body)) return {};
  Groups groups;
  const Name* name = nullptr;
  std::string value;
  const auto end_field = [&] {
    if (name && name->member) groups.field(name->member, core::trim(value));
    name = nullptr;
    value.clear();
  };
  while (!body.empty()) {
    const auto line = core::take_line(body);
    if (core::trim(line).empty()) {
      end_field();
      groups.blank_line();
    } else if (const auto* begins = name_in(line)) {
      end_field();
      name = begins;
      value = line.substr(line.find(':') + 1);
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (value.size() < longest_diagnostic) value.append(" ").append(core::trim(line));
    } else {
      end_field();
    }
  }
  end_field();
  groups.finish();

  std::vector<BouncedRecipient> recipients;
  for (const auto& group : groups.all()) recipients.push_back(recipient_of(group));
  return recipients;
}

StatusCodes codes_in(std::string_view text) {
  StatusCodes codes;
  const auto digits_at = [&](std::size_t i, std::size_t most) {
    std::size_t count = 0;
    while (i + count < text.size() && count < most && is_digit(text[i + count])) ++count;
    return count;
  };
  const auto next_class = [&](std::size_t from) {
    return find_byte(text, from,
                     [](ByteBlock block) { return (block == '2') | (block == '4') | (block == '5'); });
  };
  for (auto i = next_class(0); i < text.size(); i = next_class(i + 1)) {
    const char before = i == 0 ? ' ' : text[i - 1];
    if (is_digit(before) || before == '.' || (before >= 'a' && before <= 'z') ||
        (before >= 'A' && before <= 'Z'))
      continue;
    if (i + 1 < text.size() && text[i + 1] == '.') {  // x.y.z; one more dot makes it a network address
      const auto subject = digits_at(i + 2, 3);
      const auto dot = i + 2 + subject;
      const auto detail = subject != 0 && dot < text.size() && text[dot] == '.' ? digits_at(dot + 1, 3) : 0;
      const auto end = dot + 1 + detail;
      const bool longer =
          end < text.size() && (is_digit(text[end]) || (text[end] == '.' && digits_at(end + 1, 1) != 0));
      const bool known_subject = subject == 1 && text[i + 2] <= '7';  // "4.94.2" is the version of a program
      if (detail == 0 || longer || !known_subject) continue;
      if (codes.enhanced.empty() || codes.enhanced.ends_with(".0.0"))
        codes.enhanced = text.substr(i, end - i);
      i = end - 1;
    } else if (codes.reply.empty() && digits_at(i, 4) == 3 && text[i + 1] <= '7') {
      const char after = i + 3 < text.size() ? text[i + 3] : ' ';
      const bool stands_alone =
          after == ' ' || after == '-' || after == '\r' || after == ',' || after == ':' || after == '"';
      if (stands_alone && before != '-' && before != '/' && before != '=') codes.reply = text.substr(i, 3);
    }
  }
  return codes;
}

}  // namespace ticketd::parsers
