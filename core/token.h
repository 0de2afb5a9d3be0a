// Tokens: the signed name of (purpose, ticket, party) that stands in reply addresses, Message-IDs
// and the bounce sender. A token names a conversation; it never proves who wrote.
#pragma once

#include "core/types.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::core {

enum class Purpose : std::uint8_t {
  customer = 1,  ///< answers go to the public thread
  agent = 2,     ///< an agent's answer goes out
  forward = 3,   ///< an outsider's answer to a forward
  bounce = 4,    ///< envelope sender of one mail to one recipient
  confirm = 5,   ///< the agent's answer lets a command happen
  note = 6,      ///< an agent's answer to a private note stays one
  survey = 7,    ///< in a link, never in a mail address: lets the requester say how it was
};

[[nodiscard]] constexpr std::string_view name_of(Purpose purpose) {
  constexpr std::string_view names[] = {"none",   "customer", "agent", "forward",
                                        "bounce", "confirm",  "note",  "survey"};
  return names[static_cast<std::size_t>(purpose)];
}

struct Token {
  Purpose purpose = Purpose::customer;
  TicketId ticket;
  std::uint32_t party{};  ///< keyed fingerprint of the address; bounce: outbox id; confirm: confirmation id
  std::uint16_t expires_week{};  ///< weeks since 1970-01-01; valid through that week
  std::uint8_t generation{};
  bool operator==(const Token&) const = default;
};

inline constexpr std::size_t token_payload_size =
    14;  // key id, purpose, ticket 5, party 4, week 2, generation
inline constexpr std::size_t token_mac_size = 16;
inline constexpr std::size_t token_text_size = 48;  // base32 of both

using TokenPayload = std::array<std::uint8_t, token_payload_size>;

[[nodiscard]] TokenPayload encode(const Token& token, std::uint8_t key_id);
/// Nothing when the purpose is unknown or a field out of range.
[[nodiscard]] std::optional<Token> decode(const TokenPayload& payload);

/// RFC 4648 base32, lower case, no padding; reading takes any case.
[[nodiscard]] std::string base32(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base32(std::string_view text);

[[nodiscard]] std::uint16_t week_of(Time time);

/// The keys, given to decisions as functions so that core holds no secret and no cipher.
struct Seal {
  std::function<std::string(const Token&)> write;  ///< 48 characters
  std::function<std::optional<Token>(std::string_view text)>
      read;                                                      ///< nothing: forged, unknown key, malformed
  std::function<std::uint32_t(std::string_view address)> party;  ///< fingerprint of an address, in any case
};

}  // namespace ticketd::core
