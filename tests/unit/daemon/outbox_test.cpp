// The outbox with its threads, the in-memory store, and next hops that answer from a script.
#include "daemon/outbox/outbox.h"

#include "config/load.h"
#include "crypto/digest.h"
#include "daemon/outbox/routes.h"
#include "daemon/token_seal.h"
#include "store/open.h"
#include "tests/conformance/values.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <thread>
#include <utility>

namespace ticketd::daemon {
namespace {

using core::ErrorKind;
using core::SendState;
using store::create;

/// Queued just now: the five days have not begun.
core::change::Enqueue letter(std::int64_t id, std::int64_t ticket, std::string message_id) {
  auto queued = store::letter(id, ticket, std::move(message_id));
  queued.item.created_at = queued.item.queued_at = queued.item.next_at = Clock{}.now();
  return queued;
}

/// What a next hop answers to a mail; it keeps what it saw.
struct NextHop {
  std::mutex mutex;
  std::vector<std::string> seen;  ///< recipients
  std::vector<std::size_t> sizes;
  std::shared_ptr<std::atomic<int>> left = std::make_shared<std::atomic<int>>(0);  ///< senders that are gone
  std::function<Result<SentInfo>(const OutgoingMail&)> answer = [](const OutgoingMail&) {
    return Result<SentInfo>(SentInfo{"250 ok"});
  };
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return seen.size();
  }
};

class ScriptedSender final : public MailSender {
 public:
  explicit ScriptedSender(NextHop& hop) : hop_(hop), left_(hop.left) {}
  ~ScriptedSender() override { ++*left_; }
  std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails,
                                     const std::stop_token& stop) override {
    std::vector<Result<SentInfo>> answers;
    const std::lock_guard lock(hop_.mutex);
    for (const auto& mail : mails) {
      if (!answers.empty() && stop.stop_requested()) break;
      hop_.seen.push_back(mail.recipient);
      answers.push_back(hop_.answer(mail));
    }
    hop_.sizes.push_back(mails.size());
    return answers;
  }

 private:
  NextHop& hop_;
  const std::shared_ptr<std::atomic<int>> left_;
};

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() : store_(std::move(store::open_store("memory:", "/").value())) {
    auto desk = config::parse_desk(R"(
[[mailbox]]
name = "support"
address = "support@desk.example.com"
[[mailbox]]
name = "sales"
address = "sales@shop.example"
[[agent]]
name = "kim"
email = "kim@corp.example"
)",
                                   "/desk.toml");
    if (!desk) throw std::runtime_error(desk.error().detail);
    current_ = std::make_unique<Current>(std::make_shared<const Standing>(
        Standing{std::move(*desk), core::Settings{}, make_seal({TokenKey{1, crypto::sha256("key")}}),
                 templates::shipped_templates().value()}));
    writer_ = std::make_unique<store::Writer>(*store_);
  }
  ~OutboxTest() override {
    if (outbox_) outbox_->stop();
    writer_.reset();
  }

  Dispatcher::Route route(NextHop& hop, store::Senders senders = store::any_sender) {
    Dispatcher::Route one{.name = "default", .senders = std::move(senders)};
    one.threads.push_back(std::make_unique<ScriptedSender>(hop));
    return one;
  }
  void open(std::vector<Dispatcher::Route> routes) {
    outbox_ = std::make_unique<Outbox>(*store_, *writer_, *current_, clock_, std::move(routes));
    ASSERT_TRUE(outbox_->start());
  }
  void open(NextHop& hop) {
    std::vector<Dispatcher::Route> routes;
    routes.push_back(route(hop));
    open(std::move(routes));
  }
  void apply(core::Changes changes) {
    const auto done = writer_->run([&](store::Txn& txn) { return txn.apply(changes); });
    ASSERT_TRUE(done) << done.error().detail;
    if (outbox_) outbox_->wake();
  }
  core::OutboxItem item(std::int64_t id) {
    return writer_->run([&](store::Txn& txn) { return txn.letter({id}); }).value().value();
  }
  void wait_until(const std::function<bool()>& reached) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!reached()) {
      if (outbox_ && std::chrono::steady_clock::now() > until)
        outbox_->stop();  // what it sends to goes with the test
      ASSERT_LT(std::chrono::steady_clock::now(), until);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  void wait_for(std::int64_t id, SendState state) {
    wait_until([&] { return item(id).state == state; });
  }
  std::vector<core::OutboxItem> letters_to(const std::string& address) {
    std::vector<core::OutboxItem> found;
    auto all = store_->reader().value()->queue(
        {.states = {SendState::queued, SendState::sending, SendState::sent, SendState::held},
         .ticket = {},
         .limit = {}});
    for (auto& one : *all)
      if (one.letter.to.address == address) found.push_back(std::move(one));
    return found;
  }

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Current> current_;
  std::unique_ptr<store::Writer> writer_;
  Clock clock_;
  std::unique_ptr<Outbox> outbox_;
};

