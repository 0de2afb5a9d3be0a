#include "bench/arrivals.h"

#include "bench/test_mail.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string_view>
#include <utility>

namespace ticketd::bench {

struct Arrivals::Seen {
  std::filesystem::path folder;
  std::string begin;  ///< of every mail's subject
  int events = -1;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<Clock::time_point>> at;  ///< guarded by mutex, as the next
  std::size_t count = 0;

  ~Seen() {
    if (events >= 0) ::close(events);
  }
};

namespace {

/// Which mail a file speaks of.
std::optional<std::size_t> number_in(const std::filesystem::path& file, std::string_view begin) {
  std::array<char, 8192> bytes{};
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), bytes.size());
  const std::string_view text(bytes.data(), static_cast<std::size_t>(in.gcount()));
  const auto at = text.find(begin);
  if (at == std::string_view::npos) return std::nullopt;
  std::size_t number = 0;
  const auto digits = text.substr(at + begin.size());
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

/// The names of the files that came, each when it is whole: Maildirs are filled by links and renames.
template <class Take>
void take_names(int events, const std::stop_token& stop, Take take) {
  alignas(inotify_event) std::array<char, 65536> buffer{};
  while (!stop.stop_requested()) {
    pollfd waiting{.fd = events, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    const auto got = ::read(events, buffer.data(), buffer.size());
    for (std::size_t at = 0; got > 0 && at < static_cast<std::size_t>(got);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      if (event.len > 0) take(buffer.data() + at + sizeof event);
      at += sizeof event + event.len;
    }
  }
}

}  // namespace

Arrivals::Arrivals(std::shared_ptr<Seen> seen) : seen_(std::move(seen)) {
  watcher_ = std::jthread([seen = seen_](const std::stop_token& stop) {
    take_names(seen->events, stop, [&](const char* name) {
      const auto now = Clock::now();
      const auto number = number_in(seen->folder / name, seen->begin);
      const std::lock_guard lock(seen->mutex);
      if (!number || *number >= seen->at.size() || seen->at[*number]) return;
      seen->at[*number] = now;
      ++seen->count;
      seen->changed.notify_all();
    });
  });
}

Result<Arrivals> Arrivals::watch(const std::filesystem::path& folder, const std::string& run,
                                 std::size_t mails) {
  auto seen = std::make_shared<Seen>();
  seen->folder = folder;
  seen->begin = subject_of(run + ".");
  seen->at.resize(mails);
  seen->events = ::inotify_init1(IN_CLOEXEC);
  if (seen->events < 0 || ::inotify_add_watch(seen->events, folder.c_str(), IN_CREATE | IN_MOVED_TO) < 0)
    return fail(core::ErrorKind::not_found, folder.string() + ": " + std::strerror(errno));
  return Arrivals(std::move(seen));
}

std::vector<std::optional<Arrivals::Clock::time_point>> Arrivals::wait(std::chrono::seconds patience) {
  std::unique_lock lock(seen_->mutex);
  while (seen_->count < seen_->at.size()) {
    const auto before = seen_->count;
    seen_->changed.wait_for(lock, patience, [&] { return seen_->count > before; });
    if (seen_->count == before) break;
  }
  return seen_->at;
}

}  // namespace ticketd::bench
