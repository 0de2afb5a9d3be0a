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
  const auto committed = *writing_calls();
  must(store->checkpoint());
  EXPECT_LT(*writing_calls() - committed, 100) << "pages that follow each other go together";
}

}  // namespace ticketd::store
