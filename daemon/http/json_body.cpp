#include "daemon/http/json_body.h"

namespace ticketd::daemon {

using nlohmann::json;

bool holds_nul(const json& text) {
  return text.get_ref<const std::string&>().find('\0') != std::string::npos;
}

JsonBody::JsonBody(std::string_view body)
    : object_(body.empty() ? json::object() : json::parse(body, nullptr, false)) {
  if (!object_.is_object()) wrong("the body must be a JSON object");
}

const json* JsonBody::find(const char* key) {
  known_.insert(key);
  if (!object_.is_object()) return nullptr;
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

void JsonBody::wrong(std::string_view what) {
  if (problem_.empty()) problem_ = what;
}

void JsonBody::read(const char* key, std::string& value) {
  const auto* found = find(key);
  if (found && !found->is_string()) return wrong('"' + std::string(key) + "\" must be a text");
  if (found && holds_nul(*found)) return wrong('"' + std::string(key) + "\" must not hold NUL");
  if (found) value = found->get<std::string>();
}

void JsonBody::read(const char* key, bool& value) {
  const auto* found = find(key);
  if (found && !found->is_boolean()) return wrong('"' + std::string(key) + "\" must be true or false");
  if (found) value = found->get<bool>();
}

void JsonBody::read(const char* key, std::vector<std::string>& value) {
  const auto* found = find(key);
  if (!found) return;
  value.clear();
  if (found->is_array())
    for (const auto& item : *found)
      if (item.is_string() && !holds_nul(item)) value.push_back(item.get<std::string>());
  if (!found->is_array() || value.size() != found->size())
    wrong('"' + std::string(key) + "\" must be a list of texts");
}

void JsonBody::read(const char* key, std::vector<std::int64_t>& value) {
  const auto* found = find(key);
  if (!found) return;
  value.clear();
  if (found->is_array())
    for (const auto& item : *found)
      if (item.is_number_integer()) value.push_back(item.get<std::int64_t>());
  if (!found->is_array() || value.size() != found->size())
    wrong('"' + std::string(key) + "\" must be a list of numbers");
}

Result<> JsonBody::finished() const {
  if (!problem_.empty()) return fail(core::ErrorKind::malformed, problem_);
  for (const auto& [key, value] : object_.items())
    if (!known_.contains(key)) return fail(core::ErrorKind::malformed, '"' + key + "\" is not known here");
  return {};
}

}  // namespace ticketd::daemon
