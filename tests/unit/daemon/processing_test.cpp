#include "daemon/processing.h"

#include "daemon/event_log.h"

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace ticketd::daemon {
namespace {

using std::chrono_literals::operator""s;

store::WaitingMail mail(std::int64_t key, std::size_t bytes = 0) {
  store::WaitingMail waiting{.mail = {key}, .incoming = {}};
  waiting.incoming.bytes.assign(bytes, 'x');
  return waiting;
}

/// A desk whose mails wait for the test to say that they are done, and a store that shows what the test says.
class ProcessingTest : public testing::Test {
 protected:
  ~ProcessingTest() override {
    finish_all();
    processing_.reset();  // before what its threads call
  }

  Processing& begin(Processing::Options options = {.threads = 1}) {
    processing_ = std::make_unique<Processing>(
        options, [this](store::WaitingMail taken, ProcessDone done) { take(taken, std::move(done)); },
        [this](store::WaitingMail taken, const core::Error&, ProcessDone done) {
          take(taken, std::move(done));
        },
        [this](core::MailKey after, std::size_t limit) { return read(after, limit); });
    processing_->start();
    return *processing_;
  }

  void store_shows(std::vector<std::int64_t> keys) {
    const std::lock_guard lock(mutex_);
    stored_ = std::move(keys);
  }
  bool taken(std::vector<std::int64_t> keys) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return taken_.size() >= keys.size(); }) && taken_ == keys;
  }
  void finish_all(const Result<>& outcome = {}) {
    std::vector<ProcessDone> open;
    {
      const std::lock_guard lock(mutex_);
      open.swap(open_);
    }
    for (const auto& done : open) done(outcome);
  }

  std::size_t bytes_of_the_last() {
    const std::lock_guard lock(mutex_);
    return bytes_of_the_last_;
  }

  std::function<void()> while_reading_ = [] {};
  std::unique_ptr<Processing> processing_;

 private:
  void take(const store::WaitingMail& mail, ProcessDone done) {
    const std::lock_guard lock(mutex_);
    taken_.push_back(mail.mail.value);
    bytes_of_the_last_ = mail.incoming.bytes.size();
    open_.push_back(std::move(done));
    changed_.notify_all();
  }
  Result<std::vector<store::WaitingMail>> read(core::MailKey after, std::size_t limit) {
    std::vector<store::WaitingMail> mails;
    {
      const std::lock_guard lock(mutex_);
      for (const auto key : stored_)
        if (key > after.value && mails.size() < limit) mails.push_back(mail(key));
    }
    std::exchange(while_reading_, [] {})();
    return mails;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::int64_t> stored_, taken_;
  std::size_t bytes_of_the_last_ = 0;
  std::vector<ProcessDone> open_;
};

TEST_F(ProcessingTest, TakesAMailOnceThatTheStoreShowsBeforeWeAreTold) {
  store_shows({7});
  auto& processing = begin();
  ASSERT_TRUE(taken({7}));

  processing.add(mail(7));  // its commit was seen before its callback ran
  processing.add(mail(8));

  EXPECT_TRUE(taken({7, 8}));
}

TEST_F(ProcessingTest, TakesAMailOnceThatWasFinishedWhileTheStoreWasRead) {
  store_shows({7});
  auto& processing = begin({.threads = 2});
  ASSERT_TRUE(taken({7}));

  while_reading_ = [this] { finish_all(); };
  store_shows({7, 9});
  processing.look_again();

  EXPECT_TRUE(taken({7, 9}));
}

TEST_F(ProcessingTest, FindsAnOldMailThatIsReleasedWhileTheStoreIsRead) {
  store_shows({5, 9});
  while_reading_ = [this] {
    store_shows({3, 5, 9});
    processing_->look_again();
  };
  begin();

  EXPECT_TRUE(taken({5, 9, 3}));
}

TEST_F(ProcessingTest, CountsWhatWaitsUntilItIsProcessed) {
  store_shows({7});
  auto& processing = begin();
  ASSERT_TRUE(taken({7}));
  processing.add(mail(7));
  processing.add(mail(8));
  EXPECT_EQ(processing.waiting(), 2U);

  finish_all();
  ASSERT_TRUE(taken({7, 8}));
  finish_all();

  EXPECT_EQ(processing.waiting(), 0U);
}

