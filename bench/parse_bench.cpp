#include "bench/parse_bench.h"

#include "bench/gmime_reader.h"
#include "parsers/body.h"
#include "parsers/headers.h"
#include "parsers/message.h"
#include "parsers/parse.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

namespace ticketd::bench {
namespace {

/// A value that depends on the result, so that no work can be left out.
using Reader = std::function<std::size_t(const std::string& mail)>;

/// Folders of test mails hold other files, too: tables, pages, samples of charsets.
bool is_mail(const std::string& bytes) {
  const auto message = parsers::scan(bytes);
  return message.fields(message.root()).size() >= 2;
}

struct Mails {
  std::vector<std::string> all;
  double megabytes = 0;
  std::size_t left_out = 0;
};

Mails load(const ParseBench& bench) {
  Mails mails;
  for (const auto& folder : bench.folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::string bytes(std::istreambuf_iterator<char>(file), {});
      if (!bench.every_file && !is_mail(bytes)) {
        ++mails.left_out;
        continue;
      }
      mails.megabytes += static_cast<double>(bytes.size()) / 1e6;
      mails.all.push_back(std::move(bytes));
    }
  }
  return mails;
}

/// This thread's own time: what else runs on the machine does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double one_pass(const std::vector<std::string>& mails, const Reader& read) {
  volatile std::size_t sink = 0;
  const auto begin = thread_seconds();
  for (const auto& mail : mails) sink = sink + read(mail);
  return thread_seconds() - begin;
}

struct Contestant {
  const char* name;
  Reader read;
  double best = 1e9;  ///< seconds for one pass over all mails
};

/// Passes by turns, so that a slow minute of the machine meets everyone, until each had its time. The best
/// pass counts, since others on the machine only slow it.
void race(std::vector<Contestant>& contestants, const std::vector<std::string>& mails, double seconds) {
  const auto end = thread_seconds() + seconds * static_cast<double>(contestants.size());
  do {
    for (auto& one : contestants) one.best = std::min(one.best, one_pass(mails, one.read));
  } while (thread_seconds() < end);
}

}  // namespace

int run_parse_bench(const ParseBench& bench) {
  const auto mails = load(bench);
  if (mails.all.empty()) {
    std::fprintf(stderr, "ticketd-bench: no mails\n");
    return 1;
  }
  std::printf("%zu mails, %.1f MB, one thread; %zu files that are no mails left out\n", mails.all.size(),
              mails.megabytes, mails.left_out);
  std::vector<Contestant> contestants{
      {"ticketd, structure only", [](const std::string& mail) { return parsers::scan(mail).parts.size(); }},
      {"ticketd, structure, headers, bodies",
       [](const std::string& mail) {
         const auto message = parsers::scan(mail);
         core::Mail read;
         parsers::read_headers(message, {}, read);
         parsers::read_body(message, {}, read);
         return read.text.size() + read.attachments.size();
       }},
      {"ticketd, everything", [](const std::string& mail) {
         const auto read = parsers::parse(mail);
         return read.text.size() + read.attachments.size();
       }}};
  const auto gmime = gmime_reader();
  if (gmime) contestants.push_back({"GMime, structure, headers, bodies", gmime});
  race(contestants, mails.all, bench.seconds);
  for (const auto& one : contestants)
    std::printf("%-36s %8.1f MB/s %10.0f mails/s\n", one.name, mails.megabytes / one.best,
                static_cast<double>(mails.all.size()) / one.best);
  if (gmime)
    std::printf("ticketd's everything is %.1f times as fast as GMime's part\n",
                contestants[3].best / contestants[2].best);
  else
    std::printf("built without GMime\n");
  return 0;
}

}  // namespace ticketd::bench
