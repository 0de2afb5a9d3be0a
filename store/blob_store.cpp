#include "store/blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
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
  return {};
}

std::filesystem::path path_of(const std::filesystem::path& directory, const crypto::Digest& digest) {
  const auto name = crypto::to_hex(digest);
  return directory / name.substr(0, 2) / name;
}

std::optional<crypto::Digest> digest_of(const std::string& name) {
  static constexpr std::string_view digits = "0123456789abcdef";
  crypto::Digest digest{};
  if (name.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto value = digits.find(name[i]);
    if (value == std::string_view::npos) return std::nullopt;
    digest[i / 2] = static_cast<std::uint8_t>(digest[i / 2] << 4 | value);
  }
  return digest;
}

std::filesystem::path folder_of_incoming(const std::filesystem::path& directory) {
  return directory / "incoming";
}

bool is_file_of_size(const std::filesystem::path& path, std::uint64_t size) {
  struct ::stat found {};
  return ::stat(path.c_str(), &found) == 0 && static_cast<std::uint64_t>(found.st_size) == size;
}

/// A file without a meaning until keep() has synced it and given it the name of its bytes.
class IncomingFile final : public IncomingBytes {
 public:
  IncomingFile(std::filesystem::path directory, std::filesystem::path path, int descriptor)
      : directory_(std::move(directory)), path_(std::move(path)), file_(descriptor) {}
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  ~IncomingFile() override {
    if (!renamed_) ::unlink(path_.c_str());
  }

  Result<> append(std::string_view bytes) override {
    if (auto written = write_all(file_, path_, bytes); !written) return written;
    digest_.add(bytes);
    size_ += bytes.size();
    return {};
  }

  Result<core::StoredBytes> keep() override {
    const core::StoredBytes kept{.digest = digest_.finish(), .size = size_};
    const auto name = path_of(directory_, kept.digest);
    // Never again after a failure: the kernel may have dropped the pages that it could not write.
    if (::fdatasync(file_.get()) != 0) return tl::unexpected(system_error("fdatasync", path_, errno));
    if (const auto made = make_directory(name.parent_path()); !made) return fail(made);
    if (!is_file_of_size(name, size_)) {
      if (::rename(path_.c_str(), name.c_str()) != 0)
        return tl::unexpected(system_error("rename", path_, errno));
      renamed_ = true;
    }
    const auto synced =
        sync_directory(name.parent_path());  // who renamed it may have been killed before this
    if (synced) return kept;
    if (renamed_) ::unlink(name.c_str());  // or the next would take it for safe
    return fail(synced);
  }

 private:
  std::filesystem::path directory_, path_;
  File file_;
  crypto::Sha256 digest_;
  std::uint64_t size_ = 0;
  bool renamed_ = false;
};

}  // namespace

BlobFiles::BlobFiles(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::error_code nothing_there;
  std::filesystem::remove_all(folder_of_incoming(directory_), nothing_there);
}

Result<std::unique_ptr<IncomingBytes>> BlobFiles::begin() {
  const auto folder = folder_of_incoming(directory_);
  if (const auto made = make_directory(folder); !made) return fail(made);
  const auto path = folder / std::to_string(crypto::random_number());
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return tl::unexpected(system_error("open", path, errno));
  return std::make_unique<IncomingFile>(directory_, path, descriptor);
}

bool BlobFiles::has(const core::StoredBytes& bytes) const {
  return is_file_of_size(path_of(directory_, bytes.digest), bytes.size);
}

Result<> BlobFiles::put(const crypto::Digest& digest, std::string_view bytes) {
  const auto path = path_of(directory_, digest);
  if (is_file_of_size(path, bytes.size()))
    return sync_directory(path.parent_path());  // whoever renamed it may have been killed before this
  auto incoming = begin();
  if (!incoming) return fail(incoming);
  if (auto written = (*incoming)->append(bytes); !written) return written;
  if (const auto kept = (*incoming)->keep(); !kept) return fail(kept);
  return {};
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

Result<std::vector<crypto::Digest>> BlobFiles::list(std::filesystem::file_time_type kept_before) {
  std::vector<crypto::Digest> kept;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator file(directory_, error), end; !error && file != end;
       file.increment(error)) {
    if (file->path().filename() == folder_of_incoming(directory_).filename())
      file.disable_recursion_pending();
    std::error_code gone;  // meanwhile
    const auto digest = digest_of(file->path().filename().string());
    if (digest && file->last_write_time(gone) < kept_before && !gone) kept.push_back(*digest);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return tl::unexpected(system_error("read", directory_, error.value()));
  return kept;
}

Result<> BlobFiles::remove(const crypto::Digest& digest) {
  const auto path = path_of(directory_, digest);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return tl::unexpected(system_error("unlink", path, errno));
  return {};
}

}  // namespace ticketd::store
