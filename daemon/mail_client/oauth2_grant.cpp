#include "daemon/mail_client/oauth2_grant.h"

#include "core/percent.h"
#include "core/text.h"
#include "daemon/mail_client/server_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace ticketd::daemon {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_token = 16384;
constexpr std::chrono::seconds usual_life = std::chrono::hours{1};  // where the answer does not say
constexpr std::chrono::seconds longest_life = std::chrono::days{1};

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// RFC 6750 wants less; what matters is that nothing in it can end a line or a field of SASL.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= longest_token &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

std::chrono::seconds life_in(const Json& object) {
  const auto found = object.find("expires_in");
  std::int64_t seconds = usual_life.count();
  if (found != object.end() && found->is_number_integer()) seconds = found->get<std::int64_t>();
  if (found != object.end() && found->is_string()) {  // some providers quote it
    const auto text = found->get<std::string>();
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  return std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(0), longest_life);
}

core::ErrorKind kind_of(long status, std::string_view error) {
  // The endpoint's own trouble, in whatever words: nothing is said about our account.
  if (status == 408 || status == 429 || status >= 500) return core::ErrorKind::remote_temporary;
  constexpr std::array<std::string_view, 3> passing{"temporarily_unavailable", "server_error", "slow_down"};
  if (std::ranges::count(passing, error) > 0) return core::ErrorKind::remote_temporary;
  if (!error.empty()) return core::ErrorKind::credentials;
  if (status == 401 || status == 403) return core::ErrorKind::credentials;
  return core::ErrorKind::remote_temporary;
}

}  // namespace

std::string token_request(const core::OAuth2Account& account, const OAuth2Secrets& secrets) {
  std::string form = secrets.refresh_token.empty() ? "grant_type=client_credentials"
                                                   : "grant_type=refresh_token&refresh_token=" +
                                                         core::percent_encoded(secrets.refresh_token);
  form += "&client_id=" + core::percent_encoded(account.client_id);
  if (!secrets.client_secret.empty())
    form += "&client_secret=" + core::percent_encoded(secrets.client_secret);
  if (!account.scope.empty()) form += "&scope=" + core::percent_encoded(account.scope);
  return form;
}

Result<TokenAnswer> read_token_answer(const HttpAnswer& answer) {
  const auto json = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  const auto status = "status " + std::to_string(answer.status);
  if (!json.is_object())
    return fail(kind_of(answer.status, {}), "the token endpoint answered " + status + ", not in JSON");
  if (answer.status != 200) {
    const auto error = text_in(json, "error");
    return fail(kind_of(answer.status, error),
                "the token endpoint answered " + status + ' ' +
                    server_text(error + ' ' + text_in(json, "error_description")));
  }
  TokenAnswer granted{text_in(json, "access_token"), text_in(json, "refresh_token"), life_in(json)};
  if (!is_token(granted.access_token) || (!granted.refresh_token.empty() && !is_token(granted.refresh_token)))
    return fail(core::ErrorKind::remote_temporary, "the token endpoint gave no token that can be used");
  const auto type = text_in(json, "token_type");
  if (!type.empty() && !core::equal_ignoring_case(type, "Bearer"))
    return fail(core::ErrorKind::credentials,
                "a token of type " + server_text(type) + " logs in to no mail server");
  return granted;
}

}  // namespace ticketd::daemon
