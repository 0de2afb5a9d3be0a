#include "store/sqlite/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace ticketd::store::sqlite {
namespace {

namespace fs = std::filesystem;

Result<Connection> open_to_read(const fs::path& file, const Connection::Options& options) {
  auto db = Connection::open(file, Connection::Access::read, options);
  if (!db) return fail(db);
  if (const auto prepared = db->prepare(); !prepared) return fail(prepared);
  return db;
}

/// The texts of the first columns of a statement outside queries.sql, with at most one value.
Result<std::vector<std::string>> texts(Connection& db, const std::string& sql,
                                       const std::string& value = {}) {
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  sqlite3_stmt* prepared = nullptr;
  if (const auto code = sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &prepared, nullptr);
      code != SQLITE_OK)
    return tl::unexpected(error_of(db.handle(), code));
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
  if (sqlite3_bind_parameter_count(prepared) > 0)
    (void)detail::bind(prepared, 1, value, detail::Lifetime::until_reset);
  std::vector<std::string> found;
  for (;;) {
    const auto code = sqlite3_step(prepared);
    if (code == SQLITE_DONE) return found;
    if (code != SQLITE_ROW) return tl::unexpected(error_of(db.handle(), code));
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
    found.emplace_back(text ? text : "");
  }
}

/// Empty and readable by us alone; what stands there already is nobody's to overwrite.
Result<> make_private(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(core::ErrorKind::policy, file.string() + ": " + std::generic_category().message(errno));
  ::close(descriptor);
  return {};
}

Result<> sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced)
    return fail(core::ErrorKind::store_down, path.string() + ": " + std::generic_category().message(error));
  return {};
}

/// Digests of the mails that are files. Those that are no row of the copy yet do no harm in it.
Result<std::vector<std::pair<std::int64_t, crypto::Digest>>> mails_in_files(Connection& db) {
  std::vector<std::pair<std::int64_t, crypto::Digest>> found;
  auto rows = db.ask(Sql::mail_digests);
  for (std::string bytes; rows.next();) {
    auto& [mail, digest] = found.emplace_back();
    rows.read(mail, bytes);
    bytes.copy(reinterpret_cast<char*>(digest.data()), digest.size());
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return found;
}

Result<> copy_mails(Connection& copy, BlobStore& from, BlobStore& to) {
  const auto mails = mails_in_files(copy);
  if (!mails) return fail(mails);
  for (const auto& [mail, digest] : *mails) {
    const auto bytes = from.get(digest);
    if (!bytes) return fail(bytes);
    if (const auto put = to.put(digest, *bytes); !put) return put;
  }
  return {};
}

fs::path mails_beside(const fs::path& database) { return database.string() + "-mails"; }

Result<> fill(const fs::path& file, const Connection::Options& options, BlobStore& mails,
              const fs::path& to) {
  auto db = open_to_read(file, options);
  if (!db) return fail(db);
  if (const auto allowed = db->execute("PRAGMA query_only = OFF"); !allowed)
    return allowed;  // the copy is written
  if (const auto copied = texts(*db, "VACUUM INTO ?", to.string()); !copied) return fail(copied);
  if (const auto synced = sync(to); !synced) return synced;
  BlobFiles copies(mails_beside(to));
  auto copy = open_to_read(to, options);
  if (!copy) return fail(copy);
  if (const auto copied = copy_mails(*copy, mails, copies); !copied) return copied;
  return sync(fs::absolute(to).parent_path());
}

}  // namespace

/// What could not be finished is removed: half a backup would pass for one.
Result<> back_up(const fs::path& file, const Connection::Options& options, BlobStore& mails,
                 const fs::path& to) {
  if (const auto made = make_private(to); !made) return made;
  std::error_code ignored;  // what cannot be removed is still told to have failed
  const bool mails_were_there = fs::exists(mails_beside(to), ignored);
  auto filled = fill(file, options, mails, to);
  if (filled) return filled;
  for (const auto* end : {"", "-wal", "-shm", "-journal"}) fs::remove(to.string() + end, ignored);
  if (!mails_were_there) fs::remove_all(mails_beside(to), ignored);
  return filled;
}

}  // namespace ticketd::store::sqlite
