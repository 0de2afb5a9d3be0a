#include "store/writer.h"

#include "tests/conformance/store_conformance.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace ticketd::store {
namespace {

/// Holds the writer inside one job until it is opened, so that what comes after gathers.
class Gate {
 public:
  explicit Gate(Writer& writer) {
    std::promise<void> entered;
    auto inside = entered.get_future();
    writer.submit(
        [entered = std::move(entered), opened = opened_.get_future()](Txn&) mutable -> Result<> {
          entered.set_value();
          opened.wait();
          return {};
        },
        [](Result<>) {});
    inside.wait();
  }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> opened_;
};

auto accepting(std::string bytes) {
  return [one = mail(std::move(bytes))](Txn& txn) { return txn.accept(one); };
}

}  // namespace

TEST_P(StoreConformance, AJobIsToldOnlyWhenItIsCommitted) {
  Writer writer(*store_);
  std::promise<bool> seen;
  writer.submit(accepting("hello"), [&](Result<core::Accepted> accepted) {
    seen.set_value(must(reader()->mail(accepted->mail)).has_value());  // from another connection
  });
  EXPECT_TRUE(seen.get_future().get());
}

TEST_P(StoreConformance, WhatGatheredWhileTheWriterWorkedIsAllCommitted) {
  std::atomic<int> told = 0;
  {
    Writer writer(*store_);
    Gate gate(writer);
    for (int i = 0; i < 300; ++i)
      writer.submit(accepting("mail " + std::to_string(i)), [&](Result<core::Accepted> accepted) {
        if (accepted) ++told;
      });
    gate.open();
  }  // drains
  EXPECT_EQ(told, 300);
  reopen();
  EXPECT_EQ(must(reader()->waiting({}, 1000)).size(), 300U);
}

TEST_P(StoreConformance, TheFirstOfACrowdIsAnsweredWhileTheOthersAreStillWritten) {
  int written = 0, written_before_the_first_answer = 0;
  {
    Writer writer(*store_);
    Gate gate(writer);
    for (int i = 0; i < 100; ++i)
      writer.submit(
          [&](Txn&) -> Result<> {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            ++written;
            return {};
          },
          [&](const Result<>&) {
            if (written_before_the_first_answer == 0) written_before_the_first_answer = written;
          });
    gate.open();
  }
  EXPECT_EQ(written, 100);
  EXPECT_LT(written_before_the_first_answer, 100);
}

TEST_P(StoreConformance, WhatSomebodyWaitsForGoesBeforeTheDaemonsOwnWork) {
  std::vector<std::string> order;
  {
    constexpr auto gate_too = std::chrono::hours(1);
    Writer writer(*store_, {.group_time = gate_too, .shortest_group_time = gate_too});
    Gate gate(writer);
    const auto submit = [&](const std::string& name, Urgency urgency) {
      writer.submit([&order, name](Txn&) { return order.push_back(name), Result<>{}; },
                    [](const Result<>&) {}, urgency);
    };
    submit("own work", Urgency::background);
    submit("a peer", Urgency::awaited);
    submit("another peer", Urgency::awaited);
    gate.open();
  }
  EXPECT_EQ(order, (std::vector<std::string>{"a peer", "another peer", "own work"}));
}

TEST_P(StoreConformance, WhoComesDuringTheDaemonsOwnWorkIsCommittedWithIt) {
  std::vector<std::string> order;
  {
    Writer writer(*store_);
    std::promise<void> begun, peer_came;
    writer.submit(
        [&, came = peer_came.get_future().share()](Txn&) -> Result<> {
          begun.set_value();
          came.wait();
          return {};
        },
        [&](const Result<>&) { order.emplace_back("own work is done"); }, Urgency::background);
    begun.get_future().wait();
    writer.submit([&](Txn&) { return order.emplace_back("a peer is served"), Result<>{}; },
                  [](const Result<>&) {});
    peer_came.set_value();
  }
  EXPECT_EQ(order, (std::vector<std::string>{"a peer is served", "own work is done"}));
}

