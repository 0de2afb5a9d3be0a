#include "core/named_address.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(NamedAddress, IsFoundAsAWholeWhateverStandsAroundIt) {
  for (const auto* text :
       {"im@x.example", "mail:IM@x.example", "to im@x.example.", "<im@X.example>, kim@x.example",
        R"([["", "im@x.example"]])", "한글 im@x.example\n"})
    EXPECT_TRUE(names_address(text, "im@x.example")) << text;
}

TEST(NamedAddress, IsNotAPieceOfAnother) {
  for (const auto* text :
       {"kim@x.example", "k.im@x.example", "im@x.example.org", "im@x.example-shop.org", "", "im@x"})
    EXPECT_FALSE(names_address(text, "im@x.example")) << text;
  EXPECT_FALSE(names_address("anything", ""));
}

}  // namespace ticketd::core