core::change::Enqueue from_sales(std::int64_t id) {
  auto one = letter(id, 1, std::to_string(id) + "@desk.example.com");
  one.item.letter.from.address = "sales@shop.example";
  return one;
}

}  // namespace

TEST_F(OutboxTest, WhatRestsIsPutOffWithoutATryAndFailsWhenItsTimeIsOver) {
  NextHop hop;
  std::atomic<int> of_sales = 0;
  hop.answer = [&](const OutgoingMail& mail) -> Result<SentInfo> {
    of_sales += mail.bytes.find("sales@shop.example") != std::string::npos;
    return SentInfo{"250 ok"};
  };
  std::vector<Dispatcher::Route> routes;
  routes.push_back(route(hop));
  const auto later = clock_.now() + std::chrono::hours(1);
  routes[0].rests_until = [later](std::string_view sender, core::Time) {
    return sender == "sales@shop.example" ? std::optional(later) : std::nullopt;
  };
  auto old = from_sales(3);
  old.item.queued_at -= std::chrono::days(6);
  open(std::move(routes));
  apply({create(1), letter(1, 1, "1@desk.example.com"), from_sales(2), old});
  wait_for(1, SendState::sent);
  wait_for(3, SendState::failed);
  wait_until([&] { return item(2).next_at == later; });
  EXPECT_EQ(item(2).state, SendState::queued);
  EXPECT_EQ(item(2).attempts, 0);
  EXPECT_EQ(of_sales, 0);
}

TEST_F(OutboxTest, ARouteThatIsReplacedTakesLeaveOfItsNextHop) {
  NextHop before, after;
  open(before);
  std::vector<Dispatcher::Route> routes;
  routes.push_back(route(after));
  outbox_->replace(std::move(routes));
  wait_until([&] { return *before.left == 1; });
  EXPECT_EQ(*after.left, 0);
}

TEST_F(OutboxTest, AMailWhoseOutcomeCannotBeWrittenDownIsHeldOrNotTriedAgain) {
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  DeliveryLedger ledger(*writer_, *current_, clock_, [] {});
  const auto tried = [&](core::OutboxItem of) {
    DeliveryLedger::Rows rows;
    rows.push_back({std::move(of), {.change = {.outbox = {99}, .state = SendState::sent}}});
    ledger.record(std::move(rows));  // no mail of ours has this number
  };
  tried(item(1));
  wait_until([&] {
    ledger.record_again();
    return item(1).state == SendState::held;
  });
  EXPECT_FALSE(ledger.is_given_up({1}));

  tried(letter(98, 1, "98@desk.example.com").item);
  wait_until([&] {
    ledger.record_again();
    return ledger.is_given_up({98});
  });
  writer_.reset();  // before what it tells
}

TEST_F(OutboxTest, NewsOfOneRouteLeavesByAnotherAtOnce) {
  NextHop good, bad;
  bad.answer = [](const OutgoingMail&) -> Result<SentInfo> {
    return fail(ErrorKind::remote_permanent, "550 no");
  };
  const auto from_shop = [](std::string_view sender) { return sender == "sales@shop.example"; };
  std::vector<Dispatcher::Route> routes;
  routes.push_back(route(bad, from_shop));
  routes.push_back(route(good, [=](std::string_view sender) { return !from_shop(sender); }));
  open(std::move(routes));
  const auto begun = std::chrono::steady_clock::now();
  apply({create(1), from_sales(1)});
  wait_for(1, SendState::failed);
  wait_until([&] { return good.count() == 1; });  // kim is told by the support address
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(15)) << "not with the next look";
}

TEST_F(OutboxTest, EachMailOfAQueueGoesOutOnceAndManyTogether) {
  core::Changes changes{create(1)};
  for (int id = 1; id <= 500; ++id)
    changes.emplace_back(letter(id, 1, std::to_string(id) + "@desk.example.com"));
  apply(changes);
  NextHop hop;
  open(hop);
  wait_until([&] { return store_->reader().value()->backlog(clock_.now()).value().due_outbox == 0; });
  EXPECT_EQ(hop.count(), 500U);
  EXPECT_GT(*std::max_element(hop.sizes.begin(), hop.sizes.end()), 16U);
  EXPECT_EQ(item(1).state, SendState::sent);
  EXPECT_EQ(item(500).state, SendState::sent);
}

