#include "store/sqlite/gathering_vfs.h"

#include <sqlite3.h>

#include <cstddef>
#include <new>
#include <string>

namespace ticketd::store::sqlite {
namespace {

constexpr std::size_t most_gathered = std::size_t{120} * 1024;  // SQLite gives the kernel less than 128 KiB

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

/// The log, of whose gathered and unwritten pages nobody misses any: SQLite shows them to readers when the
/// log is synced, and this connection reads through the same file, which writes first. Not the database
/// itself: a check-out that ends early shows readers what it wrote there without a sync.
struct GatheringFile {
  sqlite3_file base;  ///< as SQLite sees it
  std::string gathered;
  sqlite3_int64 begin;  ///< where the gathered bytes belong

  /// Behind this in the memory that SQLite has set aside.
  sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods* methods() { return system()->pMethods; }

  /// What fails is forgotten: SQLite rolls back whatever it belonged to.
  int flush() {
    if (gathered.empty()) return SQLITE_OK;
    const int code = methods()->xWrite(system(), gathered.data(), static_cast<int>(gathered.size()), begin);
    gathered.clear();
    return code;
  }

  int write(const void* bytes, int size, sqlite3_int64 at) {
    const auto end = begin + static_cast<sqlite3_int64>(gathered.size());
    if (at != end || gathered.size() + static_cast<std::size_t>(size) > most_gathered)
      if (const int code = flush(); code != SQLITE_OK) return code;
    if (gathered.empty()) begin = at;
    gathered.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
};
static_assert(sizeof(GatheringFile) % alignof(std::max_align_t) == 0);

GatheringFile& of(sqlite3_file* file) { return *reinterpret_cast<GatheringFile*>(file); }

int close(sqlite3_file* file) {
  auto& our = of(file);
  const int flushed = our.flush();
  const int closed = our.methods()->xClose(our.system());
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

using Methods = sqlite3_io_methods;
constexpr Methods gathering_methods{.iVersion = 2,  // without memory mapping
                                    .xClose = close,
                                    .xRead = behind_writes<&Methods::xRead>,
                                    .xWrite = write,
                                    .xTruncate = behind_writes<&Methods::xTruncate>,
                                    .xSync = behind_writes<&Methods::xSync>,
                                    .xFileSize = behind_writes<&Methods::xFileSize>,
                                    .xLock = passed_on<&Methods::xLock>,
                                    .xUnlock = passed_on<&Methods::xUnlock>,
                                    .xCheckReservedLock = passed_on<&Methods::xCheckReservedLock>,
                                    .xFileControl = passed_on<&Methods::xFileControl>,
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
  if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, opened_as);
  auto* our = new (file) GatheringFile{};
  const int code = below->xOpen(below, name, our->system(), flags, opened_as);
  if (our->methods() != nullptr)  // else SQLite does not close it
    our->base.pMethods = &gathering_methods;
  else
    our->~GatheringFile();
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
