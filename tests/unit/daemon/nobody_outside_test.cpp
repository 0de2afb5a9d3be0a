// A ticket about which nobody outside is written to: what an agent says there is not taken for an answer.
#include "tests/unit/daemon/desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

namespace {

using core::LetterKind, core::State, core::Visibility;
using ::testing::HasSubstr;

constexpr auto kim = "kim@corp.example";

/// A mail that names no sender, let in by a person.
struct WithoutSender {
  TestDesk desk;
  WithoutSender() {
    auto bytes = mail("q@customer.example").bytes();
    const auto from = bytes.find("From: ");
    bytes.erase(from, bytes.find("\r\n", from) + 2 - from);
    desk.receive(bytes, "park@customer.example", "support@desk.example", "q@customer.example");
    desk.release(desk.quarantine().at(0).mail);
  }
  Result<core::TicketId> act(const std::string& action, const std::string& text) {
    return desk.act({.ticket = {1}, .action = action, .as = "kim", .text = text});
  }
  void kim_says(const std::string& text) {
    desk.receive(mail("k@corp.example").answering(desk.last_letter(kim)).proven().saying(text));
  }
  core::Ticket ticket() { return desk.ticket(1).ticket; }
  core::Entry newest() { return desk.ticket(1).entries.back().entry; }
};

}  // namespace

TEST(NobodyOutside, WordsToNobodyAreRefusedAndChangeNothing) {
  WithoutSender at;
  for (const auto* action : {"reply", "resolve", "hold", "pending", "close"}) {
    const auto refused = at.act(action, "It is the fuser.");
    ASSERT_FALSE(refused) << action;
    EXPECT_THAT(refused.error().detail, HasSubstr("nobody outside")) << action;
  }
  EXPECT_EQ(at.ticket().state, State::open);
  EXPECT_EQ(at.desk.ticket(1).entries.size(), 1U);
}

TEST(NobodyOutside, WhatSaysNothingToCustomersIsDone) {
  WithoutSender at;
  EXPECT_TRUE(at.act("note", "Whose is it?"));
  EXPECT_TRUE(at.act("pending", ""));
  EXPECT_TRUE(at.act("resolve", ""));
  EXPECT_EQ(at.ticket().state, State::resolved);
  EXPECT_TRUE(at.act("reopen", ""));
  EXPECT_TRUE(
      at.desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "spam"}));
}

TEST(NobodyOutside, AnAnswerByMailIsKeptAsANoteAndTheAgentIsTold) {
  for (const auto* command : {"", "#resolve\r\n", "#hold\r\n", "#close\r\n"}) {
    WithoutSender at;
    at.kim_says(std::string(command) + "It is the fuser.");
    EXPECT_EQ(at.newest().text, "It is the fuser.") << command;
    EXPECT_EQ(at.newest().visibility, Visibility::private_) << command;
    EXPECT_EQ(at.ticket().state, State::open) << command;
    auto told = at.desk.letter_with_words(kim, LetterKind::command_result).variables;
    EXPECT_THAT(told["problems"], HasSubstr("외부 사람이 없습니다")) << command;
    EXPECT_EQ(told["text"], "It is the fuser.") << command;
  }
}

TEST(NobodyOutside, ACommandWithoutWordsIsObeyed) {
  WithoutSender at;
  at.kim_says("#resolve");
  EXPECT_EQ(at.ticket().state, State::resolved);
}

TEST(NobodyOutside, ARequesterWhoseAddressIsUndeliverableIsStillAnswered) {
  TestDesk desk;
  desk.receive(mail("q@customer.example"));
  core::AddressState gone{.address = "park@customer.example"};
  gone.marked_at = desk.now();
  desk.know({core::change::SetAddressState{gone}});
  EXPECT_TRUE(desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "It is the fuser."}))
      << "the mail is held, and a person is told";
}

}  // namespace ticketd::daemon
