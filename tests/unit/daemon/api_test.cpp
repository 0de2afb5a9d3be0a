#include "daemon/http/api.h"

#include "daemon/http/json_views.h"
#include "tests/unit/daemon/fake_services.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

namespace {

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    for (const std::int64_t number : {1, 2, 3}) state_.tickets[number].id = {number};
    for (const auto state : {core::SendState::failed, core::SendState::sent}) {
      auto& item = state_.queue.emplace_back();
      item.id = {static_cast<std::int64_t>(state_.queue.size())};
      item.state = state;
    }
  }

  HttpResponse ask(const std::string& method, const std::string& target, const std::string& body = {},
                   bool local = true, const std::string& key = {}) {
    HttpRequest request{method, *parse_target(target), body, key, {}};
    request.caller = caller_;
    request.caller.local = local;
    std::vector<HttpResponse> answers;
    api_.handle(std::move(request), [&](HttpResponse response) { answers.push_back(std::move(response)); });
    EXPECT_EQ(answers.size(), 1U);
    return answers.at(0);
  }
  Json json(const HttpResponse& response) { return Json::parse(response.body, nullptr, false); }

  FakeState state_;
  Caller caller_;
  Api api_{fake_services(state_)};
};

}  // namespace

TEST_F(ApiTest, APageEndsWithTheCursorOfTheNext) {
  const auto first = json(ask("GET", "/api/v1/tickets?limit=2"));
  EXPECT_EQ(first["tickets"].size(), 2U);
  EXPECT_EQ(first["next"], 2);
  const auto second = json(ask("GET", "/api/v1/tickets?limit=2&after=2"));
  EXPECT_EQ(second["tickets"][0]["id"], 3);
  EXPECT_TRUE(second["next"].is_null());
  for (const std::string wrong : {"many", "0", "-1"})
    EXPECT_EQ(ask("GET", "/api/v1/tickets?limit=" + wrong).status, 400) << wrong;
  EXPECT_EQ(ask("GET", "/api/v1/tickets?view=nonsense").status, 400);
}

TEST_F(ApiTest, WhatSleepsAndWhatCustomersThoughtCanBeAskedFor) {
  EXPECT_EQ(ask("GET", "/api/v1/tickets?view=snoozed").status, 200);
  EXPECT_EQ(state_.asked.snoozed, true);
  EXPECT_EQ(ask("GET", "/api/v1/tickets?view=mine&as=kim&query=snoozed:no").status, 200);
  EXPECT_EQ(state_.asked.snoozed, false);
  EXPECT_EQ(state_.asked.assignee, "kim");
  EXPECT_EQ(ask("GET", "/api/v1/tickets?query=surveyed:yes%20score:2").status, 200);
  EXPECT_EQ(state_.asked.surveyed, true);
  EXPECT_EQ(state_.asked.score, 2);
  for (const std::string wrong : {"snoozed:maybe", "score:good"})
    EXPECT_EQ(ask("GET", "/api/v1/tickets?query=" + wrong).status, 400) << wrong;
}

TEST_F(ApiTest, TheFormOfASurveySaysItsOwnScore) {
  EXPECT_EQ(ask("POST", "/survey/abc/5", "score=2&comment=%EB%8A%A6+%26+x").status, 404);
  ASSERT_EQ(state_.visits.size(), 1U);
  EXPECT_EQ(state_.visits[0].token, "abc");
  EXPECT_EQ(state_.visits[0].score, 2);
  EXPECT_EQ(state_.visits[0].comment, "늦 & x");
  for (const std::string none : {"score=0", "score=6", "score=+2", "score=2x", "comment=5", ""})
    ask("POST", "/survey/abc", none);
  for (std::size_t i = 1; i < state_.visits.size(); ++i) EXPECT_FALSE(state_.visits[i].score) << i;
  EXPECT_EQ(ask("POST", "/survey/abc", "score=%0").status, 400);
}

