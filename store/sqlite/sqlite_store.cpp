#include "store/sqlite/sqlite_store.h"

#include "store/blob_store.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/census.h"
#include "store/sqlite/erase.h"
#include "store/sqlite/gathering_vfs.h"
#include "store/sqlite/migrate.h"
#include "store/sqlite/reader.h"
#include "store/sqlite/txn.h"
#include "store/sqlite/verify.h"
#include "store/sqlite/word_index.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <utility>
#include <vector>

namespace ticketd::store::sqlite {
namespace {

constexpr int pages_before_checkpoint = 8000;  // 32 MiB of log
constexpr std::size_t idle_readers = 8;
constexpr std::size_t most_words_waiting = 500;  // texts that a question looks through one by one

/// Held as long as the store is open; the kernel lets go of it when the process dies, however it does.
class Lock {
 public:
  static Result<Lock> take(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
      return fail(core::ErrorKind::store_down, file.string() + ": " + std::generic_category().message(errno));
    Lock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    return fail(core::ErrorKind::store_busy,
                "another ticketd has this database open (" + file.string() + " is locked)");
  }
  Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  explicit Lock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Mails are private: the database, and with it its log, is made readable by us alone.
Result<> create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(core::ErrorKind::store_down, file.string() + ": " + std::generic_category().message(errno));
  ::close(descriptor);
  return {};
}

class SqliteStore final : public Store, public Upkeep {
 public:
  SqliteStore(Lock lock, std::filesystem::path file, Connection writer, Connection::Options options)
      : lock_(std::move(lock)),
        file_(std::move(file)),
        options_(options),
        blobs_(file_.string() + "-mails"),
        writer_(std::move(writer)) {
    sqlite3_wal_hook(writer_.handle(), &SqliteStore::on_commit, this);
    if (const auto waiting = count_waiting_words(writer_)) words_waiting_ = *waiting;
  }

  Result<std::unique_ptr<Txn>> begin() override {
    if (writer_.in_transaction()) return fail(core::ErrorKind::store_busy, "a transaction is open");
    if (const auto begun = writer_.run(Sql::begin); !begun) return fail(begun);
    return std::make_unique<OpenTxn>(writer_, blobs_, words_waiting_);
  }

  Result<std::unique_ptr<Reader>> reader() override {
    auto db = idle_reader();
    if (!db) {
      auto opened = Connection::open_to_read(file_, options_);
      if (!opened) return fail(opened);
      db = std::make_unique<Connection>(std::move(*opened));
    }
    return Snapshot::open(std::move(db), blobs_,
                          [this](std::unique_ptr<Connection> done) { give_back(std::move(done)); });
  }

  Result<std::unique_ptr<IncomingBytes>> take_bytes() override { return blobs_.begin(); }

  std::string engine() const override { return std::string("SQLite ") + sqlite3_libversion(); }

  /// PASSIVE: copies what no reader still needs, and waits for nobody.
  Result<> checkpoint() override {
    int log = 0;
    const auto code =
        sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log, nullptr);
    if (code != SQLITE_OK) return tl::unexpected(error_of(writer_.handle(), code));
    if (sqlite3_file_control(writer_.handle(), nullptr, copying_failed, nullptr) != SQLITE_OK)
      return fail(core::ErrorKind::store_down, "the log could not be copied back");
    checked_pages_ = log;
    return {};
  }

  Result<bool> catch_up() override {
    const auto waiting = index_waiting_words(writer_);
    if (!waiting) return fail(waiting);
    words_waiting_ = *waiting;
    if (words_waiting_ > 0) return true;
    return forget_removed_words(writer_);
  }
  bool is_behind() const override { return words_waiting_ > most_words_waiting; }

  Result<> back_up(const std::filesystem::path& file, std::stop_token stop) override {
    return sqlite::back_up(file_, options_, blobs_, file, stop);
  }
  Result<std::vector<std::string>> verify(std::stop_token stop) override {
    return sqlite::verify(file_, options_, blobs_, stop);
  }

