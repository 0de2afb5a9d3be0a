#include "daemon/mail_client/oauth2_tokens.h"
#include "tests/unit/daemon/token_peer.h"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace ticketd::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

HttpAnswer answer(long status, std::string body) { return {status, std::move(body)}; }

core::ErrorKind refusal(long status, const std::string& body) {
  const auto read = read_token_answer(answer(status, body));
  EXPECT_FALSE(read) << body;
  return read ? core::ErrorKind::internal : read.error().kind;
}

/// One account with its endpoint, its files, a vault in memory and a clock that the test moves.
class OAuth2 : public testing::Test {
 protected:
  TokenPeer endpoint;
  std::filesystem::path folder;
  std::map<std::string, std::string> kept;
  bool vault_works = true;
  Deadline now = std::chrono::steady_clock::now();
  Wakeup stop;
  core::OAuth2Account account;
  std::unique_ptr<OAuth2Tokens> tokens;

  void SetUp() override {
    auto name = (std::filesystem::temp_directory_path() / "oauth2.XXXXXX").string();
    folder = ::mkdtemp(name.data());
    account.token_url = endpoint.url();
    account.client_id = "ticketd";
    account.refresh_token_file = write("refresh", "first\n");
    open();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string write(const char* name, std::string_view text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  }

  /// As a new process does.
  void open() {
    TokenVault vault{.load = [this](const std::string& name) -> Result<std::optional<std::string>> {
                       const auto found = kept.find(name);
                       return found == kept.end() ? std::nullopt : std::optional(found->second);
                     },
                     .save = [this](const std::string& name, const std::string& token) -> Result<> {
                       if (!vault_works) return fail(core::ErrorKind::store_busy, "busy");
                       kept[name] = token;
                       return {};
                     }};
    tokens = std::make_unique<OAuth2Tokens>(
        account, vault, OAuth2Tokens::Options{.patience = 2s, .now = [this] { return now; }});
  }
  std::string token() {
    const auto given = tokens->token(stop);
    return given ? given->text : "error: " + given.error().detail;
  }
};

}  // namespace

TEST(OAuth2Grant, SaysTheFormOfBothGrants) {
  core::OAuth2Account account;
  account.client_id = "a b&c";
  account.scope = "https://outlook.office365.com/.default";
  EXPECT_EQ(
      token_request(account, {.client_secret = "s=1", .refresh_token = {}}),
      "grant_type=client_credentials&client_id=a%20b%26c&client_secret=s%3D1&scope=https%3A%2F%2Foutlook."
      "office365.com%2F.default");
  account.scope.clear();
  EXPECT_EQ(token_request(account, {.client_secret = {}, .refresh_token = "1//r+/"}),
            "grant_type=refresh_token&refresh_token=1%2F%2Fr%2B%2F&client_id=a%20b%26c");
}

TEST(OAuth2Grant, ReadsWhatProvidersAnswer) {
  const auto granted = read_token_answer(answer(
      200,
      R"({"token_type":"bearer","expires_in":"3599","access_token":"ya29.a0","refresh_token":"new","x":[1]})"));
  ASSERT_TRUE(granted);
  EXPECT_EQ(granted->access_token, "ya29.a0");
  EXPECT_EQ(granted->refresh_token, "new");
  EXPECT_EQ(granted->life, 3599s);
  EXPECT_EQ(read_token_answer(answer(200, R"({"access_token":"a"})"))->life, 1h);
  EXPECT_EQ(read_token_answer(answer(200, R"({"access_token":"a","expires_in":99999999999})"))->life, 24h);
  EXPECT_EQ(read_token_answer(answer(200, R"({"access_token":"a","expires_in":-5})"))->life, 0s);
}

