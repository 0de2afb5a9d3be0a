#include "core/trace_words.h"
#include "tests/unit/daemon/desk.h"

#include <algorithm>

namespace ticketd::daemon {

using namespace std::chrono_literals;

namespace {

constexpr auto boss =
    "[[agent]]\nname = \"boss\"\nemail = \"boss@corp.example\"\nrole = \"manager\"\nlanguage = \"ko\"\n";

TestMail absence(const std::string& id) {
  return mail(id).about("부재중").head("Auto-Submitted: auto-replied");
}

/// "kind: auto_reply", "quarantine: yes" …
std::vector<std::string> answers(const core::Trace& trace) {
  std::vector<std::string> found;
  for (const auto& step : trace.steps) found.push_back(step.rule + ": " + step.answer);
  return found;
}

std::size_t digests(TestDesk& desk) { return desk.letters("boss@corp.example").size(); }

}  // namespace

TEST(QuarantineKeeper, AManagerIsToldOnceADayOfWhatIsNew) {
  TestDesk desk("desk.example", boss);
  desk.look_at_quarantine();
  EXPECT_EQ(digests(desk), 0U) << "nothing to tell";
  desk.receive(absence("a@x"));
  desk.pass(1min);
  desk.look_at_quarantine();
  EXPECT_EQ(digests(desk), 1U);
  const auto letter = desk.outbox().back().letter;
  EXPECT_EQ(letter.kind, core::LetterKind::digest);
  EXPECT_NE(desk.bytes_of(letter).find("To: "), std::string::npos);
  EXPECT_NE(letter.variables.at("quarantined").find("park@customer.example"), std::string::npos);

  desk.receive(absence("b@x"));
  desk.pass(23h);
  desk.look_at_quarantine();
  EXPECT_EQ(digests(desk), 1U) << "not yet again";
  desk.pass(2h);
  desk.look_at_quarantine();
  EXPECT_EQ(digests(desk), 2U);
  desk.pass(48h);
  desk.look_at_quarantine();
  EXPECT_EQ(digests(desk), 2U) << "nothing new came";
}

TEST(QuarantineKeeper, WhatIsHeldBackClaimsNoTicket) {
  TestDesk desk;
  const auto found = answers(desk.receive(absence("a@x")));
  EXPECT_EQ(std::count(found.begin(), found.end(), "new ticket: yes"), 0);
  EXPECT_EQ(found.back(), "quarantine: yes");
}

TEST(QuarantineKeeper, AReleasedMailStillTellsThatItWasHeldBack) {
  TestDesk desk;
  desk.receive(absence("a@x"));
  desk.release(desk.quarantine().at(0).mail);
  const auto trace = desk.reader()->traces("a@x").value().back();
  EXPECT_EQ(trace.place, core::Place::ticket);
  const auto found = answers(trace);
  EXPECT_EQ(std::count(found.begin(), found.end(), "quarantine: released"), 1);
  EXPECT_EQ(std::count(found.begin(), found.end(), "new ticket: yes"), 1);
}

TEST(QuarantineKeeper, ADeletedMailWaitsForNobodyAnyMore) {
  TestDesk desk;
  desk.receive(absence("a@x"));
  desk.know({core::change::DropQuarantined{desk.quarantine().at(0).mail}});
  const auto trace = desk.reader()->traces("a@x").value().back();
  EXPECT_EQ(answers(trace).back(), "quarantine: deleted");
  EXPECT_EQ(core::result_in_words(trace, "en"), "It was deleted from the quarantine.");
}

TEST(QuarantineKeeper, SpamIsToldOfToo) {
  TestDesk desk("desk.example", boss);
  desk.receive(mail("a@x").head("X-Spam-Flag: YES"));
  desk.look_at_quarantine();
  ASSERT_EQ(digests(desk), 1U);
  EXPECT_EQ(desk.outbox().back().letter.variables.at("spam_count"), "1");
}

TEST(QuarantineKeeper, WhatNobodyDecidedOnIsDeletedInTheEnd) {
  TestDesk desk("desk.example", boss);
  desk.receive(absence("a@x"));
  desk.pass(29 * 24h);
  desk.look_at_quarantine();
  EXPECT_EQ(desk.quarantine().size(), 1U);
  desk.pass(2 * 24h);
  desk.look_at_quarantine();
  EXPECT_TRUE(desk.quarantine().empty());
}

TEST(QuarantineKeeper, WhatLiesInTheSpamBoxIsDeletedAsLate) {
  TestDesk desk("desk.example", boss);
  desk.receive(mail("a@x").head("X-Spam-Flag: YES"));
  desk.receive(mail("b@x").from("lee@customer.example"));
  desk.pass(29 * 24h);
  desk.receive(mail("c@x").from("spammer@customer.example").head("X-Spam-Flag: YES"));
  desk.look_at_quarantine();
  EXPECT_EQ(desk.tickets().size(), 3U);
  desk.pass(2 * 24h);
  desk.look_at_quarantine();
  ASSERT_EQ(desk.tickets().size(), 2U) << "the old spam is gone";
  EXPECT_EQ(desk.tickets().front().id, core::TicketId{2});
}

TEST(QuarantineKeeper, ATicketThatSomebodyRestoredMeanwhileIsNotErasedWithTheSpam) {
  TestDesk desk("desk.example", boss);
  for (const auto* id : {"a@x", "b@x", "c@x"}) desk.receive(mail(id).head("X-Spam-Flag: YES"));
  const auto last = desk.now();
  desk.pass(1min);
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "restore"}));
  ASSERT_TRUE(desk.act({.ticket = {2}, .action = "note", .as = "kim", .text = "Is this really spam?"}));
  const auto erases = [&](std::int64_t ticket) {
    return desk
        .in_one_transaction(
            [&](store::Txn& txn) { return erase_forgotten_spam(txn, core::TicketId{ticket}, last); })
        .value();
  };
  EXPECT_FALSE(erases(1)) << "it is open again";
  EXPECT_FALSE(erases(2)) << "somebody looks at it";
  EXPECT_TRUE(erases(3));
  EXPECT_FALSE(erases(3)) << "it is gone";
  ASSERT_EQ(desk.tickets().size(), 2U);
  EXPECT_EQ(desk.tickets().back().id, core::TicketId{2});
}

}  // namespace ticketd::daemon
