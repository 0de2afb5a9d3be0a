#include "daemon/intake/imap_progress.h"

#include "daemon/intake/backoff.h"
#include "daemon/intake/imap_import.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ImapUids uids_of(const std::vector<ImapListed>& mails) {
  ImapUids uids;
  for (const auto& mail : mails) uids.push_back(mail.uid);
  return uids;
}

const std::vector<ImapListed> five{{1, 10}, {2, 10}, {3, 10}, {4, 10}, {5, 10}};

}  // namespace

TEST(ImapProgress, GoesOnBehindWhatTheStoreKnowsAsSettled) {
  ImapProgress progress(77,
                        {.uid_validity = 77, .settled_up_to = 3, .imported = {2, 3}, .unfinished = {3, 2}});
  EXPECT_EQ(progress.first_new(), 4U);
  EXPECT_THAT(uids_of(progress.expect({{4, 10}, {5, 10}})), ElementsAre(4, 5));
  EXPECT_THAT(progress.unfinished(), ElementsAre(2, 3));
}

TEST(ImapProgress, ReadsTheWholeFolderAgainUnderAnotherUidvalidity) {
  ImapProgress progress(78, {.uid_validity = 77, .settled_up_to = 3, .unfinished = {2}, .skipped = {1}});
  EXPECT_EQ(progress.first_new(), 1U);
  EXPECT_EQ(progress.expect(five).size(), 5U);
  EXPECT_THAT(progress.unfinished(), IsEmpty());
  EXPECT_THAT(progress.skipped_ones(), IsEmpty());
}

TEST(ImapProgress, AMailThatAppearsBelowASettledOneIsFoundByReconcilingAlsoAfterARestart) {
  ImapProgress progress(77, {.uid_validity = 77, .settled_up_to = 3, .imported = {1, 3}});
  EXPECT_EQ(progress.first_unsure(), 1U);
  EXPECT_THAT(uids_of(progress.expect(five)), ElementsAre(2, 4, 5));
  EXPECT_EQ(progress.settled_up_to(), 3U);
}

