#include "tests/conformance/store_conformance.h"

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

}  // namespace ticketd::store
