// `ticketctl parse`: what the parser sees in each of many files, in parallel, printed in the order given.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ticketd::ctl {

struct ParseCommand {
  std::vector<std::string> files;
  std::string default_charset;
  bool json = false;
};

/// Prints one record per file; 0 when every file could be opened, else 1. Holds only a bounded window of
/// mails.
[[nodiscard]] int run_parse(const ParseCommand& command, std::ostream& out, std::ostream& errors);

}  // namespace ticketd::ctl
