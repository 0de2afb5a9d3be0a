// What is left of a person, or of a ticket, that was erased.
#include "store/upkeep.h"
#include "tests/conformance/store_conformance.h"

#include <gmock/gmock.h>

#include <fstream>

namespace ticketd::store {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr auto pseudonym = "erased-1@erased.invalid";

/// A ticket of Kim's with an entry, its mail, a letter to Kim, and an event that names Kim.
core::Changes kims_ticket(std::int64_t number, core::MailKey came_as) {
  auto created = create(number);
  created.ticket.fields = {{"order", "4711"}};
  created.ticket.participants = {{{"Kim", "KIM@example.com"}, core::Role::requester, noon}};
  auto added = entry(number, number, "q" + std::to_string(number) + "@example.com");
  added.entry.text = "My door code is 4711.";
  added.interaction = true;
  added.entry.mail = came_as;
  auto queued = letter(number, number, "a" + std::to_string(number) + "@desk.example.com");
  queued.item.entry = core::EntryId{number};
  queued.item.letter.variables["text"] = "Dear Kim, 4711 it is.";
  core::Event event{{number}, noon, core::EventKind::created, "", "kim@example.com", "mail:Kim@example.com"};
  return {
      created, change::MeetContact{{"Kim", "kim@example.com"}, "ko", noon},
      added,   settle(came_as, "q" + std::to_string(number) + "@example.com", "hash", core::EntryId{number}),
      queued,  change::RecordEvent{event}};
}

class Erasing : public StoreConformance {
 protected:
  Upkeep& upkeep() { return upkeep_of(*store_); }
  std::shared_ptr<const Sought> what_is_kims() {
    return must(upkeep().seek({{"kim@example.com"}, pseudonym}));
  }
};

}  // namespace

TEST_P(Erasing, OfNobodyWhomTheStoreKnowsIsRefused) {
  apply(kims_ticket(1, accept(mail("From: kim@example.com\r\n\r\nMy door code is 4711.\r\n")).mail));
  for (const std::string unknown : {"nobody@example.com", "im@example.com", "kim@example.com.au"}) {
    const auto nobody = must(upkeep().seek({{unknown}, pseudonym}));
    const auto refused = upkeep().erase(*nobody, {});
    ASSERT_FALSE(refused) << unknown;
    EXPECT_EQ(refused.error().kind, core::ErrorKind::not_found);
  }
}

TEST_P(Erasing, OfAPersonNothingIsLeftButAPseudonym) {
  const auto key = accept(mail("From: kim@example.com\r\n\r\nMy door code is 4711.\r\n")).mail;
  apply(kims_ticket(1, key));
  must(upkeep().erase(*what_is_kims(), {}));

  const auto left = ticket(1);
  EXPECT_EQ(left.ticket.requester.address, pseudonym);
  EXPECT_THAT(left.ticket.requester.name, IsEmpty());
  EXPECT_THAT(left.ticket.subject, IsEmpty());
  EXPECT_THAT(left.ticket.fields, IsEmpty());
  EXPECT_EQ(left.ticket.participants.at(0).address.address, pseudonym);
  const auto& words = left.entries.at(0).entry;
  EXPECT_THAT(words.text, IsEmpty());
  EXPECT_EQ(words.author.address.address, pseudonym);
  EXPECT_EQ(words.message_id, "q1@example.com") << "a reply that comes late still finds the ticket";
  EXPECT_THAT(left.entries.at(0).sent_to, IsEmpty());
  EXPECT_EQ(left.events.at(0).by, std::string("mail:") + pseudonym);
  EXPECT_EQ(left.events.at(0).to, pseudonym);
  EXPECT_THAT(must(reader()->queue({})), IsEmpty());
  EXPECT_THAT(must(reader()->contacts({})), IsEmpty());
  const auto came = must(reader()->mail(key)).value();
  EXPECT_THAT(came.bytes, IsEmpty());
  EXPECT_EQ(came.envelope.sender, pseudonym);
  EXPECT_THAT(came.source.peer, IsEmpty());
  EXPECT_THAT(must(reader()->traces("q1@example.com")).at(0).steps, IsEmpty());
  EXPECT_THAT(must(reader()->tickets({.words = {"4711"}})), IsEmpty());
  EXPECT_THAT(must(reader()->tickets({.words = {"printer"}})), IsEmpty());
  EXPECT_THAT(must(store_->verify({})), IsEmpty());
}

