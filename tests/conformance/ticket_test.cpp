#include "tests/conformance/store_conformance.h"

#include <tuple>

namespace ticketd::store {

TEST_P(StoreConformance, ATicketComesBackWithAllThatHangsOnIt) {
  auto created = ticket_value(1);
  created.priority = core::Priority::urgent;
  created.channel = "web";
  created.group = "cs";
  created.reply_to = "kim.home@example.com";
  created.language = "ko";
  created.from_machine = true;
  created.tags = {"vip", "billing", "vip"};
  created.participants = {{{"Lee", "lee@example.com"}, core::Role::cc, noon},
                          {{"Lee again", "LEE@example.com"}, core::Role::cc, noon}};
  created.links = {{core::LinkKind::follow_up_of, {7}}};
  apply({change::CreateTicket{created}});

  reopen();
  const auto found = ticket(1).ticket;
  EXPECT_EQ(found.subject, created.subject);
  EXPECT_EQ(found.priority, core::Priority::urgent);
  EXPECT_EQ(found.channel, "web");
  EXPECT_EQ(found.mailbox, "support");
  EXPECT_EQ(found.group, "cs");
  EXPECT_EQ(found.requester, created.requester);
  EXPECT_EQ(found.reply_to, "kim.home@example.com");
  EXPECT_EQ(found.language, "ko");
  EXPECT_TRUE(found.from_machine);
  EXPECT_EQ(found.tags, (std::vector<std::string>{"vip", "billing"}));
  ASSERT_EQ(found.participants.size(), 1U);
  EXPECT_EQ(found.participants.front().address.name, "Lee");
  EXPECT_EQ(found.links, created.links);
  EXPECT_EQ(found.created_at, noon);
  EXPECT_FALSE(found.resolved_at.has_value());
}

TEST_P(StoreConformance, WhatTheCustomerThoughtComesBackAndIsFound) {
  const core::Survey asked{.asked_at = noon, .agent = "kim"};
  auto answered = asked;
  answered.score = 2;
  answered.comment = "너무 오래 걸렸어요.";
  answered.answered_at = noon + 1h;
  answered.changes = 1;
  apply({create(1), create(2), create(3), change::SetSurvey{{1}, asked}, change::SetSurvey{{2}, asked},
         change::SetSurvey{{2}, answered}});

  reopen();
  EXPECT_EQ(ticket(1).ticket.survey, asked);
  EXPECT_EQ(ticket(2).ticket.survey, answered);
  EXPECT_FALSE(ticket(3).ticket.survey);
  const auto numbers = [&](const TicketQuery& query) {
    std::vector<std::int64_t> found;
    for (const auto& one : must(reader()->tickets(query))) found.push_back(one.id.value);
    return found;
  };
  EXPECT_EQ(numbers({.surveyed = true}), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(numbers({.surveyed = false}), std::vector<std::int64_t>{3});
  EXPECT_EQ(numbers({.score = 2}), std::vector<std::int64_t>{2});
  EXPECT_TRUE(numbers({.score = 5}).empty());
}

TEST_P(StoreConformance, FieldsAreKeptSearchedAndCleared) {
  auto created = ticket_value(1);
  created.fields = {{"topic", "Grades"}, {"amount", "12"}};
  apply({change::CreateTicket{created}, create(2), change::SetField{{2}, "topic", "housing"}});
  reopen();
  EXPECT_EQ(ticket(1).ticket.fields, created.fields);
  const auto found = [&](core::FieldValues fields) {
    TicketQuery query;
    query.fields = std::move(fields);
    return must(reader()->tickets(query)).size();
  };
  EXPECT_EQ(found({{"topic", "grades"}}), 1U) << "in any case";
  EXPECT_EQ(found({{"topic", "grades"}, {"amount", "13"}}), 0U);
  apply({change::SetField{{1}, "topic", ""}, change::SetField{{1}, "amount", "13"}});
  EXPECT_EQ(ticket(1).ticket.fields, (core::FieldValues{{"amount", "13"}}));
  apply({change::EraseTicket{{1}}});
  EXPECT_EQ(found({{"amount", "13"}}), 0U);
}

TEST_P(StoreConformance, WhatWasMergedIntoATicketGoesWithIt) {
  const auto merge = [](std::int64_t from, std::int64_t into) {
    return change::AddLink{{from}, {core::LinkKind::merged_into, {into}}};
  };
  apply({create(1), create(2), create(3), create(4), merge(1, 2), merge(2, 3), merge(3, 1)});
  apply({change::EraseTicket{{2}}});
  const auto left = must(reader()->tickets({}));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id.value, 4);
}

TEST_P(StoreConformance, WhatRulesDidIsCountedFromTheHistories) {
  const auto acted = [](std::int64_t ticket, std::string by, std::chrono::minutes when) {
    return change::RecordEvent{{{ticket}, noon + when, core::EventKind::rule, "", "note", std::move(by)}};
  };
  apply({create(1), create(2), acted(1, "rule:b", 1min), acted(1, "rule:b", 2min), acted(2, "rule:b", 3min),
         acted(2, "rule:a", 4min), acted(2, "system", 5min),
         change::RecordEvent{{{1}, noon + 6min, core::EventKind::state, "open", "closed", "rule:b"}}});
  const auto all = must(reader()->rules_acted({}));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].rule, "a");
  EXPECT_EQ(all[1].times, 3);
  EXPECT_EQ(all[1].tickets, 2);
  EXPECT_EQ(all[1].last, noon + 3min);
  EXPECT_EQ(all[1].last_ticket, core::TicketId{2});
  const auto late = must(reader()->rules_acted(noon + 3min));
  ASSERT_EQ(late.size(), 2U);
  EXPECT_EQ(late[1].times, 1);
}

