// The JSON object in a request's body, read key by key: a wrong type and a key that nobody asked for are
// refused with their names, so that a misspelt key never passes for an absent one.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

/// No mail can carry it, and programs end a text there.
[[nodiscard]] bool holds_nul(const nlohmann::json& text);

class JsonBody {
 public:
  explicit JsonBody(std::string_view body);

  /// Absent keys leave `value` as it is.
  void read(const char* key, std::string& value);
  void read(const char* key, bool& value);
  void read(const char* key, std::vector<std::string>& value);
  void read(const char* key, std::vector<std::int64_t>& value);
  template <class Value>
  void read(const char* key, std::optional<Value>& value) {
    if (find(key)) read(key, value.emplace());
  }

  /// What is wrong with the whole; asked when everything was read.
  [[nodiscard]] Result<> finished() const;

 private:
  const nlohmann::json* find(const char* key);
  void wrong(std::string_view what);

  nlohmann::json object_;
  std::set<std::string, std::less<>> known_;
  std::string problem_;
};

}  // namespace ticketd::daemon
