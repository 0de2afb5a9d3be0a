#include "store/sqlite/backup.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/verify.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ticketd::store::sqlite {
namespace {

namespace fs = std::filesystem;

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

fs::path mails_beside(const fs::path& database) { return database.string() + "-mails"; }

/// Digests of the mails that are files. Those that are no row of the copy yet do no harm in it.
Result<std::vector<std::pair<std::int64_t, crypto::Digest>>> mails_in_files(Connection& db) {
  std::vector<std::pair<std::int64_t, crypto::Digest>> found;
  auto rows = db.ask(Sql::mail_digests);
  for (std::string bytes; rows.next();) {
    std::int64_t mail = 0;
    rows.read(mail, bytes);
    found.emplace_back(mail, digest_of(bytes));
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return found;
}

/// Tells which mails were deleted since the copy was made: of them nothing is left to copy.
Result<std::vector<std::int64_t>> copy_mails(const fs::path& copy, const Connection::Options& options,
                                             Connection& original, BlobStore& from,
                                             const std::stop_token& stop) {
  BlobFiles to(mails_beside(copy));
  auto db = Connection::open_to_read(copy, options);
  if (!db) return fail(db);
  const auto mails = mails_in_files(*db);
  if (!mails) return fail(mails);
  std::vector<std::int64_t> deleted;
  for (const auto& [mail, digest] : *mails) {
    if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
    const auto bytes = from.get(digest);
    if (!bytes) {
      const auto without_mail = unused(original, {digest});
      if (!without_mail || without_mail->empty()) return fail(bytes);
      deleted.push_back(mail);
      continue;
    }
    if (const auto put = to.put(digest, *bytes); !put) return fail(put);
  }
  return deleted;
}

/// As the original has done: what became of these mails stays, their bytes are gone.
Result<> delete_too(const std::vector<std::int64_t>& mails, const fs::path& copy,
                    const Connection::Options& options) {
  if (mails.empty()) return {};
  auto db = Connection::open(copy, Connection::Access::write, options);
  if (!db) return fail(db);
  if (const auto prepared = db->prepare(); !prepared) return fail(prepared);
  for (const auto mail : mails)
    if (const auto emptied = db->run(Sql::empty_mail_bytes, mail); !emptied) return fail(emptied);
  return {};
}

Result<> fill(const fs::path& file, const Connection::Options& options, BlobStore& mails, const fs::path& to,
              const std::stop_token& stop) {
  auto db = Connection::open_to_read(file, options);
  if (!db) return fail(db);
  if (const auto allowed = db->execute("PRAGMA query_only = OFF"); !allowed)
    return allowed;  // the copy is written
  db->end_with(stop);
  if (const auto copied = db->texts("VACUUM INTO ?", {to.string()}); !copied) return fail(copied);
  if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
  if (const auto synced = sync(to); !synced) return synced;
  const auto deleted = copy_mails(to, options, *db, mails, stop);
  if (!deleted) return fail(deleted);
  if (const auto done = delete_too(*deleted, to, options); !done) return done;
  return sync(fs::absolute(to).parent_path());
}

}  // namespace

/// What could not be finished is removed: half a backup would pass for one.
Result<> back_up(const fs::path& file, const Connection::Options& options, BlobStore& mails,
                 const fs::path& to, const std::stop_token& stop) {
  if (const auto made = make_private(to); !made) return made;
  std::error_code ignored;  // what cannot be removed is still told to have failed
  const bool mails_were_there = fs::exists(mails_beside(to), ignored);
  auto filled = fill(file, options, mails, to, stop);
  if (filled) return filled;
  for (const auto* end : {"", "-wal", "-shm", "-journal"}) fs::remove(to.string() + end, ignored);
  if (!mails_were_there) fs::remove_all(mails_beside(to), ignored);
  return filled;
}

}  // namespace ticketd::store::sqlite