TEST_P(StoreConformance, TheDaemonsOwnWorkGoesOnHoweverManyPeersWait) {
  std::vector<std::string> order;
  {
    Writer writer(*store_, {.group = 10});
    Gate gate(writer);
    const auto submit = [&](const std::string& name, Urgency urgency) {
      writer.submit([&order, name](Txn&) { return order.push_back(name), Result<>{}; },
                    [](const Result<>&) {}, urgency);
    };
    for (int i = 0; i < 40; ++i) submit("a peer", Urgency::awaited);
    for (int i = 0; i < 40; ++i) submit("own work", Urgency::background);
    gate.open();
  }
  const auto last_peer = std::find(order.rbegin(), order.rend(), "a peer").base();
  EXPECT_GE(std::count(order.begin(), last_peer, "own work"), 3);  // one with each group of ten
  EXPECT_EQ(std::count(order.begin(), order.end(), "own work"), 40);
}

/// How many of twenty letters a writer took before the last of forty mails, in groups of ten.
std::int64_t letters_before_the_last_mail(Store& store, std::chrono::milliseconds pause) {
  std::vector<std::string> order;
  {
    Writer writer(store, {.group = 10,
                          .group_time = std::chrono::hours(1),
                          .background_time = std::chrono::hours(1),
                          .leisure_pause = pause});
    Gate gate(writer);
    const auto submit = [&](const std::string& name, Urgency urgency) {
      writer.submit([&order, name](Txn&) { return order.push_back(name), Result<>{}; },
                    [](const Result<>&) {}, urgency);
    };
    for (int i = 0; i < 20; ++i) submit("a letter", Urgency::leisure);
    for (int i = 0; i < 40; ++i) submit("a mail", Urgency::background);
    gate.open();
  }
  EXPECT_EQ(order.size(), 60U);
  const auto last_mail = std::find(order.rbegin(), order.rend(), "a mail").base();
  return std::count(order.begin(), last_mail, "a letter");
}

TEST_P(StoreConformance, WhatMayComeLaterWaitsForTheOtherWork) {
  EXPECT_LE(letters_before_the_last_mail(*store_, std::chrono::hours(1)), 2);
}

TEST_P(StoreConformance, WhatMayComeLaterDoesNotWaitForEver) {
  const auto letters = letters_before_the_last_mail(*store_, std::chrono::milliseconds(0));
  EXPECT_GE(letters, 3);
  EXPECT_LE(letters, 5);
}

TEST_P(StoreConformance, InACrowdOfPeersTheDaemonsOwnWorkGetsALittleTimeAndAllOfItAfterwards) {
  using Clock = std::chrono::steady_clock;
  constexpr int share = 10, own_jobs = 300;
  Clock::duration own_time{}, longest{};
  const auto own_work = [&](Txn&) -> Result<> {
    const auto begun = Clock::now();
    while (Clock::now() - begun < std::chrono::milliseconds(1)) {}
    const auto took = Clock::now() - begun;
    own_time += took;
    longest = std::max(longest, took);
    return {};
  };
  std::atomic<int> own_done = 0;
  Clock::duration crowd_lasted{}, own_time_in_crowd{};
  int own_done_in_crowd = 0;
  {
    Writer writer(*store_, {.crowd = 8, .crowd_time = std::chrono::seconds(1), .crowd_share = share});
    const auto begun = Clock::now();
    for (int round = 0; Clock::now() - begun < std::chrono::milliseconds(400); ++round) {
      Gate gate(writer);
      std::latch answered(20);
      for (int i = 0; i < 20; ++i)
        writer.submit([](Txn&) { return Result<>{}; }, [&](const Result<>&) { answered.count_down(); });
      gate.open();
      answered.wait();
      if (round == 0)
        for (int i = 0; i < own_jobs; ++i)
          writer.submit(
              own_work, [&](const Result<>&) { ++own_done; }, Urgency::background);
    }
    must(writer.run([&](Txn&) {
      crowd_lasted = Clock::now() - begun;
      own_time_in_crowd = own_time;
      return Result<>{};
    }));
    own_done_in_crowd = own_done;
  }
  EXPECT_GT(own_done_in_crowd, 0) << "nobody starves";
  EXPECT_LE(own_time_in_crowd, crowd_lasted / share + longest);
  EXPECT_EQ(own_done, own_jobs);
}

