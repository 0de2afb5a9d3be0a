#include "bench/smtp_bench.h"

#include "bench/control.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>
#include <thread>
#include <vector>

namespace ticketd::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// What one session saw.
struct Tally {
  std::vector<double> times;  ///< from the final dot to its 250, in seconds
  std::size_t errors = 0;
  std::string first_error;
};

struct Outcome {
  std::vector<double> times;  ///< sorted
  std::size_t errors = 0;
  std::string first_error;
  double seconds = 0;  ///< from the first connection to the last 250
  std::optional<double> processed_after;
};

Tally run_session(const SmtpBench& bench, const std::string& run, std::atomic<std::size_t>& next) {
  Tally tally;
  SmtpSender sender(bench.target);
  for (auto number = next++; number < bench.mails; number = next++) {
    const auto took = sender.hand_in(test_mail(run, bench.target, number, bench.size));
    if (took) {
      tally.times.push_back(Seconds(*took).count());
    } else if (tally.errors++ == 0) {
      tally.first_error = took.error().detail;
    }
  }
  return tally;
}

Outcome send_all(const SmtpBench& bench, const std::string& run) {
  std::vector<Tally> tallies(bench.sessions);
  std::atomic<std::size_t> next{0};
  const auto started = Clock::now();
  {
    std::vector<std::jthread> sessions;
    for (auto& tally : tallies) sessions.emplace_back([&] { tally = run_session(bench, run, next); });
  }
  Outcome outcome;
  outcome.seconds = Seconds(Clock::now() - started).count();
  for (auto& tally : tallies) {
    outcome.times.insert(outcome.times.end(), tally.times.begin(), tally.times.end());
    outcome.errors += tally.errors;
    if (outcome.first_error.empty()) outcome.first_error = std::move(tally.first_error);
  }
  std::sort(outcome.times.begin(), outcome.times.end());
  return outcome;
}

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

nlohmann::ordered_json figures(const SmtpBench& bench, const Outcome& outcome) {
  const auto accepted = static_cast<double>(outcome.times.size());
  nlohmann::ordered_json all = {{"sessions", bench.sessions},
                                {"mails", bench.mails},
                                {"size", bench.size},
                                {"accepted", outcome.times.size()},
                                {"errors", outcome.errors},
                                {"seconds", outcome.seconds},
                                {"accepted_per_second", accepted / outcome.seconds},
                                {"p50_ms", percentile(outcome.times, 0.50) * 1000},
                                {"p99_ms", percentile(outcome.times, 0.99) * 1000}};
  if (!outcome.first_error.empty()) all["first_error"] = outcome.first_error;
  if (outcome.processed_after) {
    all["processed_after_seconds"] = *outcome.processed_after;
    all["processed_per_second"] = accepted / *outcome.processed_after;
  }
  return all;
}

}  // namespace

int run_smtp_bench(const SmtpBench& bench) {
  // No mail of an earlier run may make one of this run a duplicate.
  const auto run = std::to_string(std::time(nullptr)) + "." + std::to_string(::getpid());
  const auto started = Clock::now();
  auto outcome = send_all(bench, run);
  bool processed = true;
  if (!bench.control.empty()) {
    const auto waited = wait_until_processed(bench.control);
    processed = waited.has_value();
    if (processed)
      outcome.processed_after = Seconds(Clock::now() - started).count();
    else
      std::fprintf(stderr, "ticketd-bench: %s\n", waited.error().detail.c_str());
  }
  const auto report = figures(bench, outcome);
  print(report, bench.json);
  return outcome.errors == 0 && processed ? 0 : 1;
}

}  // namespace ticketd::bench