TEST_P(StoreConformance, AnEntryComesBackAsItWasWritten) {
  const auto key = accept(mail("a")).mail;
  auto added = entry(1, 1, "a@x.example");
  added.entry.author = {{"김민지", "kim@example.com"}, core::Role::agent, core::Trust::proven, "kim"};
  added.entry.full_text = "It burns.\n> What?";
  added.entry.html = true;
  added.entry.unverified = true;
  added.entry.mail = key;
  added.entry.attachments = {{"영수증.pdf", "application/pdf", 10, "ab12", "cid1", "inline", key, 2}};
  apply({create(1), added});

  const auto found = ticket(1).entries.at(0).entry;
  EXPECT_EQ(found.author.address.name, "김민지");
  EXPECT_EQ(found.author.agent, "kim");
  EXPECT_EQ(found.author.trust, core::Trust::proven);
  EXPECT_EQ(found.text, "It burns.");
  EXPECT_EQ(found.full_text, added.entry.full_text);
  EXPECT_TRUE(found.html);
  EXPECT_TRUE(found.unverified);
  EXPECT_EQ(found.mail, key);
  ASSERT_EQ(found.attachments.size(), 1U);
  EXPECT_EQ(found.attachments[0].filename, "영수증.pdf");
  EXPECT_EQ(found.attachments[0].content_id, "cid1");
  EXPECT_EQ(found.attachments[0].mail, key);
  EXPECT_EQ(found.attachments[0].index, 2);
}

TEST_P(StoreConformance, OnlyWhatTheRequesterSeesIsAnInteraction) {
  auto seen = entry(1, 1, "");
  seen.interaction = true;
  apply({create(1), seen, entry(2, 1, "")});
  const auto found = ticket(1).ticket;
  EXPECT_EQ(found.interactions, 1);
  EXPECT_EQ(found.last_interaction, noon + 1min);
  EXPECT_EQ(found.updated_at, noon + 2min);
}