TEST_P(StoreConformance, AJobThatFailsOrThrowsIsRolledBackAlone) {
  std::vector<std::string> outcomes;
  {
    Writer writer(*store_);
    Gate gate(writer);
    const auto note = [&](std::string name) {
      return [&outcomes, name](const Result<core::Accepted>& outcome) {
        outcomes.push_back(name + (outcome ? " ok" : ": " + outcome.error().detail));
      };
    };
    writer.submit(accepting("before"), note("before"));
    writer.submit(
        [](Txn& txn) -> Result<core::Accepted> {
          must(txn.accept(mail("half done")));
          return fail(core::ErrorKind::policy, "thought better of it");
        },
        note("failing"));
    writer.submit(
        [](Txn& txn) -> Result<core::Accepted> {
          must(txn.accept(mail("also half done")));
          throw std::runtime_error("a bug");
        },
        note("throwing"));
    writer.submit(accepting("after"), note("after"));
    gate.open();
  }
  EXPECT_EQ(outcomes, (std::vector<std::string>{"before ok", "failing: thought better of it",
                                                "throwing: a job threw: a bug", "after ok"}));
  reopen();
  const auto kept = must(reader()->waiting({}, 10));
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].incoming.bytes, "before");
  EXPECT_EQ(kept[1].incoming.bytes, "after");
}

TEST_P(StoreConformance, AConflictRunsTheJobAgain) {
  apply({create(1)});
  Writer writer(*store_);
  int runs = 0;
  const auto created = writer.run([&](Txn& txn) -> Result<core::TicketId> {
    const auto id = ++runs == 1 ? std::int64_t{1} : must(txn.evidence(asking_for({}))).fresh.ticket;
    if (const auto applied = txn.apply({create(id)}); !applied) return fail(applied);
    return core::TicketId{id};
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(must(created), core::TicketId{2});
}

TEST_P(StoreConformance, AConflictThatNeverEndsIsGivenUp) {
  apply({create(1)});
  Writer writer(*store_);
  const auto outcome = writer.run([](Txn& txn) { return txn.apply({create(1)}); });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, core::ErrorKind::conflict);
}

TEST_P(StoreConformance, AFullQueueRefusesAtOnce) {
  std::vector<core::ErrorKind> refused;
  Writer writer(*store_, {.queue = 2});
  Gate gate(writer);
  for (int i = 0; i < 4; ++i)
    writer.submit(accepting("mail " + std::to_string(i)), [&](Result<core::Accepted> outcome) {
      if (!outcome) refused.push_back(outcome.error().kind);
    });
  EXPECT_EQ(refused, (std::vector{core::ErrorKind::overloaded, core::ErrorKind::overloaded}));
  gate.open();
}

TEST_P(StoreConformance, WhoListensMayThrowWithoutHarmToTheWriter) {
  std::promise<std::string> trouble;
  Writer writer(*store_, {.on_trouble = [&](const core::Error& error) { trouble.set_value(error.detail); }});
  writer.submit(accepting("a"), [](Result<core::Accepted>) { throw std::runtime_error("listener"); });
  EXPECT_EQ(trouble.get_future().get(), "a job threw: listener");
  EXPECT_TRUE(writer.run(accepting("b")));
}

TEST_P(StoreConformance, TheHeartbeatStopsWhileAJobHangs) {
  Writer writer(*store_);
  Gate gate(writer);
  const auto stuck = writer.heartbeat();
  EXPECT_LE(stuck, std::chrono::steady_clock::now());
  EXPECT_EQ(writer.heartbeat(), stuck);
  gate.open();
  for (int group = 0; group < 2; ++group)  // the first may still share a commit with the job that hung
    must(writer.run([](Txn&) -> Result<> { return {}; }));
  EXPECT_GT(writer.heartbeat(), stuck);
}

}  // namespace ticketd::store
