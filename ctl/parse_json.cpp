#include "ctl/parse_json.h"

#include "core/names.h"
#include "core/rfc3339.h"
#include "crypto/digest.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace ticketd::ctl {
namespace {

using nlohmann::ordered_json;

/// As the reports of others spell it; elsewhere in ticketd it is `size`.
std::string_view reason_name(core::BounceReason reason) {
  return reason == core::BounceReason::size ? "size_limit" : core::name_of(reason);
}

ordered_json json_of(const core::Address& address) {
  return {{"name", address.name}, {"address", address.address}};
}

ordered_json json_of(const std::vector<core::Address>& people) {
  auto list = ordered_json::array();
  for (const auto& person : people) list.push_back(json_of(person));
  return list;
}

ordered_json headers_of(const core::Mail& mail) {
  ordered_json headers;
  headers["from"] = json_of(mail.from);
  headers["to"] = json_of(mail.to);
  headers["cc"] = json_of(mail.cc);
  headers["reply_to"] = json_of(mail.reply_to);
  headers["sender"] = mail.sender ? json_of(*mail.sender) : ordered_json();
  headers["subject"] = mail.subject;
  headers["date"] = mail.date ? ordered_json(core::rfc3339(*mail.date)) : ordered_json();
  headers["message_id"] = mail.message_id;
  headers["in_reply_to"] = mail.in_reply_to;
  headers["references"] = mail.references;
  return headers;
}

ordered_json json_of(const core::Attachment& file) {
  ordered_json json;
  json["filename"] = file.filename;
  json["content_type"] = file.content_type;
  json["size"] = file.content.size();
  json["sha256"] = crypto::sha256_hex(file.content);
  json["content_id"] = file.content_id ? ordered_json(*file.content_id) : ordered_json();
  json["disposition"] = file.disposition;
  return json;
}

ordered_json json_of(const core::BounceReport& bounce) {
  ordered_json json;
  json["recipients"] = ordered_json::array();
  for (const auto& recipient : bounce.recipients) {
    ordered_json one;
    one["address"] = recipient.address;
    one["action"] = core::name_of(recipient.action);
    one["status"] = recipient.status;
    one["reason"] = reason_name(recipient.reason);
    one["diagnostic"] = recipient.diagnostic;
    json["recipients"].push_back(std::move(one));
  }
  json["original_message_id"] =
      bounce.original_message_id ? ordered_json(*bounce.original_message_id) : ordered_json();
  return json;
}

std::string dumped(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);  // a file's name may be no UTF-8
}

/// What JSON has for a character that may not stand in its strings; empty for all others.
std::string_view escape_of(char c) {
  static constexpr auto escapes = [] {
    constexpr std::string_view hex = "0123456789abcdef";
    std::array<std::array<char, 6>, ' '> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = {'\\', 'u', '0', '0', hex[i / 16], hex[i % 16]};
    return all;
  }();
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto place = static_cast<unsigned char>(c);
  return place < escapes.size() ? std::string_view(escapes[place].data(), escapes[place].size())
                                : std::string_view{};
}

std::size_t escaped_size(std::string_view utf8) {
  auto size = utf8.size();
  for (const char c : utf8)
    if (const auto escape = escape_of(c); !escape.empty()) size += escape.size() - 1;
  return size;
}

void append_escaped(std::string& out, std::string_view utf8) {
  while (!utf8.empty()) {
    const auto plain =
        std::ranges::find_if(utf8, [](char c) { return !escape_of(c).empty(); }) - utf8.begin();
    out += utf8.substr(0, static_cast<std::size_t>(plain));
    utf8.remove_prefix(static_cast<std::size_t>(plain));
    if (utf8.empty()) return;
    out += escape_of(utf8.front());
    utf8.remove_prefix(1);
  }
}

/// The texts of a mail are most of it. They are written straight into the record, which takes its size at
/// once: a document of them, and then its text in a string that grows, would be some five times the mail.
class Record {
 public:
  void members(const ordered_json& object) {
    const auto json = dumped(object);
    begin_member();
    json_.append(json, 1, json.size() - 2);  // without its braces
  }
  void text(std::string_view name, std::string_view text) {
    begin_member();
    json_.append("\"").append(name).append("\":\"");
    pieces_.emplace_back(std::move(json_), text);
    json_ = "\"";
  }
  void begin_object(std::string_view name) {
    begin_member();
    json_.append("\"").append(name).append("\":{");
  }
  void end_object() { json_ += '}'; }

  [[nodiscard]] std::string line() {
    json_ += "}\n";
    auto size = json_.size();
    for (const auto& [json, text] : pieces_) size += json.size() + escaped_size(text);
    std::string line;
    line.reserve(size);
    for (const auto& [json, text] : pieces_) {
      line += json;
      append_escaped(line, text);
    }
    line += json_;
    return line;
  }

 private:
  void begin_member() {
    if (!json_.ends_with('{')) json_ += ',';
  }

  std::vector<std::pair<std::string, std::string_view>>
      pieces_;  ///< JSON, and the text that follows it in a string
  std::string json_ = "{";
};

void add_forwarded(Record& record, const core::ForwardedMail& forwarded) {
  record.begin_object("forwarded");
  record.members({{"from", json_of(forwarded.from)},
                  {"to", json_of(forwarded.to)},
                  {"cc", json_of(forwarded.cc)},
                  {"subject", forwarded.subject},
                  {"date", forwarded.date}});
  record.text("text", forwarded.text);
  record.text("comment", forwarded.comment);
  record.end_object();
}

}  // namespace

std::string parse_json(std::string_view file, const core::Mail& mail) {
  Record record;
  record.members({{"file", file},
                  {"size", mail.size},
                  {"headers", headers_of(mail)},
                  {"kind", core::name_of(mail.kind)},
                  {"evidence", mail.evidence}});
  record.text("text", mail.text);
  record.text("new_text", mail.new_text);
  record.text("quote", mail.quote);
  record.text("signature", mail.signature);
  mail.html ? record.text("html", *mail.html) : record.members({{"html", nullptr}});
  auto attachments = ordered_json::array();
  for (const auto& attachment : mail.attachments) attachments.push_back(json_of(attachment));
  record.members({{"attachments", std::move(attachments)}});
  mail.forwarded ? add_forwarded(record, *mail.forwarded) : record.members({{"forwarded", nullptr}});
  auto commands = ordered_json::array();
  for (const auto& command : mail.commands)
    commands.push_back({{"name", command.name}, {"argument", command.argument}});
  record.members({{"bounce", mail.bounce ? json_of(*mail.bounce) : ordered_json()},
                  {"commands", std::move(commands)},
                  {"problems", mail.problems}});
  return record.line();
}

}  // namespace ticketd::ctl
