#include "bench/smtp_bench.h"

#include "bench/arrivals.h"
#include "bench/control.h"
#include "bench/finish_line.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>
#include <thread>
#include <utility>
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

/// How far all sessions have come together.
struct Progress {
  std::atomic<std::size_t> begun{0}, accepted{0}, finished{0};
  std::atomic<bool> all_sent{false};
};

struct Sample {
  double seconds = 0;
  std::size_t finished = 0;
};

struct Outcome {
  std::vector<double> times;  ///< sorted
  std::size_t errors = 0;
  std::string first_error;
  double seconds = 0;           ///< from the first connection to the last 250
  std::vector<Sample> samples;  ///< in order of time; the last is the end
  std::vector<double> ways;     ///< from the moment a mail was due until it came out, in seconds, sorted
};

/// When a mail is due: a server that is slow does not get less to do, and its delays count in full.
Clock::time_point due(const SmtpBench& bench, Clock::time_point started, std::size_t number) {
  return started + std::chrono::duration_cast<Clock::duration>(
                       Seconds(bench.rate > 0 ? static_cast<double>(number) / bench.rate : 0));
}

Tally run_session(const SmtpBench& bench, const std::string& run, Clock::time_point started,
                  Progress& progress) {
  Tally tally;
  SmtpSender sender(bench.target);
  for (auto number = progress.begun++; number < bench.mails; number = progress.begun++) {
    std::this_thread::sleep_until(due(bench, started, number));
    while (bench.ahead > 0 && progress.accepted >= progress.finished + bench.ahead)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto took = sender.hand_in(bench.mix ? mixed_mail(run, bench.target.recipient, number)
                                               : test_mail(run, bench.target.recipient, number, bench.size));
    if (took) {
      ++progress.accepted;
      tally.times.push_back(Seconds(*took).count());
    } else if (tally.errors++ == 0) {
      tally.first_error = took.error().detail;
    }
  }
  return tally;
}

/// Looks seldom enough not to be a load itself. Ends with an error when nothing is finished for a minute.
Result<std::vector<Sample>> watch(const FinishLine& line, Progress& progress, Clock::time_point started) {
  std::vector<Sample> samples;
  auto last_step = Clock::now();
  while (true) {
    const bool all_sent = progress.all_sent;
    const std::size_t accepted = progress.accepted;
    const auto asked = Clock::now();
    const auto finished = line.finished(accepted);
    if (!finished) return fail(finished);
    const auto now = Clock::now();
    if (*finished > progress.finished) last_step = now;
    progress.finished = *finished;
    samples.push_back({Seconds(now - started).count(), *finished});
    if (all_sent && *finished >= accepted) return samples;
    if (now - last_step > std::chrono::minutes(1))
      return fail(core::ErrorKind::remote_temporary,
                  std::to_string(accepted - *finished) + " mails stay unfinished");
    std::this_thread::sleep_for(std::max<Clock::duration>(std::chrono::milliseconds(50), 20 * (now - asked)));
  }
}

void send_all(const SmtpBench& bench, const std::string& run, Progress& progress, Clock::time_point started,
              Outcome& outcome) {
  std::vector<Tally> tallies(bench.sessions);
  {
    std::vector<std::jthread> sessions;
    for (auto& tally : tallies)
      sessions.emplace_back([&] { tally = run_session(bench, run, started, progress); });
  }
  outcome.seconds = Seconds(Clock::now() - started).count();
  progress.all_sent = true;
  for (auto& tally : tallies) {
    outcome.times.insert(outcome.times.end(), tally.times.begin(), tally.times.end());
    outcome.errors += tally.errors;
    if (outcome.first_error.empty()) outcome.first_error = std::move(tally.first_error);
  }
  std::sort(outcome.times.begin(), outcome.times.end());
}

/// Of those that came.
std::vector<double> ways_of(const SmtpBench& bench, Clock::time_point started, Arrivals& arrivals) {
  std::vector<double> ways;
  const auto at = arrivals.wait(std::chrono::seconds(10));
  for (std::size_t number = 0; number < at.size(); ++number)
    if (at[number]) ways.push_back(Seconds(*at[number] - due(bench, started, number)).count());
  std::sort(ways.begin(), ways.end());
  return ways;
}

Result<Outcome> measure(const SmtpBench& bench, const std::string& run) {
  const FinishLine line(bench.control, bench.maildir);
  Outcome outcome;
  Progress progress;
  Result<std::vector<Sample>> samples;
  std::optional<Arrivals> arrivals;
  if (!bench.arrivals.empty()) {
    auto watched = Arrivals::watch(bench.arrivals, run, bench.mails);
    if (!watched) return fail(watched);
    arrivals = std::move(*watched);
  }
  const auto started = Clock::now();
  {
    std::jthread watcher;
    if (line.is_set())
      watcher = std::jthread([&] {
        samples = watch(line, progress, started);
        if (!samples) progress.finished = bench.mails;  // nobody waits for us any longer
      });
    send_all(bench, run, progress, started, outcome);
  }
  if (!samples) return fail(samples);
  outcome.samples = std::move(*samples);
  if (arrivals) outcome.ways = ways_of(bench, started, *arrivals);
  return outcome;
}

/// When so many mails were finished.
double time_of(const std::vector<Sample>& samples, double finished) {
  const auto at = std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) {
    return static_cast<double>(sample.finished) >= finished;
  });
  return at == samples.end() ? samples.back().seconds : at->seconds;
}

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

nlohmann::ordered_json figures(const SmtpBench& bench, const Outcome& outcome) {
  const auto accepted = static_cast<double>(outcome.times.size());
  nlohmann::ordered_json all = {
      {"sessions", bench.sessions},
      {"mails", bench.mails},
      {"size", bench.mix ? nlohmann::ordered_json("mix") : nlohmann::ordered_json(bench.size)},
      {"accepted", outcome.times.size()},
      {"errors", outcome.errors},
      {"seconds", outcome.seconds},
      {"accepted_per_second", accepted / outcome.seconds},
      {"p50_ms", percentile(outcome.times, 0.50) * 1000},
      {"p99_ms", percentile(outcome.times, 0.99) * 1000}};
  if (!outcome.first_error.empty()) all["first_error"] = outcome.first_error;
  if (!outcome.samples.empty()) {
    const auto end = outcome.samples.back().seconds;
    all["finished_per_second"] = accepted / end;
    all["first_tenth_per_second"] = 0.1 * accepted / time_of(outcome.samples, 0.1 * accepted);
    const auto last_tenth = std::max(end - time_of(outcome.samples, 0.9 * accepted), 1e-3);
    all["last_tenth_per_second"] = 0.1 * accepted / last_tenth;
  }
  if (!bench.arrivals.empty()) {
    all["arrived"] = outcome.ways.size();
    all["end_to_end_p50_ms"] = percentile(outcome.ways, 0.50) * 1000;
    all["end_to_end_p99_ms"] = percentile(outcome.ways, 0.99) * 1000;
  }
  return all;
}

}  // namespace

int run_smtp_bench(const SmtpBench& bench) {
  // No mail of an earlier run may make one of this run a duplicate.
  const auto run = std::to_string(std::time(nullptr)) + "." + std::to_string(::getpid());
  const auto outcome = measure(bench, run);
  if (!outcome) {
    std::fprintf(stderr, "ticketd-bench: %s\n", outcome.error().detail.c_str());
    return 1;
  }
  const auto report = figures(bench, *outcome);
  print(report, bench.json);
  return outcome->errors == 0 ? 0 : 1;
}

}  // namespace ticketd::bench
