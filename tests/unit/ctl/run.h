// ticketctl as a person calls it, without a process.
#pragma once

#include "ctl/commands.h"

#include <sstream>
#include <string>
#include <vector>

namespace ticketd::ctl {

struct Run {
  int code;
  std::string out, errors;
};

inline Run run(std::vector<std::string> words, const std::string& input = {}) {
  words.insert(words.begin(), "ticketctl");
  std::vector<const char*> arguments;
  for (const auto& word : words) arguments.push_back(word.c_str());
  std::istringstream in(input);
  std::ostringstream out, errors;
  const int code = run_ticketctl(static_cast<int>(arguments.size()), arguments.data(), {in, out, errors});
  return {code, out.str(), errors.str()};
}

inline std::string body_of(const std::string& request) {
  return request.substr(request.find("\r\n\r\n") + 4);
}

}  // namespace ticketd::ctl
