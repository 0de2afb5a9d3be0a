#include "store/sqlite/gathering_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstddef>
#include <new>
#include <string>
#include <utility>

namespace ticketd::store::sqlite {
namespace {

constexpr std::size_t most_gathered = std::size_t{120} * 1024;  // SQLite gives the kernel less than 128 KiB
constexpr std::size_t sync_begins_at = std::size_t{1} << 20U;

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

/// The log always, and the database while the log is copied back into it. Nobody misses pages that are
/// gathered and not written: SQLite shows them to readers when the log is synced, or when it has told us that
/// all is copied, and this connection reads through the same file, which writes first.
struct alignas(std::max_align_t) GatheringFile {
  sqlite3_file base{};  ///< as SQLite sees it
  std::string gathered;
  sqlite3_int64 begin = 0;          ///< where the gathered bytes belong
  bool gathers = false;             ///< else every write is passed on at once
  int failed = SQLITE_OK;           ///< what SQLite was not told of
  int descriptor = -1;              ///< of the database, our own, to tell the disk what to begin with
  std::size_t not_yet_on_disk = 0;  ///< octets that it was not told of

  /// Behind this in the memory that SQLite has set aside.
  sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods* methods() { return system()->pMethods; }

  /// What fails is forgotten: SQLite rolls back whatever it belonged to, or copies it anew.
  int flush() {
    if (failed != SQLITE_OK) return failed;
    if (gathered.empty()) return SQLITE_OK;
    const int code = methods()->xWrite(system(), gathered.data(), static_cast<int>(gathered.size()), begin);
    if (descriptor >= 0) begin_sync(gathered.size());
    gathered.clear();
    return code;
  }

  int write(const void* bytes, int size, sqlite3_int64 at) {
    if (!gathers) return methods()->xWrite(system(), bytes, size, at);
    const auto end = begin + static_cast<sqlite3_int64>(gathered.size());
    if (at != end || gathered.size() + static_cast<std::size_t>(size) > most_gathered)
      if (const int code = flush(); code != SQLITE_OK) return code;
    if (gathered.empty()) begin = at;
    gathered.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    return SQLITE_OK;
  }

  /// The disk begins with what the sync at the end will wait for. Without it that takes longer, no more.
  void begin_sync(std::size_t written) {
    not_yet_on_disk += written;
    if (not_yet_on_disk < sync_begins_at) return;
    not_yet_on_disk = 0;
    (void)::sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
  }

  /// SQLite ignores what this answers at the end of copying. Where all of the log was copied it truncates
  /// next, and hears of a failure there. Else it takes the copy for good, and nothing more may be done with
  /// it.
  void note_copying(int operation) {
    if (operation == SQLITE_FCNTL_CKPT_START) gathers = true;
    if (operation != SQLITE_FCNTL_CKPT_DONE) return;
    gathers = false;
    failed = flush();
  }
};
static_assert(sizeof(GatheringFile) % alignof(std::max_align_t) == 0);

GatheringFile& of(sqlite3_file* file) { return *reinterpret_cast<GatheringFile*>(file); }

int close(sqlite3_file* file) {
  auto& our = of(file);
  const int flushed = our.flush();
  const int closed = our.methods()->xClose(our.system());
  if (our.descriptor >= 0) ::close(our.descriptor);  // ends all our locks on the file: we were the last
  our.~GatheringFile();
  return flushed != SQLITE_OK ? flushed : closed;
}

/// A call of the file below, behind all that was written before.
template <auto Method, class... Arguments>
int behind_writes(sqlite3_file* file, Arguments... arguments) {
  auto& our = of(file);
  if (const int code = our.flush(); code != SQLITE_OK) return code;
  return (our.methods()->*Method)(our.system(), arguments...);
}

/// One that has nothing to do with what is written.
template <auto Method, class... Arguments>
auto passed_on(sqlite3_file* file, Arguments... arguments) {
  return (of(file).methods()->*Method)(of(file).system(), arguments...);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  return of(file).write(bytes, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  auto& our = of(file);
  if (our.failed != SQLITE_OK) return std::exchange(our.failed, SQLITE_OK);
  return behind_writes<&sqlite3_io_methods::xTruncate>(file, size);
}

int control(sqlite3_file* file, int operation, void* argument) {
  auto& our = of(file);
  our.note_copying(operation);
  if (operation == copying_failed) return our.failed;
  return our.methods()->xFileControl(our.system(), operation, argument);
}

using Methods = sqlite3_io_methods;
constexpr Methods gathering_methods{.iVersion = 2,  // without memory mapping
                                    .xClose = close,
                                    .xRead = behind_writes<&Methods::xRead>,
                                    .xWrite = write,
                                    .xTruncate = truncate,
                                    .xSync = behind_writes<&Methods::xSync>,
                                    .xFileSize = behind_writes<&Methods::xFileSize>,
                                    .xLock = passed_on<&Methods::xLock>,
                                    .xUnlock = passed_on<&Methods::xUnlock>,
                                    .xCheckReservedLock = passed_on<&Methods::xCheckReservedLock>,
                                    .xFileControl = control,
                                    .xSectorSize = passed_on<&Methods::xSectorSize>,
                                    .xDeviceCharacteristics = passed_on<&Methods::xDeviceCharacteristics>,
                                    .xShmMap = passed_on<&Methods::xShmMap>,
                                    .xShmLock = passed_on<&Methods::xShmLock>,
                                    .xShmBarrier = passed_on<&Methods::xShmBarrier>,
                                    .xShmUnmap = passed_on<&Methods::xShmUnmap>,
                                    .xFetch = nullptr,
                                    .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* opened_as) {
  auto* below = system_vfs();
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0, is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  if (!is_log && !is_database) return below->xOpen(below, name, file, flags, opened_as);
  auto* our = new (file) GatheringFile;
  our->gathers = is_log;
  const int code = below->xOpen(below, name, our->system(), flags, opened_as);
  if (our->methods() == nullptr) {  // SQLite does not close it
    our->~GatheringFile();
    return code;
  }
  our->base.pMethods = &gathering_methods;
  if (is_database) our->descriptor = ::open(name, O_RDONLY | O_CLOEXEC);
  return code;
}

}  // namespace

Result<> register_gathering_vfs() {
  static sqlite3_vfs ours = [] {
    auto vfs = *system_vfs();
    vfs.pNext = nullptr;
    vfs.zName = gathering_vfs;
    vfs.szOsFile += static_cast<int>(sizeof(GatheringFile));
    vfs.xOpen = open;
    return vfs;
  }();
  static const int registered = sqlite3_vfs_register(&ours, 0);
  if (registered != SQLITE_OK) return fail(core::ErrorKind::internal, "SQLite refuses a way to its files");
  return {};
}

}  // namespace ticketd::store::sqlite
