#include "tests/conformance/store_conformance.h"

namespace ticketd::store {

TEST_P(StoreConformance, AReferenceLeadsToTheTicketWhoseEntryHasIt) {
  apply({create(1), entry(1, 1, "<a@X.Example>")});
  const auto seen = evidence(asking_for({"a@x.example", "unknown@x.example"}));
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings.front().ticket, core::TicketId{1});
  EXPECT_EQ(seen.sightings.front().how, core::SightingHow::has);
  EXPECT_EQ(seen.sightings.front().entry, core::EntryId{1});
  EXPECT_EQ(seen.sightings.front().message_id, "a@x.example");
  EXPECT_EQ(seen.tickets.at({1}).ticket.subject, "A printer on fire");
}

TEST_P(StoreConformance, AParentThatItsReplyOvertookIsAwaited) {
  apply({create(1), entry(1, 1, "reply@x.example", {"parent@x.example"})});
  const auto seen = evidence(asking_for({}, "parent@x.example"));
  ASSERT_EQ(seen.awaited_by.size(), 1U);
  EXPECT_EQ(seen.awaited_by.front().ticket, core::TicketId{1});
  EXPECT_TRUE(seen.tickets.contains({1}));
  EXPECT_FALSE(seen.message_id_known);
}

TEST_P(StoreConformance, SiblingsMeetInTheReferenceThatBothCite) {
  apply({create(1), entry(1, 1, "first@x.example", {"never-seen@x.example"})});
  const auto seen = evidence(asking_for({"never-seen@x.example"}, "second@x.example"));
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings.front().how, core::SightingHow::cites);
  EXPECT_EQ(seen.sightings.front().ticket, core::TicketId{1});
}

TEST_P(StoreConformance, HavingAnIdOutranksCitingIt) {
  apply({create(1), create(2), entry(1, 1, "other@x.example", {"a@x.example"}), entry(2, 2, "a@x.example")});
  const auto seen = evidence(asking_for({"a@x.example"}));
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings.front().ticket, core::TicketId{2});
}

TEST_P(StoreConformance, AnIdOfOursOutranksAMailThatTookItsName) {
  apply({create(1), create(2), entry(1, 1, "stolen@desk.example.com"),
         letter(1, 2, "stolen@desk.example.com")});
  const auto seen = evidence(asking_for({"stolen@desk.example.com"}));
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings.front().how, core::SightingHow::ours);
  EXPECT_EQ(seen.sightings.front().ticket, core::TicketId{2});
  EXPECT_EQ(seen.sightings.front().recipient, "kim@example.com");
  EXPECT_EQ(seen.sightings.front().outbox, core::OutboxId{1});
}

TEST_P(StoreConformance, AMailOfOursTellsWhichForwardItCarried) {
  auto forward = entry(1, 1, "");
  forward.entry.visibility = core::Visibility::private_;
  forward.entry.is_forward = true;
  auto carried = letter(1, 1, "f@desk.example.com", core::LetterKind::forward);
  carried.item.entry = core::EntryId{1};
  apply(
      {create(1), forward, change::AddForward{{{1}, {1}, "lee", {{"", "lab@example.net"}}, noon}}, carried});

  const auto seen = evidence(asking_for({"f@desk.example.com"}));
  const auto& sighting = seen.sightings.at(0);
  EXPECT_EQ(sighting.forward, core::EntryId{1});
  EXPECT_EQ(sighting.visibility, core::Visibility::private_);
  EXPECT_EQ(sighting.letter, core::LetterKind::forward);
  ASSERT_EQ(seen.tickets.at({1}).forwards.size(), 1U);
  EXPECT_EQ(seen.tickets.at({1}).forwards.front().people.front().address, "lab@example.net");
}

TEST_P(StoreConformance, AnAnswerToAForwardTellsWhichOne) {
  auto answer = entry(2, 1, "answer@example.net");
  answer.entry.forward = core::EntryId{1};
  apply({create(1), entry(1, 1, ""), answer});
  EXPECT_EQ(evidence(asking_for({"answer@example.net"})).sightings.at(0).forward, core::EntryId{1});
}

