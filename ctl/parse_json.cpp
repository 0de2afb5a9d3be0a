#include "ctl/parse_json.h"

#include "core/names.h"
#include "core/rfc3339.h"
#include "crypto/digest.h"

#include <nlohmann/json.hpp>

#include <utility>

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

}  // namespace

std::string parse_json(std::string_view file, core::Mail mail) {
  ordered_json json;
  json["file"] = file;
  json["size"] = mail.size;
  json["headers"] = headers_of(mail);
  json["kind"] = core::name_of(mail.kind);
  json["evidence"] = mail.evidence;
  json["text"] = std::move(mail.text);
  json["new_text"] = std::move(mail.new_text);
  json["quote"] = std::move(mail.quote);
  json["signature"] = std::move(mail.signature);
  json["html"] = mail.html ? ordered_json(std::move(*mail.html)) : ordered_json();
  json["attachments"] = ordered_json::array();
  for (const auto& attachment : mail.attachments) json["attachments"].push_back(json_of(attachment));
  json["forwarded"] = mail.forwarded ? json_of(*mail.forwarded) : ordered_json();
  json["bounce"] = mail.bounce ? json_of(*mail.bounce) : ordered_json();
  json["commands"] = ordered_json::array();
  for (const auto& command : mail.commands)
    json["commands"].push_back({{"name", command.name}, {"argument", command.argument}});
  json["problems"] = mail.problems;
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);  // a file's name may be no UTF-8
}

}  // namespace ticketd::ctl
