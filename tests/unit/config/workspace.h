// A directory for the files of one test, gone at its end.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ticketd::config {

class Workspace {
 public:
  Workspace() {
    auto pattern = (std::filesystem::temp_directory_path() / "ticketd-config-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
  }
  ~Workspace() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::filesystem::path write(std::string_view name, std::string_view text) const {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return directory_ / name;
  }
  std::filesystem::path operator/(std::string_view name) const { return directory_ / name; }

 private:
  std::filesystem::path directory_;
};

}  // namespace ticketd::config