TEST_P(Erasing, WhatWasNotedAboutATicketGoesWithItsHistoryAndTheScoreStays) {
  const auto recorded = [](core::EventKind kind, const std::string& to) {
    return change::RecordEvent{{{1}, noon, kind, "", to, "agent:park"}};
  };
  auto created = create(1);
  created.ticket.fields = {{"topic", "broken leg"}};
  core::Survey survey;
  survey.asked_at = noon;
  survey.agent = "park";
  survey.score = 2;
  survey.comment = "My leg still hurts.";
  apply({created, change::AddTag{{1}, "leg"}, change::SetSurvey{{1}, survey},
         recorded(core::EventKind::field, "topic: broken leg"), recorded(core::EventKind::tag, "leg"),
         recorded(core::EventKind::state, "on_hold")});
  must(upkeep().erase(*what_is_kims(), {}));

  const auto left = ticket(1);
  EXPECT_THAT(left.ticket.fields, IsEmpty());
  EXPECT_THAT(left.ticket.tags, IsEmpty());
  survey.comment.clear();
  EXPECT_EQ(left.ticket.survey, survey);
  ASSERT_EQ(left.events.size(), 3U);
  EXPECT_THAT(left.events[0].to, IsEmpty());
  EXPECT_THAT(left.events[1].to, IsEmpty());
  EXPECT_EQ(left.events[2].to, "on_hold");
  EXPECT_THAT(must(store_->verify({})), IsEmpty());
}

TEST_P(Erasing, WhatOthersWroteOnOtherTicketsStays) {
  apply({create(1), entry(1, 1, "q1@example.com")});
  auto lees = create(2);
  lees.ticket.requester = {"Lee", "lee@example.com"};
  lees.ticket.participants = {{{"Kim", "kim@example.com"}, core::Role::cc, noon}};
  auto of_lee = entry(2, 2, "q2@example.com");
  of_lee.entry.author.address = {"Lee", "lee@example.com"};
  apply({lees, of_lee, entry(3, 2, "q3@example.com")});
  must(upkeep().erase(*what_is_kims(), {}));

  const auto left = ticket(2);
  EXPECT_EQ(left.ticket.requester.address, "lee@example.com");
  EXPECT_EQ(left.ticket.participants.at(0).address.address, pseudonym);
  EXPECT_EQ(left.entries.at(0).entry.text, "It burns.");
  EXPECT_THAT(left.entries.at(1).entry.text, IsEmpty());
}

TEST_P(Erasing, WhoseAddressIsLikeItInPartKeepsEverything) {
  auto lees = create(1);
  lees.ticket.requester = {"Lee", "lee@example.com"};
  const auto said_of = [](const std::string& address) {
    return change::RecordEvent{{{1}, noon, core::EventKind::participant, "", address, "mail:" + address}};
  };
  apply({lees, said_of("akim@example.com"), said_of("kim@example.com.au"), said_of("Kim@example.com")});
  must(upkeep().erase(*what_is_kims(), {}));

  const auto events = ticket(1).events;
  EXPECT_EQ(events.at(0).to, "akim@example.com");
  EXPECT_EQ(events.at(1).to, "kim@example.com.au");
  EXPECT_EQ(events.at(2).to, pseudonym);
}

TEST_P(Erasing, TheMailsOfOthersOnTheirTicketsGoToo) {
  apply(kims_ticket(1, accept(mail("From: kim@example.com\r\n\r\nMy door code is 4711.\r\n")).mail));
  const auto answered = accept(mail("From: park@corp.example\r\n\r\nSo it is 4711, dear Kim.\r\n")).mail;
  auto by_an_agent = entry(2, 1, "a2@corp.example");
  by_an_agent.entry.author.address = {"Park", "park@corp.example"};
  by_an_agent.entry.mail = answered;
  apply({by_an_agent, settle(answered, "a2@corp.example", "hash", core::EntryId{2})});
  must(upkeep().erase(*what_is_kims(), {}));
  EXPECT_THAT(must(reader()->mail(answered)).value().bytes, IsEmpty());
  EXPECT_THAT(ticket(1).entries.at(1).entry.text, IsEmpty());
}

