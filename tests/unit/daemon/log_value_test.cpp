#include "daemon/log_value.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace ticketd::daemon {

using nlohmann::json;

namespace {

json read(const std::string& line) { return json::parse('{' + json_members(line) + '}'); }

}  // namespace

TEST(LogValue, QuotationMarksBackslashesAndControlsAreEscaped) {
  EXPECT_EQ(escaped(R"(say "hi" \ now)"), R"("say \"hi\" \\ now")");
  EXPECT_EQ(escaped("a\r\nb\tc\x1b[31m"), R"("a\r\nb\tc\x1b[31m")");
  EXPECT_EQ(escaped("고객"), "\"고객\"");
}

TEST(LogValue, AWordIsQuotedOnlyWhereItIsNone) {
  EXPECT_EQ(word("support"), "support");
  EXPECT_EQ(word("<a@b>"), "<a@b>");
  EXPECT_EQ(word("customer care"), "\"customer care\"");
  EXPECT_EQ(word("a=b"), "\"a=b\"");
}

TEST(LogValue, EveryKeyIsAMemberOfItsOwn) {
  EXPECT_EQ(read(R"(mail.sent outbox=7 kind=public_reply mail=<a@b> duplicate=false answer="250 ok" free=)"),
            json({{"event", "mail.sent"},
                  {"outbox", 7},
                  {"kind", "public_reply"},
                  {"mail", "<a@b>"},
                  {"duplicate", false},
                  {"answer", "250 ok"},
                  {"free", ""}}));
  EXPECT_EQ(read("stopping"), json({{"event", "stopping"}}));
}

TEST(LogValue, WhatWasQuotedComesBackWhateverItWas) {
  for (const std::string value :
       {R"(x" level=error forged="y)", "\\", "\\n", "a\nb\x01", "\"", "", "123", "true"})
    EXPECT_EQ(read("imap.retry problem=" + escaped(value) + " in=5s"),
              json({{"event", "imap.retry"}, {"problem", value}, {"in", "5s"}}))
        << value;
}

TEST(LogValue, OnlyNumbersAsWeWriteThemAreNumbers) {
  EXPECT_EQ(read("x a=-4 b=007 c=12345678901234567890 d=1e5 e=-"), json({{"event", "x"},
                                                                         {"a", -4},
                                                                         {"b", "007"},
                                                                         {"c", "12345678901234567890"},
                                                                         {"d", "1e5"},
                                                                         {"e", "-"}}));
}

TEST(LogValue, WordsThatAreNoKeyAreKeptAsText) {
  EXPECT_EQ(read("x some words key=1"), json({{"event", "x"}, {"text", "some words"}, {"key", 1}}));
}

}  // namespace ticketd::daemon
