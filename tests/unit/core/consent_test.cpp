#include "core/consent.h"

#include <gtest/gtest.h>

namespace ticketd::core {
namespace {

Consent answer(std::string_view text) {
  Agent kim;
  kim.name = "kim";
  kim.display_name = "김민지";
  kim.email = "kim@corp.example";
  return consent_of(text, kim);
}

TEST(Consent, IsGivenByNothingAndByPlainWordsOfIt) {
  for (const auto* yes : {"",
                          "  \r\n",
                          "yes",
                          "Yes.",
                          "YES!!",
                          "y",
                          "ok",
                          "Okay, thanks",
                          "Yes, please.",
                          "Please do it.",
                          "Go ahead",
                          "Send it, thank you!",
                          "confirmed",
                          "I confirm",
                          "Yes, forward it to them.",
                          "That's fine",
                          "Looks good, go ahead",
                          "알겠습니다",
                          "부탁드립니다",
                          "네",
                          "네!",
                          "네, 보내주세요.",
                          "네 보내 주세요~",
                          "예",
                          "넵넵",
                          "ㅇㅇ",
                          "확인했습니다.",
                          "승인합니다",
                          "네, 진행해 주세요. 감사합니다.",
                          "그대로 전달 부탁드립니다",
                          "👍",
                          "네\r\n감사합니다"})
    EXPECT_EQ(answer(yes), Consent::given) << yes;
}

TEST(Consent, IsGivenAboveTheAgentsOwnSignature) {
  for (const auto* yes : {"네\n\n김민지 드림", "네, 보내주세요.\n\n김민지 | 상담팀\n02-1234-5678",
                          "yes\n\nKim\nSupport team\n", "ok\n\nkim@corp.example\nTeheran-ro 1, No. 2"})
    EXPECT_EQ(answer(yes), Consent::given) << yes;
}

TEST(Consent, IsGivenBesideALogo) {
  for (const auto* yes : {"네\n\n[image: logo.png]", "<image001.png>\nyes", "[cid:logo1]"})
    EXPECT_EQ(answer(yes), Consent::given) << yes;
}

TEST(Consent, IsRefusedByAWordOfRefusalOrDelay) {
  for (const auto* no :
       {"no", "No, please don't.", "Yes? No!", "wait", "later", "n", "X", "아니요", "하지마", "보내지 마",
        "나중에", "그만", "ㄴㄴ", "잘못 보냈습니다", "주소가 틀렸네요", "네, 잠깐만요"})
    EXPECT_EQ(answer(no), Consent::refused) << no;
}

TEST(Consent, IsUnclearInWhateverElseIsSaid) {
  for (const auto* other :
       {"다른 주소로 보내야 합니다", "please send to vz@vendor.example instead", "who is this?", "?", "ok?",
        "#undo", "yes, and tell the customer that we ask them", "yes\n\nBut tell the customer.",
        "네\n\n김민지입니다. vz@vendor.example 로 보내주세요", "네, 고객에게도 알려주세요", "확인하겠습니다",
        "확인해 주세요", "yesterday", "thanks", "yes\n\nKim, is that the right one?", "vz@vendor.example",
        "2"})
    EXPECT_EQ(answer(other), Consent::unclear) << other;
}

}  // namespace
}  // namespace ticketd::core