  Result<std::vector<crypto::Digest>> orphans(std::filesystem::file_time_type kept_before) override {
    const auto files = blobs_.list(kept_before);
    if (!files) return fail(files);
    auto db = Connection::open_to_read(file_, options_);
    if (!db) return fail(db);
    return unused(*db, *files);
  }

  Result<Census> census(core::Time now) override {
    auto db = Connection::open_to_read(file_, options_);
    if (!db) return fail(db);
    if (const auto begun = db->run(Sql::begin_reading); !begun) return fail(begun);
    return sqlite::census(*db, now);
  }

  Result<std::shared_ptr<const Sought>> seek(const core::ErasedPerson& person) override {
    auto db = Connection::open_to_read(file_, options_);
    if (!db) return fail(db);
    if (const auto begun = db->run(Sql::begin_reading); !begun) return fail(begun);
    auto rows = rows_of(*db, person);
    if (!rows) return fail(rows);
    return std::make_shared<const RowsOfPerson>(std::move(*rows));
  }

  Result<> erase(const Sought& theirs, const core::Changes& besides) override {
    auto txn = begin();
    if (!txn) return fail(txn);
    if (auto applied = (*txn)->apply(besides); !applied) return applied;
    if (auto erased = erase_person(writer_, dynamic_cast<const RowsOfPerson&>(theirs)); !erased)
      return erased;
    return (*txn)->commit();
  }

  /// Nobody can accept a mail with these bytes meanwhile: that happens on this thread, and looks again
  /// whether they are there.
  Result<Swept> sweep(const std::vector<crypto::Digest>& orphans) override {
    Swept swept;
    const auto files = unused(writer_, orphans);
    if (!files) return fail(files);
    for (const auto& digest : *files) {
      if (const auto removed = blobs_.remove(digest); !removed) return fail(removed);
      ++swept.files;
    }
    for (bool left = true; left;) {
      const auto more = catch_up();
      if (!more) return fail(more);
      left = *more;
    }
    swept.log_is_empty = empty_log();
    return swept;
  }

  bool log_has_grown() const override {
    const int since = log_pages_ < checked_pages_ ? log_pages_ : log_pages_ - checked_pages_;
    return since > pages_before_checkpoint;
  }

 private:
  static int on_commit(void* self, sqlite3*, const char*, int pages) {
    static_cast<SqliteStore*>(self)->log_pages_ = pages;
    return SQLITE_OK;
  }

  /// TRUNCATE, without waiting for readers.
  bool empty_log() {
    writer_.wait_for_others(false);
    const auto code =
        sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    writer_.wait_for_others(true);
    if (code == SQLITE_OK) log_pages_ = checked_pages_ = 0;
    return code == SQLITE_OK;
  }

  std::unique_ptr<Connection> idle_reader() {
    const std::lock_guard lock(mutex_);
    if (readers_.empty()) return nullptr;
    auto db = std::move(readers_.back());
    readers_.pop_back();
    return db;
  }
  void give_back(std::unique_ptr<Connection> db) {
    const std::lock_guard lock(mutex_);
    if (readers_.size() < idle_readers) readers_.push_back(std::move(db));
  }

  Lock lock_;
  std::filesystem::path file_;
  Connection::Options options_;
  BlobFiles blobs_;
  Connection writer_;  ///< closed after the readers, as the last one: that copies the log back and removes it
  std::size_t words_waiting_ = 0;  ///< texts that are not in the index of words
  int log_pages_ = 0;              ///< in the log after the last commit
  int checked_pages_ = 0;          ///< in the log when it was last copied back
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> readers_;  ///< guarded by mutex_
};

}  // namespace

Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, const Connection::Options& options) {
  auto lock = Lock::take(file.string() + ".lock");
  if (!lock) return fail(lock);
  if (const auto created = create_private(file); !created) return fail(created);
  auto writer = Connection::open(file, Connection::Access::write, options);
  if (!writer) return fail(writer);
  if (const auto migrated = migrate(*writer, file, migrations); !migrated) return fail(migrated);
  if (const auto prepared = writer->prepare(); !prepared) return fail(prepared);
  return std::make_unique<SqliteStore>(std::move(*lock), file, std::move(*writer), options);
}

}  // namespace ticketd::store::sqlite
