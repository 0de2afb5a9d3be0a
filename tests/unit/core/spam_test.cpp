#include "core/spam.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

TraceField received(std::string by) {
  return {.kind = TraceField::Kind::received, .received_by = std::move(by)};
}
TraceField field(std::string name, std::string value) {
  TraceField one{.kind = TraceField::Kind::spam};
  one.name = std::move(name);
  one.value = std::move(value);
  return one;
}

const TrustSettings settings{.hosts = {"mx.desk.example"},
                             .spam_headers = {"X-Spam-Flag", "X-Spam-Status", "X-Rspamd-Action"}};

std::optional<std::string> verdict(std::vector<TraceField> trace, bool behind = true) {
  Mail mail;
  mail.trace = std::move(trace);
  return spam_verdict(mail, {.behind_our_border = behind}, settings);
}

}  // namespace

TEST(Spam, OurFiltersWordCounts) {
  EXPECT_EQ(verdict({received("mx.desk.example"), field("X-Spam-Flag", "YES")}), "X-Spam-Flag: YES");
  EXPECT_TRUE(verdict({field("x-spam-status", "Yes, score=9.1 required=5.0"), received("mx.desk.example")}));
  EXPECT_TRUE(verdict({field("X-Rspamd-Action", "add header")}));
}

TEST(Spam, NoIsNoAndSoIsAWordThatOnlyBeginsLikeYes) {
  EXPECT_FALSE(verdict({field("X-Spam-Flag", "NO")}));
  EXPECT_FALSE(verdict({field("X-Spam-Status", "No, score=-1.2")}));
  EXPECT_FALSE(verdict({field("X-Spam-Flag", "yesterday")}));
  EXPECT_FALSE(verdict({field("X-Rspamd-Action", "greylist")}));
}

TEST(Spam, AFieldThatAStrangerWroteIsNotOurVerdict) {
  EXPECT_FALSE(
      verdict({received("mx.desk.example"), received("relay.else.example"), field("X-Spam-Flag", "YES")}));
  EXPECT_FALSE(verdict({field("X-Spam-Flag", "YES")}, false)) << "nobody we trust stands in front";
  EXPECT_FALSE(verdict({field("X-Spam-Report", "yes")})) << "a field that was not named";
}

}  // namespace ticketd::core