TEST_F(OutboxTest, ARefusedAccountRestsAndItsMailsWaitWithoutATry) {
  NextHop hop;
  std::atomic<bool> mended{false};
  hop.answer = [&](const OutgoingMail&) -> Result<SentInfo> {
    if (!mended) return fail(ErrorKind::credentials, "535 5.7.8 wrong password");
    return SentInfo{"250 ok"};
  };
  open(hop);
  apply({create(1), letter(1, 1, "1@desk.example.com")});
  wait_until([&] { return !item(1).last_error.empty(); });
  apply({letter(2, 1, "2@desk.example.com")});
  wait_until([&] { return !item(2).last_error.empty(); });
  EXPECT_EQ(hop.count(), 1U) << "the second was not even tried";
  EXPECT_EQ(item(1).attempts, 0);
  EXPECT_EQ(item(2).state, SendState::queued);

  mended = true;
  outbox_->try_now();  // before the mail is due, or it might be claimed while the account still rests
  apply({core::change::Requeue{{1}, clock_.now()}});
  wait_for(1, SendState::sent);
}

TEST_F(OutboxTest, ARouteThatIsRefusedDoesNotHoldTheOthersUp) {
  NextHop ours, theirs;
  ours.answer = [](const OutgoingMail&) -> Result<SentInfo> {
    return fail(ErrorKind::credentials, "535 no");
  };
  const Routes routes({{.mailboxes = {"sales"}, .domains = {}}}, *current_);
  std::vector<Dispatcher::Route> all;
  all.push_back(route(theirs, routes.senders_of(0)));
  all.push_back(route(ours, routes.senders_of(1)));
  open(std::move(all));
  apply({create(1), letter(1, 1, "1@desk.example.com"), from_sales(2)});
  wait_for(2, SendState::sent);
  wait_until([&] { return !item(1).last_error.empty(); });
  EXPECT_EQ(theirs.count(), 1U);
  EXPECT_EQ(item(1).state, SendState::queued);
}

TEST_F(OutboxTest, ASlowNextHopHoldsUpNobodyElsesMails) {
  std::atomic<bool> go_on = false;
  std::atomic<int> at_sales = 0, most_at_sales = 0;
  struct SlowSales final : MailSender {
    std::atomic<bool>& go_on;
    std::atomic<int>&here, &most;
    SlowSales(std::atomic<bool>& g, std::atomic<int>& h, std::atomic<int>& m) : go_on(g), here(h), most(m) {}
    std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> mails, const std::stop_token&) override {
      if (mails.front().bytes.find("sales@shop.example") != std::string::npos) {
        most = std::max(most.load(), ++here);
        while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        --here;
      }
      return std::vector<Result<SentInfo>>(mails.size(), SentInfo{"250 ok"});
    }
  };
  Dispatcher::Route two{.name = "calls", .senders = store::any_sender};
  for (int i = 0; i < 2; ++i)
    two.threads.push_back(std::make_unique<SlowSales>(go_on, at_sales, most_at_sales));
  two.hops = [] { return Hops{{"sales@shop.example", "shop"}}; };
  core::Changes changes{create(1)};
  for (std::int64_t id = 1; id <= 20; ++id) changes.emplace_back(from_sales(id));
  for (std::int64_t id = 21; id <= 24; ++id)
    changes.emplace_back(letter(id, 1, std::to_string(id) + "@desk.example.com"));
  apply(changes);
  std::vector<Dispatcher::Route> routes;
  routes.push_back(std::move(two));
  open(std::move(routes));
  for (std::int64_t id = 21; id <= 24; ++id) wait_for(id, SendState::sent);
  EXPECT_EQ(item(20).state, SendState::queued) << "the second thread did not wait at the slow one, too";
  go_on = true;
  for (std::int64_t id = 1; id <= 20; ++id) wait_for(id, SendState::sent);
  EXPECT_EQ(most_at_sales, 1);
}

TEST_F(OutboxTest, AMailboxGoesBeforeItsDomainAndEverythingElseTheDefaultWay) {
  const Routes routes(
      {{.mailboxes = {}, .domains = {"Shop.example"}}, {.mailboxes = {"sales"}, .domains = {}}}, *current_);
  EXPECT_EQ(routes.of("sales@shop.example"), 1U);
  EXPECT_EQ(routes.of("other@shop.example"), 0U);
  EXPECT_EQ(routes.of("support@desk.example.com"), 2U);
}