TEST_P(StoreConformance, AResolutionLastsUntilTheTicketIsReopened) {
  apply({create(1),
         change::SetState{{1}, core::State::resolved, core::Resolution{true, "spam"}, false, noon + 1h}});
  EXPECT_EQ(ticket(1).ticket.resolution, (core::Resolution{true, "spam"}));
  EXPECT_EQ(ticket(1).ticket.resolved_at, noon + 1h);

  apply({change::SetState{{1}, core::State::closed, {}, false, noon + 2h}});
  EXPECT_EQ(ticket(1).ticket.resolution, (core::Resolution{true, "spam"}));
  EXPECT_EQ(ticket(1).ticket.resolved_at, noon + 1h);

  apply({change::SetState{{1}, core::State::open, {}, true, noon + 3h}});
  EXPECT_FALSE(ticket(1).ticket.resolution.has_value());
  EXPECT_FALSE(ticket(1).ticket.resolved_at.has_value());
  EXPECT_EQ(ticket(1).ticket.reopened, 1);
}

TEST_P(StoreConformance, TheClocksOfATicketComeBackAsTheyWereSet) {
  core::Clocks clocks;
  clocks.answered_at = noon;
  clocks.policy = "gold";
  clocks.sla = {{.target = core::SlaTarget::resolution,
                 .allowed = 8h,
                 .used = 90s,
                 .running_since = noon + 1h,
                 .warned = true,
                 .escalated = 2}};
  clocks.acted = {"remind"};
  clocks.assign_by = {"sticky", "round_robin"};
  clocks.chain = 3;
  clocks.wake_at = noon + 2h;
  apply({create(1), change::SetClocks{{1}, clocks}});
  EXPECT_EQ(ticket(1).ticket.clocks, clocks);
}

TEST_P(StoreConformance, TicketsAreDueInTheOrderOfTheirClocks) {
  const auto wakes = [](std::optional<core::Time> at) {
    core::Clocks clocks;
    clocks.wake_at = at;
    return clocks;
  };
  apply({create(1), create(2), create(3), create(4), change::SetClocks{{1}, wakes(noon + 2h)},
         change::SetClocks{{2}, wakes(noon + 1h)}, change::SetClocks{{3}, wakes(noon + 3h)},
         change::SetClocks{{4}, wakes(std::nullopt)}});
  using Ids = std::vector<core::TicketId>;
  EXPECT_EQ(must(reader()->due_tickets(noon + 59min, 10)), Ids{});
  EXPECT_EQ(must(reader()->due_tickets(noon + 2h, 10)), (Ids{{2}, {1}}));
  EXPECT_EQ(must(reader()->due_tickets(noon + 9h, 2)), (Ids{{2}, {1}}));
  apply({change::SetClocks{{2}, wakes(std::nullopt)}});
  EXPECT_EQ(must(reader()->due_tickets(noon + 9h, 10)), (Ids{{1}, {3}}));
}

TEST_P(StoreConformance, EachFieldChangesAloneAndEventsTellOfIt) {
  apply({create(1), change::SetAssignee{{1}, "kim", "cs"}, change::SetGroup{{1}, "cs"},
         change::SetPriority{{1}, core::Priority::low}, change::SetReplyTo{{1}, "kim@home.example.com"},
         change::AddTag{{1}, "a"}, change::AddTag{{1}, "b"}, change::AddTag{{1}, "b"},
         change::RemoveTag{{1}, "a"},
         change::AddParticipant{{1}, {{"", "lee@example.com"}, core::Role::cc, noon}},
         change::RecordEvent{{{1}, noon + 1h, core::EventKind::assigned, "", "kim", "rule:turns"}},
         change::RecordEvent{{{1}, noon, core::EventKind::tag, "", "b", "system"}}});
  const auto view = ticket(1);
  EXPECT_EQ(view.ticket.assignee, "kim");
  EXPECT_EQ(view.ticket.group, "cs");
  EXPECT_EQ(view.ticket.priority, core::Priority::low);
  EXPECT_EQ(view.ticket.reply_to, "kim@home.example.com");
  EXPECT_EQ(view.ticket.tags, std::vector<std::string>{"b"});
  EXPECT_EQ(view.ticket.participants.size(), 1U);
  EXPECT_EQ(view.ticket.updated_at, noon + 1h);
  ASSERT_EQ(view.events.size(), 2U);
  EXPECT_EQ(view.events[0].kind, core::EventKind::assigned);
  EXPECT_EQ(view.events[0].to, "kim");
  EXPECT_EQ(view.events[0].by, "rule:turns");
}

