// restore: puts a backup in the place of the store, or rehearses that: a daemon of its own opens a copy,
// which is examined and thrown away, while the real one goes on.
#include "config/load.h"
#include "ctl/child.h"
#include "ctl/commands.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <thread>

namespace ticketd::ctl {

namespace {

namespace fs = std::filesystem;
using core::ErrorKind;
using std::chrono::steady_clock;

core::Error trouble(const fs::path& file, const std::error_code& error) {
  return {ErrorKind::policy, file.string() + ": " + error.message()};
}

fs::path mails_beside(const fs::path& database) { return database.string() + "-mails"; }

/// By the header of SQLite's file format: its name, and the id that ticketd writes into its own databases.
bool is_of_ticketd(const fs::path& file) {
  constexpr std::string_view format("SQLite format 3\0", 16), our_id = "tkt1";
  constexpr std::size_t place_of_id = 68;
  std::array<char, 100> header{};
  std::ifstream in(file, std::ios::binary);
  const std::string_view bytes(header.data(), header.size());
  return in.read(header.data(), header.size()) && bytes.starts_with(format) &&
         bytes.substr(place_of_id, our_id.size()) == our_id;
}

/// Whatever the backup was open to, tickets are for the daemon and its group.
Result<> close_to_strangers(const fs::path& path) {
  std::error_code error;
  const auto most = fs::is_directory(path, error) ? fs::perms{0750} : fs::perms{0640};
  const auto has = fs::status(path, error).permissions();
  if (!error) fs::permissions(path, has & most, error);
  if (error) return tl::unexpected(trouble(path, error));
  if (!fs::is_directory(path, error)) return {};
  for (const auto& inner : fs::directory_iterator(path, error))
    if (auto closed = close_to_strangers(inner.path()); !closed) return closed;
  return {};
}

std::uintmax_t bytes_of(const fs::path& database) {
  std::error_code unknown;  // is left to the copying to tell
  auto bytes = fs::file_size(database, unknown);
  if (unknown) return 0;
  for (const auto& mail : fs::recursive_directory_iterator(mails_beside(database), unknown))
    if (mail.is_regular_file(unknown))
      if (const auto size = mail.file_size(unknown); !unknown) bytes += size;
  return bytes;
}

/// Asked before: what the library says of a copy for which there was no room is anything.
Result<> find_room_for(const fs::path& database, const fs::path& folder) {
  std::error_code unknown;
  const auto space = fs::space(folder, unknown);
  const auto needed = bytes_of(database);
  if (unknown || needed <= space.available) return {};
  return ticketd::fail(ErrorKind::store_full, folder.string() + ": No space left on device: the copy takes " +
                                                  std::to_string(needed) + " bytes, " +
                                                  std::to_string(space.available) + " are free");
}

/// The database and its large mails, to where nothing stands yet.
Result<> copy_store(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::is_regular_file(from, error) || !is_of_ticketd(from))
    return ticketd::fail(ErrorKind::policy, from.string() + ": is no file that `ticketctl backup` wrote");
  if (auto room = find_room_for(from, fs::absolute(to).parent_path()); !room) return room;
  fs::copy_file(from, to, error);
  if (error) return tl::unexpected(trouble(to, error));
  if (auto closed = close_to_strangers(to); !closed) return closed;
  if (!fs::exists(mails_beside(from), error)) return {};
  fs::copy(mails_beside(from), mails_beside(to), fs::copy_options::recursive, error);
  if (error) return tl::unexpected(trouble(mails_beside(to), error));
  return close_to_strangers(mails_beside(to));
}

/// As whoever owns the folder it lies in: the daemon, not the operator who runs this.
Result<> give_to_owner_of_folder(const fs::path& path) {
  struct stat folder {};
  if (::stat(path.parent_path().c_str(), &folder) != 0 ||
      ::lchown(path.c_str(), folder.st_uid, folder.st_gid) != 0)
    return tl::unexpected(trouble(path, {errno, std::generic_category()}));
  std::error_code absent;
  for (const auto& inner : fs::directory_iterator(path, absent))
    if (auto given = give_to_owner_of_folder(inner.path()); !given) return given;
  return {};
}

// ---- rehearsal

/// A process of its own that waits until nobody holds the other end of `line`, and then removes the folder,
/// from under a daemon that is still ending where need be.
[[noreturn]] void remove_behind(int line, const fs::path& folder) {
  ::setsid();  // Ctrl-C is not for it
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::signal(signal, SIG_IGN);
  ::dup2(line, STDIN_FILENO);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int ours : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, ours);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);  // also the lock on the store
  char nothing = 0;
  while (::read(STDIN_FILENO, &nothing, 1) < 0 && errno == EINTR) continue;
  std::error_code error;
  for (int tries = 0; tries < 600; ++tries) {
    fs::remove_all(folder, error);
    if (!fs::exists(folder, error)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ::_exit(0);
}

/// It holds a copy of every ticket, so it goes however we end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (fs::temp_directory_path() / "ticketd-rehearsal-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return;
    path_ = name;
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    remover_ = ::fork();
    if (remover_ == 0) remove_behind(ends[0], path_);
    ::close(ends[0]);
    line_ = ends[1];
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    if (line_ >= 0) ::close(line_);
    if (remover_ > 0) ::waitpid(remover_, nullptr, 0);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  int line_ = -1;  ///< closed when we end
  pid_t remover_ = -1;
};

