#include "daemon/outbox/maildir_sender.h"

#include "crypto/digest.h"
#include "daemon/mail_client/smtp_body.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

namespace ticketd::daemon {
namespace {

tl::unexpected<core::Error> failed(const std::filesystem::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return fail(full ? core::ErrorKind::store_full : core::ErrorKind::store_down,
              path.string() + ": " + std::generic_category().message(error));
}

class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  [[nodiscard]] bool sync() const { return ::fsync(descriptor_) == 0; }
  bool close() {
    const int descriptor = std::exchange(descriptor_, -1);
    return descriptor < 0 || ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

/// Unlike any other in this folder, whoever writes there (maildir(5)).
std::string unique_name() {
  static std::atomic<std::uint64_t> count{0};
  using namespace std::chrono;
  const auto now = system_clock::now().time_since_epoch();
  const auto whole = duration_cast<seconds>(now);
  return std::to_string(whole.count()) + ".M" +
         std::to_string(duration_cast<microseconds>(now - whole).count()) + 'P' + std::to_string(::getpid()) +
         'Q' + std::to_string(++count) + 'R' + std::to_string(crypto::random_number()) + ".ticketd";
}

}  // namespace

Result<MaildirSender> MaildirSender::open(std::filesystem::path folder) {
  for (const char* name : {"tmp", "new", "cur"}) {
    std::error_code error;
    std::filesystem::create_directories(folder / name, error);
    if (error) return fail(core::ErrorKind::bad_config, (folder / name).string() + ": " + error.message());
  }
  return MaildirSender(std::move(folder));
}

std::vector<Result<SentInfo>> MaildirSender::send(std::span<const OutgoingMail> mails,
                                                  const std::stop_token& stop) {
  std::vector<Result<SentInfo>> answers;
  for (const auto& mail : mails) {
    if (stop.stop_requested()) break;
    answers.push_back(write(mail));
  }
  return answers;
}

Result<SentInfo> MaildirSender::write(const OutgoingMail& mail) {
  for (const auto* address : {&mail.sender, &mail.recipient})
    if (auto safe = check_address(*address); !safe) return fail(safe);
  const auto name = unique_name();
  const auto temporary = folder_ / "tmp" / name;
  const auto place = folder_ / "new" / name;

  const auto top = "Return-Path: <" + mail.sender + ">\r\nX-Original-To: " + mail.recipient + "\r\n";
  OpenFile file(temporary, O_WRONLY | O_CREAT | O_EXCL);
  if (!file.is_open()) return failed(temporary, errno);
  const bool written = file.write(top) && file.write(mail.bytes) && file.sync() && file.close();
  if (!written || ::rename(temporary.c_str(), place.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return failed(temporary, error);
  }
  const OpenFile directory(folder_ / "new", O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || !directory.sync()) return failed(folder_ / "new", errno);
  return SentInfo{"written to " + place.string()};
}

}  // namespace ticketd::daemon
