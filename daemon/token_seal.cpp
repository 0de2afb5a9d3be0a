#include "daemon/token_seal.h"

#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <memory>

namespace ticketd::daemon {

namespace {

std::string_view view(const core::TokenPayload& payload) {
  return {reinterpret_cast<const char*>(payload.data()), payload.size()};
}

std::string mac_of(const TokenKey& key, const core::TokenPayload& payload) {
  const auto mac = crypto::hmac_sha256(key.secret, "ticketd/v1/" + std::string(view(payload)));
  return {reinterpret_cast<const char*>(mac.data()), core::token_mac_size};
}

std::string seal(const TokenKey& key, const core::Token& token) {
  const auto payload = core::encode(token, key.id);
  return core::base32(std::string(view(payload)) + mac_of(key, payload));
}

std::optional<core::Token> open(const std::vector<TokenKey>& keys, std::string_view text) {
  if (text.size() != core::token_text_size) return std::nullopt;
  const auto bytes = core::from_base32(text);
  if (!bytes || bytes->size() != core::token_payload_size + core::token_mac_size) return std::nullopt;
  core::TokenPayload payload;
  std::copy_n(bytes->begin(), payload.size(), reinterpret_cast<char*>(payload.data()));
  const auto mac = std::string_view(*bytes).substr(payload.size());
  for (const auto& key : keys)
    if (key.id == payload[0] && crypto::equal_in_constant_time(mac, mac_of(key, payload)))
      return core::decode(payload);
  return std::nullopt;
}

std::uint32_t fingerprint(const TokenKey& key, std::string_view address) {
  const auto mac = crypto::hmac_sha256(key.secret, "ticketd/party/" + core::ascii_lower(address));
  return static_cast<std::uint32_t>(mac[0]) << 24 | static_cast<std::uint32_t>(mac[1]) << 16 |
         static_cast<std::uint32_t>(mac[2]) << 8 | mac[3];
}

}  // namespace

core::Seal make_seal(std::vector<TokenKey> keys) {
  const auto shared = std::make_shared<const std::vector<TokenKey>>(std::move(keys));
  // The fingerprint must not change with a rotation, so it is always made with the oldest key.
  return {.write = [shared](const core::Token& token) { return seal(shared->front(), token); },
          .read = [shared](std::string_view text) { return open(*shared, text); },
          .party = [shared](std::string_view address) { return fingerprint(shared->back(), address); }};
}

std::string loop_id(const TokenKey& key) {
  return crypto::to_hex(crypto::hmac_sha256(key.secret, "ticketd/loop")).substr(0, 32);
}

std::string write_keys(const std::vector<TokenKey>& keys) {
  std::string text;
  for (const auto& key : keys) text += std::to_string(key.id) + ':' + crypto::to_hex(key.secret) + '\n';
  return text;
}

std::vector<TokenKey> read_keys(std::string_view text) {
  std::vector<TokenKey> keys;
  for (const auto line : core::split_lines(text)) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.size() != colon + 1 + 2 * sizeof(crypto::Digest)) continue;
    TokenKey key;
    std::from_chars(line.data(), line.data() + colon, key.id);
    for (std::size_t i = 0; i < key.secret.size(); ++i) {
      const char* digits = line.data() + colon + 1 + 2 * i;
      std::from_chars(digits, digits + 2, key.secret[i], 16);
    }
    keys.push_back(key);
  }
  return keys;
}

}  // namespace ticketd::daemon