TEST(OAuth2Grant, TellsWhatAPersonMustActOnFromWhatPasses) {
  using core::ErrorKind;
  for (const auto* error : {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"})
    EXPECT_EQ(refusal(400, R"({"error":")" + std::string(error) + R"("})"), ErrorKind::credentials) << error;
  EXPECT_EQ(refusal(401, "nope"), ErrorKind::credentials);
  EXPECT_EQ(refusal(400, R"({"error":"temporarily_unavailable"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(500, R"({"error":"server_error"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(429, "{}"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(503, "<html>"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(302, ""), ErrorKind::remote_temporary);
}

TEST(OAuth2Grant, TroubleOfTheEndpointPassesWhateverItIsCalled) {
  using core::ErrorKind;
  EXPECT_EQ(refusal(500, R"({"error":"internal_failure"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(429, R"({"error":"rate_limit_exceeded"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(503, R"({"error":"service_unavailable"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(408, R"({"error":"timeout"})"), ErrorKind::remote_temporary);
  EXPECT_EQ(refusal(403, R"({"error":"rate_limit_exceeded"})"), ErrorKind::credentials);
}

TEST(OAuth2Grant, ATokenThatCouldEndAFieldOfTheLoginIsNone) {
  for (const auto* body : {R"({"access_token":"a\u0001auth=Bearer b"})", R"({"access_token":"a\r\nb"})",
                           R"({"access_token":""})", R"({"access_token":7})", R"({"access_token":"한"})",
                           R"({"access_token":"a","refresh_token":"b\n"})", "[]", "{", "", "\xff"})
    EXPECT_EQ(refusal(200, body), core::ErrorKind::remote_temporary) << body;
  EXPECT_EQ(refusal(200, R"({"access_token":"a","token_type":"mac"})"), core::ErrorKind::credentials);
}

TEST_F(OAuth2, ATokenServesFourFifthsOfItsLifeAndIsThenRenewed) {
  endpoint.grant("one", 1000);
  EXPECT_TRUE(tokens->token(stop)->fresh);
  endpoint.grant("two", 1000);
  now += 799s;
  EXPECT_EQ(token(), "one");
  EXPECT_FALSE(tokens->token(stop)->fresh);
  now += 1s;
  EXPECT_EQ(token(), "two");
  EXPECT_EQ(endpoint.requests().size(), 2U);
}

TEST_F(OAuth2, ARotatedRefreshTokenIsKeptBeforeTheAccessTokenIsUsed) {
  endpoint.grant("one", 0, "second");
  EXPECT_EQ(token(), "one");
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.begin()->second, "second");

  open();  // a restart
  endpoint.grant("two", 1000, "third");
  EXPECT_EQ(token(), "two");
  EXPECT_THAT(endpoint.requests(),
              ElementsAre(HasSubstr("refresh_token=first&"), HasSubstr("refresh_token=second&")));
}

TEST_F(OAuth2, WithoutADurableRefreshTokenThereIsNoAccessTokenAndNeitherIsLost) {
  endpoint.grant("one", 1000, "second");
  vault_works = false;
  EXPECT_EQ(token(), "error: busy");
  vault_works = true;
  endpoint.grant("two", 1000);
  EXPECT_EQ(token(), "two");
  EXPECT_EQ(kept.begin()->second, "second");
  EXPECT_THAT(endpoint.requests().back(), HasSubstr("refresh_token=second&"));
}

TEST_F(OAuth2, ANewRefreshTokenInTheFileBeginsAnew) {
  endpoint.grant("one", 0, "second");
  EXPECT_EQ(token(), "one");
  write("refresh", "a person logged in again\n");
  EXPECT_EQ(token(), "one");
  EXPECT_THAT(endpoint.requests().back(), HasSubstr("refresh_token=a%20person%20logged%20in%20again&"));
}

TEST_F(OAuth2, AnEndpointThatIsDownCostsNothingWhileTheOldTokenIsGood) {
  endpoint.grant("one", 1000);
  EXPECT_EQ(token(), "one");
  endpoint.answer("503 Unavailable", "later");
  now += 900s;
  EXPECT_EQ(token(), "one");
  now += 100s;
  EXPECT_THAT(token(), HasSubstr("status 503"));
}

TEST_F(OAuth2, AGrantThatWasRevokedEndsTheOldTokenToo) {
  endpoint.grant("one", 1000);
  EXPECT_EQ(token(), "one");
  endpoint.answer("400 Bad Request",
                  R"({"error":"invalid_grant","error_description":"revoked\r\nby admin"})");
  now += 900s;
  const auto refused = tokens->token(stop);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::credentials);
  EXPECT_THAT(refused.error().detail, HasSubstr("invalid_grant revoked??by admin"));
}

TEST_F(OAuth2, ATokenThatAServerRefusedIsReplacedOnceAndWhatIsRefusedThenIsForAPerson) {
  endpoint.grant("one", 1000);
  EXPECT_EQ(token(), "one");
  endpoint.grant("two", 1000);
  std::vector<std::string> shown;
  const auto source = login_with_tokens("support", core::TokenMechanism::automatic,
                                        std::shared_ptr<OAuth2Tokens>(tokens.get(), [](auto*) {}));
  const auto opened = log_in(source, stop, [&](const Login& login) -> Result<int> {
    shown.push_back(login.access_token);
    return fail(core::ErrorKind::credentials, "no");
  });
  EXPECT_FALSE(opened);
  EXPECT_THAT(shown, ElementsAre("one", "two"));
}

TEST_F(OAuth2, TheAnswerIsBoundedInSizeAndTime) {
  endpoint.answer("200 OK", std::string(100'000, ' '));
  const auto large = tokens->token(stop);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, core::ErrorKind::network);
  endpoint.fall_silent();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(tokens->token(stop));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

TEST_F(OAuth2, RedirectsAreNotFollowedAndSecretsGoNowhereInTheClear) {
  endpoint.answer("302 Found\r\nLocation: " + endpoint.url() + "/elsewhere", "");
  EXPECT_THAT(token(), HasSubstr("status 302"));
  EXPECT_EQ(endpoint.requests().size(), 1U);
  for (const auto* url :
       {"http://login.example.com/token", "http://127.0.0.1@login.example.com/", "ftp://127.0.0.1/"}) {
    account.token_url = url;
    open();
    const auto refused = tokens->token(stop);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, core::ErrorKind::bad_config) << url;
  }
}

TEST_F(OAuth2, StopsAtOnceWhileTheEndpointIsSilent) {
  endpoint.fall_silent();
  stop.raise();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(tokens->token(stop));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

}  // namespace ticketd::daemon