TEST_P(StoreConformance, ALearntAliasDecidesWhereAnIdLeads) {
  apply({create(1), create(2), entry(1, 1, "a@x.example"), change::LearnAlias{"<a@x.example>", {2}},
         change::LearnAlias{"rewritten@relay.example", {1}}});
  auto seen = evidence(asking_for({"a@x.example", "rewritten@relay.example"}));
  ASSERT_EQ(seen.sightings.size(), 2U);
  EXPECT_EQ(seen.sightings[0].ticket, core::TicketId{2});
  EXPECT_EQ(seen.sightings[0].entry, core::EntryId{1});
  EXPECT_EQ(seen.sightings[1].ticket, core::TicketId{1});
  EXPECT_EQ(seen.sightings[1].how, core::SightingHow::has);

  apply({change::LearnAlias{"a@x.example", {1}}});  // the last that was learnt
  EXPECT_EQ(evidence(asking_for({"a@x.example"})).sightings.at(0).ticket, core::TicketId{1});
}

TEST_P(StoreConformance, AnEntryThatHasAnIdSaysMoreThanWhatWasLearntOfItBefore) {
  apply({create(1), create(2), change::LearnAlias{"later@x.example", {1}}, entry(1, 2, "later@x.example")});
  const auto seen = evidence(asking_for({"later@x.example"}));
  ASSERT_EQ(seen.sightings.size(), 1U);
  EXPECT_EQ(seen.sightings[0].ticket, core::TicketId{2});
}

TEST_P(StoreConformance, AMergedTicketBringsTheOneThatWasKept) {
  apply({create(1), create(2), create(3), entry(1, 1, "a@x.example"),
         change::SetState{{1}, core::State::merged, {}, false, noon},
         change::AddLink{{1}, {core::LinkKind::merged_into, {2}}},
         change::SetState{{2}, core::State::merged, {}, false, noon},
         change::AddLink{{2}, {core::LinkKind::merged_into, {3}}}});
  const auto seen = evidence(asking_for({"a@x.example"}));
  EXPECT_EQ(seen.tickets.size(), 3U);
}

TEST_P(StoreConformance, TicketsMergedInACircleEnd) {
  apply({create(1), create(2), change::SetState{{1}, core::State::merged, {}, false, noon},
         change::AddLink{{1}, {core::LinkKind::merged_into, {2}}},
         change::SetState{{2}, core::State::merged, {}, false, noon},
         change::AddLink{{2}, {core::LinkKind::merged_into, {1}}}});
  auto query = asking_for({});
  query.tickets = {{1}};
  EXPECT_EQ(evidence(query).tickets.size(), 2U);
}

TEST_P(StoreConformance, AClosedTicketBringsItsFollowUpsTheNewestFirst) {
  apply({create(1, core::State::closed), create(2), create(3),
         change::AddLink{{2}, {core::LinkKind::follow_up_of, {1}}},
         change::AddLink{{3}, {core::LinkKind::follow_up_of, {1}}}});
  auto query = asking_for({});
  query.tickets = {{1}};
  const auto seen = evidence(query);
  EXPECT_EQ(seen.tickets.at({1}).follow_ups, (std::vector<core::TicketId>{{3}, {2}}));
  EXPECT_TRUE(seen.tickets.contains({2}) && seen.tickets.contains({3}));
}

TEST_P(StoreConformance, AMailThatNamesThousandsOfTicketsAndIdsIsAnsweredWithinBounds) {
  core::Changes many;
  for (std::int64_t i = 1; i <= 200; ++i) {
    many.push_back(create(i));
    many.push_back(entry(i, i, "m" + std::to_string(i) + "@x.example"));
  }
  apply(many);
  auto query = asking_for({});
  for (std::int64_t i = 1; i <= 5000; ++i) {
    query.references.push_back("m" + std::to_string(i % 200 + 1) + "@x.example");
    query.tickets.push_back({i});
    query.outbox.push_back({i});
  }
  const auto seen = evidence(query);
  EXPECT_LE(seen.sightings.size(), 100U);
  EXPECT_LE(seen.tickets.size(), 40U);
}

