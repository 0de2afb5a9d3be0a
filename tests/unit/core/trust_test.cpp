#include "core/trust.h"

#include "core/ticket.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

TraceField received(std::string by) { return {TraceField::Kind::received, std::move(by), {}}; }

TraceField results(std::string id, std::vector<AuthenticationResults::Method> methods) {
  return {TraceField::Kind::authentication_results, {}, {std::move(id), std::move(methods), true}};
}

AuthenticationResults::Method dmarc(std::string result, std::string header_from = "corp.example") {
  return {"dmarc", std::move(result), {{"header.from", std::move(header_from)}}};
}

Mail from_kim(std::vector<TraceField> trace) {
  Mail mail;
  mail.from = {{"Kim", "kim@corp.example"}};
  mail.one_author = true;
  mail.trace = std::move(trace);
  return mail;
}

const TrustSettings settings{{"mx.desk.example"}, {"mx.desk.example"}, false};
const Source inside{.behind_our_border = true};

Trust judge(const Mail& mail, const Source& source = inside) {
  return judge_author(mail, source, settings).trust;
}

}  // namespace

TEST(Trust, AnAlignedPassOfOurHostProvesTheAuthor) {
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {dmarc("pass")}), received("mx.desk.example")})),
            Trust::proven);
  EXPECT_EQ(judge(from_kim({received("mx.desk.example"), results("mx.desk.example", {dmarc("pass")})})),
            Trust::proven);
}

TEST(Trust, ASignatureOfTheFromDomainProvesTheAuthor) {
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {{"dkim", "pass", {{"header.d", "Corp.Example"}}}})})),
            Trust::proven);
  EXPECT_EQ(
      judge(from_kim({results("mx.desk.example", {{"dkim", "pass", {{"header.d", "other.example"}}}})})),
      Trust::plausible);
}

TEST(Trust, OnTheBorderItselfEveryFieldIsAForgery) {
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {dmarc("pass")})}), Source{}), Trust::plausible);
}

TEST(Trust, FieldsBelowAStrangersReceivedDoNotCount) {
  EXPECT_EQ(judge(from_kim({received("evil.example"), results("mx.desk.example", {dmarc("pass")})})),
            Trust::plausible);
}

TEST(Trust, FieldsOfOtherServersDoNotCount) {
  EXPECT_EQ(judge(from_kim({results("evil.example", {dmarc("pass")})})), Trust::plausible);
}

TEST(Trust, AFailOrAContradictionIsUnproven) {
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {dmarc("fail")})})), Trust::unproven);
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {dmarc("pass"), dmarc("none")})})), Trust::unproven);
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {dmarc("pass", "evil.example")})})), Trust::unproven);
  EXPECT_EQ(judge(from_kim({results("mx.desk.example", {{"spf", "fail", {}}})})), Trust::unproven);
}

TEST(Trust, TwoAuthorsOrConflictingFieldsProveNobody) {
  auto two = from_kim({results("mx.desk.example", {dmarc("pass")})});
  two.one_author = false;
  EXPECT_EQ(judge(two), Trust::unproven);
  auto doubled = from_kim({results("mx.desk.example", {dmarc("pass")})});
  doubled.ambiguous = true;
  EXPECT_EQ(judge(doubled), Trust::unproven);
}

TEST(Trust, WithoutAnyResultTheAuthorIsPlausible) { EXPECT_EQ(judge(from_kim({})), Trust::plausible); }

}  // namespace ticketd::core
