#include "tests/conformance/store_conformance.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace ticketd::store {
namespace {

/// Calls of this process that wrote something.
std::optional<std::int64_t> writing_calls() {
  std::ifstream counters("/proc/self/io");
  for (std::string name; counters >> name;)
    if (std::int64_t count = 0; counters >> count && name == "syscw:") return count;
  return std::nullopt;
}

/// While it lives, no file of this process grows beyond so many octets.
class LargestFile {
 public:
  explicit LargestFile(rlim_t size) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~LargestFile() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, signal_);
  }
  LargestFile(const LargestFile&) = delete;
  LargestFile& operator=(const LargestFile&) = delete;

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace

TEST(GatheringVfs, ACommitReachesTheKernelInAFewCalls) {
  if (!writing_calls()) GTEST_SKIP() << "this kernel does not count";
  const ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  auto txn = must(store->begin());
  constexpr std::size_t pages = 500;
  for (std::size_t i = 0; i < pages / 10; ++i)
    must(txn->accept(mail(std::string(40'960, static_cast<char>('a' + i % 26)) + std::to_string(i))));
  const auto before = *writing_calls();
  must(txn->commit());
  EXPECT_LT(*writing_calls() - before, 50) << "for " << pages << " pages, each with a head";
}

TEST(GatheringVfs, WhatACheckOutWroteIsThereAlsoWhereAReaderEndedItEarly) {
  const ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  const auto keep = [&](const std::string& words) {
    const auto txn = must(store->begin());
    const auto key = must(txn->accept(mail(words))).mail;
    must(txn->commit());
    return key;
  };
  const std::string words(40'960, 'a');
  const auto first = keep(words);
  const auto old_reader = must(store->reader());
  ASSERT_TRUE(must(old_reader->mail(first)));  // from here on it needs what it sees
  keep(std::string(40'960, 'b'));
  must(store->checkpoint());
  EXPECT_EQ(must(must(store->reader())->mail(first)).value().bytes, mail(words).bytes);
}

TEST(GatheringVfs, ACheckOutReachesTheKernelInAFewCalls) {
  if (!writing_calls()) GTEST_SKIP() << "this kernel does not count";
  const ScratchFolder folder;
  const auto store = must(sqlite::open(folder.path() / "desk.db"));
  const auto txn = must(store->begin());
  constexpr std::size_t pages = 500;
  for (std::size_t i = 0; i < pages / 10; ++i)
    must(txn->accept(mail(std::string(40'960, 'a') + std::to_string(i))));
  must(txn->commit());
  const auto before = *writing_calls();
  must(store->checkpoint());
  EXPECT_LT(*writing_calls() - before, 50) << "for " << pages << " pages";
}

TEST(GatheringVfs, ACheckOutWhoseLastWriteFailsIsToldAlsoWhereAReaderEndedItEarly) {
  const ScratchFolder folder;
  const auto file = folder.path() / "desk.db";
  const auto store = must(sqlite::open(file));
  const auto keep = [&](const std::string& words) {
    const auto txn = must(store->begin());
    const auto key = must(txn->accept(mail(words))).mail;
    must(txn->commit());
    return key;
  };
  must(store->checkpoint());
  const auto first = keep(std::string(40'960, 'a'));
  const auto old_reader = must(store->reader());
  ASSERT_TRUE(must(old_reader->mail(first)));
  keep(std::string(40'960, 'b'));

  Result<> done;
  {
    const LargestFile as_now(std::filesystem::file_size(file));
    done = store->checkpoint();
  }
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, core::ErrorKind::store_down);
  EXPECT_FALSE(store->checkpoint()) << "only a new process may go on";
}

}  // namespace ticketd::store