TEST_F(ApiTest, ScoresAreAddedUpForEachAgent) {
  state_.tickets[1].survey = core::Survey{.agent = "kim", .score = 5};
  state_.tickets[2].survey = core::Survey{.agent = "kim", .score = 2};
  state_.tickets[3].survey = core::Survey{.agent = "lee"};
  const auto scores = json(ask("GET", "/api/v1/survey"));
  EXPECT_EQ(scores["asked"], 3);
  EXPECT_EQ(scores["answered"], 2);
  EXPECT_EQ(scores["average"], 3.5);
  EXPECT_EQ(scores["agents"][0]["agent"], "kim");
  EXPECT_EQ(scores["agents"][0]["scores"]["2"], 1);
  EXPECT_TRUE(scores["agents"][1]["average"].is_null());
}

TEST_F(ApiTest, LongOrdersDoNotWaitAmongTheRequestsNorRequestsBehindThem) {
  std::vector<std::function<void()>> orders;
  auto services = fake_services(state_);
  services.take_order = [&](std::function<void()> order) {
    if (orders.size() == 2) return false;
    orders.push_back(std::move(order));
    return true;
  };
  Api api(std::move(services));
  std::vector<int> answered;
  const auto ask_for = [&](const std::string& method, const std::string& path, const std::string& body = {}) {
    HttpRequest request{method, *parse_target(path), body, {}, {}};
    request.caller.local = true;
    api.handle(std::move(request),
               [&](const HttpResponse& response) { answered.push_back(response.status); });
  };
  ask_for("GET", "/api/v1/verify");
  ask_for("POST", "/api/v1/backup", R"({"file":"/tmp/x.db"})");
  EXPECT_TRUE(answered.empty());
  ask_for("GET", "/healthz");
  EXPECT_THAT(answered, ElementsAre(200));
  ask_for("GET", "/api/v1/verify");
  EXPECT_THAT(answered, ElementsAre(200, 503)) << "too many orders";
  for (const auto& each : orders) each();
  EXPECT_THAT(answered, ElementsAre(200, 503, 200, 200));
}

TEST_F(ApiTest, ATicketIsShownOrSaidToBeMissing) {
  EXPECT_EQ(json(ask("GET", "/api/v1/tickets/2"))["id"], 2);
  const auto missing = ask("GET", "/api/v1/tickets/9");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.content_type, "application/problem+json");
  EXPECT_EQ(json(missing)["detail"], "there is no ticket 9");
  EXPECT_EQ(ask("GET", "/api/v1/tickets/x").status, 400);
}

TEST_F(ApiTest, AnActionCarriesItsArgumentsAndAnswersWithTheTicket) {
  const auto done = ask("POST", "/api/v1/tickets/2/resolve",
                        R"({"as":"kim","internal":true,"reason":"spam","tags":["a"]})");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(json(done)["id"], 2);
  ASSERT_EQ(state_.actions.size(), 1U);
  const auto& action = state_.actions[0];
  EXPECT_EQ(action.ticket, core::TicketId{2});
  EXPECT_EQ(action.action, "resolve");
  EXPECT_EQ(action.as, "kim");
  EXPECT_TRUE(action.internal);
  EXPECT_EQ(action.reason, "spam");
  EXPECT_THAT(action.tags, ElementsAre("a"));
}

TEST_F(ApiTest, AMisspeltKeyOrAWrongTypeChangesNothing) {
  for (const auto* body : {R"({"txt":"x"})", R"({"text":1})", R"({"tags":"a"})", R"({"internal":"yes"})",
                           R"({"text":"a\u0000b"})", R"({"tags":["\u0000"]})", "[]", "{"})
    EXPECT_EQ(ask("POST", "/api/v1/tickets/2/reply", body).status, 400) << body;
  EXPECT_TRUE(state_.actions.empty());
}

