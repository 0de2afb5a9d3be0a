#include "daemon/event_log.h"

#include <gmock/gmock.h>
#include <spdlog/logger.h>

namespace ticketd::daemon {

using testing::ElementsAre;
using testing::Field;

namespace {

class EventLogTest : public testing::Test {
 protected:
  std::shared_ptr<EventLog> events_ = std::make_shared<EventLog>();
  spdlog::logger log_{"test", events_};
};

}  // namespace

TEST_F(EventLogTest, EveryEventIsCountedByItsName) {
  log_.info("mail.accepted id={}", 1);
  log_.info("mail.accepted id={}", 2);
  log_.error("stopping");
  const auto counts = events_->counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].event, "mail.accepted");
  EXPECT_EQ(counts[0].level, "info");
  EXPECT_EQ(counts[0].count, 2U);
  EXPECT_EQ(counts[1].event, "stopping");
  EXPECT_EQ(counts[1].level, "error");
}

TEST_F(EventLogTest, WhatIsExpectedIsCountedBeforeItComesAndEachLevelByItself) {
  events_->expect("imap.retry", spdlog::level::warn);
  events_->expect("imap.retry", spdlog::level::err);
  log_.warn("imap.retry in=5s");
  const auto counts = events_->counts();
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].level, "warning");
  EXPECT_EQ(counts[0].count, 1U);
  EXPECT_EQ(counts[1].event, "imap.retry");
  EXPECT_EQ(counts[1].level, "error");
  EXPECT_EQ(counts[1].count, 0U);
}

TEST_F(EventLogTest, LinesAreToldByEventAndFromAPlaceOn) {
  log_.info("mail.accepted id=1");
  log_.warn("imap.retry problem=\"a\r\nb\"");
  log_.info("mail.accepted id=2");
  const auto text = [](const char* words) { return Field(&LogLine::text, words); };
  EXPECT_THAT(events_->lines(0, {"mail.accepted"}),
              ElementsAre(text("mail.accepted id=1"), text("mail.accepted id=2")));
  EXPECT_THAT(events_->lines(1, {}),
              ElementsAre(text("imap.retry problem=\"a??b\""), text("mail.accepted id=2")));
}

TEST_F(EventLogTest, ATokenIsNeverTold) {
  const std::string token(48, 'a');
  log_.info("mail.sent mail=<{}.7@desk.example> answer=\"250 <support+{}@desk.example>\"", token, token);
  EXPECT_EQ(events_->lines(0, {}).at(0).text,
            "mail.sent mail=<….7@desk.example> answer=\"250 <support+…@desk.example>\"");
  EXPECT_EQ(without_tokens("sha256=0123456789abcdef plain words"), "sha256=0123456789abcdef plain words");
}

TEST_F(EventLogTest, OnlyTheLastLinesAreKeptAndNoLineIsLong) {
  for (std::size_t i = 0; i < EventLog::kept_lines + 5; ++i) log_.info("x {}", std::string(10'000, '9'));
  const auto kept = events_->lines(0, {});
  EXPECT_EQ(kept.size(), EventLog::kept_lines);
  EXPECT_EQ(kept.front().number, 6U);
  EXPECT_EQ(kept.front().text.size(), EventLog::longest_line);
  EXPECT_EQ(events_->counts().at(0).count, EventLog::kept_lines + 5);
}

}  // namespace ticketd::daemon
