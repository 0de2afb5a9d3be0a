#include "daemon/condition.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>

namespace ticketd::daemon {

namespace fs = std::filesystem;

namespace {

std::chrono::microseconds time_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

ProcessUse use_of_this_process() {
  ProcessUse use;
  std::uint64_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  use.resident_bytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::error_code unreadable;  // 0 says it, too
  const fs::directory_iterator files("/proc/self/fd", unreadable);
  use.open_files = static_cast<std::uint64_t>(std::distance(fs::begin(files), fs::end(files)));
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) use.most_files = limit.rlim_cur;
  rusage spent{};
  if (::getrusage(RUSAGE_SELF, &spent) == 0) use.cpu = time_of(spent.ru_utime) + time_of(spent.ru_stime);
  return use;
}

std::uint64_t bytes_of(const fs::path& database) {
  std::uint64_t bytes = 0;
  for (const auto* end : {"", "-wal"}) {
    std::error_code absent;
    const auto size = fs::file_size(database.string() + end, absent);
    if (!absent) bytes += size;
  }
  return bytes;
}

std::optional<core::Time> end_of_certificate(const fs::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "re"), &std::fclose);
  if (!in) return std::nullopt;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return core::Time(std::chrono::seconds(::timegm(&end)));
}

}  // namespace ticketd::daemon