TEST_P(StoreConformance, TheSameMessageIdAndContentIsADuplicate) {
  const auto key = accept(mail("a")).mail;
  apply({create(1), entry(1, 1, "a@x.example"), settle(key, "a@x.example", "hash", core::EntryId{1})});
  auto query = asking_for({}, "a@x.example");
  query.content_hash = "hash";
  auto seen = evidence(query);
  ASSERT_TRUE(seen.duplicate_of.has_value());
  EXPECT_EQ(seen.duplicate_of->entry, core::EntryId{1});
  EXPECT_TRUE(seen.message_id_known);

  query.content_hash = "other";  // somebody reuses an id, or guessed it
  seen = evidence(query);
  EXPECT_FALSE(seen.duplicate_of.has_value());
  EXPECT_TRUE(seen.message_id_known);
}

TEST_P(StoreConformance, AMailOfAnAgentIsKnownByItsSealsForNinetyDays) {
  const auto key = accept(mail("a")).mail;
  apply({create(1), entry(1, 1, "a@x.example"), settle(key, "a@x.example", "hash", core::EntryId{1}),
         change::KnowSeals{key, {"seal", "another"}, noon}});
  auto query = asking_for({});
  query.seals = {"unknown", "another"};
  ASSERT_TRUE(evidence(query).replay_of.has_value());
  EXPECT_EQ(evidence(query).replay_of->entry, core::EntryId{1});
  query.seals = {"unknown"};
  EXPECT_FALSE(evidence(query).replay_of.has_value());
  query.seals = {"seal"};
  query.now = noon + core::seals_kept;
  EXPECT_FALSE(evidence(query).replay_of.has_value());

  apply({change::KnowSeals{key, {"seal"}, noon + core::seals_kept}});
  EXPECT_TRUE(evidence(query).replay_of.has_value()) << "the old one made room";
}

TEST_P(StoreConformance, ATicketComesWithItsNewestEventsWhereTheyAreAskedFor) {
  const auto event = [](std::int64_t ticket, core::Time at, core::EventKind kind, std::string from) {
    return change::RecordEvent{{{ticket}, at, kind, std::move(from), "", "agent:kim"}};
  };
  apply({create(1), create(2), event(1, noon, core::EventKind::tag, "old"),
         event(1, noon + 1min, core::EventKind::merged, "2"),
         event(2, noon + 1min, core::EventKind::tag, "b")});
  auto query = asking_for({});
  query.tickets = {{1}};
  EXPECT_TRUE(evidence(query).tickets.at({1}).recent.empty());
  query.events_since = noon + 1min;
  const auto seen = evidence(query);
  ASSERT_EQ(seen.tickets.at({1}).recent.size(), 1U);
  ASSERT_TRUE(seen.tickets.contains({2})) << "the ticket that was merged comes along";
  EXPECT_EQ(seen.tickets.at({2}).recent.size(), 1U);
}

TEST_P(StoreConformance, WithoutAMessageIdContentAndAuthorTellDuplicatesForSevenDays) {
  const auto key = accept(mail("a")).mail;
  apply({create(1), entry(1, 1, ""), settle(key, "", "hash", core::EntryId{1})});
  auto query = asking_for({});
  query.content_hash = "hash";
  query.author = "KIM@example.com";
  EXPECT_TRUE(evidence(query).duplicate_of.has_value());
  query.author = "lee@example.com";
  EXPECT_FALSE(evidence(query).duplicate_of.has_value());
  query.author = "kim@example.com";
  query.now = noon + std::chrono::days(8);
  EXPECT_FALSE(evidence(query).duplicate_of.has_value());
  EXPECT_FALSE(evidence(query).message_id_known);
}

TEST_P(StoreConformance, TheThreadIsToldInOrderItsBeginningAndItsEnd) {
  core::Changes many{create(1)};
  for (std::int64_t i = 1; i <= 80; ++i) many.push_back(entry(i, 1, "m" + std::to_string(i) + "@x.example"));
  auto answer = letter(1, 1, "ours@desk.example.com");
  answer.item.created_at = noon + 79min + 30s;
  many.push_back(answer);
  apply(many);
  auto query = asking_for({});
  query.tickets = {{1}};
  const auto thread = evidence(query).tickets.at({1}).thread;
  ASSERT_EQ(thread.size(), 55U);
  EXPECT_EQ(thread[0].message_id, "m1@x.example");
  EXPECT_EQ(thread[4].message_id, "m5@x.example");
  EXPECT_EQ(thread[5].message_id, "m32@x.example");
  EXPECT_EQ(thread[53].message_id, "ours@desk.example.com");
  EXPECT_TRUE(thread[53].ours);
  EXPECT_EQ(thread[53].party, "kim@example.com");
  EXPECT_EQ(thread[54].message_id, "m80@x.example");
}

