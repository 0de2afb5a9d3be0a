#include "crypto/digest.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <stdexcept>

namespace ticketd::crypto {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const found =
      EVP_MD_fetch(nullptr, "SHA256", nullptr);  // once: each look-up takes locks
  return found;
}

void require(bool sha256_works) {
  if (!sha256_works) throw std::runtime_error("SHA-256 is not available");
}

void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium does not start");
}

}  // namespace

// libcrypto, because it uses the processor's SHA instructions; libsodium 1.0.18 does not.
Digest sha256(std::string_view bytes) {
  Digest digest;
  const auto* algorithm = sha256_algorithm();
  require(algorithm &&
          EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, algorithm, nullptr) == 1);
  return digest;
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  const auto* algorithm = sha256_algorithm();
  require(algorithm && context_ &&
          EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_.get()), algorithm, nullptr) == 1);
}

void Sha256::add(std::string_view bytes) {
  require(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  require(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), digest.data(), nullptr) == 1);
  return digest;
}

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Digest hmac_sha256(const Digest& key, std::string_view message) {
  static_assert(crypto_auth_hmacsha256_BYTES == sizeof(Digest) &&
                crypto_auth_hmacsha256_KEYBYTES == sizeof(Digest));
  Digest mac;
  crypto_auth_hmacsha256(mac.data(), bytes_of(message), message.size(), key.data());
  return mac;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest mac;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return mac;
}

Digest random_key() {
  ensure_sodium();
  Digest key;
  randombytes_buf(key.data(), key.size());
  return key;
}

std::uint64_t random_number() {
  ensure_sodium();
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return number;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    hex += digits[static_cast<unsigned char>(byte) >> 4];
    hex += digits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

std::string to_hex(const Digest& digest) {
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace ticketd::crypto
