// A blocking stream to the daemon whose every wait ends at a deadline.
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace ticketd::ctl {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// ErrorKind::network where nobody listens; ErrorKind::policy where we may not speak.
  [[nodiscard]] static Result<Connection> to_socket(const std::filesystem::path& path,
                                                    Clock::time_point deadline);
  [[nodiscard]] static Result<Connection> to_tcp(const std::string& host, const std::string& port,
                                                 Clock::time_point deadline);

  Connection(Connection&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Connection& operator=(Connection&&) = delete;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  [[nodiscard]] Result<> write(std::string_view bytes, Clock::time_point deadline) const;
  /// What comes next; empty at the end.
  [[nodiscard]] Result<std::string> read_some(Clock::time_point deadline) const;
  [[nodiscard]] Result<std::string> read_to_end(std::size_t most, Clock::time_point deadline) const;

 private:
  explicit Connection(int descriptor) : descriptor_(descriptor) {}
  [[nodiscard]] Result<> wait_for(short events, Clock::time_point deadline) const;
  [[nodiscard]] Result<> finish_connecting(bool began, const std::string& where,
                                           Clock::time_point deadline) const;
  int descriptor_;
};

}  // namespace ticketd::ctl
