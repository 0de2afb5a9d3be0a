// The desks of docs/examples, as they stand there, over weeks of mail.
#include "desk.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using core::LetterKind, core::Priority, core::State;
using testing::AllOf, testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty,
    testing::Not, testing::SizeIs, testing::UnorderedElementsAre;
using namespace std::chrono_literals;

namespace {

DeskFile example(const std::string& name) {
  return {std::filesystem::path(TICKETD_SOURCE_DIR) / "docs/examples" / name};
}

/// In Seoul, which is nine hours ahead all year.
core::Time seoul(std::chrono::year_month_day day, std::chrono::minutes time) {
  return core::Time(std::chrono::sys_days(day)) + time - 9h;
}
constexpr auto monday = std::chrono::year(2026) / 11 / 23;

std::vector<LetterKind> kinds(const std::vector<core::Letter>& letters) {
  std::vector<LetterKind> found;
  for (const auto& letter : letters) found.push_back(letter.kind);
  return found;
}

std::size_t count(TestDesk& desk, const std::string& to, LetterKind kind) {
  const auto all = kinds(desk.letters(to));
  return static_cast<std::size_t>(std::count(all.begin(), all.end(), kind));
}

TestMail to(const std::string& address, std::string id) { return mail(std::move(id)).to(address); }

}  // namespace

TEST(Examples, EveryFileIsADesk) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(example("").path)) {
    const auto desk = config::load_desk(file.path());
    EXPECT_TRUE(desk) << (desk ? "" : desk.error().detail);
    ++files;
  }
  EXPECT_GE(files, 5U);
}

TEST(PlantSupport, AWordOfAlarmReopensAtOnceAndNobodyAnswersFor30Minutes) {
  TestDesk desk(example("plant-support.toml"));
  desk.go_to(seoul(monday, 3h + 20min));  // at night
  const auto plant = "plant@example.com";
  desk.receive(
      to(plant, "a@line.example").from("jo@line.example").saying("프린터 용지를 주문하고 싶습니다."));
  EXPECT_EQ(desk.ticket(1).ticket.priority, Priority::normal);
  const auto acknowledgement = desk.last_letter("jo@line.example");
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "주문했습니다."}));

  desk.pass(24h * 3);
  desk.receive(to(plant, "b@line.example")
                   .from("jo@line.example")
                   .answering(acknowledgement)
                   .saying("라인 정지! 3번 설비가 멈췄습니다."));
  const auto alarmed = desk.ticket(1).ticket;
  EXPECT_EQ(alarmed.state, State::open);
  EXPECT_EQ(alarmed.priority, Priority::urgent);
  EXPECT_THAT(alarmed.tags, Contains("line-down"));
  ASSERT_THAT(desk.letters("webhook:sms"), SizeIs(1)) << "the phone of whoever is on duty";
  EXPECT_EQ(desk.letters("webhook:sms").front().kind, LetterKind::webhook);

  desk.pass(29min);
  EXPECT_EQ(desk.wake(), 0U);
  EXPECT_THAT(desk.letters("park@plant.example"), IsEmpty());
  desk.pass(1min);
  EXPECT_EQ(desk.wake(), 1U);
  EXPECT_THAT(desk.letter_with_words("park@plant.example", LetterKind::rule_notice).variables.at("text"),
              HasSubstr("30분 동안 아무도"));
  desk.pass(10h);
  desk.wake();
  EXPECT_EQ(count(desk, "park@plant.example", LetterKind::rule_notice), 1U) << "once";

  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "lee", .text = "다시 돌아갑니다."}));
  EXPECT_THAT(desk.ticket(1).ticket.tags, Not(Contains("line-down")));
  desk.pass(48h);
  desk.receive(to(plant, "c@line.example")
                   .from("jo@line.example")
                   .answering(acknowledgement)
                   .saying("또 라인 정지입니다."));
  desk.pass(30min);
  desk.wake();
  EXPECT_EQ(count(desk, "park@plant.example", LetterKind::rule_notice), 2U) << "a new alarm begins anew";
}

TEST(PlantSupport, AnAnswerInTimeSparesTheManager) {
  TestDesk desk(example("plant-support.toml"));
  desk.receive(
      to("plant@example.com", "a@line.example").from("jo@line.example").saying("Line down in hall 2."));
  EXPECT_EQ(desk.ticket(1).ticket.priority, Priority::urgent);
  desk.pass(20min);
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "갑니다."}));
  desk.pass(24h);
  desk.wake();
  EXPECT_THAT(desk.letters("park@plant.example"), IsEmpty());
}

