#include "store/sqlite/backup.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/verify.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
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
                                             Connection& original, BlobStore& from, const fs::path& folder,
                                             const std::stop_token& stop) {
  BlobFiles to(folder);
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
              const fs::path& mails_to, const std::stop_token& stop) {
  auto db = Connection::open_to_read(file, options);
  if (!db) return fail(db);
  if (const auto allowed = db->execute("PRAGMA query_only = OFF"); !allowed)
    return allowed;  // the copy is written
  db->end_with(stop);
  if (const auto copied = db->texts("VACUUM INTO ?", {to.string()}); !copied) return fail(copied);
  if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
  if (const auto synced = sync(to); !synced) return synced;
  const auto deleted = copy_mails(to, options, *db, mails, mails_to, stop);
  if (!deleted) return fail(deleted);
  return delete_too(*deleted, to, options);
}

/// Only what is whole gets the name that was asked for, and takes it from nobody.
Result<> give_name(const fs::path& whole, const fs::path& name) {
  int failed = ::renameat2(AT_FDCWD, whole.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE);
  if (failed != 0 && errno == EINVAL) failed = ::rename(whole.c_str(), name.c_str());  // the file system's no
  if (failed != 0)
    return fail(core::ErrorKind::policy, name.string() + ": " + std::generic_category().message(errno));
  return sync(fs::absolute(name).parent_path());
}

}  // namespace

/// What could not be finished is removed; what a crash leaves has another name. Half a backup would pass for
/// one.
Result<> back_up(const fs::path& file, const Connection::Options& options, BlobStore& mails,
                 const fs::path& to, const std::stop_token& stop) {
  std::error_code ignored;  // what cannot be removed is still told to have failed
  if (fs::exists(fs::symlink_status(to, ignored)))
    return fail(core::ErrorKind::policy, to.string() + ": " + std::generic_category().message(EEXIST));
  const fs::path partial = to.string() + ".partial";
  if (const auto made = make_private(partial); !made) return made;
  const bool mails_were_there = fs::exists(mails_beside(to), ignored);
  auto filled = fill(file, options, mails, partial, mails_beside(to), stop);
  if (filled) filled = give_name(partial, to);
  if (filled) return filled;
  for (const auto* end : {"", "-wal", "-shm", "-journal"}) fs::remove(partial.string() + end, ignored);
  if (!mails_were_there) fs::remove_all(mails_beside(to), ignored);
  return filled;
}

}  // namespace ticketd::store::sqlite
