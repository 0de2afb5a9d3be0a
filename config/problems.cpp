#include "config/problems.h"

#include "core/masked.h"

#include <algorithm>

namespace ticketd::config {

void Problems::at(std::size_t line, std::string what) {
  what = core::without_userinfo(what);  // values are quoted in messages, and messages are logged
  const auto same = [&](const Problem& found) { return found.line == line && found.what == what; };
  if (std::any_of(found_.begin(), found_.end(), same)) return;  // a table that was read twice
  const auto after =
      std::find_if(found_.begin(), found_.end(), [&](const Problem& found) { return found.line > line; });
  found_.insert(after, {line, std::move(what)});
}

core::Error Problems::as_error() const {
  std::string detail;
  for (const auto& [line, what] : found_) {
    if (!detail.empty()) detail += '\n';
    detail += file_.string() + ":" + std::to_string(line) + ": " + what;
  }
  return {core::ErrorKind::bad_config, std::move(detail)};
}

}  // namespace ticketd::config
