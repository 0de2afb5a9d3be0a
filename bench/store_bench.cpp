#include "bench/store_bench.h"

#include "bench/smtp_sender.h"
#include "store/open.h"
#include "store/writer.h"

#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <semaphore>
#include <utility>

namespace ticketd::bench {
namespace {

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

core::IncomingMail incoming(TestMail mail, const Target& target) {
  core::IncomingMail incoming;
  incoming.source = {.kind = core::SourceKind::smtp, .peer = "127.0.0.1", .mailbox = {}};
  incoming.envelope = {.sender = std::move(mail.sender), .recipients = {target.recipient}};
  incoming.bytes = std::move(mail.content);
  incoming.received = core::Time(std::chrono::hours(24 * 365 * 50));
  return incoming;
}

}  // namespace

int run_store_bench(const StoreBench& bench) {
  auto store = store::open_store("sqlite:bench.db", bench.folder);
  if (!store) return std::fprintf(stderr, "ticketd-bench: %s\n", store.error().detail.c_str()), 1;

  const Target target;
  std::vector<core::IncomingMail> mails;
  for (std::size_t number = 0; number < bench.mails; ++number)
    mails.push_back(incoming(test_mail("store", target.recipient, number, bench.size), target));

  std::atomic<std::size_t> failures{0};
  std::counting_semaphore<> free_places(static_cast<std::ptrdiff_t>(bench.waiting));
  const auto cpu = cpu_seconds();
  const auto started = std::chrono::steady_clock::now();
  {
    store::Writer writer(**store);
    for (auto& mail : mails) {
      free_places.acquire();
      writer.submit([mail = std::move(mail)](store::Txn& txn) { return txn.accept(mail); },
                    [&](const Result<core::Accepted>& accepted) {
                      if (!accepted || accepted->duplicate) ++failures;
                      free_places.release();
                    });
    }
  }  // the writer finishes, and copies its log back
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto number = static_cast<double>(bench.mails);
  std::printf("accepted_per_second %.0f\ncpu_us_per_mail     %.1f\nfailures            %zu\n",
              number / seconds, (cpu_seconds() - cpu) / number * 1e6, failures.load());
  return failures == 0 ? 0 : 1;
}

}  // namespace ticketd::bench
