// How the daemon and its machine are: what /metrics and `ticketctl status` tell beside what is in the store.
#pragma once

#include "core/types.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace ticketd::daemon {

struct ProcessUse {
  std::uint64_t resident_bytes = 0, open_files = 0, most_files = 0;
  std::chrono::microseconds cpu{};
};
[[nodiscard]] ProcessUse use_of_this_process();

struct Condition {
  core::Time started;
  std::string engine;  ///< of the store, with its version
  std::uint64_t store_bytes = 0, free_bytes = 0, min_free_bytes = 0;
  std::chrono::milliseconds writer_silence{};       ///< since the writer last showed that it lives
  std::optional<core::Time> certificate_ends = {};  ///< that peers are shown
  ProcessUse process = {};
};

/// Of a file and what lies beside it under its name: a database with its log.
[[nodiscard]] std::uint64_t bytes_of(const std::filesystem::path& database);

/// Until when the first certificate of a PEM file is valid; nothing where there is none.
[[nodiscard]] std::optional<core::Time> end_of_certificate(const std::filesystem::path& file);

}  // namespace ticketd::daemon
