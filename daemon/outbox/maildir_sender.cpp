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
  /// The disk begins to write what sync() will wait for.
  [[nodiscard]] bool begin_sync() const {
    return ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE) == 0 || errno == ENOSYS;
  }
  [[nodiscard]] bool sync() const { return ::fsync(descriptor_) == 0; }
  bool close() {
    const int descriptor = std::exchange(descriptor_, -1);
    return descriptor < 0 || ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

/// Unlike any other in this folder, whoever writes there (maildir(5)); in the order of writing.
std::string unique_name() {
  static std::atomic<std::uint64_t> count{0};
  using namespace std::chrono;
  const auto now = system_clock::now().time_since_epoch();
  const auto whole = duration_cast<seconds>(now);
  auto fraction = std::to_string(duration_cast<microseconds>(now - whole).count());
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(whole.count()) + ".M" + fraction + 'P' + std::to_string(::getpid()) + 'Q' +
         std::to_string(++count) + 'R' + std::to_string(crypto::random_number()) + ".ticketd";
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

/// A mail on its way into the folder; what has not arrived there leaves nothing.
class MaildirSender::Letter {
 public:
  Letter(std::filesystem::path temporary, std::filesystem::path place)
      : temporary_(std::move(temporary)),
        place_(std::move(place)),
        file_(temporary_, O_WRONLY | O_CREAT | O_EXCL) {}
  ~Letter() {
    if (!moved_) ::unlink(temporary_.c_str());
  }
  Letter(const Letter&) = delete;
  Letter& operator=(const Letter&) = delete;

  Result<> write(const OutgoingMail& mail) {
    const auto top = "Return-Path: <" + mail.sender + ">\r\nX-Original-To: " + mail.recipient + "\r\n";
    if (file_.is_open() && file_.write(top) && file_.write(mail.bytes) && file_.begin_sync()) return {};
    return failed(temporary_, errno);
  }

  Result<> move_into_place() {
    if (!file_.sync() || !file_.close() || ::rename(temporary_.c_str(), place_.c_str()) != 0)
      return failed(temporary_, errno);
    moved_ = true;
    return {};
  }

  [[nodiscard]] const std::filesystem::path& place() const { return place_; }

 private:
  std::filesystem::path temporary_, place_;
  OpenFile file_;
  bool moved_ = false;
};

std::vector<Result<SentInfo>> MaildirSender::send(std::span<const OutgoingMail> mails,
                                                  const std::stop_token& stop) {
  std::vector<Result<std::unique_ptr<Letter>>> letters;
  for (const auto& mail : mails) {
    if (stop.stop_requested()) break;
    letters.push_back(write(mail));
  }
  for (auto& letter : letters)
    if (letter)
      if (const auto moved = (*letter)->move_into_place(); !moved) letter = fail(moved);
  const auto synced = sync_folder();

  std::vector<Result<SentInfo>> answers;
  for (const auto& letter : letters) {
    if (!letter)
      answers.push_back(fail(letter));
    else if (!synced)
      answers.push_back(fail(synced));
    else
      answers.push_back(SentInfo{"written to " + (*letter)->place().string()});
  }
  return answers;
}

Result<std::unique_ptr<MaildirSender::Letter>> MaildirSender::write(const OutgoingMail& mail) const {
  for (const auto* address : {&mail.sender, &mail.recipient})
    if (auto safe = check_address(*address); !safe) return fail(safe);
  const auto name = unique_name();
  auto letter = std::make_unique<Letter>(folder_ / "tmp" / name, folder_ / "new" / name);
  if (const auto written = letter->write(mail); !written) return fail(written);
  return letter;
}

Result<> MaildirSender::sync_folder() const {
  const OpenFile directory(folder_ / "new", O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || !directory.sync()) return failed(folder_ / "new", errno);
  return {};
}

}  // namespace ticketd::daemon
