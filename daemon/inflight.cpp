#include "daemon/inflight.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

namespace ticketd::daemon {

namespace {

/// "+N" begins, "-N" ends; what began and did not end was interrupted.
std::vector<core::MailKey> unfinished(const std::filesystem::path& file) {
  std::vector<core::MailKey> open;
  std::ifstream ledger(file);
  for (std::string line; std::getline(ledger, line);) {
    std::int64_t number = 0;
    if (line.size() < 2 ||
        std::from_chars(line.data() + 1, line.data() + line.size(), number).ec != std::errc{})
      continue;
    if (line[0] == '+') open.push_back({number});
    if (line[0] == '-') std::erase(open, core::MailKey{number});
  }
  return open;
}

}  // namespace

Result<std::unique_ptr<InFlight>> InFlight::open(const std::filesystem::path& file) {
  auto interrupted = unfinished(file);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(core::ErrorKind::store_down, file.string() + ": " + std::strerror(errno));
  return std::unique_ptr<InFlight>(new InFlight(descriptor, std::move(interrupted)));
}

InFlight::~InFlight() { ::close(file_); }

Result<> InFlight::begin_anew() {
  if (::ftruncate(file_, 0) == 0) return {};
  return fail(core::ErrorKind::store_down,
              std::string("the ledger of mails in flight: ") + std::strerror(errno));
}

void InFlight::write(char what, core::MailKey mail) {
  const auto line = what + std::to_string(mail.value) + '\n';
  const std::lock_guard lock(mutex_);
  open_ += what == '+' ? 1 : static_cast<std::size_t>(-1);
  const bool may_forget = ++lines_ > 10'000 && open_ == 0;
  if (may_forget && ::ftruncate(file_, 0) == 0) {
    lines_ = 0;
    return;
  }
  if (::write(file_, line.data(), line.size()) < 0) return;  // a full disk: the mail is read all the same
}

}  // namespace ticketd::daemon
