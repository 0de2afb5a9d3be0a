// Names and addresses that only one table of a kind may have.
#pragma once

#include "config/section.h"
#include "core/text.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ticketd::config {

class Taken {
 public:
  explicit Taken(std::string kind) : kind_(std::move(kind)) {}

  /// Reports a name that is missing, or taken in any case.
  void check(const Section& table, std::string_view key) {
    if (table.require(key) && !seen_.insert(core::ascii_lower(table.text(key))).second)
      table.wrong(key, "there is another " + kind_ + " \"" + table.text(key) + "\"");
  }

 private:
  std::string kind_;
  std::set<std::string> seen_;
};

}  // namespace ticketd::config