std::string last_line(const fs::path& log) {
  std::ifstream in(log);
  std::string line, last;
  while (std::getline(in, line))
    if (!line.empty()) last = line;
  return last;
}

/// The daemon is up when it answers, and has failed when it ends before.
Result<> wait_until_ready(const ControlClient& daemon, Child& child, const fs::path& log) {
  const auto deadline = steady_clock::now() + std::chrono::minutes(10);  // it may have to migrate
  while (!daemon.get("/readyz")) {
    if (!child.is_running())
      return ticketd::fail(ErrorKind::corrupt_store, "ticketd did not start on the copy: " + last_line(log));
    if (steady_clock::now() > deadline)
      return ticketd::fail(ErrorKind::remote_temporary, "ticketd did not become ready on the copy");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // a person at a terminal waits
  }
  return {};
}

Result<Json> examine_copy(const fs::path& backup, const fs::path& folder) {
  const auto begun = steady_clock::now();
  if (const auto copied = copy_store(backup, folder / "ticketd.db"); !copied) return ticketd::fail(copied);
  std::ofstream(folder / "ticketd.toml")
      << "[server]\nstate_dir = \".\"\ndesk = \"\"\n[store]\nmin_free = \"0B\"\n"
         "[delivery]\nurl = \"maildir:outbox\"\n";
  auto child = Child::start(
      {program_beside_us("ticketd"), "--rehearse", "--config", (folder / "ticketd.toml").string()},
      folder / "log");
  if (!child) return ticketd::fail(child);
  ControlClient daemon(ControlSocket{folder / "control.sock"});
  daemon.set_timeout(std::chrono::hours(2));
  if (const auto ready = wait_until_ready(daemon, *child, folder / "log"); !ready)
    return ticketd::fail(ready);
  auto found = daemon.get("/api/v1/verify");
  if (!found) return found;
  const auto status = daemon.get("/api/v1/status");
  if (!status) return status;
  (*found)["tickets"] = field(*status, "tickets");
  (*found)["bytes"] = field(field(*status, "store"), "bytes");
  (*found)["seconds"] = std::chrono::duration<double>(steady_clock::now() - begun).count();
  return found;
}

int rehearse(const std::string& backup, const Invocation& invocation) {
  const TemporaryFolder folder;
  if (folder.path().empty())
    return invocation.fail({ErrorKind::store_full, "no temporary folder can be made"});
  const auto found = examine_copy(backup, folder.path());
  if (!found) return invocation.fail(found.error());
  const bool whole = field(*found, "whole") == true;
  if (invocation.json) {
    invocation.print(*found);
    return whole ? done : refused;
  }
  for (const auto& problem : field(*found, "problems")) invocation.terminal.errors << plain(problem) << '\n';
  std::int64_t tickets = 0;
  for (const auto& count : field(*found, "tickets")) tickets += count.get<std::int64_t>();
  if (whole)
    invocation.terminal.out << backup << ": opens, is whole, holds " << tickets << " tickets; took "
                            << static_cast<int>(field(*found, "seconds").get<double>() + 0.5) << " s\n";
  return whole ? done : refused;
}

// ---- the real thing

/// What stood there stays beside it, under another name.
Result<fs::path> move_away(const fs::path& database) {
  std::error_code error;
  fs::path kept;
  for (int number = 1; kept.empty() || fs::exists(kept, error); ++number)
    kept = database.string() + ".replaced-" + std::to_string(number);
  for (const auto* end : {"", "-wal", "-shm", "-mails"}) {
    if (!fs::exists(database.string() + end, error)) continue;
    fs::rename(database.string() + end, kept.string() + end, error);
    if (error) return tl::unexpected(trouble(database.string() + end, error));
  }
  return kept;
}

