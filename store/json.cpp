#include "store/json.h"

#include "core/names.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace ticketd::core {
namespace {

using nlohmann::json;

template <class Enum>
Enum enum_from(const json& name) {
  const auto known = named<Enum>(name.get_ref<const std::string&>());
  if (!known) throw std::invalid_argument("unknown name " + name.dump());
  return *known;
}

json optional_time(const std::optional<Time>& time) {
  return time ? json(time->time_since_epoch().count()) : json(nullptr);
}
std::optional<Time> optional_time_from(const json& time) {
  if (time.is_null()) return std::nullopt;
  return Time(std::chrono::milliseconds(time.get<std::int64_t>()));
}

}  // namespace

void to_json(json& out, const Address& address) { out = json::array({address.name, address.address}); }
void from_json(const json& in, Address& address) {
  in.at(0).get_to(address.name);
  in.at(1).get_to(address.address);
}

void to_json(json& out, const EntryAttachment& file) {
  out = {{"filename", file.filename}, {"content_type", file.content_type}, {"size", file.size},
         {"sha256", file.sha256},     {"disposition", file.disposition},   {"mail", file.mail.value},
         {"index", file.index}};
  if (file.content_id) out["content_id"] = *file.content_id;
  if (file.stays_inside) out["stays_inside"] = true;
}
void from_json(const json& in, EntryAttachment& file) {
  in.at("filename").get_to(file.filename);
  in.at("content_type").get_to(file.content_type);
  in.at("size").get_to(file.size);
  in.at("sha256").get_to(file.sha256);
  in.at("disposition").get_to(file.disposition);
  in.at("mail").get_to(file.mail.value);
  in.at("index").get_to(file.index);
  if (in.contains("content_id")) file.content_id = in.at("content_id").get<std::string>();
  file.stays_inside = in.contains("stays_inside");
}

void to_json(json& out, const Resolution& resolution) {
  out = {{"internal", resolution.internal}, {"reason", resolution.reason}};
}
void from_json(const json& in, Resolution& resolution) {
  in.at("internal").get_to(resolution.internal);
  in.at("reason").get_to(resolution.reason);
}

void to_json(json& out, const SlaClock& clock) {
  out = {{"target", name_of(clock.target)}, {"allowed", clock.allowed.count()},
         {"used", clock.used.count()},      {"running_since", optional_time(clock.running_since)},
         {"warned", clock.warned},          {"escalated", clock.escalated}};
}
void from_json(const json& in, SlaClock& clock) {
  clock.target = enum_from<SlaTarget>(in.at("target"));
  clock.allowed = std::chrono::seconds(in.at("allowed").get<std::int64_t>());
  clock.used = std::chrono::milliseconds(in.at("used").get<std::int64_t>());
  clock.running_since = optional_time_from(in.at("running_since"));
  in.at("warned").get_to(clock.warned);
  in.at("escalated").get_to(clock.escalated);
}

void to_json(json& out, const Clocks& clocks) {
  out = {{"answered_at", optional_time(clocks.answered_at)},
         {"waiting_since", optional_time(clocks.waiting_since)}};
  if (!clocks.policy.empty()) out["policy"] = clocks.policy;
  if (!clocks.sla.empty()) out["sla"] = clocks.sla;
  if (!clocks.acted.empty()) out["acted"] = clocks.acted;
  if (clocks.chain > 0) out["chain"] = clocks.chain;
  if (!clocks.assign_by.empty()) out["assign_by"] = clocks.assign_by;
}
void from_json(const json& in, Clocks& clocks) {
  clocks.answered_at = optional_time_from(in.at("answered_at"));
  clocks.waiting_since = optional_time_from(in.at("waiting_since"));
  clocks.policy = in.value("policy", std::string{});
  clocks.sla = in.value("sla", std::vector<SlaClock>{});
  clocks.acted = in.value("acted", std::vector<std::string>{});
  clocks.chain = in.value("chain", 0);
  clocks.assign_by = in.value("assign_by", std::vector<std::string>{});
}

void to_json(json& out, const Survey& survey) {
  out = {{"asked_at", survey.asked_at.time_since_epoch().count()}, {"agent", survey.agent},
         {"score", survey.score ? json(*survey.score) : json()},   {"comment", survey.comment},
         {"answered_at", optional_time(survey.answered_at)},       {"changes", survey.changes}};
}
void from_json(const json& in, Survey& survey) {
  survey.asked_at = Time(std::chrono::milliseconds(in.at("asked_at").get<std::int64_t>()));
  in.at("agent").get_to(survey.agent);
  if (!in.at("score").is_null()) survey.score = in.at("score").get<int>();
  in.at("comment").get_to(survey.comment);
  survey.answered_at = optional_time_from(in.at("answered_at"));
  in.at("changes").get_to(survey.changes);
}

}  // namespace ticketd::core

namespace ticketd::store {
namespace {

template <class Value>
std::string write(const Value& value) {
  const nlohmann::json document = value;
  // a byte that is no UTF-8 must not lose the mail that carries it
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <class Value>
Result<> read(std::string_view text, Value& value) {
  try {
    value = {};
    nlohmann::json::parse(text).get_to(value);
    return {};
  } catch (const std::exception& broken) {
    return fail(core::ErrorKind::corrupt_store, broken.what());
  }
}

}  // namespace

std::string to_json(const std::vector<std::string>& texts) { return texts.empty() ? "[]" : write(texts); }
std::string to_json(const std::vector<core::Address>& addresses) { return write(addresses); }
std::string to_json(const std::vector<core::EntryAttachment>& attachments) {
  return attachments.empty() ? "[]" : write(attachments);
}
std::string to_json(const core::Resolution& resolution) { return write(resolution); }
std::string to_json(const core::Clocks& clocks) { return write(clocks); }
std::string to_json(const core::Survey& survey) { return write(survey); }

Result<> from_json(std::string_view json, std::vector<std::string>& texts) { return read(json, texts); }
Result<> from_json(std::string_view json, std::vector<core::Address>& addresses) {
  return read(json, addresses);
}
Result<> from_json(std::string_view json, std::vector<core::EntryAttachment>& attachments) {
  return read(json, attachments);
}
Result<> from_json(std::string_view json, core::Resolution& resolution) { return read(json, resolution); }
Result<> from_json(std::string_view json, core::Clocks& clocks) { return read(json, clocks); }
Result<> from_json(std::string_view json, core::Survey& survey) { return read(json, survey); }

}  // namespace ticketd::store
