#include "core/digest.h"

#include "tests/unit/core/house_fixture.h"

#include <gmock/gmock.h>

namespace ticketd::core {

using testing::HasSubstr;
using testing::Not;

namespace {

class DigestTest : public testing::Test {
 protected:
  DigestTest() {
    house_.desk.agents.push_back({.name = "boss",
                                  .display_name = "박부장",
                                  .email = "boss@corp.example",
                                  .role = AgentRole::manager,
                                  .language = "ko"});
    house_.desk.agents.push_back(
        {.name = "root", .email = "root@corp.example", .role = AgentRole::admin, .language = "en"});
    mails_.told = house_.now - std::chrono::hours(24);
    mails_.quarantined = {{7, house_.now - std::chrono::hours(30), "old@x.example", "old", "loop"},
                          {8, house_.now, "new@x.example", "new\r\nBcc: evil@x.example", "loop"}};
  }

  std::vector<Letter> letters() {
    FreshIds fresh{1, 1, 1, 1};
    std::vector<Letter> written;
    for (const auto& change : digest_letters(mails_, house_.house(), fresh)) {
      const auto& item = std::get<change::Enqueue>(change).item;
      EXPECT_FALSE(item.ticket);
      written.push_back(item.letter);
    }
    return written;
  }

  TestHouse house_;
  HeldBackMails mails_;
};

}  // namespace

TEST_F(DigestTest, EveryManagerIsToldWhatIsNewInTheirLanguage) {
  const auto written = letters();
  ASSERT_EQ(written.size(), 2U) << "agents are not told";
  EXPECT_EQ(written[0].to.address, "boss@corp.example");
  EXPECT_EQ(written[0].language, "ko");
  EXPECT_EQ(written[0].subject, "격리함 2통, 스팸함 0건");
  EXPECT_EQ(written[1].subject, "Quarantine: 2, spam box: 0");
  EXPECT_EQ(written[0].auto_submitted, "auto-generated");
  EXPECT_THAT(written[0].variables.at("quarantined"), HasSubstr("8  new@x.example"));
  EXPECT_THAT(written[0].variables.at("quarantined"), Not(HasSubstr("old@x.example"))) << "told before";
  EXPECT_EQ(written[0].variables.at("quarantined_count"), "2");
  EXPECT_FALSE(written[0].variables.contains("spam"));
  EXPECT_NE(written[0].message_id, written[1].message_id);
}

TEST_F(DigestTest, WhatStrangersWroteStaysOnItsLine) {
  EXPECT_THAT(letters()[0].variables.at("quarantined"), Not(HasSubstr("\n")));
}

TEST_F(DigestTest, WithoutNewsNobodyIsWrittenTo) {
  mails_.told = house_.now;
  EXPECT_TRUE(letters().empty());
}

TEST_F(DigestTest, OfAFloodTheNewestAreNamed) {
  for (int i = 0; i < 500; ++i) mails_.spam.push_back({1000 + i, house_.now, "s@x.example", "buy", ""});
  const auto written = letters();
  EXPECT_THAT(written[0].variables.at("spam"), HasSubstr("1499  s@x.example"));
  EXPECT_LT(written[0].variables.at("spam").size(), 10'000U);
  EXPECT_EQ(written[0].variables.at("spam_count"), "500");
}

}  // namespace ticketd::core
