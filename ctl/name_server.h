// Asks the domain name system what doctor wants to know of our own domain.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::ctl {

enum class RecordType : std::uint16_t { a = 1, mx = 15, txt = 16, aaaa = 28 };

class NameServer {
 public:
  /// "ADDRESS[:PORT]" (IPv4); empty: those of /etc/resolv.conf.
  explicit NameServer(std::string address) : address_(std::move(address)) {}

  /// The records as text: of MX the host, of TXT what it says, of addresses nothing but that they are there.
  /// None is no error; that nobody answers is (ErrorKind::remote_temporary).
  [[nodiscard]] Result<std::vector<std::string>> records(const std::string& name, RecordType type) const;

 private:
  std::string address_;
};

}  // namespace ticketd::ctl
