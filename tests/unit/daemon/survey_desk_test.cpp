// Customers who say how it was: who is asked, what a link does, and what becomes of the answer.
#include "desk.h"

#include <algorithm>
#include <cctype>

namespace ticketd::daemon {

using core::LetterKind;
using namespace std::chrono_literals;

namespace {

const std::string asking = R"(
[[agent]]
name = "boss"
email = "boss@corp.example"
groups = ["cs"]
role = "manager"
[[rule]]
name = "ask"
on = "state_changed"
when = { state = "resolved" }
then = [ { survey = true } ]
[[rule]]
name = "low"
on = "rated"
when = { score = "< 3" }
then = [ { add_tag = "unhappy" }, { notify = "manager" } ]
)";

const std::string customer = "park@customer.example";

std::vector<core::Letter> surveys(TestDesk& desk) {
  std::vector<core::Letter> found;
  for (auto& letter : desk.letters())
    if (letter.kind == LetterKind::survey) found.push_back(letter);
  return found;
}

/// A customer wrote, kim answered and resolved.
void resolve(TestDesk& desk, const TestMail& question = mail("q@customer.example")) {
  desk.receive(question);
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "A new cable helps."}));
}

/// The token in the links that the customer got.
std::string link_of(TestDesk& desk) {
  const auto page = desk.letter_with_words(customer, LetterKind::survey).variables.at("page");
  EXPECT_TRUE(page.starts_with("https://desk.example/help/survey/")) << page;
  return page.substr(page.rfind('/') + 1);
}

}  // namespace

TEST(Survey, TheRequesterAloneIsAskedOncePerTicket) {
  TestDesk desk("desk.example", asking);
  resolve(desk, mail("q@customer.example").cc("friend@customer.example"));
  ASSERT_EQ(surveys(desk).size(), 1U);
  EXPECT_EQ(surveys(desk)[0].to.address, customer);
  EXPECT_EQ(surveys(desk)[0].auto_submitted, "auto-generated");
  const auto survey = desk.ticket(1).ticket.survey;
  ASSERT_TRUE(survey);
  EXPECT_EQ(survey->agent, "kim");
  EXPECT_FALSE(survey->score);

  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "reopen", .as = "kim"}));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Again."}));
  EXPECT_EQ(surveys(desk).size(), 1U);
}

TEST(Survey, NobodyIsAskedWhereNobodyHeardFromUs) {
  TestDesk internal("desk.example", asking);
  internal.receive(mail("q@customer.example"));
  ASSERT_TRUE(internal.act(
      {.ticket = {1}, .action = "resolve", .as = "kim", .internal = true, .reason = "solved_by_phone"}));
  EXPECT_TRUE(surveys(internal).empty());
  const auto events = internal.ticket(1).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const core::Event& event) {
    return event.kind == core::EventKind::survey && event.to == "not asked: it was resolved without a mail";
  })) << "and the history says why";

  TestDesk machine("desk.example", asking);
  resolve(machine, mail("q@customer.example").head("Auto-Submitted: auto-generated"));
  EXPECT_TRUE(surveys(machine).empty());

  TestDesk escalated("desk.example", asking);
  ASSERT_TRUE(escalated.act({.action = "create",
                             .text = "Please look.",
                             .requester = customer,
                             .subject = "from another desk",
                             .channel = "escalation"}));
  ASSERT_TRUE(escalated.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "Done."}));
  EXPECT_TRUE(surveys(escalated).empty());
}

TEST(Survey, TheShippedRuleAsksADayLaterAndAlsoWhoSaidThanks) {
  const std::string switched_on = "[rules]\nenable = [\"survey-after-a-day\"]\n";
  TestDesk resolved("desk.example", switched_on);
  resolve(resolved);
  resolved.pass(23h);
  resolved.wake();
  EXPECT_TRUE(surveys(resolved).empty());
  resolved.pass(1h);
  resolved.wake();
  EXPECT_EQ(surveys(resolved).size(), 1U);

  TestDesk thanked("desk.example", switched_on);
  resolve(thanked);
  thanked.receive(mail("t@customer.example").answering(thanked.last_letter(customer)).saying("Thank you!"));
  EXPECT_EQ(thanked.ticket(1).ticket.state, core::State::closed);
  thanked.pass(24h);
  thanked.wake();
  EXPECT_EQ(surveys(thanked).size(), 1U);

  TestDesk reopened("desk.example", switched_on);
  resolve(reopened);
  reopened.receive(
      mail("r@customer.example").answering(reopened.last_letter(customer)).saying("It does it again."));
  reopened.pass(240h);
  reopened.wake();
  EXPECT_TRUE(surveys(reopened).empty());
}

TEST(Survey, FollowingALinkIsNoAnswer) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto token = link_of(desk);
  for (int score = 1; score <= 5; ++score) {  // a mail scanner tries them all
    const auto page = desk.survey_page({.token = token, .score = score});
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("value=\"" + std::to_string(score) + "\" required checked"), std::string::npos);
    EXPECT_NE(page.body.find("<form method=\"post\">"), std::string::npos);
  }
  EXPECT_FALSE(desk.ticket(1).ticket.survey->score);
}

