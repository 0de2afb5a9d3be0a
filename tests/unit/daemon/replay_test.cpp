// A copy of an agent's mail that was obeyed, sent again by whoever has it.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::Place;

struct Working {
  TestDesk desk;
  core::Letter told;
  Working() {
    desk.receive(mail("q@customer.example"));
    told = desk.last_letter("kim@corp.example");
  }
  TestMail from_kim(const std::string& id, const std::string& signature) {
    return mail(id)
        .answering(told)
        .proven()
        .head(
            "DKIM-Signature: v=1; a=rsa-sha256; d=corp.example; s=k; h=from:subject:date;\r\n\tbh=47DEQpj8;"
            "\r\n\tb=" +
            signature + "; q=dns/txt")
        .saying("#tag printer");
  }
  std::size_t customer_letters() { return desk.letters("park@customer.example").size(); }
};

TEST(Replay, TheSameSignatureUnderAnotherMessageIdDoesNothing) {
  Working at;
  EXPECT_EQ(at.desk.receive(at.from_kim("one@corp.example", "abc\r\n\t def=")).place, Place::ticket);
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "untag", .tags = {"printer"}}));
  const auto letters = at.desk.letters().size();
  const auto trace = at.desk.receive(at.from_kim("two@corp.example", "abcdef="));
  EXPECT_EQ(trace.place, Place::duplicate);
  EXPECT_EQ(trace.ticket, core::TicketId{1});
  EXPECT_EQ(trace.message_id, "two@corp.example") << "explain finds it by its own id";
  EXPECT_TRUE(at.desk.ticket(1).ticket.tags.empty());
  EXPECT_EQ(at.desk.letters().size(), letters);
}

TEST(Replay, AnAnswerIsNotSentToTheCustomerTwice) {
  Working at;
  at.desk.receive(at.from_kim("one@corp.example", "abcdef=").saying("Press the green button."));
  const auto letters = at.customer_letters();
  at.desk.receive(at.from_kim("two@corp.example", "abcdef=").saying("Press the green button."));
  EXPECT_EQ(at.customer_letters(), letters);
  EXPECT_EQ(at.desk.ticket(1).entries.size(), 2U);
}

TEST(Replay, TheSameCommandWrittenAgainIsObeyed) {
  Working at;
  at.desk.receive(at.from_kim("one@corp.example", "abcdef="));
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "untag", .tags = {"printer"}}));
  at.desk.receive(at.from_kim("two@corp.example", "ghijkl="));
  EXPECT_EQ(at.desk.ticket(1).ticket.tags, std::vector<std::string>{"printer"});
}

TEST(Replay, WithoutASignatureAuthorDateSubjectAndBodyTellTheMail) {
  Working at;
  const auto dated = [&](const std::string& id, const std::string& date) {
    return mail(id).answering(at.told).proven().head("Date: " + date).saying("#priority high");
  };
  at.desk.receive(dated("one@corp.example", "Sat, 21 Nov 2026 09:00:00 +0900"));
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "priority", .priority = "low"}));
  EXPECT_EQ(at.desk.receive(dated("two@corp.example", "Sat, 21 Nov 2026 09:00:00 +0900")).place,
            Place::duplicate);
  EXPECT_EQ(at.desk.ticket(1).ticket.priority, core::Priority::low);
  at.desk.receive(dated("three@corp.example", "Sat, 21 Nov 2026 09:05:00 +0900"));
  EXPECT_EQ(at.desk.ticket(1).ticket.priority, core::Priority::high);
}

TEST(Replay, NeitherOtherLettersOfBase64NorAPileOfSignaturesMakeItNew) {
  Working at;
  const std::string date = "Date: Sat, 21 Nov 2026 09:00:00 +0900";
  at.desk.receive(at.from_kim("one@corp.example", "abcdeA==").head(date));
  ASSERT_TRUE(at.desk.act({.ticket = {1}, .action = "untag", .tags = {"printer"}}));
  EXPECT_EQ(at.desk.receive(at.from_kim("two@corp.example", "abcdeB==").head(date)).place, Place::duplicate);
  auto piled = at.from_kim("three@corp.example", "ghijkl==").head(date);
  for (int i = 0; i < 200; ++i) piled.head("DKIM-Signature: v=1; b=junk" + std::to_string(1000 + i));
  EXPECT_EQ(at.desk.receive(piled).place, Place::duplicate);
  EXPECT_TRUE(at.desk.ticket(1).ticket.tags.empty());
}

TEST(Replay, OnlyWhatWasObeyedIsRemembered) {
  Working at;
  auto forged = at.from_kim("one@corp.example", "abcdef=");
  at.desk.receive(forged.failed());
  at.desk.receive(at.from_kim("two@corp.example", "abcdef="));
  EXPECT_EQ(at.desk.ticket(1).ticket.tags, std::vector<std::string>{"printer"})
      << "nobody can keep an agent's mail from being obeyed by sending it first";
}

}  // namespace
}  // namespace ticketd::daemon
