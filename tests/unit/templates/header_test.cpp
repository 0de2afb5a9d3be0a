#include "templates/header.h"

#include "letters.h"

#include <gmock/gmock.h>

namespace ticketd::templates {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ResultOf;

std::string written(std::string_view name, std::string_view value) {
  Header header;
  const auto added = header.add(name, value);
  return added ? header.bytes() : "refused: " + added.error().detail;
}

TEST(Header, RefusesEveryByteThatCouldEndAFieldOrHideInIt) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value = std::string("a") + static_cast<char>(byte) + "b";
    const bool allowed = byte >= 0x20 && byte < 0x7F;
    EXPECT_EQ(Header().add("X-Test", value).has_value(), allowed) << "byte " << byte;
  }
}

TEST(Header, FoldsAtBlanksAndKeepsThem) {
  const auto field =
      written("Subject", std::string(60, 'a') + ' ' + std::string(30, 'b') + ' ' + std::string(30, 'c'));
  EXPECT_EQ(field, "Subject: " + std::string(60, 'a') + "\r\n " + std::string(30, 'b') + ' ' +
                       std::string(30, 'c') + "\r\n");
}

TEST(Header, RefusesAWordThatNoLineCanHold) {
  EXPECT_THAT(written("X-Test", std::string(998, 'a')), HasSubstr("refused"));
}

TEST(Header, LeavesPlainWordsOfASubjectReadable) {
  EXPECT_EQ(unstructured("[#42] Order 7 did not come"), "[#42] Order 7 did not come");
  EXPECT_EQ(unstructured("[#42] 주문 번호 7 please"), "[#42] =?UTF-8?B?7KO866y4IOuyiO2YuA==?= 7 please");
}

TEST(Header, EncodesWhatLooksEncodedSoThatItComesBackAsWritten) {
  EXPECT_EQ(unstructured("=?UTF-8?B?YQ==?="), "=?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?=");
}

TEST(Header, NoEncodedWordIsLongerThan75CharactersOrCutsACharacter) {
  std::string hangul;
  for (int i = 0; i < 100; ++i) hangul += i % 7 == 0 ? "a가" : "각";
  const auto words = core::split(unstructured(hangul), ' ');
  ASSERT_GT(words.size(), 5u);
  EXPECT_THAT(words, Each(ResultOf([](std::string_view word) { return word.size(); }, testing::Le(75u))));
}

TEST(Header, WritesNamesAsAtomsQuotedStringsOrEncodedWords) {
  EXPECT_EQ(*mailbox({"Kim Minji", "kim@example.com"}), "Kim Minji <kim@example.com>");
  EXPECT_EQ(*mailbox({"Kim, \"MJ\"", "kim@example.com"}), "\"Kim, \\\"MJ\\\"\" <kim@example.com>");
  EXPECT_EQ(*mailbox({"김민지", "kim@example.com"}), "=?UTF-8?B?6rmA66+87KeA?= <kim@example.com>");
  EXPECT_EQ(*mailbox({"", "kim@example.com"}), "kim@example.com");
}

TEST(Header, LeavesOutANameThatShowsAnotherAddress) {
  EXPECT_EQ(*mailbox({"ceo@bank.example", "kim@example.com"}), "kim@example.com");
  EXPECT_EQ(*mailbox({"ceo\u202E@bank.example", "kim@example.com"}), "kim@example.com");
}

TEST(Header, StripsBidirectionalMarksAndControlsFromNames) {
  EXPECT_EQ(*mailbox({"Kim\u202E\u2066 Min\r\nji\u200F", "kim@example.com"}),
            *mailbox({"Kim Min  ji", "kim@example.com"}));
}

TEST(Header, RefusesAddressesThatWouldEndTheirBrackets) {
  for (const auto* address : {"", "nobody", "a@", "@b", "a b@x", "a@x>,<b@y", "a,b@x", "a@x\r\nBcc: b@y",
                              "a@x y", "\"a\"b\"@x", "a\xC3\xA9@x", "a@x\n"}) {
    const auto refused = mailbox({"name", address});
    ASSERT_FALSE(refused) << address;
    EXPECT_EQ(refused.error().kind, core::ErrorKind::malformed);
  }
  for (const auto* address : {"a+b=c@x.example", "\"a,b\"@x", "o'neil@x.example", "a@[127.0.0.1]"})
    EXPECT_TRUE(mailbox({"name", address})) << address;
}

TEST(Header, ReferencesKeepTheFirstAndTheNewestWithinAKilobyte) {
  std::vector<std::string> ids{"first@x"};
  for (int i = 0; i < 100; ++i) ids.push_back(std::to_string(i) + std::string(30, 'r') + "@x");
  const auto value = references(ids);
  EXPECT_LE(value.size(), 1010u);
  EXPECT_THAT(value, testing::StartsWith("<first@x> <"));
  EXPECT_THAT(value, testing::EndsWith("<" + ids.back() + ">"));
  EXPECT_THAT(value, Not(HasSubstr("<" + ids[1])));
}

TEST(Header, ReferencesLeaveOutWhatIsNoId) {
  EXPECT_EQ(references({"", "a b@x", "ok@x", "c@x>\r\nBcc: <d@x", std::string(2000, 'e')}), "<ok@x>");
  EXPECT_EQ(references({}), "");
}

TEST(Header, WritesTheDateInUtc) {
  using namespace std::chrono;
  EXPECT_EQ(date(sys_days{2026y / November / 22} + 9h + 5min + 7s + 999ms),
            "Sun, 22 Nov 2026 09:05:07 +0000");
  EXPECT_EQ(date(sys_days{2024y / February / 29}), "Thu, 29 Feb 2024 00:00:00 +0000");
}

TEST(Header, FileNamesAreWrittenForNewClientsAndForOldOnes) {
  EXPECT_EQ(file_name_parameters("a.pdf"), "; filename=\"a.pdf\"");
  EXPECT_EQ(type_name_parameter("a.pdf"), "");
  EXPECT_EQ(file_name_parameters("한.pdf"), "; filename*=UTF-8''%ED%95%9C.pdf");
  EXPECT_EQ(type_name_parameter("한.pdf"), "; name=\"=?UTF-8?B?7ZWcLnBkZg==?=\"");
  EXPECT_EQ(type_name_parameter(std::string(300, ' ')), "");
  EXPECT_THAT(file_name_parameters("\"; name=\"x"), Not(HasSubstr("name=\"x")));
}

TEST(Header, LongFileNamesAreSplitBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 30; ++i) name += "가나";
  const auto parameters = file_name_parameters(name + ".pdf");
  EXPECT_THAT(parameters, HasSubstr("; filename*0*=UTF-8''%EA%B0%80"));
  EXPECT_THAT(parameters, HasSubstr("; filename*1*=%"));
}

}  // namespace
}  // namespace ticketd::templates