TEST(Survey, ThePageTellsNothingOfTheTicketAndLetsNothingIn) {
  TestDesk desk("desk.example", asking);
  resolve(desk, mail("q@customer.example").about("my divorce").saying("Names and numbers."));
  const auto page = desk.survey_page({.token = link_of(desk)});
  for (const auto* secret : {"my divorce", "Names and numbers", "park@customer", "kim", "김민지", "<script"})
    EXPECT_EQ(page.body.find(secret), std::string::npos) << secret;
  const std::map<std::string, std::string> headers(page.headers.begin(), page.headers.end());
  EXPECT_NE(headers.at("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(headers.at("Referrer-Policy"), "no-referrer");
}

TEST(Survey, TheFormKeepsScoreAndCommentAndTheRulesSeeThem) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto thanks =
      desk.answer_survey({.token = link_of(desk), .score = 2, .comment = " 너무 늦었어요.\x01 "});
  EXPECT_EQ(thanks.status, 200);
  EXPECT_EQ(thanks.body.find("<form"), std::string::npos);
  const auto view = desk.ticket(1);
  EXPECT_EQ(view.ticket.survey->score, 2);
  EXPECT_EQ(view.ticket.survey->comment, "너무 늦었어요.");
  EXPECT_EQ(view.ticket.tags, std::vector<std::string>{"unhappy"});
  EXPECT_EQ(view.ticket.state, core::State::resolved) << "an opinion is no new question";
  EXPECT_EQ(view.entries.back().entry.visibility, core::Visibility::private_);
  const auto told = desk.letter_with_words("boss@corp.example", LetterKind::note_added);
  EXPECT_NE(told.variables.at("text").find("2/5"), std::string::npos);
}

TEST(Survey, AnAnswerMayBeChangedForAWeekAndNotForEver) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto token = link_of(desk);
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 1}).status, 200);
  const auto entries = desk.ticket(1).entries.size();
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 1}).status, 200);
  EXPECT_EQ(desk.ticket(1).entries.size(), entries) << "the same form sent twice";
  desk.pass(6 * 24h);
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 5}).status, 200);
  EXPECT_EQ(desk.ticket(1).ticket.survey->score, 5);
  EXPECT_EQ(desk.ticket(1).ticket.survey->changes, 1);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(desk.answer_survey({.token = token, .score = 1 + i % 2}).status, 200);
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 3}).status, 403) << "ten changes are enough";
  desk.pass(25h);
  EXPECT_EQ(desk.survey_page({.token = token}).status, 403);
}

TEST(Survey, AfterAMonthItIsOver) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto token = link_of(desk);
  desk.pass(31 * 24h);
  EXPECT_EQ(desk.survey_page({.token = token, .score = 5}).status, 403);
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 5}).status, 403);
  EXPECT_FALSE(desk.ticket(1).ticket.survey->score);
}

TEST(Survey, OnlyItsOwnLinkOpensIt) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  auto token = link_of(desk);
  const auto reply_to = desk.letter_with_words(customer, LetterKind::survey).reply_to;
  const auto plus = reply_to.find('+') + 1;
  const auto conversation = reply_to.substr(plus, reply_to.find('@') - plus);
  EXPECT_EQ(desk.survey_page({.token = conversation}).status, 404) << "a token of the conversation";
  token[20] = token[20] == 'a' ? 'b' : 'a';
  EXPECT_EQ(desk.answer_survey({.token = token, .score = 5}).status, 404);
  EXPECT_EQ(desk.answer_survey({.token = "", .score = 5}).status, 404);
}

TEST(Survey, ALinkIsNoAddressToWriteTo) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto trace = desk.receive(
      mail("x@stranger.example").from(customer).to("support+" + link_of(desk) + "@desk.example"));
  EXPECT_NE(trace.ticket, core::TicketId{1}) << "whoever has the page can not write into the ticket";
}

TEST(Survey, ASurveyThatABreakerStopsDoesNotStandAsAsked) {
  TestDesk desk("desk.example", asking);
  desk.receive(mail("q@customer.example"));
  for (int i = 0; i < 61; ++i) {  // the news of them are as many automatic mails as go out in a minute
    const auto name = "c" + std::to_string(i) + "@elsewhere.example";
    desk.receive(mail("of-" + name).from(name));
  }
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "A new cable helps."}));
  EXPECT_TRUE(surveys(desk).empty());
  const auto view = desk.ticket(1);
  EXPECT_FALSE(view.ticket.survey) << "it may be asked another time";
  for (const auto& [entry, sent] : view.entries) EXPECT_NE(entry.text, "[survey]");
  EXPECT_TRUE(std::any_of(view.events.begin(), view.events.end(), [](const core::Event& event) {
    return event.kind == core::EventKind::breaker && event.from == customer;
  })) << "and the history says why";
}

TEST(Survey, InventedLinksAndOtherSpellingsGiveALinkNoMoreTries) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto token = link_of(desk);
  auto spelt = token;
  std::transform(spelt.begin(), spelt.end(), spelt.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (int i = 0; i < 30; ++i) EXPECT_EQ(desk.survey_page({.token = i % 2 ? spelt : token}).status, 200);
  for (int i = 0; i < 5001; ++i) (void)desk.survey_page({.token = "invented" + std::to_string(i)});
  EXPECT_EQ(desk.survey_page({.token = token}).status, 429);
  EXPECT_EQ(desk.answer_survey({.token = spelt, .score = 5}).status, 429);
}

TEST(Survey, WhoeverTriesALinkTooOftenHasToWait) {
  TestDesk desk("desk.example", asking);
  resolve(desk);
  const auto token = link_of(desk);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(desk.survey_page({.token = token}).status, 200);
  EXPECT_EQ(desk.survey_page({.token = token}).status, 429);
}

}  // namespace ticketd::daemon