TEST(Bank, WordsOfFraudReachTheWholeSecurityTeamAndEscalate) {
  TestDesk desk(example("bank.toml"));
  desk.go_to(seoul(monday, 22h));
  desk.receive(to("help@bank.example.com", "a@home.example")
                   .from("박서연 <park@home.example>")
                   .saying("피싱 문자를 받고 비밀번호를 입력했습니다. 제 계좌는 110-1234-567890 입니다."));
  const auto ticket = desk.ticket(1).ticket;
  EXPECT_EQ(ticket.group, "security");
  EXPECT_EQ(ticket.priority, Priority::urgent);
  EXPECT_EQ(ticket.fields.at("incident"), "fraud");
  EXPECT_THAT(ticket.tags, Contains("personal-data"));
  for (const auto* member : {"yoon@staff.bank.example", "seo@staff.bank.example", "cho@staff.bank.example"})
    EXPECT_EQ(count(desk, member, LetterKind::rule_notice), 1U) << member;
  EXPECT_EQ(count(desk, "han@staff.bank.example", LetterKind::rule_notice), 0U);
  const auto told = desk.letter_with_words("park@home.example", LetterKind::public_reply);
  EXPECT_THAT(told.html, HasSubstr("<b>박서연</b>님"));
  EXPECT_THAT(told.variables.at("text"), Not(HasSubstr("110-1234"))) << "nothing of it is repeated";

  desk.pass(15min);
  desk.wake();
  const auto breached = count(desk, "cho@staff.bank.example", LetterKind::sla_breached);
  EXPECT_GE(breached, 1U) << "the group is told of the breach";
  desk.pass(15min);
  desk.wake();
  EXPECT_GT(count(desk, "cho@staff.bank.example", LetterKind::sla_breached), breached) << "then the manager";
}

TEST(Bank, AnOrdinaryQuestionStaysAtTheCounter) {
  TestDesk desk(example("bank.toml"));
  desk.receive(to("help@bank.example.com", "a@home.example")
                   .from("park@home.example")
                   .saying("영업 시간이 궁금합니다."));
  EXPECT_EQ(desk.ticket(1).ticket.group, "counter");
  EXPECT_EQ(desk.ticket(1).ticket.assignee, "han");
  EXPECT_THAT(desk.ticket(1).ticket.tags, IsEmpty());
}

TEST(University, TheTopicFindsTheOfficeAtTheBeginningAndWhenItIsCorrected) {
  TestDesk desk(example("university.toml"));
  const auto ask = [&](const std::string& id, const std::string& text) {
    desk.receive(
        to("students@univ.example.com", id + "@mail.example").from(id + "@mail.example").saying(text));
    return desk.tickets().back();
  };
  const auto grades = ask("a", "성적증명서를 떼고 싶습니다.");
  EXPECT_EQ(grades.group, "registrar");
  EXPECT_EQ(grades.assignee, "jung");
  EXPECT_EQ(grades.fields.at("topic"), "grades");
  const auto money = ask("b", "When is the scholarship paid?");
  EXPECT_EQ(money.group, "scholarships");
  EXPECT_EQ(money.assignee, "bae");
  const auto room = ask("c", "기숙사 신청은 언제입니까?");
  EXPECT_EQ(room.group, "housing");
  const auto other = ask("d", "동아리 방 열쇠를 잃어버렸습니다.");
  EXPECT_EQ(other.group, "triage");
  EXPECT_EQ(other.fields.at("topic"), "other");

  desk.pass(48h);
  ASSERT_TRUE(
      desk.act({.ticket = other.id, .action = "field", .as = "oh", .fields = {{"topic", "dormitory"}}}));
  EXPECT_EQ(desk.ticket(other.id.value).ticket.group, "housing");
}

TEST(University, PersonalDataIsFlagged) {
  TestDesk desk(example("university.toml"));
  desk.receive(to("students@univ.example.com", "a@mail.example")
                   .from("a@mail.example")
                   .saying("제 주민번호는 990101-1234567입니다. 성적 확인 부탁드립니다."));
  EXPECT_THAT(desk.ticket(1).ticket.tags, Contains("personal-data"));
  EXPECT_THAT(desk.letters("dean@staff.univ.example"), SizeIs(1));
  const auto& entries = desk.ticket(1).entries;
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const auto& view) {
    return view.entry.kind == core::EntryKind::note && view.entry.visibility == core::Visibility::private_;
  }));
  desk.receive(to("students@univ.example.com", "b@mail.example")
                   .from("b@mail.example")
                   .saying("주문번호 1234567890123"));
  EXPECT_THAT(desk.ticket(2).ticket.tags, IsEmpty());
}

TEST(VipAfterHours, AVipReachesSomebodyAndOthersWaitForTheNextBusinessDay) {
  TestDesk desk(example("vip-after-hours.toml"));
  core::Company company{.name = "Big Corp", .domains = {"big.example"}, .vip = true};
  desk.know({core::change::SaveCompany{company}});
  desk.go_to(seoul(std::chrono::year(2026) / 11 / 27, 20h));  // Friday evening
  desk.receive(to("support@example.com", "vip@big.example")
                   .from("ceo@big.example")
                   .saying("서버가 응답하지 않습니다."));
  desk.receive(to("support@example.com", "q@small.example")
                   .from("lee@small.example")
                   .saying("서버가 응답하지 않습니다."));

  EXPECT_EQ(desk.ticket(1).ticket.state, State::open);
  EXPECT_EQ(desk.ticket(1).ticket.priority, Priority::high);
  EXPECT_THAT(desk.letter_with_words("oncall@office.example", LetterKind::rule_notice).variables.at("text"),
              HasSubstr("Big Corp"));
  EXPECT_EQ(desk.ticket(2).ticket.state, State::pending);
  EXPECT_THAT(desk.letter_with_words("lee@small.example", LetterKind::public_reply).variables.at("text"),
              HasSubstr("다음 업무일"));
  EXPECT_EQ(count(desk, "ceo@big.example", LetterKind::public_reply), 0U);

  desk.pass(1h);
  desk.wake();
  EXPECT_EQ(count(desk, "boss@office.example", LetterKind::rule_notice), 1U) << "the VIP waits for an hour";

  desk.go_to(seoul(std::chrono::year(2026) / 11 / 29, 12h));  // Sunday
  desk.wake();
  EXPECT_EQ(desk.ticket(2).ticket.state, State::pending);
  desk.go_to(seoul(std::chrono::year(2026) / 11 / 30, 9h + 1min));  // Monday, just open
  desk.wake();
  EXPECT_EQ(desk.ticket(2).ticket.state, State::open);
  EXPECT_THAT(desk.ticket(2).ticket.tags, IsEmpty());
}

