// What may never leave the house, looked for in the bytes of every letter that a test desk made: an agent's
// address, a private note, a token of somebody else. Run by TestDesk when it goes.
#pragma once

#include "core/authority.h"
#include "core/letter.h"
#include "core/names.h"
#include "core/text.h"
#include "daemon/current.h"
#include "parsers/parse.h"
#include "templates/compose.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ticketd::daemon {

/// Everything of a letter that its recipient can read: fields as they are, texts decoded.
inline std::string readable(const std::string& bytes) {
  const auto mail = parsers::parse(bytes);
  return bytes.substr(0, bytes.find("\r\n\r\n")) + '\n' + mail.subject + '\n' + mail.text + '\n' +
         mail.html.value_or(std::string{});
}

/// Every token in a text must be the recipient's own; that of the bounce sender names the letter itself.
inline void check_tokens(const std::string& text, const core::OutboxItem& item, const core::Seal& seal) {
  for (std::size_t at = 0; at + core::token_text_size <= text.size(); ++at) {
    const auto token = seal.read(std::string_view(text).substr(at, core::token_text_size));
    if (!token) continue;
    if (token->purpose == core::Purpose::bounce)
      EXPECT_EQ(token->party, static_cast<std::uint32_t>(item.id.value));
    else
      EXPECT_EQ(token->party, seal.party(item.letter.to.address))
          << "a token of somebody else goes to " << item.letter.to.address;
  }
}

/// Another desk's ticket writes to agents and to nobody else.
inline void check_escalations(const Standing& standing, const std::vector<core::OutboxItem>& items,
                              const std::vector<core::Ticket>& tickets) {
  for (const auto& ticket : tickets)
    for (const auto& item : items)
      if (core::is_escalation(ticket) && item.ticket == ticket.id) {
        EXPECT_NE(standing.desk.agent_with_address(item.letter.to.address), nullptr)
            << "the escalation " << ticket.id.value << " writes to " << item.letter.to.address;
      }
}

inline void check_outgoing(const Standing& standing, const std::vector<core::OutboxItem>& items,
                           const std::vector<std::string>& private_texts) {
  constexpr std::size_t telling = 12;  // a shorter note may stand in anybody's mail by chance
  for (const auto& item : items) {
    const auto& letter = item.letter;
    if (standing.desk.agent_with_address(letter.to.address)) continue;
    const auto bytes = templates::compose(letter, {}, standing.texts);
    if (!bytes) continue;  // to an address that nothing can be sent to: it fails, and an agent is told
    const auto text = readable(*bytes);
    for (const auto& agent : standing.desk.agents) {
      if (letter.to.address.starts_with(agent.email)) continue;  // "kim@corp.example." is somebody else
      EXPECT_EQ(text.find(agent.email), std::string::npos) << agent.email << " goes to " << letter.to.address;
      for (const auto& address : agent.addresses) EXPECT_EQ(text.find(address), std::string::npos) << address;
    }
    check_tokens(text + '\n' + letter.envelope_sender, item, standing.seal);
    if (letter.kind == core::LetterKind::forward) continue;  // its circle reads its notes
    for (const auto& note : private_texts) {
      const std::string words(core::trim(note));
      if (words.size() < telling) continue;
      EXPECT_EQ(text.find(words), std::string::npos) << "a private note goes to " << letter.to.address;
    }
  }
}

}  // namespace ticketd::daemon