TEST_F(ApiTest, ATicketIsCreated) {
  const auto created =
      ask("POST", "/api/v1/tickets", R"({"requester":"lee@example.com","subject":"s","text":"t"})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(json(created)["id"], 1);
  EXPECT_EQ(state_.actions.at(0).action, "create");
}

TEST_F(ApiTest, ManyTicketsAreEachDoneOrRefused) {
  const auto done = json(ask("POST", "/api/v1/tickets/bulk/tag", R"({"tickets":[3,1,3],"tags":["a"]})"));
  ASSERT_EQ(done["results"].size(), 2U) << "each once";
  EXPECT_EQ(done["results"][0]["ticket"], 3);
  EXPECT_EQ(done["results"][1]["done"], true);
  EXPECT_EQ(state_.actions.size(), 2U);
  state_.refusal = core::Error(core::ErrorKind::policy, "the ticket was merged into another");
  const auto refused = json(ask("POST", "/api/v1/tickets/bulk/tag", R"({"tickets":[1],"tags":["a"]})"));
  EXPECT_EQ(refused["results"][0]["done"], false);
  EXPECT_EQ(refused["results"][0]["detail"], "the ticket was merged into another");
  state_.refusal = core::Error(core::ErrorKind::store_down, "/var/lib/ticketd: I/O error");
  EXPECT_THAT(ask("POST", "/api/v1/tickets/bulk/tag", R"({"tickets":[1],"tags":["a"]})").body,
              testing::Not(HasSubstr("/var/lib")));
  for (const auto* wrong : {"{}", R"({"tickets":[]})", R"({"tickets":[-1]})", R"({"tickets":["1"]})",
                            R"({"tickets":[1],"tgas":[]})"})
    EXPECT_EQ(ask("POST", "/api/v1/tickets/bulk/tag", wrong).status, 400) << wrong;
  EXPECT_EQ(ask("POST", "/api/v1/tickets/bulk/merge", R"({"tickets":[1]})").status, 403);
}

TEST_F(ApiTest, OnlyTheWholeStoreTakesLong) {
  for (const auto* path : {"/api/v1/backup", "/api/v1/verify", "/api/v1/sweep"})
    EXPECT_TRUE(Api::takes_long(*parse_target(path))) << path;
  for (const auto* path : {"/api/v1/tickets", "/api/v1/verify/1", "/"})
    EXPECT_FALSE(Api::takes_long(*parse_target(path))) << path;
}

TEST_F(ApiTest, ATokenOfOneAgentActsAsNobodyElse) {
  caller_ = {.local = false, .scope = core::ApiScope::write, .token = "lee's phone", .agent = "kim"};
  EXPECT_EQ(ask("POST", "/api/v1/tickets/2/note", R"({"text":"x"})", false).status, 200);
  EXPECT_EQ(state_.actions.at(0).as, "kim");
  EXPECT_EQ(state_.actions.at(0).caller.token, "lee's phone");
  EXPECT_EQ(ask("POST", "/api/v1/tickets/2/note", R"({"text":"x","as":"lee"})", false).status, 403);
}

TEST_F(ApiTest, AnAgentWhoLeftSeesNothingWithTheToken) {
  state_.traces.push_back({});
  state_.traces.back().message_id = "a@x";
  caller_ = {.local = false, .scope = core::ApiScope::admin, .token = "t", .agent = "gone"};
  EXPECT_EQ(json(ask("GET", "/api/v1/tickets", {}, false))["tickets"].size(), 0U);
  EXPECT_EQ(json(ask("GET", "/api/v1/queue", {}, false))["queue"].size(), 0U);
  EXPECT_EQ(json(ask("GET", "/api/v1/quarantine", {}, false))["quarantine"].size(), 0U);
  EXPECT_EQ(ask("GET", "/api/v1/quarantine/0", {}, false).status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/quarantine/0/release", {}, false).status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/explain/a@x", {}, false).status, 404);
  for (const auto* tried : {"/api/v1/explain", "/api/v1/rules/test"})
    EXPECT_EQ(ask("POST", tried, "Subject: x\n\n", false).status, 403) << tried;
  EXPECT_EQ(ask("POST", "/api/v1/queue", R"({"action":"retry","ids":[1]})", false).status, 404);
  EXPECT_EQ(json(ask("POST", "/api/v1/queue", R"({"action":"retry","all":true})", false))["changed"], 0);
  EXPECT_TRUE(state_.applied.empty());
}

