#include "core/address_state.h"

#include "core/letter.h"
#include "core/mail.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

using namespace std::chrono_literals;
constexpr Time noon(std::chrono::hours(500'000));

BouncedRecipient report(const std::string& status, BounceReason reason = BounceReason::other) {
  return {.address = "gone@example.com", .status = status, .reason = reason, .diagnostic = "no"};
}

}  // namespace

TEST(AddressState, NoSuchAddressMarksAtOnce) {
  for (const auto* status : {"5.1.1", "5.1.2", "5.1.10"})
    EXPECT_EQ(after_hard_bounce({}, report(status), noon).marked_at, noon) << status;
  EXPECT_TRUE(is_hard(report("", BounceReason::user_unknown))) << "a bounce in words has no code";
  EXPECT_EQ(after_hard_bounce({}, report("", BounceReason::user_unknown), noon).marked_at, noon);
}

TEST(AddressState, OtherFailuresMarkWhenTheyAreTheThird) {
  AddressState state;
  for (const int bounce : {1, 2, 3}) {
    EXPECT_FALSE(state.marked_at) << bounce;
    state = after_hard_bounce(state, report("5.7.1"), noon + std::chrono::days(bounce));
  }
  EXPECT_EQ(state.marked_at, noon + std::chrono::days(3));
  EXPECT_EQ(state.reason, "other 5.7.1: no");
}

TEST(AddressState, FailuresAMonthApartDoNotAddUp) {
  auto state = after_hard_bounce({}, report("5.7.1"), noon);
  state = after_hard_bounce(state, report("5.7.1"), noon + std::chrono::days(1));
  state = after_hard_bounce(state, report("5.7.1"), noon + std::chrono::days(40));
  EXPECT_EQ(state.hard_bounces, 1);
  EXPECT_FALSE(state.marked_at);
}

TEST(AddressState, FullMailboxesDelaysAndSoftFailuresAreNotHard) {
  EXPECT_FALSE(is_hard(report("5.2.2", BounceReason::mailbox_full)));
  EXPECT_FALSE(is_hard(report("4.2.1")));
  EXPECT_FALSE(is_hard(report("", BounceReason::spam)));
  auto delayed = report("5.1.1");
  delayed.action = DeliveryAction::delayed;
  EXPECT_FALSE(is_hard(delayed));
}

TEST(AddressState, AMailToAMarkedAddressIsHeldBackUnlessAPersonAskedForItSince) {
  OutboxItem item;
  item.created_at = item.queued_at = noon;
  EXPECT_FALSE(is_held_back(item));
  item.recipient.marked_at = noon - 1h;
  EXPECT_TRUE(is_held_back(item));
  item.queued_at = noon + 1h;
  EXPECT_FALSE(is_held_back(item)) << "a person asked for it, knowing the mark";
  item.recipient.marked_at = noon + 2h;
  EXPECT_TRUE(is_held_back(item)) << "it bounced once more";
}

}  // namespace ticketd::core