/// The lock that a running ticketd holds on its store, whether it answers or not.
class StoreLock {
 public:
  static Result<std::unique_ptr<StoreLock>> take(const fs::path& database) {
    const fs::path file = database.string() + ".lock";
    std::error_code error;
    const bool was_there = fs::exists(file, error);
    std::unique_ptr<StoreLock> lock(new StoreLock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)));
    if (lock->descriptor_ < 0) return tl::unexpected(trouble(file, {errno, std::generic_category()}));
    if (::flock(lock->descriptor_, LOCK_EX | LOCK_NB) != 0)
      return ticketd::fail(ErrorKind::policy, "ticketd is running on this store: stop it first");
    if (!was_there)
      if (const auto given = give_to_owner_of_folder(file); !given) return ticketd::fail(given);
    return lock;
  }
  ~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

/// A backup that is not whole would be found out by the daemon, when the old store is out of the way already.
Result<> examine(const std::string& backup) {
  const TemporaryFolder folder;
  if (folder.path().empty()) return ticketd::fail(ErrorKind::store_full, "no temporary folder can be made");
  const auto found = examine_copy(backup, folder.path());
  if (!found) return ticketd::fail(found);
  if (field(*found, "whole") == true) return {};
  std::string wrong = backup + " is not whole";
  for (const auto& problem : field(*found, "problems")) wrong += "\n  " + plain(problem);
  return ticketd::fail(ErrorKind::policy, wrong + "\nwhat is good of it can be had with --unexamined");
}

int restore(const std::string& backup, bool unexamined, const Invocation& invocation) {
  const auto server = config::load_server(invocation.config);
  if (!server) return invocation.fail(server.error());
  const auto& database = server->store.database;
  const auto lock = StoreLock::take(database);
  if (!lock) return invocation.fail(lock.error());
  if (!unexamined)
    if (const auto whole = examine(backup); !whole) return invocation.fail(whole.error());
  const auto fresh = fs::path(database.string() + ".restored");
  for (const auto& path : {fresh, mails_beside(fresh)}) {
    std::error_code absent;
    fs::remove_all(path, absent);  // of a restore that was interrupted
  }
  if (const auto copied = copy_store(backup, fresh); !copied) return invocation.fail(copied.error());
  const auto kept = move_away(database);
  if (!kept) return invocation.fail(kept.error());
  for (const auto* end : {"", "-mails"}) {
    std::error_code error;
    if (!fs::exists(fresh.string() + end, error)) continue;
    fs::rename(fresh.string() + end, database.string() + end, error);
    if (error)
      return invocation.fail({ErrorKind::policy, trouble(database.string() + end, error).detail +
                                                     "; do not start ticketd: what stood there is " +
                                                     kept->string() + ", its copy " + fresh.string()});
    if (const auto given = give_to_owner_of_folder(database.string() + end); !given)
      return invocation.fail(given.error());
  }
  ::sync();
  if (invocation.json)
    invocation.print({{"restored", database.string()}, {"replaced", kept->string()}});
  else
    invocation.terminal.out << database.string() << " is now " << backup << "; what stood there is "
                            << kept->string() << "\nStart ticketd, then: ticketctl verify\n";
  return done;
}

}  // namespace

void add_restore(CLI::App& app, Invocation& invocation) {
  auto* command =
      app.add_subcommand("restore", "put a backup in the place of the store of a ticketd that is stopped");
  const auto backup = std::make_shared<std::string>();
  const auto only_rehearse = std::make_shared<bool>(false);
  command->add_option("FILE", *backup, "that ticketctl backup wrote; its FILE-mails lie beside it")
      ->required();
  command->add_flag("--rehearse", *only_rehearse,
                    "restore it to a temporary folder, open it there, examine it and throw it away");
  const auto unexamined = std::make_shared<bool>(false);
  command->add_flag("--unexamined", *unexamined, "restore it even where it is damaged or incomplete");
  command->callback([backup, only_rehearse, unexamined, &invocation] {
    invocation.run = [backup, only_rehearse, unexamined, &invocation] {
      return *only_rehearse ? rehearse(*backup, invocation) : restore(*backup, *unexamined, invocation);
    };
  });
}

}  // namespace ticketd::ctl
