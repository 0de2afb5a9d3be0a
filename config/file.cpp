#include "config/file.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ticketd::config {

Result<std::string> read_file(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    return fail(core::ErrorKind::bad_config, file.string() + ": is a directory");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad())
    return fail(
        core::ErrorKind::bad_config,
        file.string() + ": " + (errno != 0 ? std::generic_category().message(errno) : "cannot be read"));
  return bytes;
}

bool may_exist(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::status(file, error).type() != std::filesystem::file_type::not_found;
}

}  // namespace ticketd::config
