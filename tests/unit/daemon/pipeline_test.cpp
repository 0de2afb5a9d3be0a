#include "daemon/pipeline.h"

#include "tests/unit/daemon/desk.h"

#include <gmock/gmock.h>

#include <future>
#include <utility>

namespace ticketd::daemon {
namespace {

using testing::IsEmpty;

TestMail question() { return TestMail("question@customer.example"); }

TEST(Pipeline, AMailThatWaitsForTheWriterIsNotBeingRead) {
  TestDesk desk;
  auto waiting = desk.accept(question());
  std::promise<void> go;
  desk.writer().submit(
      [gate = go.get_future().share()](store::Txn&) -> Result<> {
        gate.wait();
        return {};
      },
      [](const Result<>&) {});
  std::promise<Result<>> processed;
  desk.pipeline().process(std::move(waiting), [&](Result<> done) { processed.set_value(std::move(done)); });

  EXPECT_THAT(desk.being_read(), IsEmpty()) << "a kill now would make it suspect";

  go.set_value();
  EXPECT_TRUE(processed.get_future().get());
  EXPECT_THAT(desk.being_read(), IsEmpty());
}

TEST(Pipeline, AMailThatEndedTheDaemonTwiceIsNotReadAgain) {
  TestDesk desk;
  auto waiting = desk.accept(question());
  waiting.attempts = 2;
  std::promise<Result<>> settled;
  desk.pipeline().process(std::move(waiting), [&](Result<> done) { settled.set_value(std::move(done)); });

  EXPECT_TRUE(settled.get_future().get());
  const auto quarantined = desk.quarantine();
  ASSERT_EQ(quarantined.size(), 1U);
  EXPECT_EQ(quarantined.front().reason, "reading it ended the daemon twice");
}

}  // namespace
}  // namespace ticketd::daemon