TEST_P(Erasing, WhatCameSinceItWasSoughtGoesToo) {
  apply(kims_ticket(1, accept(mail("From: kim@example.com\r\n\r\nMy door code is 4711.\r\n")).mail));
  const auto sought = what_is_kims();
  const auto key = accept(mail("From: kim@example.com\r\n\r\nIt is still 4711.\r\n")).mail;
  apply(kims_ticket(2, key));
  must(upkeep().erase(*sought, {}));

  for (const auto number : {1, 2}) {
    const auto left = ticket(number);
    EXPECT_EQ(left.ticket.requester.address, pseudonym);
    EXPECT_EQ(left.ticket.participants.at(0).address.address, pseudonym);
    EXPECT_THAT(left.entries.at(0).entry.text, IsEmpty());
    EXPECT_EQ(left.events.at(0).by, std::string("mail:") + pseudonym);
  }
  EXPECT_THAT(must(reader()->mail(key)).value().bytes, IsEmpty());
  EXPECT_THAT(must(reader()->queue({})), IsEmpty());
  EXPECT_THAT(must(reader()->contacts({})), IsEmpty());
  EXPECT_THAT(must(store_->verify({})), IsEmpty());
}

TEST_P(Erasing, AMailOnItsWayHoldsAnErasureBack) {
  const auto key = accept(mail("x")).mail;
  apply(kims_ticket(1, key));
  write([](Txn& txn) { must(txn.claim_due(noon + 1h, 10, noon + 2h, any_sender)); });
  const auto refused = upkeep().erase(*what_is_kims(), {change::AddTag{{1}, "x"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::conflict);
  EXPECT_EQ(ticket(1).ticket.requester.address, "kim@example.com");
  EXPECT_THAT(ticket(1).ticket.tags, IsEmpty()) << "nothing is half done";
}

TEST_P(Erasing, ACensusCountsWhatIsThere) {
  accept(mail("x"));
  auto clocks = change::SetClocks{{1}, {}};
  clocks.clocks.wake_at = noon + 1h;
  apply({create(1), create(2, core::State::closed), entry(1, 1, "q1@example.com"),
         letter(1, 1, "a@x.example"), clocks});
  const auto counted = must(upkeep().census(noon + 2h));
  EXPECT_EQ(counted.backlog.unprocessed_mails, 1);
  EXPECT_EQ(counted.oldest_unprocessed, noon);
  EXPECT_EQ(counted.tickets,
            (std::map<core::State, std::int64_t>{{core::State::open, 1}, {core::State::closed, 1}}));
  EXPECT_EQ(counted.outbox, (std::map<core::SendState, std::int64_t>{{core::SendState::queued, 1}}));
  EXPECT_EQ(counted.oldest_due, noon + 1min);
  EXPECT_EQ(counted.clocks, 1);
  EXPECT_EQ(counted.clocks_due, 1);
  EXPECT_EQ(counted.next_clock, noon + 1h);
  EXPECT_EQ(must(upkeep().census(noon)).oldest_due, std::nullopt);
}

TEST_P(Erasing, ACensusCountsTheCallsThatAreToBeMadeByWebhook) {
  auto call = letter(1, 1, "webhook:ops");
  call.item.letter.from.address = "webhook:ops";
  auto made = letter(2, 1, "webhook:ops");
  made.item.letter.from.address = "webhook:ops";
  made.item.state = core::SendState::sent;
  apply({create(1), call, made, letter(3, 1, "a@x.example")});
  EXPECT_EQ(must(upkeep().census(noon)).calls, (std::map<std::string, std::int64_t>{{"ops", 1}}));
}

INSTANTIATE_TEST_SUITE_P(Stores, Erasing, testing::Values("sqlite", "memory"));

namespace {

class SqliteVerify : public testing::Test {
 protected:
  SqliteVerify() {
    store_ = must(sqlite::open(file_));
    auto txn = must(store_->begin());
    const auto key = must(txn->accept(mail("hello"))).mail;
    auto added = entry(1, 1, "q@x.example");
    added.entry.mail = key;
    added.interaction = true;
    auto queued = letter(1, 1, "a@x.example");
    queued.item.entry = core::EntryId{1};
    must(txn->apply({create(1), added, settle(key, "q@x.example", "", core::EntryId{1}), queued}));
    must(txn->commit());
  }

  /// Somebody's hands in the database.
  std::vector<std::string> after(const std::string& sql) {
    auto db = must(sqlite::Connection::open(file_, sqlite::Connection::Access::write, {}));
    must(db.execute("PRAGMA foreign_keys = OFF"));
    must(db.execute(sql));
    return must(store_->verify({}));
  }

  ScratchFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "desk.db";
  std::unique_ptr<Store> store_;
};

}  // namespace

TEST_F(SqliteVerify, EveryBrokenPromiseIsNamed) {
  const std::pair<const char*, const char*> damages[] = {
      {"UPDATE mail_bytes SET bytes = x'00'", "mail 1: its bytes are not what came in"},
      {"DELETE FROM mail_bytes", "mail 1: open "},
      {"DELETE FROM settled", "mail 1 has the place ticket and no trace"},
      {"UPDATE mail SET place = NULL", "mail 1 waits to be processed, and has a trace"},
      {"UPDATE mail SET place = 'quarantine'", "mail 1 is in the quarantine, and not on its list"},
      {"UPDATE settled SET entry = 9", "mail 1 should be entry 9, which is not there"},
      {"DELETE FROM outbox_letter", "mail 1 of ours has no text"},
      {"UPDATE outbox SET kind = 'public_reply', entry = NULL", "mail 1 of ours carries no entry"},
      {"UPDATE outbox SET entry = 1, ticket = 2", "mail 1 of ours is of another ticket than its entry"},
      {"UPDATE ticket SET interactions = 7", "ticket 1 counts 7 interactions, and has 1"},
      {"UPDATE ticket SET reopened = 2", "ticket 1 counts 2 reopenings, and has 0"},
      {"INSERT INTO agent_load VALUES ('kim', 3)", "agent kim counts 3 open tickets, and has 0"},
      {"DELETE FROM entry", "Message-ID q@x.example leads to entry 1, which is not there"},
      {"DELETE FROM ticket", "entry names a row of ticket that is not there"},
  };
  EXPECT_THAT(must(store_->verify({})), IsEmpty());
  for (const auto& [sql, sentence] : damages) {
    auto db = must(sqlite::Connection::open(file_, sqlite::Connection::Access::write, {}));
    must(db.execute("VACUUM INTO '" + (folder_.path() / "whole.db").string() + "'"));
    EXPECT_THAT(after(sql), Contains(HasSubstr(sentence))) << sql;
    store_.reset();
    for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
    std::filesystem::rename(folder_.path() / "whole.db", file_);
    store_ = must(sqlite::open(file_));
  }
}

TEST_F(SqliteVerify, AFileThatNoMailNamesIsSweptAndNoOther) {
  const std::string large(150'000, 'x');
  auto txn = must(store_->begin());
  must(txn->accept(mail(large)));
  must(txn->commit());
  txn.reset();
  auto bytes = must(store_->take_bytes());
  must(bytes->append("nobody's"));
  must(bytes->keep());

  using FileTime = std::filesystem::file_time_type;
  EXPECT_THAT(must(upkeep_of(*store_).orphans(FileTime::clock::now() - 1h)), IsEmpty())
      << "it may be on its way";
  const auto orphans = must(upkeep_of(*store_).orphans(FileTime::clock::now() + 1h));
  ASSERT_EQ(orphans.size(), 1U);
  const auto swept = must(upkeep_of(*store_).sweep({orphans[0], crypto::sha256(large)}));
  EXPECT_EQ(swept.files, 1U);
  EXPECT_TRUE(swept.log_is_empty);
  EXPECT_THAT(must(upkeep_of(*store_).orphans(FileTime::clock::now() + 1h)), IsEmpty());
  EXPECT_THAT(must(store_->verify({})), IsEmpty());
}

TEST_F(SqliteVerify, WhatWasErasedStandsInNoFile) {
  auto txn = must(store_->begin());
  must(txn->apply(kims_ticket(5, must(txn->accept(mail("My door code is 4711."))).mail)));
  must(txn->commit());
  txn.reset();
  auto& upkeep = upkeep_of(*store_);
  must(upkeep.erase(*must(upkeep.seek({{"kim@example.com"}, pseudonym})), {}));
  EXPECT_TRUE(must(upkeep_of(*store_).sweep({})).log_is_empty);
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    EXPECT_THAT(bytes, testing::Not(HasSubstr("4711"))) << file.path();
    EXPECT_THAT(bytes, testing::Not(HasSubstr("kim@example.com"))) << file.path();
  }
}

}  // namespace ticketd::store
