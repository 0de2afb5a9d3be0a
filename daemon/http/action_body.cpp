#include "daemon/http/action_body.h"

#include "daemon/http/json_body.h"

#include <nlohmann/json.hpp>

namespace ticketd::daemon {

namespace {

using nlohmann::json;

struct TextKey {
  std::string_view name;
  std::string TicketAction::*member;
};
constexpr TextKey texts[] = {{"as", &TicketAction::as},
                             {"text", &TicketAction::text},
                             {"template", &TicketAction::template_name},
                             {"reason", &TicketAction::reason},
                             {"agent", &TicketAction::agent},
                             {"group", &TicketAction::group},
                             {"priority", &TicketAction::priority},
                             {"mailbox", &TicketAction::mailbox},
                             {"requester", &TicketAction::requester},
                             {"subject", &TicketAction::subject},
                             {"channel", &TicketAction::channel},
                             {"until", &TicketAction::until}};

struct ListKey {
  std::string_view name;
  std::vector<std::string> TicketAction::*member;
};
constexpr ListKey lists[] = {
    {"to", &TicketAction::to}, {"cc", &TicketAction::cc}, {"tags", &TicketAction::tags}};

struct MarkKey {
  std::string_view name;
  bool TicketAction::*member;
};
constexpr MarkKey marks[] = {{"internal", &TicketAction::internal}, {"off", &TicketAction::off}};

tl::unexpected<core::Error> wrong(std::string_view key, std::string_view what) {
  return fail(core::ErrorKind::malformed, "\"" + std::string(key) + "\" " + std::string(what));
}

Result<> read_list(const std::string& key, const json& value, std::vector<std::string>& list) {
  if (!value.is_array()) return wrong(key, "must be a list of texts");
  for (const auto& item : value) {
    if (!item.is_string()) return wrong(key, "must be a list of texts");
    if (holds_nul(item)) return wrong(key, "must not hold NUL");
    list.push_back(item.get<std::string>());
  }
  return {};
}

Result<> read_numbers(const std::string& key, const json& value, std::vector<std::int64_t>& list) {
  if (!value.is_array()) return wrong(key, "must be a list of numbers");
  for (const auto& item : value) {
    if (!item.is_number_unsigned()) return wrong(key, "must be a list of numbers");
    list.push_back(item.get<std::int64_t>());
  }
  return {};
}

/// A number or a truth is written as JSON has it; null clears the field.
Result<> read_fields(const json& value, core::FieldValues& fields) {
  if (!value.is_object()) return wrong("fields", "must be an object");
  for (const auto& [name, one] : value.items()) {
    if (one.is_object() || one.is_array()) return wrong("fields", "must hold texts, numbers, true or false");
    if (one.is_string() && holds_nul(one)) return wrong("fields", "must not hold NUL");
    fields[name] = one.is_null() ? std::string{} : one.is_string() ? one.get<std::string>() : one.dump();
  }
  return {};
}

Result<> read_key(const std::string& key, const json& value, TicketAction& action) {
  for (const auto& text : texts) {
    if (text.name != key) continue;
    if (!value.is_string()) return wrong(key, "must be a text");
    if (holds_nul(value)) return wrong(key, "must not hold NUL");
    action.*text.member = value.get<std::string>();
    return {};
  }
  for (const auto& list : lists)
    if (list.name == key) return read_list(key, value, action.*list.member);
  if (key == "fields") return read_fields(value, action.fields);
  if (key == "tickets") return read_numbers(key, value, action.tickets);
  if (key == "entry") {
    if (!value.is_number_unsigned()) return wrong(key, "must be a number");
    action.entry = value.get<std::int64_t>();
    return {};
  }
  for (const auto& mark : marks) {
    if (mark.name != key) continue;
    if (!value.is_boolean()) return wrong(key, "must be true or false");
    action.*mark.member = value.get<bool>();
    return {};
  }
  return wrong(key, "is not known here");
}

}  // namespace

Result<TicketAction> read_action(std::string_view body) {
  TicketAction action;
  if (body.empty()) return action;
  const auto parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) return fail(core::ErrorKind::malformed, "the body must be a JSON object");
  for (const auto& [key, value] : parsed.items())
    if (const auto read = read_key(key, value, action); !read) return fail(read);
  return action;
}

}  // namespace ticketd::daemon
