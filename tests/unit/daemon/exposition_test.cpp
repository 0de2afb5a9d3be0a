#include "daemon/http/exposition.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

TEST(Exposition, AFamilyBeginsWithItsHelpAndTypeAndNamesEverySample) {
  Exposition out;
  out.family("ticketd_tickets", "gauge", "Tickets, by state.");
  out.sample({{"state", "open"}}, 3);
  out.sample({{"state", "closed"}, {"mailbox", "support"}}, 0.5);
  out.gauge("ticketd_ready", "Whether mail can be taken in.", true);
  EXPECT_EQ(
      out.text(),
      "# HELP ticketd_tickets Tickets, by state.\n# TYPE ticketd_tickets gauge\n"
      "ticketd_tickets{state=\"open\"} 3\nticketd_tickets{state=\"closed\",mailbox=\"support\"} 0.5\n"
      "# HELP ticketd_ready Whether mail can be taken in.\n# TYPE ticketd_ready gauge\nticketd_ready 1\n");
}

TEST(Exposition, ALabelStaysOneLabelWhateverItHolds) {
  Exposition out;
  out.family("x", "gauge", "X.");
  out.sample({{"mailbox", "a\"} 1\nb\\"}}, 1);
  EXPECT_EQ(out.text(), "# HELP x X.\n# TYPE x gauge\nx{mailbox=\"a\\\"} 1\\nb\\\\\"} 1\n");
}

}  // namespace ticketd::daemon
