#include "store/blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ticketd::store {
namespace {

core::Error system_error(const std::string& what, const std::filesystem::path& path, int number) {
  const auto kind =
      number == ENOSPC || number == EDQUOT ? core::ErrorKind::store_full : core::ErrorKind::store_down;
  return {kind, what + " " + path.string() + ": " + std::generic_category().message(number)};
}

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// A new name in a directory is only there after a power loss when the directory itself was synced.
Result<> sync_directory(const std::filesystem::path& directory) {
  const File handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.is_open()) return tl::unexpected(system_error("open", directory, errno));
  if (::fsync(handle.get()) != 0) return tl::unexpected(system_error("fsync", directory, errno));
  return {};
}

/// Makes it with its parents, each name synced.
Result<> make_directory(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0) return sync_directory(directory.parent_path());
  if (errno == EEXIST) return {};
  if (errno != ENOENT) return tl::unexpected(system_error("mkdir", directory, errno));
  if (auto made = make_directory(directory.parent_path()); !made) return made;
  return make_directory(directory);
}

Result<> write_all(const File& file, const std::filesystem::path& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return tl::unexpected(system_error("write", path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  // Never again after a failure: the kernel may have dropped the pages that it could not write.
  if (::fdatasync(file.get()) != 0) return tl::unexpected(system_error("fdatasync", path, errno));
  return {};
}

Result<> write_file(const std::filesystem::path& path, std::string_view bytes) {
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.is_open()) return tl::unexpected(system_error("open", path, errno));
  return write_all(file, path, bytes);
}

std::filesystem::path path_of(const std::filesystem::path& directory, const crypto::Digest& digest) {
  const auto name = crypto::to_hex(digest);
  return directory / name.substr(0, 2) / name;
}

}  // namespace

Result<> BlobFiles::put(const crypto::Digest& digest, std::string_view bytes) {
  const auto path = path_of(directory_, digest);
  struct ::stat found {};
  if (::stat(path.c_str(), &found) == 0 && static_cast<std::size_t>(found.st_size) == bytes.size())
    return sync_directory(path.parent_path());  // whoever renamed it may have been killed before this

  if (auto made = make_directory(path.parent_path()); !made) return made;
  auto temporary = path;
  temporary += ".tmp" + std::to_string(crypto::random_number());  // two threads may bring the same bytes
  auto written = write_file(temporary, bytes);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = tl::unexpected(system_error("rename", temporary, errno));
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  auto synced = sync_directory(path.parent_path());
  if (!synced) ::unlink(path.c_str());  // or the next put would take it for safe
  return synced;
}

Result<std::string> BlobFiles::get(const crypto::Digest& digest) {
  const auto path = path_of(directory_, digest);
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct ::stat found {};
  if (!file.is_open() || ::fstat(file.get(), &found) != 0) {
    const auto number = errno;
    const auto error = system_error("open", path, number);
    return fail(number == ENOENT ? core::ErrorKind::corrupt_store : error.kind, error.detail);
  }
  std::string bytes(static_cast<std::size_t>(found.st_size), '\0');
  for (std::size_t have = 0; have < bytes.size();) {
    const auto count = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(system_error("read", path, errno));
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  if (crypto::sha256(bytes) != digest)
    return fail(core::ErrorKind::corrupt_store, path.string() + " is not what was written");
  return bytes;
}

}  // namespace ticketd::store
