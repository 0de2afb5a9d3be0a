#include "core/token.h"

namespace ticketd::core {

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  const auto at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Big-endian integers in a fixed frame.
template <std::size_t Bytes>
void put(TokenPayload& payload, std::size_t& at, std::uint64_t value) {
  for (std::size_t i = Bytes; i-- > 0;) payload[at++] = static_cast<std::uint8_t>(value >> (8 * i));
}

template <std::size_t Bytes>
std::uint64_t take(const TokenPayload& payload, std::size_t& at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < Bytes; ++i) value = value << 8 | payload[at++];
  return value;
}

}  // namespace

TokenPayload encode(const Token& token, std::uint8_t key_id) {
  TokenPayload payload{};
  std::size_t at = 0;
  put<1>(payload, at, key_id);
  put<1>(payload, at, static_cast<std::uint64_t>(token.purpose));
  put<5>(payload, at, static_cast<std::uint64_t>(token.ticket.value));
  put<4>(payload, at, token.party);
  put<2>(payload, at, token.expires_week);
  put<1>(payload, at, token.generation);
  return payload;
}

std::optional<Token> decode(const TokenPayload& payload) {
  std::size_t at = 1;  // behind the key id, which is the reader's
  Token token;
  const auto purpose = take<1>(payload, at);
  if (purpose < static_cast<std::uint64_t>(Purpose::customer) ||
      purpose > static_cast<std::uint64_t>(Purpose::survey))
    return std::nullopt;
  token.purpose = static_cast<Purpose>(purpose);
  token.ticket = TicketId{static_cast<std::int64_t>(take<5>(payload, at))};
  token.party = static_cast<std::uint32_t>(take<4>(payload, at));
  token.expires_week = static_cast<std::uint16_t>(take<2>(payload, at));
  token.generation = static_cast<std::uint8_t>(take<1>(payload, at));
  return token;
}

std::string base32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (held += 8; held >= 5; held -= 5) text += alphabet[bits >> (held - 5) & 31];
  }
  if (held > 0) text += alphabet[bits << (5 - held) & 31];
  return text;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) return std::nullopt;
    bits = bits << 5 | static_cast<std::uint32_t>(digit);
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xFF);
    }
  }
  return bytes;
}

std::uint16_t week_of(Time time) {
  using Weeks = std::chrono::duration<std::int64_t, std::ratio<7 * 24 * 3600>>;
  return static_cast<std::uint16_t>(std::chrono::duration_cast<Weeks>(time.time_since_epoch()).count());
}

}  // namespace ticketd::core
