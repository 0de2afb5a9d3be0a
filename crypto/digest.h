// Digests, MACs and randomness: the only folder that knows libsodium and libcrypto's digests. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ticketd::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4).
[[nodiscard]] Digest sha256(std::string_view bytes);

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  [[nodiscard]] Digest finish();  ///< once

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;  ///< libcrypto's
};

/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Digest hmac_sha256(const Digest& key, std::string_view message);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view message);  ///< of any length

/// Compares without telling by its time where the two differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// From the kernel's generator; never fails after start.
[[nodiscard]] Digest random_key();
[[nodiscard]] std::uint64_t random_number();

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Digest& digest);
[[nodiscard]] inline std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

}  // namespace ticketd::crypto