TEST_P(StoreConformance, ANewTicketIsTheSameWhetherItsChangesComeTogetherOrOneByOne) {
  const auto changes_of = [](std::int64_t id) {
    change::SetClocks clocks{{id}, {}};
    clocks.clocks.waiting_since = noon;
    clocks.clocks.wake_at = noon + 4h;
    auto shown = entry(id, id, "");
    shown.entry.created_at = noon + 1min;
    shown.interaction = true;
    auto note = entry(id + 100, id, "");
    note.entry.created_at = noon + 2min;
    note.interaction = false;
    return core::Changes{
        create(id),
        change::RecordEvent{{{id}, noon + 3min, core::EventKind::created, "", "open", "system"}},
        shown,
        change::SetAssignee{{id}, "lee", "cs"},
        note,
        change::SetAssignee{{id}, "kim", "cs"},
        change::SetState{{id}, core::State::pending, {}, false, noon},
        clocks};
  };
  apply(changes_of(1));
  for (const auto& change : changes_of(2)) apply({change});
  const auto seen = [&](std::int64_t id) {
    const auto one = ticket(id).ticket;
    return std::tuple(one.assignee, one.state, one.interactions, one.updated_at, one.last_interaction,
                      one.clocks);
  };
  const auto [assignee, state, interactions, updated_at, last_interaction, clocks] = seen(1);
  EXPECT_EQ(assignee, "kim");
  EXPECT_EQ(interactions, 1);
  EXPECT_EQ(updated_at, noon + 3min);
  EXPECT_EQ(last_interaction, noon + 1min);
  EXPECT_EQ(seen(1), seen(2));
  EXPECT_EQ(evidence(asking_for({})).desk.open_tickets, (std::map<std::string, int>{{"kim", 2}}));
  EXPECT_EQ(must(reader()->due_tickets(noon + 4h, 10)).size(), 2U);
}

TEST_P(StoreConformance, AChangeOfATicketThatIsNotThereIsRefused) {
  const core::Changes changes[] = {{change::SetPriority{{9}, core::Priority::low}},
                                   {change::SetState{{9}, core::State::open, {}, false, noon}},
                                   {change::SetAssignee{{9}, "kim", ""}},
                                   {change::AddTag{{9}, "x"}},
                                   {change::AddLink{{9}, {core::LinkKind::follow_up_of, {1}}}},
                                   {change::LearnAlias{"a@x.example", {9}}},
                                   {entry(1, 9, "")},
                                   {letter(1, 9, "")},
                                   {change::MoveEntries{{9}, {8}}}};
  for (const auto& one : changes)
    write([&](Txn& txn) { EXPECT_FALSE(txn.apply(one)) << one.front().index(); });
  EXPECT_TRUE(must(reader()->tickets({})).empty());
}

TEST_P(StoreConformance, MergingMovesEntriesForwardsAndMailsOfOurs) {
  auto moved = entry(1, 1, "a@x.example");
  moved.interaction = true;
  auto sent = letter(1, 1, "ours@desk.example.com");
  sent.item.entry = core::EntryId{1};
  apply({create(1), create(2), moved, entry(2, 2, "b@x.example"), sent,
         change::AddForward{{{1}, {1}, "kim", {}, noon}}, change::MoveEntries{{1}, {2}}});
  EXPECT_TRUE(ticket(1).entries.empty());
  const auto kept = ticket(2);
  ASSERT_EQ(kept.entries.size(), 2U);
  EXPECT_EQ(kept.entries[0].sent_to.size(), 1U);
  EXPECT_EQ(kept.ticket.interactions, 1);
  auto query = asking_for({});
  query.tickets = {{2}};
  EXPECT_EQ(evidence(query).tickets.at({2}).forwards.size(), 1U);
}

