#include "ctl/parse_command.h"

#include "core/names.h"
#include "core/rfc3339.h"
#include "core/text.h"
#include "ctl/parse_json.h"
#include "ctl/table.h"
#include "parsers/parse.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace ticketd::ctl {
namespace {

/// No mail server takes a larger mail, and what is read of any takes no more than a second and 256 MiB.
constexpr std::size_t most_bytes = std::size_t{64} << 20;

/// No more of it than shows that it is too large.
std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes;
  std::array<char, 64 * 1024> piece;
  std::error_code unknown;  // of a pipe: then the bytes grow as they come
  if (const auto size = std::filesystem::file_size(path, unknown); !unknown)
    bytes.reserve(std::min(size, most_bytes + piece.size()));
  while (bytes.size() <= most_bytes && (file.read(piece.data(), piece.size()) || file.gcount() > 0))
    bytes.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return std::nullopt;
  return bytes;
}

core::Mail too_large(const std::string& path, std::size_t size_read) {
  core::Mail mail;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  mail.size = unknown ? size_read : size;
  mail.problems.push_back("too large: of more than " + std::to_string(most_bytes) + " bytes nothing is read");
  return mail;
}

/// Lines stay lines; whatever else could steer the terminal is a blank.
std::string shown(std::string_view text) {
  std::string lines;
  for (const auto line : core::split_lines(text)) (lines += lines.empty() ? "" : "\n") += printable(line);
  return lines;
}

std::string readable_summary(const std::string& file, const core::Mail& mail) {
  std::string text = file + "\n";
  const auto line = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text.append("  ").append(name).append(": ").append(shown(value)).append("\n");
  };
  for (const auto& person : mail.from)
    line("from", person.name.empty() ? person.address : person.name + " <" + person.address + ">");
  for (const auto& person : mail.to) line("to", person.address);
  line("subject", mail.subject);
  line("date", mail.date ? core::rfc3339(*mail.date) : "");
  line("kind", core::name_of(mail.kind));
  line("new text", mail.new_text);
  for (const auto& attachment : mail.attachments)
    line("attachment", attachment.filename + " (" + attachment.content_type + ", " +
                           std::to_string(attachment.content.size()) + " bytes)");
  for (const auto& problem : mail.problems) line("problem", problem);
  return text;
}

struct Record {
  std::string text;
  bool opened = true;
};

Record record_of(const ParseCommand& command, const std::string& file) {
  core::Mail mail;
  bool opened = false;
  if (const auto bytes = read_file(file)) {
    parsers::ParseOptions options;
    options.default_charset = command.default_charset;
    mail = bytes->size() > most_bytes ? too_large(file, bytes->size()) : parsers::parse(*bytes, options);
    opened = true;
  } else {
    mail.problems.emplace_back("cannot be opened");
  }
  return {command.json ? parse_json(file, mail) : readable_summary(file, mail), opened};
}

/// Workers take the next file as long as they are at most `window` ahead of the printer.
class OrderedWork {
 public:
  OrderedWork(const ParseCommand& command, std::size_t workers) : command_(command), window_(workers * 4) {
    for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }

  /// The records in order, one at each call.
  Record next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !done_.empty() && done_.front().has_value(); });
    auto record = std::move(*done_.front());
    done_.pop_front();
    ++printed_;
    changed_.notify_all();
    return record;
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return taken_ == command_.files.size() || taken_ < printed_ + window_; });
      if (taken_ == command_.files.size()) return;
      const auto mine = taken_++;
      done_.emplace_back();
      lock.unlock();
      auto record = record_of(command_, command_.files[mine]);
      lock.lock();
      done_[mine - printed_] = std::move(record);
      changed_.notify_all();
    }
  }

  const ParseCommand& command_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::optional<Record>> done_;  // of the files from `printed_` to `taken_`
  std::size_t taken_ = 0, printed_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace

int run_parse(const ParseCommand& command, std::ostream& out, std::ostream& errors) {
  const auto cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  OrderedWork work(command, std::min(cores, command.files.size()));
  bool all_opened = true;
  for (const auto& file : command.files) {
    const auto record = work.next();
    if (!record.opened) {
      errors << "ticketctl: cannot open " << file << "\n";
      all_opened = false;
    }
    out << record.text << std::flush;
  }
  return all_opened ? 0 : 1;
}

}  // namespace ticketd::ctl
