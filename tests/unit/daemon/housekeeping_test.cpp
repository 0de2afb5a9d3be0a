// What is done to the store between the writer's transactions, over a store that has its troubles.
#include "daemon/housekeeping.h"

#include "store/open.h"

#include <gmock/gmock.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::daemon {

using testing::ElementsAre;

namespace {

/// As the one in memory; what it puts off and how an erasure ends is said by the test.
class TroubledStore final : public store::Store, public store::Upkeep {
 public:
  Result<std::unique_ptr<store::Txn>> begin() override { return kept_->begin(); }
  Result<std::unique_ptr<store::Reader>> reader() override { return kept_->reader(); }
  Result<std::unique_ptr<store::IncomingBytes>> take_bytes() override { return kept_->take_bytes(); }
  Result<> checkpoint() override { return {}; }
  bool log_has_grown() const override { return false; }
  Result<bool> catch_up() override {
    if (portions == 0) return false;
    --portions;
    between();
    return true;
  }
  bool is_behind() const override { return false; }
  Result<> back_up(const std::filesystem::path& file, std::stop_token stop) override {
    return kept_->back_up(file, std::move(stop));
  }
  Result<std::vector<std::string>> verify(std::stop_token stop) override {
    return kept_->verify(std::move(stop));
  }

  std::string engine() const override { return "troubled"; }
  Result<store::Census> census(core::Time now) override { return store::upkeep_of(*kept_).census(now); }
  Result<std::vector<crypto::Digest>> orphans(std::filesystem::file_time_type) override {
    return std::vector<crypto::Digest>{};
  }
  Result<std::shared_ptr<const store::Sought>> seek(const core::ErasedPerson& person) override {
    return store::upkeep_of(*kept_).seek(person);
  }
  Result<store::Swept> sweep(const std::vector<crypto::Digest>&) override { return store::Swept{}; }
  Result<> erase(const store::Sought&, const core::Changes&) override { return erased; }

  int portions = 0;
  std::function<void()> between = [] {};
  Result<> erased;

 private:
  std::unique_ptr<store::Store> kept_ = std::move(store::open_store("memory:", "/").value());
};

}  // namespace

TEST(Housekeeping, AnErasureWhoseCommitIsLostStopsTheWriter) {
  TroubledStore store;
  store.erased = fail(core::ErrorKind::store_down, "fsync: input/output error");
  store::Writer writer(store);
  Housekeeping housekeeping(store, writer);
  std::promise<Result<>> told;
  housekeeping.erase({{"park@customer.example"}, "person-1"}, {},
                     [&](Result<> outcome) { told.set_value(std::move(outcome)); });
  EXPECT_FALSE(told.get_future().get());
  EXPECT_TRUE(writer.broken());
}

TEST(Housekeeping, AnErasureThatIsRefusedStopsNobody) {
  TroubledStore store;
  store.erased = fail(core::ErrorKind::conflict, "a mail to this person is being sent");
  store::Writer writer(store);
  Housekeeping housekeeping(store, writer);
  std::promise<Result<>> told;
  housekeeping.erase({{"park@customer.example"}, "person-1"}, {},
                     [&](Result<> outcome) { told.set_value(std::move(outcome)); });
  EXPECT_FALSE(told.get_future().get());
  EXPECT_FALSE(writer.broken());
}

TEST(Housekeeping, MailComesBetweenThePortionsOfASweep) {
  TroubledStore store;
  std::vector<std::string> order;  // only the writer's thread, until it has told
  std::promise<void> held, swept;
  {
    store::Writer writer(store);
    Housekeeping housekeeping(store, writer);
    store.between = [&] {
      order.emplace_back("portion");
      writer.submit([](store::Txn&) { return Result<>{}; },
                    [&](const Result<>&) { order.emplace_back("mail"); });
    };
    writer.submit(
        [&store, opened = held.get_future().share()](store::Txn&) {
          opened.wait();
          store.portions = 2;
          return Result<>{};
        },
        [](const Result<>&) {});
    housekeeping.sweep(std::chrono::seconds(0), [&](const Result<store::Swept>&) {
      order.emplace_back("swept");
      swept.set_value();
    });
    held.set_value();  // all is queued: nothing is caught up with in an idle moment
    swept.get_future().wait();
  }
  EXPECT_THAT(order, ElementsAre("portion", "mail", "portion", "mail", "swept"));
}

}  // namespace ticketd::daemon