TEST(ImapProgress, AReconciliationLooksBackOnlySoFar) {
  const ImapProgress progress(77, {.uid_validity = 77, .settled_up_to = 100'000});
  EXPECT_EQ(progress.first_unsure(), 90'001U);
}

TEST(ImapProgress, AFolderIsSettledUpToItsFirstOpenMail) {
  ImapProgress progress(77, {});
  EXPECT_EQ(progress.expect(five).size(), 5U);
  EXPECT_EQ(progress.settled_up_to(), 0U);
  for (const std::uint32_t uid : {1U, 3U, 4U}) progress.imported(uid);
  EXPECT_EQ(progress.settled_up_to(), 1U);
  progress.skipped(2);
  EXPECT_EQ(progress.settled_up_to(), 4U);
  progress.imported(5);
  EXPECT_EQ(progress.settled_up_to(), 5U);
}

TEST(ImapProgress, AMailThatIsExpungedWhileItIsExpectedHoldsUpNothing) {
  ImapProgress progress(77, {});
  EXPECT_EQ(progress.expect(five).size(), 5U);
  for (const std::uint32_t uid : {1U, 3U, 4U, 5U}) progress.imported(uid);
  EXPECT_FALSE(progress.failed(2));
  EXPECT_THAT(progress.expect({{3, 10}, {4, 10}, {5, 10}}), IsEmpty());
  EXPECT_EQ(progress.settled_up_to(), 5U);
}

TEST(ImapProgress, AListingWithoutTheOldMailsIsCompleteUpToWhereItSays) {
  ImapProgress progress(77, {});
  EXPECT_THAT(progress.expect({}, 100'000), IsEmpty());
  EXPECT_EQ(progress.first_new(), 100'001U);
}

TEST(ImapProgress, ImportedMailsWaitForTheirActionUntilItIsDone) {
  ImapProgress progress(77, {});
  for (const std::uint32_t uid : {4U, 2U, 3U}) progress.imported(uid);
  EXPECT_THAT(progress.unfinished(), ElementsAre(2, 3, 4));
  progress.finished({2, 3});
  EXPECT_THAT(progress.unfinished(), ElementsAre(4));
}

TEST(ImapProgress, ASkippedMailIsNeitherFetchedNorTouchedUntilItIsImportedOrGone) {
  ImapProgress progress(77, {.uid_validity = 77, .skipped = {4}});
  progress.skipped(1);
  EXPECT_THAT(uids_of(progress.expect(five)), ElementsAre(2, 3, 5));
  EXPECT_THAT(progress.unfinished(), IsEmpty());
  EXPECT_THAT(progress.skipped_ones(), ElementsAre(1, 4));
  progress.imported(1);
  progress.gone(4);
  EXPECT_THAT(progress.skipped_ones(), IsEmpty());
}

TEST(ImapProgress, AMailThatCannotBeFetchedKeepsItsTurnThreeTimesAndThenBlocksNobody) {
  ImapProgress progress(77, {});
  EXPECT_FALSE(progress.failed(1));
  EXPECT_FALSE(progress.failed(1));
  EXPECT_THAT(uids_of(progress.expect(five)), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(progress.failed(1));
}

TEST(ImapProgress, AMailThatFailedOnceIsListedAgainThoughLaterOnesAreDone) {
  ImapProgress progress(77, {});
  EXPECT_EQ(progress.expect({{1, 10}, {2, 10}, {3, 10}}).size(), 3U);
  progress.imported(1);
  EXPECT_FALSE(progress.failed(2));
  progress.imported(3);
  EXPECT_EQ(progress.first_new(), 2U);
  progress.imported(2);
  EXPECT_EQ(progress.first_new(), 4U);
}

TEST(ImapProgress, PortionsAreBoundedByCountAndOctets) {
  EXPECT_THAT(portions(five, 2, 1000), ElementsAre(ElementsAre(1, 2), ElementsAre(3, 4), ElementsAre(5)));
  EXPECT_THAT(portions(five, 10, 25), ElementsAre(ElementsAre(1, 2), ElementsAre(3, 4), ElementsAre(5)));
  EXPECT_THAT(portions({{1, 9}, {2, 900}, {3, 9}}, 10, 100),
              ElementsAre(ElementsAre(1), ElementsAre(2), ElementsAre(3)));
  EXPECT_THAT(portions({}, 10, 100), IsEmpty());
}

TEST(ImapDate, IsTheDayOrSoManyDaysBefore) {
  using namespace std::chrono;
  const core::Time now = sys_days(2026y / November / 3d) + hours(5);
  EXPECT_EQ(imap_date(sys_days(2026y / February / 9d), now), "9-Feb-2026");
  EXPECT_EQ(imap_date(days(3), now), "31-Oct-2026");
}

TEST(AfterImport, IsOneOfFour) {
  EXPECT_EQ(parse_after_import("seen")->act, AfterImport::Act::mark_seen);
  EXPECT_EQ(parse_after_import("none")->act, AfterImport::Act::nothing);
  EXPECT_EQ(parse_after_import("delete")->act, AfterImport::Act::remove);
  EXPECT_EQ(parse_after_import("move:보관함/2026")->folder, "보관함/2026");
  for (const char* text : {"", "move", "move:", "Seen", "move:a\r\nb"})
    EXPECT_FALSE(parse_after_import(text)) << text;
}

TEST(Backoff, DoublesUpToItsLongestAndBeginsAgainAfterSuccess) {
  using namespace std::chrono_literals;
  Backoff backoff(5s, 60s);
  const auto first = backoff.next();
  EXPECT_GE(first, 5s);
  EXPECT_LE(first, 6s);
  const auto second = backoff.next();
  EXPECT_GE(second, 8s);
  EXPECT_LE(second, 12s);
  for (int i = 0; i < 100; ++i) (void)backoff.next();
  EXPECT_LE(backoff.next(), 72s);
  backoff.reset();
  EXPECT_LE(backoff.next(), 6s);
}

}  // namespace ticketd::daemon
