// A small desk to decide on: one mailbox, one group, two agents, and a seal whose tokens can be read in a
// failing test.
#pragma once

#include "core/house.h"
#include "core/text.h"

#include <charconv>
#include <functional>

namespace ticketd::core {

struct TestHouse {
  Desk desk;
  Settings settings;
  Seal seal;
  Time now{std::chrono::hours(490'000)};

  TestHouse() {
    desk.mailboxes = {
        {.name = "support", .address = {"Example Support", "support@desk.example"}, .group = "cs"}};
    desk.groups = {{.name = "cs"}};
    desk.agents = {{.name = "kim", .display_name = "김민지", .email = "kim@corp.example", .groups = {"cs"}},
                   {.name = "lee", .display_name = "이준호", .email = "lee@corp.example", .groups = {"cs"}}};
    settings.hostname = "desk.example";
    settings.loop_id = "loop-of-this-house";
    settings.trust.authserv_ids = settings.trust.hosts = {"mx.desk.example"};
    // 48 characters like the real ones: purpose, ticket, party, week, padding
    seal.write = [](const Token& token) {
      std::string text(1, static_cast<char>('a' + static_cast<int>(token.purpose)));
      for (const std::int64_t number :
           {token.ticket.value, std::int64_t{token.party}, std::int64_t{token.expires_week}})
        text += 'q' + std::to_string(number);
      return text + std::string(token_text_size - text.size(), 'z');
    };
    seal.read = [](std::string_view text) -> std::optional<Token> {
      if (text.size() != token_text_size || !text.ends_with('z')) return std::nullopt;
      Token token;
      token.purpose = static_cast<Purpose>(text[0] - 'a');
      std::int64_t numbers[3] = {};
      const auto parts = split(text.substr(0, text.find('z')), 'q');
      if (parts.size() != 4) return std::nullopt;
      for (std::size_t i = 0; i < 3; ++i)
        std::from_chars(parts[i + 1].data(), parts[i + 1].data() + parts[i + 1].size(), numbers[i]);
      token.ticket = {numbers[0]};
      token.party = static_cast<std::uint32_t>(numbers[1]);
      token.expires_week = static_cast<std::uint16_t>(numbers[2]);
      return token;
    };
    seal.party = [](std::string_view address) {
      return static_cast<std::uint32_t>(std::hash<std::string>{}(ascii_lower(address)) & 0xFFFFFF);
    };
  }

  [[nodiscard]] House house() const { return {desk, settings, seal, now}; }
};

}  // namespace ticketd::core
