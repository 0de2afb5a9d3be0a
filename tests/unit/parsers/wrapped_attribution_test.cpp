#include "parsers/attribution.h"
#include "parsers/new_text.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

class WrappedAttribution : public testing::TestWithParam<const char*> {};

TEST_P(WrappedAttribution, IsQuotedWithItsFirstLine) {
  const auto parts = split_text(std::string("네.\n\n") + GetParam() + "\n\n> It is late.\n");
  EXPECT_EQ(parts.new_text, "네.");
  EXPECT_EQ(parts.quote, std::string(GetParam()) + "\n\n> It is late.");
}

INSTANTIATE_TEST_SUITE_P(
    Clients, WrappedAttribution,
    testing::Values(
        "Wilhelmina Annabella Lee of the department for parcels and post\n<ann@example.com> wrote:",
        "Wilhelmina Annabella Lee <ann@example.com> hat am 2.\nNovember 2026 um 10:05 geschrieben:",
        "In article <77812@news.example.com>, Wilhelmina Annabella Lee\n<ann@example.com> wrote:",
        "In a message dated 11/2/2026 10:05:00 A.M. Eastern Standard Time,\nann@example.com writes:",
        "Pada tanggal Sen, 2 Nov 2026 pukul 10.05 Wilhelmina Lee\n<ann@example.com> menulis:",
        "ในวันที่ จ. 2 พ.ย. 2026 เวลา 10:05 Wilhelmina Lee\n<ann@example.com> เขียนว่า:",
        "ב-2 בנוב׳ 2026, בשעה 10:05, Wilhelmina Annabella Lee\n<ann@example.com> כתב/ה:",
        "O lun, 2 nov 2026 ás 10:05, Wilhelmina Annabella Lee\n(<ann@example.com>) escribiu:",
        "Noong Lun, Nob 2, 2026 nang 10:05 AM, isinulat ni Wilhelmina\nLee <ann@example.com> ang:",
        "Qwe 2/11/2026 10:05 asdf, Wilhelmina Annabella Lee of parcels\nand post <ann@example.com>:"));

TEST(Attribution, TakesNoLineOfTheAuthorAboveIt) {
  const std::string attribution = "Ann Lee <ann@example.com> wrote:";
  for (const std::string last : {
           "Thanks, Kim",
           "I have written to all of them on 2 November 2026 at 10:05.",
           "Is it the parcel that you sent on 2 November 2026 at 10:05?",
           "Please send whatever you have to our office in Seoul, thanks",
       })
    EXPECT_EQ(split_text(last + "\n" + attribution + "\n\n> old\n").new_text, last);
  const std::string address = "You can write to the people of our office at <kim@example.com>";
  EXPECT_EQ(split_text(address + "\nOn 2 Nov 2026 at 10:05, Ann wrote:\n\n> old\n").new_text, address);
}

}  // namespace
}  // namespace ticketd::parsers
