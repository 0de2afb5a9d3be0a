#include "store/sqlite/backup.h"

#include "tests/conformance/store_conformance.h"

#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <utility>

namespace ticketd::store {

namespace {

namespace fs = std::filesystem;

class SqliteBackup : public testing::Test {
 protected:
  std::unique_ptr<Store> open(const std::string& name) { return must(sqlite::open(folder_.path() / name)); }
  static void write(Store& store, const core::Changes& changes) {
    auto txn = must(store.begin());
    must(txn->apply(changes));
    must(txn->commit());
  }
  static core::MailKey accept(Store& store, std::string bytes) {
    auto txn = must(store.begin());
    const auto key = must(txn->accept(mail(std::move(bytes)))).mail;
    must(txn->commit());
    return key;
  }

  ScratchFolder folder_;
};

/// The mails of a store, of which one is deleted just before the first is read.
class MailsOfALivingStore final : public BlobStore {
 public:
  MailsOfALivingStore(const fs::path& folder, std::function<void()> delete_one)
      : files_(folder), delete_one_(std::move(delete_one)) {}
  Result<std::unique_ptr<IncomingBytes>> begin() override { return files_.begin(); }
  [[nodiscard]] bool has(const core::StoredBytes& bytes) const override { return files_.has(bytes); }
  Result<> put(const crypto::Digest& digest, std::string_view bytes) override {
    return files_.put(digest, bytes);
  }
  Result<std::string> get(const crypto::Digest& digest) override {
    std::exchange(delete_one_, [] {})();
    return files_.get(digest);
  }
  Result<std::vector<crypto::Digest>> list(fs::file_time_type kept_before) override {
    return files_.list(kept_before);
  }
  Result<> remove(const crypto::Digest& digest) override { return files_.remove(digest); }

 private:
  BlobFiles files_;
  std::function<void()> delete_one_;
};

}  // namespace

TEST_F(SqliteBackup, ACopyOfARunningStoreOpensAsAStore) {
  auto store = open("desk.db");
  const auto large = accept(*store, std::string(200'000, 'x'));
  auto question = entry(1, 1, "a@x.example");
  question.interaction = true;
  write(*store, {create(1), question});
  const auto copied = folder_.path() / "copy.db";
  must(store->back_up(copied, {}));
  write(*store, {create(2)});

  auto copy = open("copy.db");
  EXPECT_EQ(must(must(copy->reader())->tickets({})).size(), 1U);
  EXPECT_EQ(must(must(copy->reader())->mail(large))->bytes.size(), 200'000U);
  EXPECT_TRUE(must(copy->verify({})).empty());
  struct stat state {};
  ASSERT_EQ(::stat(copied.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600U) << "mails are private";
}

TEST_F(SqliteBackup, AMailThatIsDeletedWhileTheCopyIsMadeIsDeletedThereToo) {
  auto store = open("desk.db");
  const auto spam = accept(*store, std::string(200'000, 's'));
  const auto kept = accept(*store, std::string(200'000, 'k'));
  write(*store, {change::Quarantine{spam, "spam", "", "", "", "q@x.example", {}}});
  MailsOfALivingStore mails(folder_.path() / "desk.db-mails", [&] {
    EXPECT_FALSE(fs::exists(folder_.path() / "copy.db")) << "half a copy would pass for one";
    write(*store, {change::DropQuarantined{spam}});
  });
  must(sqlite::back_up(folder_.path() / "desk.db", {}, mails, folder_.path() / "copy.db", {}));

  for (const auto* end : {"-wal", ".partial", ".partial-wal"})
    EXPECT_FALSE(fs::exists(folder_.path() / (std::string("copy.db") + end))) << end;
  auto copy = open("copy.db");
  EXPECT_EQ(must(must(copy->reader())->mail(spam))->bytes, "");
  EXPECT_EQ(must(must(copy->reader())->mail(kept))->bytes.size(), 200'000U);
  EXPECT_TRUE(must(copy->verify({})).empty());
}

TEST_F(SqliteBackup, AMailThatIsMissingFromTheStoreItselfFailsTheCopy) {
  auto store = open("desk.db");
  accept(*store, std::string(200'000, 'x'));
  for (const auto& file : fs::recursive_directory_iterator(folder_.path() / "desk.db-mails"))
    if (file.is_regular_file()) fs::remove(file.path());
  const auto failed = store->back_up(folder_.path() / "copy.db", {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, core::ErrorKind::corrupt_store);
  for (const auto* name : {"copy.db", "copy.db.partial"})
    EXPECT_FALSE(fs::exists(folder_.path() / name)) << name;
}

TEST_F(SqliteBackup, WhatStandsThereIsNotOverwritten) {
  auto store = open("desk.db");
  std::ofstream(folder_.path() / "letters.txt") << "dear";
  const auto refused = store->back_up(folder_.path() / "letters.txt", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::policy);
  EXPECT_EQ(fs::file_size(folder_.path() / "letters.txt"), 4U);
  EXPECT_FALSE(store->back_up(folder_.path() / "no such folder" / "copy.db", {}));
}

TEST_F(SqliteBackup, ADaemonThatStopsWaitsForNoCopyAndNoExamination) {
  auto store = open("desk.db");
  for (int i = 0; i < 200; ++i) accept(*store, std::string(20'000, static_cast<char>('a' + i % 26)));
  std::stop_source stops;
  stops.request_stop();
  const auto copied = folder_.path() / "copy.db";
  EXPECT_FALSE(store->back_up(copied, stops.get_token()));
  EXPECT_FALSE(fs::exists(copied)) << "half a copy would pass for one";
  EXPECT_FALSE(store->verify(stops.get_token()));
  EXPECT_TRUE(must(store->verify({})).empty()) << "nothing of it is left on the store";
}

TEST_F(SqliteBackup, AMailThatIsGoneOrChangedIsMissed) {
  auto store = open("desk.db");
  accept(*store, std::string(200'000, 'x'));
  EXPECT_TRUE(must(store->verify({})).empty());
  for (const auto& file : fs::recursive_directory_iterator(folder_.path() / "desk.db-mails"))
    if (file.is_regular_file()) std::ofstream(file.path()) << "something else";
  const auto wrong = must(store->verify({}));
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].substr(0, 7), "mail 1:");
}

}  // namespace ticketd::store
