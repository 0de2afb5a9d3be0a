#include "store/frozen.h"

#include <gtest/gtest.h>

namespace ticketd::store {
namespace {

core::Letter letter() {
  core::Letter one;
  one.kind = core::LetterKind::forward;
  one.from = {"지원: 팀", "support@desk.example.com"};
  one.to = {"", "kim@example.com"};
  one.envelope_sender = "support+b@desk.example.com";
  one.reply_to = "support+r@desk.example.com";
  one.message_id = "m@desk.example.com";
  one.in_reply_to = "before@example.com";
  one.references = {"first@example.com", "", "4:last@example.com"};
  one.outlook = {"index", "topic"};
  one.subject = std::string("a\0b\r\n\xff", 6);
  one.date = core::Time(std::chrono::milliseconds(-5));
  one.auto_submitted = "auto-replied";
  one.loop_id = "loop";
  one.template_name = "forward";
  one.language = "ko";
  one.html = "<p>";
  one.attachments = {{"영수증.pdf", "application/pdf", 7, "ab", "cid", "inline", {3}, 2}};
  return one;
}

core::Trace trace() {
  core::Trace one;
  one.message_id = "m@example.com";
  one.place = core::Place::quarantine;
  one.ticket = core::TicketId{7};
  one.role = core::Role::forwardee;
  one.trust = core::Trust::unproven;
  one.tried("token", "no", "none: \"\n\"");
  one.tried("", "", "");
  return one;
}

}  // namespace

TEST(Frozen, ALetterComesBackAsItWas) {
  core::Letter back;
  back.references = {"left over"};
  ASSERT_TRUE(thaw(frozen(letter()), back));
  const auto was = letter();
  EXPECT_EQ(back.kind, was.kind);
  EXPECT_EQ(back.from.name, was.from.name);
  EXPECT_EQ(back.references, was.references);
  EXPECT_EQ(back.subject, was.subject);
  EXPECT_EQ(back.date, was.date);
  EXPECT_EQ(back.html, was.html);
  ASSERT_EQ(back.attachments.size(), 1U);
  EXPECT_EQ(back.attachments[0].filename, was.attachments[0].filename);
  EXPECT_EQ(frozen(back), frozen(was)) << "every other field, too";
}

TEST(Frozen, ATraceComesBackAsItWas) {
  core::Trace back;
  ASSERT_TRUE(thaw(frozen(trace()), back));
  EXPECT_EQ(back.place, core::Place::quarantine);
  EXPECT_EQ(back.ticket, core::TicketId{7});
  EXPECT_EQ(back.entry, std::nullopt);
  ASSERT_EQ(back.steps.size(), 2U);
  EXPECT_EQ(back.steps[0].detail, "none: \"\n\"");
  EXPECT_EQ(frozen(back), frozen(trace())) << "every other field, too";
}

TEST(Frozen, WhatIsCutOrChangedAnywhereIsACorruptStore) {
  const auto whole = frozen(trace());
  core::Trace read;
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(thaw(whole.substr(0, length), read)) << length;
  EXPECT_FALSE(thaw(whole + "0:", read));
  auto other = whole;
  other.replace(other.find("quarantine"), 10, "quarantin3");
  const auto error = thaw(other, read);
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().kind, core::ErrorKind::corrupt_store);
}

}  // namespace ticketd::store
