#include "core/message_id.h"

#include <gtest/gtest.h>

namespace ticketd::core {

using Ids = std::vector<std::string>;

TEST(MessageId, IdsAreFoundWhateverStandsBetweenThem) {
  EXPECT_EQ(scan_message_ids("<a@x><b@y>"), (Ids{"a@x", "b@y"}));
  EXPECT_EQ(scan_message_ids("<a@x> (comment) junk\r\n <b@y>"), (Ids{"a@x", "b@y"}));
  EXPECT_EQ(scan_message_ids("Your message of Monday <a@x>"), (Ids{"a@x"}));
  EXPECT_EQ(scan_message_ids("<a@x> <a@x>"), (Ids{"a@x"}));
}

TEST(MessageId, FoldingInsideAnIdIsTakenOut) { EXPECT_EQ(scan_message_ids("<a@\r\n x>"), (Ids{"a@x"})); }

TEST(MessageId, AValueWithoutBracketsIsOneId) {
  EXPECT_EQ(scan_message_ids(" a@x "), (Ids{"a@x"}));
  EXPECT_EQ(scan_message_ids("no id here"), Ids{});
}

TEST(MessageId, TheKeyIgnoresBracketsAndTheDomainsCase) {
  EXPECT_EQ(message_id_key("<Ab@X.Example>"), "Ab@x.example");
  EXPECT_EQ(message_id_key("Ab@x.example"), "Ab@x.example");
}

TEST(MessageId, TheNumberOfIdsIsBounded) {
  std::string flood;
  for (int i = 0; i < 1000; ++i) flood += "<" + std::to_string(i) + "@x>";
  EXPECT_EQ(scan_message_ids(flood, 50).size(), 50U);
}

}  // namespace ticketd::core
