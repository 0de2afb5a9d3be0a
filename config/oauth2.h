// `[….oauth2]` of both files: the same keys wherever a password could stand. Only config/ includes this.
#pragma once

#include "config/section.h"
#include "core/account.h"

#include <array>
#include <optional>
#include <string_view>

namespace ticketd::config {

/// The rows of the schema for the section of that name.
[[nodiscard]] constexpr std::array<Key, 7> oauth2_keys(std::string_view section) {
  constexpr std::string_view none = "\"\"";
  return {{
      {.section = section,
       .name = "token_url",
       .fallback = none,
       .help = "where access tokens are asked for, https://; empty: no OAuth 2"},
      {.section = section, .name = "client_id", .fallback = none, .help = "of the registered application"},
      {.section = section,
       .name = "client_secret_file",
       .type = Type::path,
       .fallback = none,
       .help = "of the application; empty: it has none"},
      {.section = section,
       .name = "refresh_token_file",
       .type = Type::path,
       .fallback = none,
       .help = "the first refresh token, of the account alone; empty: the application's own rights"},
      {.section = section, .name = "scope", .fallback = none, .help = "as the provider names it"},
      {.section = section,
       .name = "mechanism",
       .type = Type::choice,
       .fallback = "\"automatic\"",
       .help = "how the mail server is shown the token",
       .choices = core::names_of<core::TokenMechanism>},
      {.section = section,
       .name = "tls_ca_file",
       .type = Type::path,
       .fallback = none,
       .help = "authorities to trust for token_url; empty: the system's"},
  }};
}

/// One table out of two.
template <std::size_t First, std::size_t Second>
[[nodiscard]] constexpr std::array<Key, First + Second> joined(const std::array<Key, First>& first,
                                                               const std::array<Key, Second>& second) {
  std::array<Key, First + Second> all{};
  for (std::size_t i = 0; i < First; ++i) all[i] = first[i];
  for (std::size_t i = 0; i < Second; ++i) all[First + i] = second[i];
  return all;
}

/// Nothing where `token_url` is not set.
[[nodiscard]] std::optional<core::OAuth2Account> read_oauth2(const Section& section);

}  // namespace ticketd::config