TEST_P(StoreConformance, AnErasedTicketTakesAllThatHangsOnItAndNothingElse) {
  auto linked = ticket_value(2);
  linked.links = {{core::LinkKind::follow_up_of, {1}}};
  auto sent = letter(1, 1, "ours@desk.example.com");
  apply({create(1), change::CreateTicket{linked}, entry(1, 1, "a@x.example"), entry(2, 2, "b@x.example"),
         sent, letter(2, 2, "other@desk.example.com"), change::AddForward{{{1}, {1}, "kim", {}, noon}}});
  apply({change::EraseTicket{{1}}});

  reopen();
  EXPECT_FALSE(must(reader()->ticket({1})).has_value());
  const auto kept = ticket(2);
  EXPECT_EQ(kept.entries.size(), 1U);
  EXPECT_TRUE(kept.ticket.links.empty());
  const auto waiting = must(reader()->queue({}));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().ticket, core::TicketId{2});
}

TEST_P(StoreConformance, AMergeTakenBackLeavesWhatWasThereBefore) {
  auto moved = entry(1, 1, "a@x.example");
  moved.interaction = true;
  auto kept = entry(2, 2, "b@x.example");
  kept.interaction = true;
  auto sent = letter(1, 1, "ours@desk.example.com");
  sent.item.entry = core::EntryId{1};
  const core::Link merged{core::LinkKind::merged_into, {2}};
  apply({create(1), create(2), moved, kept, sent, change::AddForward{{{1}, {1}, "kim", {}, noon}},
         change::AddParticipant{{2}, {{"", "lee@example.com"}, core::Role::cc, noon}},
         change::MoveEntries{{1}, {2}}, change::AddLink{{1}, merged}});
  apply({change::MoveEntriesBack{{2}, {1}}, change::RemoveLink{{1}, merged},
         change::RemoveParticipant{{2}, "LEE@example.com"}});
  ASSERT_EQ(ticket(1).entries.size(), 1U);
  EXPECT_EQ(ticket(1).entries[0].sent_to.size(), 1U);
  EXPECT_EQ(ticket(1).ticket.interactions, 1);
  EXPECT_TRUE(ticket(1).ticket.links.empty());
  EXPECT_EQ(ticket(2).entries.size(), 1U);
  EXPECT_EQ(ticket(2).ticket.interactions, 1);
  EXPECT_TRUE(ticket(2).ticket.participants.empty());
  auto query = asking_for({});
  query.tickets = {{1}, {2}};
  const auto seen = evidence(query);
  EXPECT_EQ(seen.tickets.at({1}).forwards.size(), 1U);
  EXPECT_EQ(seen.tickets.at({2}).forwards.size(), 0U);
}

TEST_P(StoreConformance, TicketsAreListedByWhatIsAsked) {
  auto second = ticket_value(2, core::State::resolved);
  second.assignee = "kim";
  second.group = "cs";
  second.channel = "web";
  second.priority = core::Priority::high;
  second.requester = {"", "Lee@example.com"};
  second.tags = {"vip"};
  second.mailbox = "sales";
  apply({create(1), change::CreateTicket{second}, create(3)});

  const auto ids = [&](const TicketQuery& query) {
    std::vector<std::int64_t> found;
    for (const auto& one : must(reader()->tickets(query))) found.push_back(one.id.value);
    return found;
  };
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids({}), (Ids{1, 2, 3}));
  EXPECT_EQ(ids({.states = {core::State::resolved, core::State::closed}}), Ids{2});
  EXPECT_EQ(ids({.assigned = true}), Ids{2});
  EXPECT_EQ(ids({.assigned = false}), (Ids{1, 3}));
  EXPECT_EQ(ids({.assignee = "kim"}), Ids{2});
  EXPECT_EQ(ids({.group = "cs"}), Ids{2});
  EXPECT_EQ(ids({.mailbox = "sales"}), Ids{2});
  EXPECT_EQ(ids({.requester = "lee@EXAMPLE.com"}), Ids{2});
  EXPECT_EQ(ids({.tag = "vip"}), Ids{2});
  EXPECT_EQ(ids({.channel = "web"}), Ids{2});
  EXPECT_EQ(ids({.priority = core::Priority::high}), Ids{2});
  EXPECT_EQ(ids({.after = core::TicketId{1}, .limit = 1}), Ids{2});
  EXPECT_EQ(ids({.states = {core::State::open}, .assignee = "kim"}), Ids{});
}

