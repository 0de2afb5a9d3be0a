#include "bench/parse_bench.h"

#include "bench/gmime_reader.h"
#include "parsers/body.h"
#include "parsers/headers.h"
#include "parsers/message.h"
#include "parsers/parse.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

namespace ticketd::bench {
namespace {

/// A value that depends on the result, so that no work can be left out.
using Reader = std::function<std::size_t(const std::string& mail)>;

std::vector<std::string> load(const std::vector<std::string>& folders) {
  std::vector<std::string> mails;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      mails.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
  }
  return mails;
}

/// Seconds for one pass over all mails: the best of those that fit into the time, since other programs only
/// slow it.
double best_pass(const std::vector<std::string>& mails, const Reader& read, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  const auto started = Clock::now();
  double best = 1e9;
  volatile std::size_t sink = 0;
  do {
    const auto begin = Clock::now();
    for (const auto& mail : mails) sink = sink + read(mail);
    best = std::min(best, since(begin));
  } while (since(started) < seconds);
  return best;
}

double report(const char* name, double megabytes, std::size_t mails, double seconds) {
  std::printf("%-34s %8.1f MB/s %10.0f mails/s\n", name, megabytes / seconds,
              static_cast<double>(mails) / seconds);
  return seconds;
}

}  // namespace

int run_parse_bench(const ParseBench& bench) {
  const auto mails = load(bench.folders);
  if (mails.empty()) {
    std::fprintf(stderr, "ticketd-bench: no files\n");
    return 1;
  }
  double megabytes = 0;
  for (const auto& mail : mails) megabytes += static_cast<double>(mail.size()) / 1e6;
  std::printf("%zu mails, %.1f MB, one thread\n", mails.size(), megabytes);
  const auto measure = [&](const char* name, const Reader& read) {
    return report(name, megabytes, mails.size(), best_pass(mails, read, bench.seconds));
  };

  measure("ticketd, structure only",
          [](const std::string& mail) { return parsers::scan(mail).parts.size(); });
  measure("ticketd, structure, headers, bodies", [](const std::string& mail) {
    const auto message = parsers::scan(mail);
    core::Mail read;
    parsers::read_headers(message, {}, read);
    parsers::read_body(message, {}, read);
    return read.text.size() + read.attachments.size();
  });
  const auto ours = measure("ticketd, everything", [](const std::string& mail) {
    const auto read = parsers::parse(mail);
    return read.text.size() + read.attachments.size();
  });
  if (const auto gmime = gmime_reader()) {
    const auto theirs = measure("GMime, structure, headers, bodies", gmime);
    std::printf("ticketd is %.1f times as fast as GMime\n", theirs / ours);
  } else {
    std::printf("built without GMime\n");
  }
  return 0;
}

}  // namespace ticketd::bench