TEST_F(ProcessingTest, ReadsFromTheStoreWhatIsTooMuchToKeep) {
  store_shows({1});
  auto& processing = begin({.threads = 1, .queue_bytes = 100, .under_way = 1});
  ASSERT_TRUE(taken({1}));
  processing.add(mail(2, 150));
  store_shows({2, 3});
  processing.add(mail(3));  // not kept: the store has it

  finish_all();
  ASSERT_TRUE(taken({1, 2}));
  finish_all();

  EXPECT_TRUE(taken({1, 2, 3}));
}

}  // namespace
TEST_F(ProcessingTest, TakesLargeMailsOneByOne) {
  store_shows({1});
  auto& processing = begin({.threads = 2, .under_way_bytes = 100});
  ASSERT_TRUE(taken({1}));
  finish_all();
  for (const auto key : {2, 3, 4}) processing.add(mail(key, 150));
  for (std::vector<std::int64_t> so_far{1}; const auto key : {2, 3, 4}) {
    so_far.push_back(key);
    ASSERT_TRUE(taken(so_far));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_TRUE(taken(so_far)) << "the next waits until there is room";
    finish_all();
  }
}

TEST_F(ProcessingTest, LeavesTheBytesOfWhatFailedToTheStore) {
  store_shows({1});
  auto& processing = begin({.threads = 1, .retry_after = std::chrono::milliseconds(10)});
  ASSERT_TRUE(taken({1}));
  finish_all();
  processing.add(mail(2, 150));
  ASSERT_TRUE(taken({1, 2}));
  EXPECT_EQ(bytes_of_the_last(), 150U);

  finish_all(fail(core::ErrorKind::store_full, "no space left"));

  ASSERT_TRUE(taken({1, 2, 2}));
  EXPECT_EQ(bytes_of_the_last(), 0U);
}

TEST_F(ProcessingTest, TriesWhatFailedBeforeItReadsMoreThanItHasRoomFor) {
  store_shows({1, 2, 3, 4, 5, 6});
  begin(
      {.threads = 1, .queue = 1, .under_way = 3, .portion = 3, .retry_after = std::chrono::milliseconds(10)});
  ASSERT_TRUE(taken({1, 2, 3}));

  finish_all(fail(core::ErrorKind::store_full, "no space left"));
  ASSERT_TRUE(taken({1, 2, 3, 1, 2, 3}));

  finish_all();
  EXPECT_TRUE(taken({1, 2, 3, 1, 2, 3, 4, 5, 6}));
}

TEST_F(ProcessingTest, WaitsLongerWithEachFailureOfAMailAndNotBeyondTheLimit) {
  using std::chrono::milliseconds;
  store_shows({1});
  begin({.threads = 1, .retry_after = milliseconds(20), .longest_retry = milliseconds(80)});
  std::vector<std::int64_t> tries{1};
  ASSERT_TRUE(taken(tries));
  for (const auto pause : {20, 40, 80, 80, 80}) {
    const auto failed = std::chrono::steady_clock::now();
    finish_all(fail(core::ErrorKind::store_full, "no space left"));
    tries.push_back(1);
    ASSERT_TRUE(taken(tries));
    EXPECT_GE(std::chrono::steady_clock::now() - failed, milliseconds(pause));
  }
}

TEST_F(ProcessingTest, OneLineSpeaksOfAllThatFailsWithinAMinute) {
  const auto events = std::make_shared<EventLog>();
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", events));
  store_shows({1, 2, 3});
  begin({.threads = 1, .retry_after = std::chrono::milliseconds(10)});
  const bool all_taken = taken({1, 2, 3});
  finish_all(fail(core::ErrorKind::store_full, "no space left"));
  const bool taken_again = taken({1, 2, 3, 1, 2, 3});
  finish_all();
  spdlog::set_default_logger(before);
  ASSERT_TRUE(all_taken && taken_again);

  const auto lines = events->lines(0, {"mail.deferred"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].text, "mail.deferred id=1 count=1 error=\"no space left\"");
}

}  // namespace ticketd::daemon