TEST_P(StoreConformance, ATransactionFindsTheTicketsAsItHasLeftThem) {
  apply({create(1), create(2)});
  write([&](Txn& txn) {
    must(txn.apply({change::SetAssignee{{2}, "kim", {}}}));
    const auto given = must(txn.tickets({.assigned = true}));
    ASSERT_EQ(given.size(), 1U);
    EXPECT_EQ(given[0].id, core::TicketId{2});
  });
}

TEST_P(StoreConformance, WordsAreFoundInSubjectAndTextsWithoutMeaningOfTheirOwn) {
  auto korean = ticket_value(2);
  korean.subject = "환불 문의";
  auto percent = entry(1, 1, "");
  percent.entry.text = "100% of it";
  percent.entry.full_text = "100% of it\n> quoted_history";
  apply({create(1), change::CreateTicket{korean}, percent});
  const auto count = [&](std::vector<std::string> words) {
    return must(reader()->tickets({.words = std::move(words)})).size();
  };
  EXPECT_EQ(count({"PRINTER"}), 1U);
  EXPECT_EQ(count({"문의"}), 1U);
  EXPECT_EQ(count({"100%"}), 1U);
  EXPECT_EQ(count({"quoted_history"}), 1U);
  EXPECT_EQ(count({"quotedXhistory"}), 0U);
  EXPECT_EQ(count({"100"}), 1U);
  EXPECT_EQ(count({"%"}), 0U) << "no letter, nothing to look for";
  EXPECT_EQ(count({""}), 0U);
  EXPECT_EQ(count({"' OR 1=1 --"}), 0U);
  EXPECT_EQ(count({"printer", "문의"}), 0U);
}

TEST_P(StoreConformance, WordsOfNotesAreFoundApartFromWhatCustomersRead) {
  auto note = entry(2, 1, "");
  note.entry.visibility = core::Visibility::private_;
  note.entry.text = "블랙리스트 고객";
  apply({create(1), entry(1, 1, ""), note});
  const auto count = [&](std::string word, std::optional<core::Visibility> where) {
    return must(reader()->tickets({.words = {std::move(word)}, .words_in = where})).size();
  };
  EXPECT_EQ(count("블랙리스트", std::nullopt), 1U);
  EXPECT_EQ(count("블랙리스트", core::Visibility::private_), 1U);
  EXPECT_EQ(count("블랙리스트", core::Visibility::public_), 0U);
  EXPECT_EQ(count("burns", core::Visibility::public_), 1U);
  EXPECT_EQ(count("burns", core::Visibility::private_), 0U);
  EXPECT_EQ(count("printer", core::Visibility::public_), 1U);
  EXPECT_EQ(count("printer", core::Visibility::private_), 0U) << "the subject is no secret";
}

TEST_P(StoreConformance, AReaderSeesOneMoment) {
  apply({create(1)});
  auto before = reader();
  EXPECT_EQ(must(before->tickets({})).size(), 1U);
  apply({create(2)});
  EXPECT_EQ(must(before->tickets({})).size(), 1U);
  EXPECT_EQ(must(reader()->tickets({})).size(), 2U);
}

TEST_P(StoreConformance, ASecondTransactionWaitsItsTurn) {
  const auto first = must(store_->begin());
  const auto second = store_->begin();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, core::ErrorKind::store_busy);
}

}  // namespace ticketd::store
