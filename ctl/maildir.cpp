#include "ctl/maildir.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ticketd::ctl {

namespace fs = std::filesystem;

namespace {

// Whatever it is, mending it makes the mails that wait go on.
tl::unexpected<core::Error> trouble(const fs::path& path, const std::error_code& error) {
  return fail(core::ErrorKind::store_down, path.string() + ": " + error.message());
}

}  // namespace

Result<std::vector<std::string>> Maildir::new_mails() const {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder_ / "new", error), end; !error && entry != end;
       entry.increment(error)) {
    auto name = entry->path().filename().string();
    if (!name.starts_with('.') && entry->is_regular_file(error)) names.push_back(std::move(name));
  }
  if (error) return trouble(folder_ / "new", error);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::optional<std::string>> Maildir::read(const std::string& name) const {
  const auto path = folder_ / "new" / name;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) return trouble(path, {errno, std::generic_category()});
  return bytes;
}

Result<> Maildir::mark_done(const std::string& name) const {
  const auto seen = name.find(":2,") == std::string::npos ? name + ":2,S" : name;
  std::error_code error;
  fs::rename(folder_ / "new" / name, folder_ / "cur" / seen, error);
  const bool gone = error && !fs::exists(folder_ / "new" / name);
  if (error && !gone) return trouble(folder_ / "cur" / seen, error);
  return {};
}

}  // namespace ticketd::ctl
