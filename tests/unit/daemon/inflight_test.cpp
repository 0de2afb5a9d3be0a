#include "daemon/inflight.h"

#include "crypto/digest.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ticketd::daemon {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

class InFlightTest : public testing::Test {
 protected:
  ~InFlightTest() override { std::filesystem::remove(file_); }

  std::unique_ptr<InFlight> open() { return std::move(InFlight::open(file_).value()); }

  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("in-flight-test-" + std::to_string(crypto::random_number()));
};

}  // namespace

TEST_F(InFlightTest, NamesTheMailsWhoseReadingDidNotEnd) {
  std::ofstream(file_) << "+7\n+8\n-8\n+9\n";
  EXPECT_THAT(open()->interrupted(), ElementsAre(core::MailKey{7}, core::MailKey{9}));
}

TEST_F(InFlightTest, AProcessThatEndsBeforeItHasCountedThemForgetsNone) {
  std::ofstream(file_) << "+7\n";
  open();
  EXPECT_THAT(open()->interrupted(), ElementsAre(core::MailKey{7}));
}

TEST_F(InFlightTest, OnceTheyAreCountedTheLedgerKnowsOnlyWhatIsReadFromNowOn) {
  std::ofstream(file_) << "+7\n";
  {
    const auto ledger = open();
    ASSERT_TRUE(ledger->begin_anew());
    const auto reading = ledger->begin({8});
    EXPECT_THAT(open()->interrupted(), ElementsAre(core::MailKey{8}));  // as the next process finds it
  }
  EXPECT_THAT(open()->interrupted(), IsEmpty());
}

}  // namespace ticketd::daemon
