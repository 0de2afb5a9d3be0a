#include "ctl/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <system_error>
#include <thread>

extern char** environ;

namespace ticketd::ctl {

namespace fs = std::filesystem;

namespace {

struct FileActions {
  FileActions() { posix_spawn_file_actions_init(&actions); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t actions{};
};

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& command, const fs::path& log) {
  FileActions owner;
  auto& actions = owner.actions;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t process = -1;
  if (const int error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ))
    return fail(core::ErrorKind::internal, command.front() + ": " + std::generic_category().message(error));
  return Child(process);
}

Child::~Child() {
  if (process_ < 0 || !is_running()) return;
  ::kill(process_, SIGTERM);
  if (ends_within(std::chrono::seconds(40))) return;
  ::kill(process_, SIGKILL);
  (void)ends_within(std::chrono::seconds(5));
}

bool Child::is_running() {
  if (process_ < 0) return false;
  if (::waitpid(process_, nullptr, WNOHANG) == 0) return true;
  process_ = -1;
  return false;
}

bool Child::ends_within(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (is_running()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

std::string program_beside_us(const std::string& name) {
  std::error_code error;
  const auto ours = fs::read_symlink("/proc/self/exe", error);
  const auto beside = ours.parent_path() / name;
  return !error && fs::exists(beside, error) ? beside.string() : name;
}

}  // namespace ticketd::ctl
