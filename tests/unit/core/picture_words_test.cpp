#include "core/picture_words.h"

#include <gtest/gtest.h>

namespace ticketd::core {

TEST(PictureWords, WhatClientsWriteInPlaceOfAPictureIsKnown) {
  for (const auto* text :
       {"[image: logo.png]", "[image: 회사 로고]", "<image001.png>", "[cid:logo1]", "[logo]", "[image]",
        "[Company Logo]", "[로고]", "\uFFFC", "\u00A0\uFFFC\r\n", "[image1.jpeg]", "[Inline image 1]",
        "[cid:image001.png@01DC5B2A.7C0D1E20]", "[image: a.png] [image: b.png]\r\n\r\n[cid:c]",
        "[image: logo.png]<https://shop.example>", "[logo] <https://shop.example/>"})
    EXPECT_TRUE(is_pictures_alone(text)) << text;
}

TEST(PictureWords, WordsAreWordsBesideAPictureToo) {
  for (const auto* text :
       {"", "   ", "Yes.", "[image: logo.png] Yes.", "See:\r\n[image: screen.png]", "[done]", "[x]", "<3",
        "[urgent] order", "logo.png", "image", "<https://shop.example>", "[https://shop.example]", "[image",
        "[]", "<logo", "[order 12] [image: a.png]"})
    EXPECT_FALSE(is_pictures_alone(text)) << text;
}

}  // namespace ticketd::core
