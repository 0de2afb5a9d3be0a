#include "bench/smtp_bench.h"

#include "bench/line_socket.h"

#include <nlohmann/json.hpp>
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

Result<std::size_t> unprocessed_mails(const std::string& control) {
  auto daemon = LineSocket::connect_unix(control, LineSocket::Patience(60));
  if (!daemon) return fail(daemon);
  const auto asked =
      daemon->send("GET /api/v1/idle HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  if (!asked) return fail(asked);
  const auto answer = daemon->rest();
  if (!answer) return fail(answer);
  const auto body = answer->find("\r\n\r\n");
  const auto backlog = body == std::string::npos
                           ? nlohmann::json()
                           : nlohmann::json::parse(answer->substr(body), nullptr, false);
  if (!backlog.is_object() || !backlog.contains("unprocessed_mails") ||
      !backlog["unprocessed_mails"].is_number_unsigned())
    return fail(core::ErrorKind::malformed, control + ": not an answer of ticketd");
  return backlog["unprocessed_mails"].get<std::size_t>();
}

/// Asks seldom enough not to be a load itself. Ends with an error when the backlog does not shrink for a
/// minute.
Result<> wait_until_processed(const std::string& control) {
  auto progress = Clock::now();
  for (std::optional<std::size_t> before;;) {
    const auto waiting = unprocessed_mails(control);
    if (!waiting) return fail(waiting);
    if (*waiting == 0) return {};
    if (!before || *waiting < *before) progress = Clock::now();
    if (Clock::now() - progress > std::chrono::minutes(1))
      return fail(core::ErrorKind::remote_temporary, std::to_string(*waiting) + " mails stay unprocessed");
    before = *waiting;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
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

void print(const nlohmann::ordered_json& figures) {
  for (const auto& [name, value] : figures.items()) {
    if (value.is_number_float())
      std::printf("%-24s %.2f\n", name.c_str(), value.get<double>());
    else
      std::printf("%-24s %s\n", name.c_str(),
                  value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  }
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
  if (bench.json)
    std::printf("%s\n", report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  else
    print(report);
  return outcome.errors == 0 && processed ? 0 : 1;
}

}  // namespace ticketd::bench
