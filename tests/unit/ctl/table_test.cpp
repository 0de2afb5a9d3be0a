#include "ctl/table.h"

#include "ctl/control_client.h"
#include "ctl/line_diff.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ticketd::ctl {

TEST(Table, ColumnsAreAlignedByWhatATerminalShows) {
  std::ostringstream out;
  print_table(out, {"NAME", "STATE", "SUBJECT"}, {{"김민지", "open", "a"}, {"lee", "resolved", "환불"}});
  EXPECT_EQ(out.str(), "NAME    STATE     SUBJECT\n김민지  open      a\nlee     resolved  환불\n");
}

TEST(Table, NothingOfACellSteersTheTerminal) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\xe2\x80\xae"
                      "d"),
            "a [31mb c d");
  EXPECT_EQ(printable("김\t민지"), "김 민지");
  EXPECT_EQ(display_width("\xff\xea"), 2U) << "broken UTF-8 is counted, not read past its end";
}

TEST(LineDiff, ShowsChangesWithThreeLinesAround) {
  EXPECT_EQ(line_diff("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(line_diff("", "a\n"), "+a\n");
  EXPECT_EQ(line_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"),
            "-1\n+one\n 2\n 3\n 4\n…\n 8\n 9\n 10\n-11\n");
}

TEST(ControlClient, AUrlIsAHostAndAPort) {
  const auto url = parse_url("http://[::1]:8080/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "8080");
  EXPECT_EQ(parse_url("http://desk.example.com")->port, "80");
  for (const auto* wrong : {"https://x", "desk:80", "http://", "http://x/api", "http://user@x"})
    EXPECT_FALSE(parse_url(wrong)) << wrong;
}

}  // namespace ticketd::ctl
