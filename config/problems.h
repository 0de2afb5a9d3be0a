// What is wrong with one configuration file, each with its line: a person mends all of it in one go.
#pragma once

#include "core/error.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ticketd::config {

class Problems {
 public:
  explicit Problems(std::filesystem::path file) : file_(std::move(file)) {}

  void at(std::size_t line, std::string what);
  [[nodiscard]] bool none() const { return found_.empty(); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  /// ErrorKind::bad_config; its detail is "FILE:LINE: what", one problem a line, in the order of the file.
  [[nodiscard]] core::Error as_error() const;

 private:
  struct Problem {
    std::size_t line;
    std::string what;
  };
  std::filesystem::path file_;
  std::vector<Problem> found_;
};

}  // namespace ticketd::config