TEST_F(OutboxTest, AMailToAMarkedAddressWaitsForAPersonAndGoesWhenAsked) {
  NextHop hop;
  open(hop);
  auto waiting = letter(1, 1, "1@desk.example.com");
  apply(
      {create(1), core::change::SetAssignee{{1}, "kim", {}},
       core::change::SetAddressState{{"kim@example.com", 1, store::noon, store::noon, "user_unknown 5.1.1"}},
       waiting});
  wait_for(1, SendState::held);
  EXPECT_EQ(item(1).last_error, "the address is marked: user_unknown 5.1.1");
  wait_until([&] { return letters_to("kim@corp.example").size() == 1; });
  EXPECT_EQ(letters_to("kim@corp.example")[0].letter.kind, core::LetterKind::delivery_held);

  apply({core::change::Requeue{{1}, clock_.now()}});
  wait_for(1, SendState::sent);
}

TEST_F(OutboxTest, ALetterWhoseAttachmentIsGoneWaitsForAPerson) {
  NextHop hop;
  open(hop);
  auto with_file = letter(1, 1, "1@desk.example.com");
  with_file.item.letter.attachments = {
      {"계약서.pdf", "application/pdf", 3, "00", std::nullopt, "attachment", {77}, 0}};
  apply({create(1), core::change::SetAssignee{{1}, "kim", {}}, with_file});
  wait_for(1, SendState::held);
  EXPECT_EQ(item(1).last_error, "the attachment \"계약서.pdf\" is no longer there");
  wait_until([&] { return letters_to("kim@corp.example").size() == 1; });
  for (const auto& recipient : hop.seen) EXPECT_NE(recipient, "kim@example.com");
}

TEST_F(OutboxTest, WhenRoutesChangeTheMailAtTheOldNextHopIsFinishedThereAndTheOthersLeaveByTheNew) {
  NextHop old_hop, new_hop;
  std::promise<void> begun, may_end;
  old_hop.answer = [&](const OutgoingMail&) -> Result<SentInfo> {
    begun.set_value();
    may_end.get_future().wait();
    return SentInfo{"250 ok"};
  };
  core::Changes letters{create(1)};
  for (int id = 1; id <= 3; ++id)
    letters.emplace_back(letter(id, 1, std::to_string(id) + "@desk.example.com"));
  apply(letters);
  open(old_hop);  // claims all three
  begun.get_future().wait();

  std::vector<Dispatcher::Route> routes;
  routes.push_back(route(new_hop));
  outbox_->replace(std::move(routes));
  apply({letter(4, 1, "4@desk.example.com")});
  wait_for(4, SendState::sent);
  EXPECT_EQ(item(1).state, SendState::sending) << "the old next hop still has it";
  EXPECT_EQ(new_hop.count(), 1U) << "and what it claimed besides is not sent by two";

  may_end.set_value();
  for (int id = 1; id <= 3; ++id) wait_for(id, SendState::sent);
  EXPECT_EQ(old_hop.count(), 1U);
  EXPECT_EQ(new_hop.count(), 3U);
}

TEST_F(OutboxTest, WhatARouteHadClaimedWhenItEndedIsDueAgain) {
  NextHop hop;
  std::promise<void> begun, may_end;
  hop.answer = [&](const OutgoingMail&) -> Result<SentInfo> {
    begun.set_value();
    may_end.get_future().wait();
    return SentInfo{"250 ok"};
  };
  apply({create(1), letter(1, 1, "1@desk.example.com"), letter(2, 1, "2@desk.example.com")});
  open(hop);
  begun.get_future().wait();
  outbox_->replace({});
  may_end.set_value();
  outbox_->stop();
  wait_for(1, SendState::sent);
  wait_for(2, SendState::queued);
  EXPECT_EQ(item(2).attempts, 0);
  EXPECT_EQ(hop.count(), 1U);
}

TEST_F(OutboxTest, EachRecipientHasAnAnswerOfItsOwn) {
  NextHop hop;
  hop.answer = [](const OutgoingMail& mail) -> Result<SentInfo> {
    if (mail.recipient == "gone@example.com") return fail(ErrorKind::unknown_recipient, "550 5.1.1 nobody");
    if (mail.recipient == "busy@example.com") return fail(ErrorKind::remote_temporary, "451 4.2.0 later");
    return SentInfo{"250 ok"};
  };
  core::Changes changes{create(1)};
  int id = 0;
  for (const auto* to : {"fine@example.com", "gone@example.com", "busy@example.com"}) {
    ++id;
    auto one = letter(id, 1, std::to_string(id) + "@desk.example.com");
    one.item.letter.to.address = to;
    changes.emplace_back(one);
  }
  apply(changes);
  open(hop);
  wait_for(1, SendState::sent);
  wait_for(2, SendState::failed);
  wait_until([&] { return item(3).attempts == 1; });
  EXPECT_EQ(item(3).state, SendState::queued);
  EXPECT_TRUE(store_->reader().value()->address("gone@example.com").value()->marked_at);
}

}  // namespace ticketd::daemon
