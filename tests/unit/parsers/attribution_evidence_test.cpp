#include "parsers/attribution_evidence.h"

#include "parsers/folding.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace ticketd::parsers {
namespace {

AttributionEvidence evidence_of(std::string_view written) {
  const auto unruled = without_rules(written);
  return attribution_evidence(fold(unruled.text), unruled.before >= 2 && unruled.after >= 2);
}

TEST(AttributionEvidence, WhateverWouldBeEnoughIsFolded) {
  for (const auto* written :
       {"On Mon, 2 Nov 2026 at 10:00, Kim <kim@example.com> wrote:", "Kim <kim@example.com> wrote:",
        "On 11/2/2026 10:05 AM, Kim <kim@example.com> wrote", "On 2 Nov 2026, Kim wrote:", "Kim wrote:",
        "2.11.2026 10:05, kim@example.com:", "2026-11-02 10:05 GMT+9 Kim <kim@example.com>",
        "2026年11月2日 10:05，Kim <kim@example.com>写道：",
        "2026년 11월 2일 (월) 오전 10:00, 김민지 님이 작성:", "Kim kirjoitti 2.11.2026 klo 10.05:",
        "-- Kim wrote --", "-----Kim schrieb: -----"}) {
    const auto evidence = evidence_of(written);
    EXPECT_TRUE(evidence.plausible()) << written;
    EXPECT_TRUE(!evidence.convincing() || may_hold_evidence(written, false)) << written;
    EXPECT_TRUE(may_hold_evidence(written, true)) << written;
  }
}

TEST(AttributionEvidence, OrdinaryLinesAreToldAsTheyAreWritten) {
  for (const auto* written : {"Hello Kim:", "I did as you wrote", "as follows:", "me@home is where I am"})
    EXPECT_FALSE(may_hold_evidence(written, false)) << written;
  EXPECT_FALSE(may_hold_evidence("and this is what you said", true));
}

TEST(AttributionEvidence, AMomentIsFoundBeforeAndBehindOtherNumbers) {
  EXPECT_TRUE(names_moment("on mon, 2 nov 2026 at 10:00, kim 12 34/56 wrote"));
  EXPECT_TRUE(names_moment("room 12, 2026. 11. 2. 10:05"));
  EXPECT_TRUE(names_moment("2026년 11월 2일 오전 10시"));
  EXPECT_FALSE(names_moment("at 10:05 in room 12"));
}

}  // namespace
}  // namespace ticketd::parsers
