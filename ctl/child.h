// A program that we start and end: the daemon, on a copy of its store.
#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::ctl {

class Child {
 public:
  /// What it prints goes to `log`.
  [[nodiscard]] static Result<Child> start(const std::vector<std::string>& command,
                                           const std::filesystem::path& log);
  Child(Child&& other) noexcept : process_(std::exchange(other.process_, -1)) {}
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  ///< asks it to end, and sees to it

  [[nodiscard]] bool is_running();

 private:
  explicit Child(pid_t process) : process_(process) {}
  [[nodiscard]] bool ends_within(std::chrono::milliseconds patience);
  pid_t process_;
};

/// The program of that name beside ours, else where the shell would find it.
[[nodiscard]] std::string program_beside_us(const std::string& name);

}  // namespace ticketd::ctl