TEST(VipAfterHours, DuringHoursEverybodyIsServedAtOnce) {
  TestDesk desk(example("vip-after-hours.toml"));
  desk.go_to(seoul(monday, 10h));
  desk.receive(to("support@example.com", "q@small.example").from("lee@small.example"));
  EXPECT_EQ(desk.ticket(1).ticket.state, State::open);
  EXPECT_THAT(desk.letters("lee@small.example"), IsEmpty());
  EXPECT_THAT(desk.letters("oncall@office.example"), IsEmpty());
}

TEST(Shop, ThanksCloseAndAreSatisfied) {
  TestDesk desk(example("shop.toml"));
  desk.receive(to("orders@shop.example.com", "q@home.example")
                   .from("park@home.example")
                   .saying("주문이 오지 않았습니다."));
  const auto acknowledgement = desk.last_letter("park@home.example");
  EXPECT_THAT(desk.rehearsal().letter({{1}, "acknowledgement", {}, {}}).value().text,
              HasSubstr("주문 문의 1번으로 접수되었습니다."));
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "오늘 도착합니다."}));
  desk.pass(24h);
  desk.receive(to("orders@shop.example.com", "t@home.example")
                   .answering(acknowledgement)
                   .saying("잘 받았습니다. 감사합니다!"));
  const auto ticket = desk.ticket(1).ticket;
  EXPECT_EQ(ticket.state, State::closed);
  EXPECT_THAT(ticket.tags, ElementsAre("satisfied"));

  desk.pass(24h * 14);
  desk.receive(to("orders@shop.example.com", "u@home.example")
                   .answering(acknowledgement)
                   .saying("다른 상품도 주문할 수 있나요?"));
  EXPECT_EQ(desk.ticket(1).ticket.state, State::closed) << "a closed case stays closed";
  EXPECT_EQ(desk.ticket(2).ticket.links.front().kind, core::LinkKind::follow_up_of);
}

TEST(Shop, AComplaintIsTheManagersAndAnsweredOnce) {
  TestDesk desk(example("shop.toml"));
  desk.receive(to("orders@shop.example.com", "q@home.example")
                   .from("park@home.example")
                   .saying("정말 최악입니다. 책임자를 바꿔 주세요."));
  EXPECT_EQ(desk.ticket(1).ticket.priority, Priority::high);
  EXPECT_THAT(desk.ticket(1).ticket.tags, Contains("complaint"));
  EXPECT_THAT(desk.letters("boss@shop.example"), Not(IsEmpty()));
  EXPECT_EQ(count(desk, "park@home.example", LetterKind::public_reply), 1U);
  const auto sorry = desk.letter_with_words("park@home.example", LetterKind::public_reply);
  desk.pass(1h);
  desk.receive(to("orders@shop.example.com", "r@home.example").answering(sorry).saying("여전히 최악입니다."));
  EXPECT_EQ(count(desk, "park@home.example", LetterKind::public_reply), 1U) << "not for every word";
}

TEST(Shop, ATicketThatIsReopenedOftenAndALargeOrderAreTheManagers) {
  TestDesk desk(example("shop.toml"));
  desk.receive(to("orders@shop.example.com", "q@home.example")
                   .from("park@home.example")
                   .saying("주문이 오지 않았습니다."));
  const auto letter = desk.last_letter("park@home.example");
  for (int round = 1; round <= 3; ++round) {
    ASSERT_TRUE(desk.act({.ticket = {1}, .action = "resolve", .as = "kim", .text = "보냈습니다."}));
    desk.pass(48h);
    desk.receive(to("orders@shop.example.com", "r" + std::to_string(round) + "@home.example")
                     .answering(letter)
                     .saying("아직도 오지 않았습니다."));
    EXPECT_EQ(count(desk, "boss@shop.example", LetterKind::rule_notice), round == 3 ? 1U : 0U) << round;
  }
  ASSERT_TRUE(desk.act({.ticket = {1}, .action = "field", .as = "kim", .fields = {{"amount", "2500000"}}}));
  EXPECT_EQ(desk.ticket(1).ticket.priority, Priority::high);
}

}  // namespace ticketd::daemon
