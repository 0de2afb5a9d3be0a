#include "daemon/webhook/signature.h"

#include "core/base64.h"
#include "crypto/digest.h"

namespace ticketd::daemon {

namespace {

std::string key_of(const std::string& secret) {
  constexpr std::string_view encoded = "whsec_";
  if (!secret.starts_with(encoded)) return secret;
  return core::from_base64(std::string_view(secret).substr(encoded.size())).value_or(secret);
}

}  // namespace

std::string timestamp_of(core::Time at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

std::string signature_of(const std::vector<std::string>& secrets, std::string_view id, core::Time at,
                         std::string_view body) {
  const auto content = std::string(id) + '.' + timestamp_of(at) + '.' + std::string(body);
  std::string signatures;
  for (const auto& secret : secrets) {
    const auto mac = crypto::hmac_sha256(key_of(secret), content);
    const std::string_view bytes(reinterpret_cast<const char*>(mac.data()), mac.size());
    signatures += (signatures.empty() ? "v1," : " v1,") + core::base64(bytes);
  }
  return signatures;
}

}  // namespace ticketd::daemon