TEST_P(StoreConformance, TheNewestTextOfACustomerIsAtHand) {
  auto first = entry(1, 1, "");
  auto second = entry(2, 1, "");
  second.entry.text = "Still burning.";
  second.entry.full_text = "Still burning.\n> It burns.";
  auto note = entry(3, 1, "");
  note.entry.visibility = core::Visibility::private_;
  auto reply = entry(4, 1, "");
  reply.entry.author.role = core::Role::agent;
  apply({create(1), first, second, note, reply});
  auto query = asking_for({});
  query.tickets = {{1}};
  EXPECT_EQ(evidence(query).tickets.at({1}).customer_text, "Still burning.\n> It burns.");
}

TEST_P(StoreConformance, AutomaticMailIsCountedByAddressTicketAndMinute) {
  auto old = letter(1, 1, "1@desk.example.com", core::LetterKind::acknowledgement);
  auto recent = letter(2, 1, "2@desk.example.com", core::LetterKind::acknowledgement);
  auto now = letter(3, 1, "3@desk.example.com", core::LetterKind::new_ticket);
  auto person = letter(4, 1, "4@desk.example.com");
  old.item.created_at = noon - 2h;
  recent.item.created_at = noon + 10min;
  now.item.created_at = person.item.created_at = noon + 1h - 10s;
  for (auto* one : {&old, &recent, &now}) one->item.letter.auto_submitted = "auto-replied";
  apply({create(1), old, recent, now, person});

  auto query = asking_for({});
  query.author = "Kim@Example.com";
  query.tickets = {{1}};
  auto seen = evidence(query);
  EXPECT_EQ(seen.acknowledged_last_hour, 1);
  EXPECT_EQ(seen.acknowledged_last_day, 2);
  EXPECT_EQ(seen.automatic.last_minute, 1);
  EXPECT_EQ(seen.tickets.at({1}).automatic_today, 2) << "news for agents are left out";
  EXPECT_EQ(seen.automatic.to, (std::map<std::string, int>{{"kim@example.com", 2}}));
}

TEST_P(StoreConformance, TheBreakersCountOnAfterARestart) {
  apply({create(1, core::State::resolved), create(2)});
  for (const int number : {1, 2, 3}) {
    auto one = letter(number, 1, std::to_string(number) + "@desk.example.com", core::LetterKind::resolved);
    one.item.letter.auto_submitted = "auto-generated";
    one.item.created_at = noon + 1h - 10s;
    apply({one});
  }
  apply({change::SetState{{1}, core::State::open, {}, true, noon}});
  reopen();

  auto query = asking_for({});
  query.author = "";
  query.tickets = {{1}, {2}};
  const auto seen = evidence(query);
  EXPECT_EQ(seen.tickets.at({1}).automatic_today, 3);
  EXPECT_EQ(seen.tickets.at({1}).reopens_today, 1);
  EXPECT_EQ(seen.tickets.at({1}).automatic.last_minute, 3);
  EXPECT_EQ(seen.tickets.at({1}).automatic.to.at("kim@example.com"), 3);
  EXPECT_EQ(seen.tickets.at({2}).automatic_today, 0);
  EXPECT_EQ(seen.tickets.at({2}).automatic.to.at("kim@example.com"), 3)
      << "an address is one over all tickets";
}

TEST_P(StoreConformance, ReopeningsOfADayAreCounted) {
  apply({create(1, core::State::resolved),
         change::SetState{{1}, core::State::open, {}, true, noon - std::chrono::days(2)},
         change::SetState{{1}, core::State::open, {}, true, noon}});
  auto query = asking_for({});
  query.tickets = {{1}};
  const auto seen = evidence(query);
  EXPECT_EQ(seen.tickets.at({1}).reopens_today, 1);
  EXPECT_EQ(seen.tickets.at({1}).ticket.reopened, 2);
}

