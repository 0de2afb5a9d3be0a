#include "bench/finish_line.h"

#include "bench/control.h"

#include <algorithm>
#include <utility>

namespace ticketd::bench {
namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  std::error_code unreadable;  // it may come with the first mail
  std::size_t count = 0;
  for (std::filesystem::directory_iterator at(folder, unreadable), end; !unreadable && at != end;
       at.increment(unreadable))
    ++count;
  return count;
}

}  // namespace

FinishLine::FinishLine(std::string control, std::filesystem::path maildir)
    : control_(std::move(control)), maildir_(std::move(maildir)) {
  if (!maildir_.empty()) before_ = files_in(maildir_);
}

Result<std::size_t> FinishLine::finished(std::size_t accepted) const {
  if (control_.empty()) return files_in(maildir_) - before_;
  const auto waiting = unprocessed_mails(control_);
  if (!waiting) return fail(waiting);
  return accepted - std::min(accepted, *waiting);
}

}  // namespace ticketd::bench
