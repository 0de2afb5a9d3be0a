// What only a database on a disk can suffer: a full disk, a lock held by another, a newer schema, a kill.
#include "store/open.h"
#include "store/sqlite/migrate.h"
#include "store/writer.h"
#include "tests/conformance/store_conformance.h"

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>
#include <set>

namespace ticketd::store {
namespace {

auto accepting(std::string bytes) {
  return [one = mail(std::move(bytes))](Txn& txn) { return txn.accept(one); };
}

/// Submits mails while the writer is held back, so that they share one group; which outcomes they had, in
/// order.
std::vector<Result<core::Accepted>> accept_as_group(Writer& writer, const std::vector<std::string>& mails) {
  std::promise<void> entered, open;
  auto inside = entered.get_future();
  writer.submit(
      [entered = std::move(entered), opened = open.get_future()](Txn&) mutable -> Result<> {
        entered.set_value();
        opened.wait();
        return {};
      },
      [](Result<>) {});
  inside.wait();
  std::vector<std::future<Result<core::Accepted>>> told;
  for (const auto& bytes : mails) {
    std::promise<Result<core::Accepted>> promise;
    told.push_back(promise.get_future());
    writer.submit(accepting(bytes), [promise = std::move(promise)](Result<core::Accepted> outcome) mutable {
      promise.set_value(std::move(outcome));
    });
  }
  open.set_value();
  std::vector<Result<core::Accepted>> outcomes;
  for (auto& one : told) outcomes.push_back(one.get());
  return outcomes;
}

std::size_t count_waiting(Store& store) { return must(must(store.reader())->waiting({}, 1'000'000)).size(); }

/// A file system of one megabyte; needs root.
class SmallDisk {
 public:
  SmallDisk() : mounted_(::mount("none", folder_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount(folder_.path().c_str());
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  ScratchFolder folder_;
  bool mounted_;
};

}  // namespace

TEST(SqliteStore, ADatabaseThatMayNotGrowFailsTheWholeGroupAndTheNextOneIsFine) {
  const ScratchFolder folder;
  auto store = must(sqlite::open(folder.path() / "desk.db", {.max_pages = 100}));
  Writer writer(*store, {.group_time = 1h, .shortest_group_time = 1h});
  must(writer.run(accepting("first")));

  std::vector<std::string> too_many;
  for (int i = 0; i < 20; ++i) too_many.push_back(std::string(30'000, static_cast<char>('a' + i)));
  const auto outcomes = accept_as_group(writer, too_many);
  for (const auto& outcome : outcomes)
    if (!outcome) {
      EXPECT_EQ(outcome.error().kind, core::ErrorKind::store_full) << outcome.error().detail;
    }
  EXPECT_FALSE(outcomes.front());  // ran well, and was rolled back with the one that filled the disk
  EXPECT_TRUE(writer.run(accepting("small enough")));
  EXPECT_FALSE(writer.broken());
}

TEST(SqliteStore, AFullDiskKeepsExactlyWhatWasAcknowledgedAndRecovers) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small file system needs root";
  std::set<std::int64_t> acknowledged;
  std::size_t refused = 0;
  const auto ballast = disk.path() / "ballast";
  std::ofstream(ballast) << std::string(300'000, 'x');
  {
    auto store = must(sqlite::open(disk.path() / "desk.db"));
    Writer writer(*store);
    for (int i = 0; i < 60; ++i) {
      const auto outcome = writer.run(accepting(std::to_string(i) + std::string(20'000, 'm')));
      if (outcome)
        acknowledged.insert(outcome->mail.value);
      else
        EXPECT_EQ(outcome.error().kind, core::ErrorKind::store_full) << outcome.error().detail;
      refused += outcome ? 0 : 1;
    }
    EXPECT_GT(refused, 0U);
    std::filesystem::remove(ballast);
    const auto again = writer.run(accepting("there is room again"));
    ASSERT_TRUE(again) << again.error().detail;
    acknowledged.insert(again->mail.value);
  }
  auto store = must(sqlite::open(disk.path() / "desk.db"));
  std::set<std::int64_t> kept;
  for (const auto& one : must(must(store->reader())->waiting({}, 1000))) kept.insert(one.mail.value);
  EXPECT_EQ(kept, acknowledged);
}

TEST(SqliteStore, AFullDiskRefusesALargeMailThatWouldBeAFile) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small file system needs root";
  auto store = must(sqlite::open(disk.path() / "desk.db"));
  Writer writer(*store);
  const auto outcome = writer.run(accepting(std::string(2'000'000, 'x')));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, core::ErrorKind::store_full);
  EXPECT_TRUE(writer.run(accepting("small")));
}

TEST(SqliteStore, TheFileOfADeletedMailGoesWithTheLastMailThatNamesIt) {
  ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  const auto files = [&] {
    int count = 0;
    for (const auto& one : std::filesystem::recursive_directory_iterator(folder.path() / "desk.db-mails"))
      count += one.is_regular_file() ? 1 : 0;
    return count;
  };
  const auto commit = [&](const core::Changes& changes) {
    auto txn = must(store->begin());
    must(txn->apply(changes));
    must(txn->commit());
  };
  const std::string large(200'000, 'x');
  core::MailKey keys[2];
  for (int i = 0; i < 2; ++i) {
    auto txn = must(store->begin());
    keys[i] = must(txn->accept(mail(large, i == 0 ? "support" : "sales"))).mail;
    must(txn->commit());
  }
  auto first = entry(1, 1, "");
  first.entry.mail = keys[0];
  commit({create(1), first,
          change::Quarantine{.mail = keys[1],
                             .reason = "test",
                             .from = {},
                             .to = {},
                             .subject = {},
                             .message_id = {},
                             .trace = {}}});
  ASSERT_EQ(files(), 1);
  commit({change::EraseTicket{{1}}});
  EXPECT_EQ(files(), 1) << "the other mail has the same bytes";
  commit({change::DropQuarantined{keys[1]}});
  EXPECT_EQ(files(), 0);
  EXPECT_TRUE(must(store->verify({})).empty());
}

TEST(SqliteStore, ADatabaseThatAnotherHoldsIsBusyAndThenFreeAgain) {
  const ScratchFolder folder;
  auto store = must(sqlite::open(folder.path() / "desk.db", {.busy_timeout = 200ms}));
  auto other =
      must(sqlite::Connection::open(folder.path() / "desk.db", sqlite::Connection::Access::write, {}));
  must(other.execute("BEGIN IMMEDIATE"));

  Writer writer(*store);
  const auto outcome = writer.run(accepting("hello"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, core::ErrorKind::store_busy);
  must(other.execute("ROLLBACK"));
  const auto again = writer.run(accepting("hello"));
  EXPECT_TRUE(again) << again.error().detail;
}

TEST(SqliteStore, AStopWaitsForAnotherProgramOnceHoweverMuchIsStillToBeWritten) {
  const ScratchFolder folder;
  std::stop_source stop;
  auto store =
      must(sqlite::open(folder.path() / "desk.db", {.busy_timeout = 300ms, .stopping = stop.get_token()}));
  auto other =
      must(sqlite::Connection::open(folder.path() / "desk.db", sqlite::Connection::Access::write, {}));
  must(other.execute("BEGIN IMMEDIATE"));

  const auto begun = std::chrono::steady_clock::now();
  stop.request_stop();
  for (int change = 0; change < 20; ++change) EXPECT_FALSE(store->begin());
  const auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_GE(took, 300ms) << "a lock that is soon free loses nothing";
  EXPECT_LT(took, 3000ms);
  must(other.execute("ROLLBACK"));
  EXPECT_TRUE(store->begin());
}

TEST(SqliteStore, ASecondDaemonOnOneDatabaseIsRefused) {
  const ScratchFolder folder;
  const auto first = must(open_store("sqlite:desk.db", folder.path()));
  const auto second = open_store("sqlite:desk.db", folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, core::ErrorKind::store_busy);
  EXPECT_NE(second.error().detail.find("another ticketd"), std::string::npos);
}

TEST(SqliteStore, AReaderCannotWrite) {
  const ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  auto reading =
      must(sqlite::Connection::open(folder.path() / "desk.db", sqlite::Connection::Access::read, {}));
  EXPECT_FALSE(reading.execute("DELETE FROM mail"));
}

TEST(SqliteStore, ANewerDatabaseIsRefusedAndLeftAlone) {
  const ScratchFolder folder;
  const auto file = folder.path() / "desk.db";
  must(sqlite::open(file)).reset();
  {
    auto newer = must(sqlite::Connection::open(file, sqlite::Connection::Access::write, {}));
    must(newer.execute("PRAGMA user_version = 4711"));
  }
  const auto opened = sqlite::open(file);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, core::ErrorKind::bad_config);
  EXPECT_NE(opened.error().detail.find("newer ticketd"), std::string::npos);
}

TEST(SqliteStore, AFileThatIsNoDatabaseOfOursIsRefused) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "text.db") << std::string(5000, 'x');
  EXPECT_EQ(sqlite::open(folder.path() / "text.db").error().kind, core::ErrorKind::corrupt_store);
  {
    auto other =
        must(sqlite::Connection::open(folder.path() / "other.db", sqlite::Connection::Access::write, {}));
    must(other.execute("CREATE TABLE recipe (title TEXT)"));
  }
  EXPECT_EQ(sqlite::open(folder.path() / "other.db").error().kind, core::ErrorKind::bad_config);
}

TEST(SqliteStore, AnOlderDatabaseIsCopiedAndThenTakenForward) {
  const ScratchFolder folder;
  const auto file = folder.path() / "old.db";
  const sqlite::Migration steps[] = {{1, "CREATE TABLE a (x); INSERT INTO a VALUES (7);"},
                                     {2, "ALTER TABLE a ADD COLUMN y;"},
                                     {3, "UPDATE a SET y = x;"}};
  auto db = must(sqlite::Connection::open(file, sqlite::Connection::Access::write, {}));
  must(sqlite::migrate(db, file, std::span(steps).first(1)));
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".before-1"));

  must(sqlite::migrate(db, file, steps));
  EXPECT_EQ(must(db.number("SELECT y FROM a")), 7);
  EXPECT_EQ(must(db.number("PRAGMA user_version")), 3);
  auto copy =
      must(sqlite::Connection::open(file.string() + ".before-2", sqlite::Connection::Access::read, {}));
  EXPECT_EQ(must(copy.number("PRAGMA user_version")), 1);
  EXPECT_EQ(must(copy.number("SELECT x FROM a")), 7);
}

TEST(SqliteStore, AStepThatFailsLeavesTheSchemaBeforeIt) {
  const ScratchFolder folder;
  const auto file = folder.path() / "old.db";
  const sqlite::Migration steps[] = {{1, "CREATE TABLE a (x);"},
                                     {2, "CREATE TABLE b (x); CREATE TABLE a (x);"}};
  auto db = must(sqlite::Connection::open(file, sqlite::Connection::Access::write, {}));
  EXPECT_FALSE(sqlite::migrate(db, file, steps));
  EXPECT_EQ(must(db.number("PRAGMA user_version")), 1);
  EXPECT_EQ(must(db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'")), 0);
}

TEST(SqliteStore, EveryAcknowledgedMailSurvivesAKillInMidBurstOnce) {
  const ScratchFolder folder;
  for (int round = 0; round < 3; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      auto store = must(sqlite::open(folder.path() / "desk.db"));
      Writer writer(*store, {.queue = 50});
      for (int i = 0;; ++i) {
        const auto name = std::to_string(round) + "/" + std::to_string(i);
        const bool large = i % 40 == 0;
        auto one = mail(name + "\r\n" + std::string(large ? 150'000 : 2'000, 'x'));
        writer.submit([one = std::move(one)](Txn& txn) { return txn.accept(one); },
                      [name, out = ends[1]](Result<core::Accepted> accepted) {
                        const auto line = name + "\n";
                        if (accepted && ::write(out, line.data(), line.size()) < 0) ::_exit(1);
                      });
      }
    }
    ::close(ends[1]);
    std::string told;
    char buffer[4096];
    while (std::count(told.begin(), told.end(), '\n') < 300) {
      const auto count = ::read(ends[0], buffer, sizeof buffer);
      ASSERT_GT(count, 0);
      told.append(buffer, static_cast<std::size_t>(count));
    }
    ::kill(child, SIGKILL);
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
      told.append(buffer, static_cast<std::size_t>(count));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);

    auto store = must(sqlite::open(folder.path() / "desk.db"));
    std::map<std::string, int> kept;
    const auto reader = must(store->reader());
    for (const auto& one : must(reader->waiting({}, 1'000'000))) {
      const auto bytes = must(reader->mail(one.mail)).value().bytes;
      ++kept[bytes.substr(0, bytes.find('\r'))];
    }
    for (std::size_t at = 0, end = 0; (end = told.find('\n', at)) != std::string::npos; at = end + 1)
      EXPECT_EQ(kept[told.substr(at, end - at)], 1);
  }
}

TEST(SqliteStore, TheLogIsCopiedBackWhenTheWriterIsIdle) {
  const ScratchFolder folder;
  auto store = must(sqlite::open(folder.path() / "desk.db"));
  for (int i = 0; i < 50; ++i) {
    Writer writer(*store);
    must(writer.run(accepting(std::to_string(i) + std::string(20'000, 'x'))));
  }  // each one's end checkpoints: the log starts anew
  EXPECT_LT(std::filesystem::file_size(folder.path() / "desk.db-wal"), 500'000U);
  EXPECT_EQ(count_waiting(*store), 50U);
}

TEST(SqliteStore, TheDatabaseIsReadableByItsOwnerAlone) {
  const ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  for (const auto& one : std::filesystem::directory_iterator(folder.path()))
    EXPECT_EQ(
        one.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
        std::filesystem::perms::none)
        << one.path();
}

TEST(OpenStore, AnUnknownUrlIsABadConfiguration) {
  for (const auto* url : {"", "sqlite:", "postgres://db", "memory"})
    EXPECT_EQ(open_store(url, "/nowhere").error().kind, core::ErrorKind::bad_config) << url;
  EXPECT_TRUE(open_store("memory:", "/nowhere"));
}

}  // namespace ticketd::store
