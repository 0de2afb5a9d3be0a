// The keys behind the tokens: writes and reads core::Token with HMAC-SHA-256 cut to 128 bits. Two
// keys may be valid during a rotation; the first one writes. Any thread.
#pragma once

#include "core/token.h"
#include "crypto/digest.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::daemon {

struct TokenKey {
  std::uint8_t id{};
  crypto::Digest secret{};
};

/// Functions that hold copies of the keys.
[[nodiscard]] core::Seal make_seal(std::vector<TokenKey> keys);

/// Names this installation in X-Ticketd-Loop without telling the key.
[[nodiscard]] std::string loop_id(const TokenKey& key);

/// "1:HEX" lines, as the store keeps them.
[[nodiscard]] std::string write_keys(const std::vector<TokenKey>& keys);
[[nodiscard]] std::vector<TokenKey> read_keys(std::string_view text);

}  // namespace ticketd::daemon
