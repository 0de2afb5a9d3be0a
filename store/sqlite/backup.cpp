#include "store/sqlite/backup.h"

#include "store/sqlite/rows.h"

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

Result<> copy_mails(Connection& copy, BlobStore& from, BlobStore& to, const std::stop_token& stop) {
  const auto mails = mails_in_files(copy);
  if (!mails) return fail(mails);
  for (const auto& [mail, digest] : *mails) {
    if (stop.stop_requested()) return fail(core::ErrorKind::overloaded, "ticketd stops");
    const auto bytes = from.get(digest);
    if (!bytes) return fail(bytes);
    if (const auto put = to.put(digest, *bytes); !put) return put;
  }
  return {};
}

fs::path mails_beside(const fs::path& database) { return database.string() + "-mails"; }

Result<> fill(const fs::path& file, const Connection::Options& options, BlobStore& mails, const fs::path& to,
              const std::stop_token& stop) {
  auto db = Connection::open_to_read(file, options);
  if (!db) return fail(db);
  if (const auto allowed = db->execute("PRAGMA query_only = OFF"); !allowed)
    return allowed;  // the copy is written
  db->end_with(stop);
  if (const auto copied = db->texts("VACUUM INTO ?", {to.string()}); !copied) return fail(copied);
  if (const auto synced = sync(to); !synced) return synced;
  BlobFiles copies(mails_beside(to));
  auto copy = Connection::open_to_read(to, options);
  if (!copy) return fail(copy);
  if (const auto copied = copy_mails(*copy, mails, copies, stop); !copied) return copied;
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
