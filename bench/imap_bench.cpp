#include "bench/imap_bench.h"

#include "bench/control.h"

#include <chrono>
#include <cstdio>

namespace ticketd::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

Result<> check_not_connected(const ImapBench& bench) {
  const auto answer = ask(bench.control, "GET /api/v1/mailboxes");
  if (!answer) return fail(answer);
  for (const auto& mailbox : answer->at("mailboxes"))
    if (mailbox.at("name") == bench.mailbox && mailbox.at("state") == "connected")
      return fail(core::ErrorKind::policy,
                  bench.mailbox + " is connected already: nothing would be left to measure");
  return {};
}

Result<nlohmann::ordered_json> measure(const ImapBench& bench) {
  if (auto ready = check_not_connected(bench); !ready) return fail(ready);
  const auto started = Clock::now();
  const auto polled =
      ask(bench.control, "POST /api/v1/poll?mailbox=" + bench.mailbox, std::chrono::minutes(30));
  if (!polled) return fail(polled);
  const auto mails = polled->at("imported").get<std::size_t>();
  const auto seconds = Seconds(Clock::now() - started).count();
  nlohmann::ordered_json figures = {
      {"mails", mails}, {"seconds", seconds}, {"imported_per_second", static_cast<double>(mails) / seconds}};
  if (!bench.processed) return figures;
  if (auto waited = wait_until_processed(bench.control); !waited) return fail(waited);
  const auto until_processed = Seconds(Clock::now() - started).count();
  figures["processed_after_seconds"] = until_processed;
  figures["processed_per_second"] = static_cast<double>(mails) / until_processed;
  return figures;
}

}  // namespace

int run_imap_bench(const ImapBench& bench) {
  const auto figures = measure(bench);
  if (!figures) {
    std::fprintf(stderr, "ticketd-bench: %s\n", figures.error().detail.c_str());
    return 1;
  }
  print(*figures, bench.json);
  return 0;
}

}  // namespace ticketd::bench
