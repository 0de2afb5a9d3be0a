#include "daemon/http/doorkeeper.h"

#include "daemon/http/api.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using testing::HasSubstr;

namespace {

class DoorkeeperTest : public testing::Test {
 protected:
  DoorkeeperTest() {
    for (const auto scope : {core::ApiScope::read, core::ApiScope::write, core::ApiScope::admin}) {
      auto secret = make_secret();
      core::ApiToken token;
      token.name = std::string(1, "rwa"[static_cast<int>(scope)]);
      token.scope = scope;
      token.digest = secret.digest;
      tokens.push_back(token);
      secrets[token.name] = secret.text;
    }
    book_.replace(tokens);
  }

  std::variant<Caller, HttpResponse> knock(const std::string& authorization, const std::string& method,
                                           const std::string& path, const std::string& peer = "192.0.2.7",
                                           bool local = false) {
    return doorkeeper_.admit({authorization, peer, local}, method, *parse_target(path), now_);
  }
  int status(const std::string& authorization, const std::string& method = "GET",
             const std::string& path = "/api/v1/tickets", const std::string& peer = "192.0.2.7") {
    const auto answer = knock(authorization, method, path, peer);
    const auto* refusal = std::get_if<HttpResponse>(&answer);
    return refusal ? refusal->status : 200;
  }
  std::string bearer(const std::string& name) { return "Bearer " + secrets.at(name); }

  std::vector<core::ApiToken> tokens;
  std::map<std::string, std::string> secrets;
  TokenBook book_;
  std::vector<std::string> used_;
  Doorkeeper doorkeeper_{book_, Api::needs,
                         [this](const core::ApiToken& token) { used_.push_back(token.name); }};
  Doorkeeper::Clock::time_point now_{std::chrono::hours(1)};
};

}  // namespace

TEST_F(DoorkeeperTest, TheControlSocketNeedsNoToken) {
  const auto caller = std::get<Caller>(knock("", "POST", "/api/v1/desk", "unix", true));
  EXPECT_TRUE(caller.local);
  EXPECT_EQ(caller.scope, core::ApiScope::admin);
}

TEST_F(DoorkeeperTest, ATokenOpensWhatItsScopeAllows) {
  EXPECT_EQ(status(bearer("r")), 200);
  EXPECT_EQ(status(bearer("r"), "HEAD"), 200);
  EXPECT_EQ(status(bearer("r"), "POST"), 403);
  EXPECT_EQ(status(bearer("w"), "POST"), 200);
  EXPECT_EQ(status(bearer("w"), "POST", "/api/v1/desk"), 403);
  EXPECT_EQ(status(bearer("a"), "POST", "/api/v1/desk"), 200);
  EXPECT_EQ(used_.size(), 6U);
  EXPECT_EQ(std::get<Caller>(knock(bearer("w"), "GET", "/api/v1/tickets")).token, "w");
}

TEST_F(DoorkeeperTest, ATokenThatIsForgottenOpensNothingAndTheOthersStay) {
  book_.forget("w");
  EXPECT_EQ(status(bearer("w")), 401);
  EXPECT_EQ(status(bearer("r")), 200);
}

TEST_F(DoorkeeperTest, WhatIsOpenIsOpenAndWhatIsNotThereIsNot) {
  EXPECT_EQ(status("", "GET", "/healthz"), 200);
  EXPECT_EQ(status("", "GET", "/metrics"), 200);
  EXPECT_EQ(status("", "GET", "/no/such/path"), 401);
  EXPECT_EQ(status("", "DELETE", "/healthz"), 401);
}

TEST_F(DoorkeeperTest, OnlyABearerTokenCounts) {
  for (const auto& wrong : {std::string(), "Basic " + secrets.at("a"), secrets.at("a"),
                            std::string("Bearer "), bearer("a") + "x", "Bearer " + tokens.back().digest})
    EXPECT_EQ(status(wrong), 401) << wrong;
  EXPECT_EQ(status("bearer  " + secrets.at("r")), 200);
}

TEST_F(DoorkeeperTest, ARevokedTokenOpensNothing) {
  tokens.erase(tokens.begin());
  book_.replace(tokens);
  EXPECT_EQ(status(bearer("r")), 401);
}

TEST_F(DoorkeeperTest, WhoGuessesWaitsAMinuteAndARightTokenDoesNot) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status("Bearer wrong"), 401);
  EXPECT_EQ(status("Bearer wrong"), 429);
  EXPECT_EQ(status(bearer("r")), 200);
  EXPECT_EQ(status("Bearer wrong", "GET", "/api/v1/tickets", "192.0.2.8"), 401) << "another address";
  now_ += std::chrono::seconds(61);
  EXPECT_EQ(status("Bearer wrong"), 401);
}

TEST_F(DoorkeeperTest, OneOwnerOfAnIpv6NetworkIsOneGuesser) {
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(status("Bearer wrong", "GET", "/api/v1/tickets", "2001:db8::" + std::to_string(i + 1)), 401);
  EXPECT_EQ(status("Bearer wrong", "GET", "/api/v1/tickets", "2001:db8::ffff"), 429);
}

TEST(TokenBook, AUseIsNotedOnceAMinute) {
  TokenBook book;
  const core::Time noon(std::chrono::hours(12));
  EXPECT_TRUE(book.is_noteworthy("a", noon));
  EXPECT_FALSE(book.is_noteworthy("a", noon + std::chrono::seconds(59)));
  EXPECT_TRUE(book.is_noteworthy("b", noon + std::chrono::seconds(59)));
  EXPECT_TRUE(book.is_noteworthy("a", noon + std::chrono::seconds(60)));
}

TEST(TokenBook, SecretsAreLongRandomAndKeptAsDigests) {
  const auto one = make_secret(), other = make_secret();
  EXPECT_NE(one.text, other.text);
  EXPECT_GE(one.text.size(), 64U);
  EXPECT_EQ(one.digest.find(one.text), std::string::npos);
}

}  // namespace ticketd::daemon
