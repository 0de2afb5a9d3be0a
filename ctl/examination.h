// What `ticketctl doctor` looks at: the set-up of one ticketd and of the house around it. Every finding says
// what, where, and what to do.
#pragma once

#include "ctl/control_client.h"
#include "ctl/name_server.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::ctl {

enum class Grade : std::uint8_t { good, warning, error };
[[nodiscard]] std::string_view name_of(Grade grade);

struct Finding {
  Grade grade = Grade::good;
  std::string topic;  ///< configuration, permissions, disk, clock, daemon, mailboxes, queue, relay, TLS, DNS
  std::string what, where, advice;
};
using Findings = std::vector<Finding>;

struct Examined {
  std::filesystem::path config;
  std::string name_server;  ///< as NameServer takes it
  bool ask_network = true;  ///< DNS and the logins
};

[[nodiscard]] Findings examine(const Examined& given);

}  // namespace ticketd::ctl
