#include "core/desk.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(Mailbox, IsTheOneWithTheLongestNameThatTheAddressBeginsWith) {
  Desk desk;
  desk.mailboxes = {{.name = "all", .address = {"", "support@desk.example"}},
                    {.name = "vip", .address = {"", "support+vip@desk.example"}}};
  const auto name_of = [&](std::string_view address) {
    const auto* found = desk.mailbox_of(address);
    return found ? found->name : "none";
  };
  EXPECT_EQ(name_of("Support@Desk.example"), "all");
  EXPECT_EQ(name_of("support+token@desk.example"), "all");
  EXPECT_EQ(name_of("support+VIP@desk.example"), "vip");
  EXPECT_EQ(name_of("support+vip+token@desk.example"), "vip");
  EXPECT_EQ(name_of("supporters@desk.example"), "none");
  EXPECT_EQ(name_of("support+vip@elsewhere.example"), "none");
}

}  // namespace ticketd::core
