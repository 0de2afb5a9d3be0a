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

ordered_json json_of(const core::ForwardedMail& forwarded) {
  ordered_json json;
  json["from"] = json_of(forwarded.from);
  json["to"] = json_of(forwarded.to);
  json["cc"] = json_of(forwarded.cc);
  json["subject"] = forwarded.subject;
  json["date"] = forwarded.date;
  json["text"] = forwarded.text;
  json["comment"] = forwarded.comment;
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
class RecordWriter {
 public:
  RecordWriter(const ordered_json& above, const core::Mail& mail, const ordered_json& below)
      : above_(dumped(above)), below_(dumped(below)) {
    add("text", mail.text);
    add("new_text", mail.new_text);
    add("quote", mail.quote);
    add("signature", mail.signature);
    if (mail.html) add("html", *mail.html);
  }

  [[nodiscard]] std::string write() const {
    constexpr std::string_view around_text = R"(,"":"")";
    auto size = above_.size() + below_.size() + 1;
    for (const auto& [name, text] : texts_) size += name.size() + escaped_size(text) + around_text.size();
    std::string out;
    out.reserve(size);
    out.append(above_, 0, above_.size() - 1);  // its closing brace
    for (const auto& [name, text] : texts_) {
      out.append(",\"").append(name).append("\":\"");
      append_escaped(out, text);
      out += '"';
    }
    out.append(",").append(below_, 1).append("\n");
    return out;
  }

 private:
  void add(std::string_view name, std::string_view text) { texts_.emplace_back(name, text); }

  std::string above_, below_;
  std::vector<std::pair<std::string_view, std::string_view>> texts_;
};

}  // namespace

std::string parse_json(std::string_view file, const core::Mail& mail) {
  ordered_json above;
  above["file"] = file;
  above["size"] = mail.size;
  above["headers"] = headers_of(mail);
  above["kind"] = core::name_of(mail.kind);
  above["evidence"] = mail.evidence;
  ordered_json below;
  if (!mail.html) below["html"] = nullptr;
  below["attachments"] = ordered_json::array();
  for (const auto& attachment : mail.attachments) below["attachments"].push_back(json_of(attachment));
  below["forwarded"] = mail.forwarded ? json_of(*mail.forwarded) : ordered_json();
  below["bounce"] = mail.bounce ? json_of(*mail.bounce) : ordered_json();
  below["commands"] = ordered_json::array();
  for (const auto& command : mail.commands)
    below["commands"].push_back({{"name", command.name}, {"argument", command.argument}});
  below["problems"] = mail.problems;
  return RecordWriter(above, mail, below).write();
}

}  // namespace ticketd::ctl