TEST_F(ApiTest, ATokenIsToldOnceAndNotAgainForTheSameKey) {
  const auto made = ask("POST", "/api/v1/tokens", R"({"name":"web","scope":"write"})", true, "key");
  EXPECT_EQ(made.status, 201);
  const auto secret = json(made)["token"].get<std::string>();
  const auto& kept = std::get<core::change::AddToken>(state_.applied.at(0)).token;
  EXPECT_EQ(kept.scope, core::ApiScope::write);
  EXPECT_NE(kept.digest, secret);
  EXPECT_THAT(ask("POST", "/api/v1/tokens", R"({"name":"web","scope":"write"})", true, "key").body,
              testing::Not(HasSubstr(secret)));
  for (const auto* wrong : {R"({"name":"","scope":"read"})", R"({"name":"a/b","scope":"read"})",
                            R"({"name":"a","scope":"all"})", R"({"name":"a\nb","scope":"read"})"})
    EXPECT_EQ(ask("POST", "/api/v1/tokens", wrong).status, 400) << wrong;
  EXPECT_EQ(ask("POST", "/api/v1/tokens", R"({"name":"a","scope":"read","agent":"nobody"})").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/tokens/none/revoke").status, 404);
}

TEST_F(ApiTest, ARevokedTokenIsForgottenEvenWhenTheStoreCannotBeReadAnew) {
  state_.tokens.emplace_back().name = "web";
  state_.tokens.emplace_back().name = "phone";
  state_.refusal = core::Error{core::ErrorKind::store_down, "no descriptor is left"};
  EXPECT_EQ(ask("POST", "/api/v1/tokens/web/revoke").status, 200);
  ASSERT_EQ(state_.tokens.size(), 1U);
  EXPECT_EQ(state_.tokens[0].name, "phone");
}

TEST_F(ApiTest, ABackupIsForTheMachineItself) {
  EXPECT_EQ(ask("POST", "/api/v1/backup", R"({"file":"/tmp/x.db"})", true).status, 200);
  EXPECT_EQ(ask("POST", "/api/v1/backup", R"({"file":"x.db"})", true).status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/backup", R"({"file":"/tmp/x.db"})", false).status, 403);
}

TEST_F(ApiTest, AMailIsHandedInAsItIs) {
  const std::string mail("Subject: x\n\n\0\xff", 14);
  EXPECT_EQ(ask("POST", "/api/v1/ingest?mailbox=support", mail).status, 201);
  ASSERT_EQ(state_.mails.size(), 1U);
  EXPECT_EQ(state_.mails[0].bytes, mail);
  EXPECT_EQ(state_.mails[0].source.mailbox, "support");
  EXPECT_EQ(state_.mails[0].source.kind, core::SourceKind::pipe);
  EXPECT_FALSE(state_.mails[0].source.behind_our_border);
  EXPECT_EQ(ask("POST", "/api/v1/ingest?mailbox=other", mail).status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/ingest").status, 400) << "an empty mail";
  state_.refusal = core::Error(core::ErrorKind::store_full, "disk");
  EXPECT_EQ(ask("POST", "/api/v1/ingest", mail).status, 507);
}

TEST_F(ApiTest, TheNewestTraceStandsFirstAndTheEarlierOnesBesideIt) {
  state_.traces.resize(2);
  for (auto& trace : state_.traces) trace.message_id = "a@b";
  state_.traces[1].place = core::Place::duplicate;
  const auto told = json(ask("GET", "/api/v1/explain/a%40b"));
  EXPECT_EQ(told["result"]["place"], "duplicate");
  EXPECT_EQ(told["earlier"][0]["result"]["place"], "ticket");
  EXPECT_EQ(ask("GET", "/api/v1/explain/no").status, 404);
  EXPECT_EQ(json(ask("POST", "/api/v1/explain", "Subject: x\n\n"))["message_id"], "dry@example.com");
  EXPECT_TRUE(state_.mails.empty());
}

TEST_F(ApiTest, AnAddressThatBouncedIsShownAndCleared) {
  state_.addresses = {{.address = "gone@example.com",
                       .hard_bounces = 1,
                       .last_bounce = core::Time(std::chrono::hours(1)),
                       .marked_at = core::Time(std::chrono::hours(1)),
                       .reason = "user_unknown 5.1.1"}};
  EXPECT_EQ(json(ask("GET", "/api/v1/addresses"))["addresses"].size(), 1U);
  const auto shown = json(ask("GET", "/api/v1/addresses/gone%40example.com"));
  EXPECT_EQ(shown["undeliverable"], true);
  EXPECT_EQ(shown["marked_at"], "1970-01-01T01:00:00Z");
  EXPECT_EQ(shown["reason"], "user_unknown 5.1.1");
  EXPECT_EQ(json(ask("GET", "/api/v1/addresses/fine%40example.com"))["undeliverable"], false);

  EXPECT_EQ(json(ask("POST", "/api/v1/addresses/fine%40example.com/clear", "{}"))["cleared"], false);
  EXPECT_TRUE(state_.applied.empty());
  EXPECT_EQ(ask("POST", "/api/v1/addresses/gone%40example.com/clear", "{}").status, 200);
  ASSERT_EQ(state_.applied.size(), 1U);
  EXPECT_EQ(std::get<core::change::ClearAddress>(state_.applied[0]).address, "gone@example.com");
}

TEST_F(ApiTest, TheQueueIsTriedAgainButNotWhatIsSent) {
  EXPECT_EQ(json(ask("GET", "/api/v1/queue"))["queue"].size(), 2U);
  EXPECT_EQ(json(ask("GET", "/api/v1/queue?limit=1"))["next"], 1);
  EXPECT_EQ(json(ask("GET", "/api/v1/queue?limit=1&after=1"))["queue"][0]["id"], 2);
  EXPECT_EQ(json(ask("GET", "/api/v1/quarantine?message_id=a@b&limit=1&after=0"))["quarantine"].size(), 1U);
  EXPECT_EQ(ask("POST", "/api/v1/queue", R"({"action":"retry","ids":[1,2]})").status, 403) << "2 is sent";
  EXPECT_TRUE(state_.applied.empty()) << "all or nothing";
  EXPECT_EQ(json(ask("POST", "/api/v1/queue", R"({"action":"retry","all":true})"))["changed"], 1);
  ASSERT_EQ(state_.applied.size(), 1U);
  EXPECT_EQ(std::get<core::change::Requeue>(state_.applied[0]).outbox, core::OutboxId{1});
  EXPECT_EQ(ask("POST", "/api/v1/queue", R"({"action":"drop","ids":[9]})").status, 404);
  for (const auto* body : {"", "{}", R"({"action":"burn","all":true})", R"({"action":"drop"})",
                           R"({"action":"drop","ids":["a"]})"})
    EXPECT_EQ(ask("POST", "/api/v1/queue", body).status, 400) << body;
}

TEST_F(ApiTest, IdleIsWhenNothingIsLeftToDo) {
  EXPECT_EQ(json(ask("GET", "/api/v1/idle"))["idle"], true);
  state_.backlog.due_outbox = 1;
  EXPECT_EQ(json(ask("GET", "/api/v1/idle"))["idle"], false);
  EXPECT_THAT(ask("GET", "/metrics").body, HasSubstr("\nticketd_due_outbox 1\n"));
  EXPECT_THAT(ask("GET", "/metrics").body, AllOf(HasSubstr("\nticketd_outbox_mails{state=\"held\"} 0\n"),
                                                 Not(HasSubstr("state=\"sent\""))));
  EXPECT_THAT(ask("GET", "/metrics").body,
              HasSubstr("\nticketd_webhook_calls_total{webhook=\"ops\",outcome=\"sent\"} 3\n"));
}

TEST_F(ApiTest, TheDeskIsShownAndApplied) {
  EXPECT_EQ(json(ask("GET", "/api/v1/desk"))["text"], "[rules]\n");
  EXPECT_EQ(ask("POST", "/api/v1/desk", R"({"text":"new","file":"/tmp/d.toml"})").status, 200);
  EXPECT_EQ(state_.desk.text, "new");
  EXPECT_EQ(state_.desk.file, "/tmp/d.toml");
  EXPECT_FALSE(state_.desk.over_network);
  EXPECT_EQ(ask("POST", "/api/v1/desk", R"({"text":"new"})", false).status, 200);
  EXPECT_TRUE(state_.desk.over_network);
  state_.refusal = core::Error(core::ErrorKind::bad_config, "d.toml:3: unknown key");
  const auto refused = ask("POST", "/api/v1/desk", R"({"text":"bad"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json(refused)["kind"], "bad_config");
  EXPECT_EQ(json(refused)["detail"], "d.toml:3: unknown key");
}

TEST_F(ApiTest, AMailboxSaysWhyItIsNotFetchedAndWhatItSkipped) {
  state_.skipped = {{{"support", "INBOX", 1, 42}, "too large", core::Time{}},
                    {{"sales", "INBOX", 1, 7}, "refused", {}}};
  const auto mailboxes = json(ask("GET", "/api/v1/mailboxes"))["mailboxes"];
  ASSERT_EQ(mailboxes.size(), 1U);
  EXPECT_EQ(mailboxes[0]["name"], "support");
  EXPECT_EQ(mailboxes[0]["state"], "stopped");
  EXPECT_EQ(mailboxes[0]["problem"], "wrong password");
  ASSERT_EQ(mailboxes[0]["skipped"].size(), 1U);
  EXPECT_EQ(mailboxes[0]["skipped"][0]["uid"], 42);
  EXPECT_EQ(mailboxes[0]["skipped"][0]["reason"], "too large");
}

TEST_F(ApiTest, AgentsComeAndGo) {
  EXPECT_EQ(ask("POST", "/api/v1/agents/kim/availability", R"({"available":false})").status, 200);
  EXPECT_FALSE(std::get<core::change::SetAvailability>(state_.applied.at(0)).available);
  EXPECT_TRUE(std::holds_alternative<core::change::CallWaiting>(state_.applied.at(1)));
  const auto leave =
      json(ask("POST", "/api/v1/agents/kim/availability", R"({"available":false,"until":"3d"})"));
  EXPECT_TRUE(leave["until"].is_string());
  EXPECT_EQ(ask("POST", "/api/v1/agents/kim/availability", R"({"available":false,"until":"then"})").status,
            400);
  EXPECT_EQ(ask("POST", "/api/v1/agents/kim/availability", R"({"available":true,"until":"3d"})").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/agents/lee/availability", R"({"available":true})").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/agents/kim/availability", R"({"available":"no"})").status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/poll?mailbox=support").status, 200);
  EXPECT_EQ(state_.polled, "support");
  EXPECT_EQ(json(ask("POST", "/api/v1/poll?mailbox=support&skipped=true"))["imported"], 20);
  EXPECT_EQ(state_.polled, "support with skipped");
}

TEST_F(ApiTest, OurTroublesAreToldOnlyToAnOperatorOnThisMachine) {
  state_.refusal = core::Error(core::ErrorKind::store_down, "/var/lib/ticketd/ticketd.db: I/O error");
  const auto body = R"({"text":"x"})";
  EXPECT_THAT(ask("POST", "/api/v1/tickets/1/note", body, true).body, HasSubstr("I/O error"));
  const auto remote = ask("POST", "/api/v1/tickets/1/note", body, false);
  EXPECT_EQ(remote.status, 503);
  EXPECT_THAT(remote.body, testing::Not(HasSubstr("/var/lib")));
}

TEST_F(ApiTest, WhatStandsInTheWayOfARequestIsToldToWhoeverMadeIt) {
  state_.refusal = core::Error(core::ErrorKind::conflict, "a mail of the ticket is being sent");
  const auto refused = ask("POST", "/api/v1/tickets/1/delete", "{}", false);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json(refused)["detail"], "a mail of the ticket is being sent");
  EXPECT_THAT(ask("POST", "/api/v1/tickets/bulk/delete", R"({"tickets":[1]})", false).body,
              HasSubstr("is being sent"));
}

TEST(Problem, EveryStatusHasItsTitle) {
  EXPECT_THAT(problem(431, "too_large", "the header is too long").body,
              HasSubstr(R"("title":"Request Header Fields Too Large")"));
}

TEST_F(ApiTest, AWriteWithAKeyIsDoneOnceAndAnsweredTwice) {
  const auto note = R"({"text":"x"})";
  const auto first = ask("POST", "/api/v1/tickets/1/note", note, true, "key");
  EXPECT_EQ(ask("POST", "/api/v1/tickets/1/note", note, true, "key").body, first.body);
  EXPECT_EQ(state_.actions.size(), 1U);
  EXPECT_EQ(ask("POST", "/api/v1/tickets/2/note", note, true, "key").status, 422) << "another request";
  EXPECT_EQ(state_.actions.size(), 1U);
}

TEST_F(ApiTest, AfterATroubleTheSameKeyMayTryAgain) {
  state_.refusal = core::Error(core::ErrorKind::store_busy, "busy");
  EXPECT_EQ(ask("POST", "/api/v1/tickets/1/note", "{}", true, "key").status, 503);
  state_.refusal.reset();
  EXPECT_EQ(ask("POST", "/api/v1/tickets/1/note", "{}", true, "key").status, 200);
}

TEST_F(ApiTest, AMisspeltParameterIsNoAbsentOne) {
  const auto refused = ask("GET", "/api/v1/tickets?veiw=open");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json(refused)["detail"], "\"veiw\" is not known here; there is view query as after limit");
  EXPECT_EQ(ask("GET", "/api/v1/agents?all=1").status, 400);
  EXPECT_EQ(ask("GET", "/healthz?probe=1").status, 200);
}

TEST_F(ApiTest, AGroupThatTheDeskDoesNotHaveIsNoEmptyView) {
  EXPECT_EQ(ask("GET", "/api/v1/tickets?view=group:nobody").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/tickets?view=mine&as=nobody").status, 400);
}

TEST_F(ApiTest, ASearchForANameThatNeitherTheDeskNorATicketHasIsNoEmptyList) {
  const std::string names[] = {"group:gone", "agent:gone", "mailbox:gone", "field.gone:x"};
  for (const auto& name : names) EXPECT_EQ(ask("GET", "/api/v1/tickets?query=" + name).status, 200) << name;
  state_.tickets.clear();
  for (const auto& name : names) {
    EXPECT_EQ(ask("GET", "/api/v1/tickets?query=" + name).status, 400) << name;
    EXPECT_EQ(ask("GET", "/api/v1/tickets?after=3&query=" + name).status, 200) << "the page behind the last";
  }
  EXPECT_EQ(ask("GET", "/api/v1/tickets?query=agent:kim").status, 200);
}

TEST_F(ApiTest, UnknownPathsAndMethodsAreSaidToBeSo) {
  EXPECT_EQ(ask("GET", "/api/v1/nothing").status, 404);
  const auto refused = ask("DELETE", "/api/v1/tickets");
  EXPECT_EQ(refused.status, 405);
  EXPECT_THAT(refused.headers, ElementsAre(Pair("Allow", "GET, HEAD, POST")));
  EXPECT_EQ(ask("POST", "/api/v1/tickets/1/create", "{}").status, 404);
  state_.full = true;
  EXPECT_EQ(ask("GET", "/healthz").status, 503);
}

}  // namespace ticketd::daemon