TEST_P(StoreConformance, AConfirmationCountsOnceAndUntilItExpires) {
  apply({create(1),
         change::AskConfirmation{{5,
                                  {1},
                                  core::Deed::forward,
                                  "lee",
                                  {{"Lab", "lab@example.net"}},
                                  {},
                                  "Look",
                                  noon + 2h,
                                  core::EntryId{9}}},
         entry(9, 1, "words@example.net")});
  auto query = asking_for({});
  query.confirmation = 5;
  auto seen = evidence(query);
  ASSERT_TRUE(seen.confirmation.has_value());
  EXPECT_EQ(seen.confirmation->to.front().address, "lab@example.net");
  EXPECT_TRUE(seen.tickets.contains({1}));
  EXPECT_TRUE(seen.entries.contains({9})) << "what would be shown";
  EXPECT_EQ(seen.fresh.confirmation, 6);

  query.now = noon + 3h;
  EXPECT_FALSE(evidence(query).confirmation.has_value());
  query.now = noon;
  apply({change::TakeConfirmation{5}});
  EXPECT_FALSE(evidence(query).confirmation.has_value());
}

TEST_P(StoreConformance, ABounceBringsTheMailOfOursThatItNamesOrQuotes) {
  apply({create(1), create(2), letter(1, 1, "one@desk.example.com"), letter(2, 2, "two@desk.example.com")});
  auto query = asking_for({"two@desk.example.com"});
  query.outbox = {{1}, {99}};
  query.bounced = "two@desk.example.com";
  const auto seen = evidence(query);
  ASSERT_EQ(seen.outbox.size(), 2U);
  EXPECT_EQ(seen.outbox.at({1}).letter.to.address, "kim@example.com");
  EXPECT_TRUE(seen.outbox.at({1}).letter.variables.empty());
  EXPECT_TRUE(seen.tickets.contains({1}));
}

TEST_P(StoreConformance, FreshNumbersFollowTheLastThatWereUsed) {
  auto fresh = evidence(asking_for({})).fresh;
  EXPECT_EQ(fresh.ticket, 1);
  EXPECT_EQ(fresh.entry, 1);
  apply({create(7), entry(12, 7, ""), letter(30, 7, "x@desk.example.com")});
  reopen();
  fresh = evidence(asking_for({})).fresh;
  EXPECT_EQ(fresh.ticket, 8);
  EXPECT_EQ(fresh.entry, 13);
  EXPECT_EQ(fresh.outbox, 31);
}

TEST_P(StoreConformance, ANumberThatIsTakenIsAConflict) {
  apply({create(1)});
  write([&](Txn& txn) {
    must(txn.mark());
    const auto again = txn.apply({create(1)});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, core::ErrorKind::conflict);
    must(txn.back_to_mark());
  });
}

TEST_P(StoreConformance, TheDeskRemembersAbsenceTurnsAndLoads) {
  apply({create(1), create(2), create(3), change::SetAssignee{{1}, "kim", "cs"},
         change::SetAssignee{{2}, "lee", "cs"}, change::SetAssignee{{3}, "lee", ""},
         change::SetAvailability{"park", false, {}}, change::SetAvailability{"choi", false, {}},
         change::SetAvailability{"choi", true, {}}, change::SetAvailability{"yoon", false, {}},
         change::SetAvailability{"yoon", false, noon}});
  auto desk = evidence(asking_for({})).desk;
  EXPECT_EQ(desk.away,
            (std::map<std::string, std::optional<core::Time>>{{"park", std::nullopt}, {"yoon", noon}}));
  EXPECT_TRUE(desk.is_away("yoon", noon - std::chrono::seconds(1)));
  EXPECT_FALSE(desk.is_away("yoon", noon)) << "an absence ends by itself";
  EXPECT_EQ(desk.last_assigned, (std::map<std::string, std::string>{{"cs", "lee"}}));
  EXPECT_EQ(desk.open_tickets, (std::map<std::string, int>{{"kim", 1}, {"lee", 2}}));

  apply({change::SetState{{2}, core::State::resolved, {}, false, noon}, change::SetAssignee{{1}, "lee", ""}});
  desk = must(reader()->desk_state());
  EXPECT_EQ(desk.open_tickets, (std::map<std::string, int>{{"lee", 2}}));
}

}  // namespace ticketd::store
