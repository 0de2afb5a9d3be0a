// Commands that agents write at the top of a mail, told as scenes with the shipped desk.
#include "desk.h"

namespace ticketd::daemon {

using core::EventKind, core::LetterKind, core::LinkKind, core::State, core::TicketId, core::Visibility;
using namespace std::chrono_literals;

namespace {

/// A ticket that kim was told of, and kim's proven answers to it.
struct Asked {
  TestDesk desk{"desk.example", R"(
[[group]]
name = "billing"
[[group]]
name = "legal"
visible_to = "members"
[[agent]]
name = "han"
email = "han@corp.example"
permissions = []
[[template]]
name = "refund"
language = "en"
text = "Ticket {{ticket}}: your money is on its way."
[[template]]
name = "refund"
language = "ko"
text = "문의 Ticket {{ticket}}: 환불해 드리겠습니다."
)"};
  core::Letter told;
  int mails = 0;
  Asked() {
    desk.receive(mail("q@customer.example").cc("colleague@customer.example"));
    told = desk.last_letter("kim@corp.example");
  }
  core::Trace kim_says(const std::string& text) { return kim_says(text, told); }
  core::Trace kim_says(const std::string& text, const core::Letter& answered) {
    return desk.receive(
        mail("kim" + std::to_string(++mails) + "@corp.example").answering(answered).proven().saying(text));
  }
  core::Ticket ticket(std::int64_t number = 1) { return desk.ticket(number).ticket; }
  std::size_t entries(std::int64_t number = 1) { return desk.ticket(number).entries.size(); }
  std::string result(const std::string& variable) {
    const auto letter = desk.letter_with_words("kim@corp.example", LetterKind::command_result);
    return letter.variables.contains(variable) ? letter.variables.at(variable) : std::string{};
  }
};

struct Meant {
  std::string line;
  bool (*done)(const core::Ticket&);
};

}  // namespace

TEST(CommandMail, EachCommandDoesWhatItSaysInEnglishAndInKorean) {
  const Meant lines[] = {
      {"#pending", [](const core::Ticket& t) { return t.state == State::pending; }},
      {"#대기", [](const core::Ticket& t) { return t.state == State::pending; }},
      {"#close", [](const core::Ticket& t) { return t.state == State::closed; }},
      {"#종료", [](const core::Ticket& t) { return t.state == State::closed; }},
      {"#hold", [](const core::Ticket& t) { return t.state == State::on_hold; }},
      {"#보류", [](const core::Ticket& t) { return t.state == State::on_hold; }},
      {"#resolve", [](const core::Ticket& t) { return t.state == State::resolved; }},
      {"#해결", [](const core::Ticket& t) { return t.state == State::resolved; }},
      {"#assign lee", [](const core::Ticket& t) { return t.assignee == "lee"; }},
      {"#담당 이준호", [](const core::Ticket& t) { return t.assignee == "lee"; }},
      {"#priority urgent", [](const core::Ticket& t) { return t.priority == core::Priority::urgent; }},
      {"#우선순위 긴급", [](const core::Ticket& t) { return t.priority == core::Priority::urgent; }},
      {"#transfer billing", [](const core::Ticket& t) { return t.group == "billing" && t.assignee.empty(); }},
      {"#그룹 billing", [](const core::Ticket& t) { return t.group == "billing"; }},
      {"#tag printer", [](const core::Ticket& t) { return t.tags == std::vector<std::string>{"printer"}; }},
      {"#태그 프린터", [](const core::Ticket& t) { return t.tags == std::vector<std::string>{"프린터"}; }},
      {"#snooze 2d", [](const core::Ticket& t) { return t.snoozed_until.has_value(); }},
      {"#나중에 2일", [](const core::Ticket& t) { return t.snoozed_until.has_value(); }},
      {"#spam", [](const core::Ticket& t) { return t.state == State::spam; }},
      {"#스팸", [](const core::Ticket& t) { return t.state == State::spam; }},
  };
  for (const auto& [line, done] : lines) {
    Asked asked;
    asked.kim_says(line);
    EXPECT_TRUE(done(asked.ticket())) << line;
    EXPECT_FALSE(asked.result("done").empty()) << line << " is answered with what was understood";
  }
}

TEST(CommandMail, AMailOfCommandsAloneLeavesNoEntryAndAPlainReplyNoResult) {
  Asked asked;
  asked.kim_says("#tag printer\r\n#priority high\r\n");
  EXPECT_EQ(asked.entries(), 1U);
  const auto before = asked.desk.letters("kim@corp.example").size();
  asked.kim_says("Please restart it.");
  EXPECT_EQ(asked.entries(), 2U);
  EXPECT_EQ(asked.desk.letters("kim@corp.example").size(), before);
}

TEST(CommandMail, OneCommandThatCannotBeDoneStopsAll) {
  for (const auto* wrong : {"#assign nobody", "#transfer nowhere", "#merge 99", "#template unknown",
                            "#snooze 1999-01-01", "#cc support@desk.example", "#frobnicate", "#reply"}) {
    Asked asked;
    const auto before = asked.desk.letters("park@customer.example").size();
    asked.kim_says("#priority urgent\r\n" + std::string(wrong) + "\r\nHere you are.");
    EXPECT_EQ(asked.ticket().priority, core::Priority::normal) << wrong;
    EXPECT_EQ(asked.desk.letters("park@customer.example").size(), before) << wrong;
    EXPECT_FALSE(asked.result("problems").empty()) << wrong;
    EXPECT_EQ(asked.desk.ticket(1).entries.back().entry.visibility, Visibility::private_) << wrong;
  }
}

TEST(CommandMail, ACommandThatAnotherOneForbidsStopsAllAndTheAgentIsTold) {
  struct Clash {
    std::string lines, refused;
  };
  for (const auto& [lines, refused] :
       {Clash{"#spam\r\n#assign lee", "#assign lee: 스팸함에 있는 문의는"},
        Clash{"#transfer legal\r\n#priority high", "#priority high: \"legal\" 그룹의 문의는"},
        Clash{"#merge 2\r\n#merge 2", "#merge 2: 2번 문의를 두 번"},
        Clash{"#merge 2 2", "#merge 2 2: 2번 문의를 두 번"}}) {
    Asked asked;
    asked.desk.receive(mail("q2@customer.example").from("choi@customer.example").about("scanner"));
    const auto before = asked.desk.letters("park@customer.example").size();
    const auto trace = asked.kim_says(lines + "\r\nHere you are.");
    EXPECT_NE(asked.result("problems").find(refused), std::string::npos) << asked.result("problems");
    EXPECT_EQ(asked.ticket().state, State::open) << lines;
    EXPECT_EQ(asked.ticket().group, "cs") << lines;
    EXPECT_EQ(asked.ticket().assignee, "kim") << lines;
    EXPECT_EQ(asked.ticket(2).state, State::open) << lines;
    EXPECT_EQ(asked.desk.letters("park@customer.example").size(), before) << lines;
    ASSERT_EQ(asked.entries(), 2U) << lines;
    const auto note = asked.desk.ticket(1).entries.back().entry;
    EXPECT_EQ(note.text, "Here you are.");
    EXPECT_EQ(note.visibility, Visibility::private_) << lines;
    EXPECT_EQ(trace.entry, note.id) << lines;
    asked.kim_says("#merge 2");
    EXPECT_EQ(asked.ticket(2).state, State::merged) << "as if it had not been tried: " << lines;
  }
}

TEST(CommandMail, AnAnswerToATicketThatWentToTheSpamBoxIsKeptAndTheAgentIsTold) {
  Asked asked;
  ASSERT_TRUE(asked.desk.act({.ticket = {1}, .action = "spam", .as = "lee"}));
  const auto before = asked.desk.letters("park@customer.example").size();
  const auto trace = asked.kim_says("Please restart it twice.");
  const auto note = asked.desk.ticket(1).entries.back().entry;
  EXPECT_EQ(trace.entry, note.id);
  EXPECT_EQ(note.text, "Please restart it twice.");
  EXPECT_EQ(note.author.agent, "kim");
  EXPECT_EQ(note.visibility, Visibility::private_);
  EXPECT_EQ(asked.desk.letters("park@customer.example").size(), before);
  EXPECT_NE(asked.result("problems").find("스팸함"), std::string::npos) << asked.result("problems");
  EXPECT_EQ(asked.result("text"), "Please restart it twice.");
}

TEST(CommandMail, AnAnswerToATicketThatTheAgentMayNoLongerSeeIsKeptAndTheAgentIsTold) {
  for (const auto* text : {"Please restart it twice.", "#note\r\nPlease restart it twice."}) {
    Asked asked;
    ASSERT_TRUE(asked.desk.act({.ticket = {1}, .action = "transfer", .group = "legal"}));
    const auto before = asked.desk.letters("park@customer.example").size();
    const auto trace = asked.kim_says(text);
    const auto note = asked.desk.ticket(1).entries.back().entry;
    EXPECT_EQ(trace.entry, note.id) << text;
    EXPECT_EQ(note.text, "Please restart it twice.");
    EXPECT_EQ(note.visibility, Visibility::private_);
    EXPECT_EQ(asked.desk.letters("park@customer.example").size(), before) << text;
    EXPECT_NE(asked.result("problems").find("구성원만"), std::string::npos) << text;
  }
}

TEST(CommandMail, CommandsCountInLeadingLinesOfTheOwnNewTextOnly) {
  for (const auto* text :
       {"Hello,\r\n#close\r\n", "Hello\r\n\r\n> #close\r\n", "Hello\r\n-- \r\n#close\r\n",
        "Hello\r\n\r\nOn Sat, 21 Nov 2026 at 10:00, Park <park@customer.example> wrote:\r\n> #close\r\n"}) {
    Asked asked;
    asked.kim_says(text);
    EXPECT_EQ(asked.ticket().state, State::open) << text;
  }
  Asked asked;
  asked.desk.receive(mail("s@corp.example").answering(asked.told).proven().about("#close").saying("Hello"));
  EXPECT_EQ(asked.ticket().state, State::open) << "the subject";
}

TEST(CommandMail, HelpIsAnsweredAndChangesNothing) {
  Asked asked;
  asked.kim_says("#도움말");
  EXPECT_EQ(asked.entries(), 1U);
  EXPECT_FALSE(asked.result("help").empty());
  EXPECT_NE(asked.desk.bytes_of(asked.desk.letter_with_words("kim@corp.example", LetterKind::command_result))
                .size(),
            0U);
}

TEST(CommandMail, ATemplateIsFilledAndGoesOutAsTheAgentsAnswer) {
  Asked asked;
  asked.kim_says("#template refund\r\nPlease allow three days.");
  const auto out = asked.desk.letter_with_words("park@customer.example", LetterKind::public_reply);
  EXPECT_NE(out.variables.at("text").find("Ticket 1"), std::string::npos) << out.variables.at("text");
  EXPECT_NE(out.variables.at("text").find("Please allow three days."), std::string::npos);
  EXPECT_EQ(out.variables.at("text").find("{{"), std::string::npos);
  EXPECT_EQ(asked.desk.ticket(1).entries.back().entry.author.agent, "kim");
}

TEST(CommandMail, AMergedTicketLeadsToTheKeptOneAndSoDoChains) {
  Asked asked;
  asked.desk.receive(mail("q2@customer.example").from("choi@customer.example").about("scanner"));
  const auto of_second = asked.desk.last_letter("choi@customer.example");
  const auto told_of_second = asked.desk.last_letter("kim@corp.example");
  asked.desk.receive(mail("q3@customer.example").from("jung@customer.example").about("fax"));
  const auto told_of_third = asked.desk.last_letter("kim@corp.example");

  asked.kim_says("#병합 2");  // 2 goes into 1 …
  EXPECT_EQ(asked.ticket(2).state, State::merged);
  EXPECT_EQ(asked.ticket(2).links, (std::vector{core::Link{LinkKind::merged_into, {1}}}));
  EXPECT_EQ(asked.entries(2), 0U);
  EXPECT_EQ(asked.ticket(1).interactions, 2);
  asked.kim_says("#merge 1", told_of_third);  // … and 1 into 3
  EXPECT_EQ(asked.ticket(1).state, State::merged);

  const auto reply = asked.desk.receive(
      mail("r@customer.example").answering(of_second).saying("Any news about the scanner?"));
  EXPECT_EQ(reply.ticket, TicketId{3}) << "over both merges";
  EXPECT_EQ(asked.desk.ticket(3).entries.back().entry.visibility, Visibility::public_);
  const auto late = asked.kim_says("It is on its way.", told_of_second);
  EXPECT_EQ(late.ticket, TicketId{3});
  asked.kim_says("#merge 2", told_of_third);
  EXPECT_NE(asked.result("problems").find("병합된 문의"), std::string::npos);
}

TEST(CommandMail, AnEntryIsSplitOffAndItsThreadFollows) {
  Asked asked;
  asked.kim_says("We replaced it.");
  const auto answer = asked.desk.last_letter("park@customer.example");
  asked.desk.receive(
      mail("other@customer.example").answering(answer).about("Re: printer").saying("How do I scan to mail?"));
  asked.kim_says("#분리", asked.desk.last_letter("kim@corp.example"));
  EXPECT_EQ(asked.ticket(2).links, (std::vector{core::Link{LinkKind::split_from, {1}}}));
  ASSERT_EQ(asked.entries(2), 1U);
  EXPECT_EQ(asked.desk.ticket(2).entries[0].entry.text, "How do I scan to mail?");
  EXPECT_EQ(asked.ticket(1).interactions, 2);
  EXPECT_EQ(asked.ticket(2).interactions, 1);
  const auto more =
      asked.desk.receive(mail("more@customer.example").citing("other@customer.example").saying("Hello?"));
  EXPECT_EQ(more.ticket, TicketId{2}) << "what answers the split entry";
  Asked twice;
  twice.kim_says("We replaced it.");
  twice.desk.receive(mail("third@customer.example")
                         .answering(twice.desk.last_letter("park@customer.example"))
                         .saying("How do I scan to mail?"));
  twice.kim_says("#split\r\n#분리", twice.desk.last_letter("kim@corp.example"));
  EXPECT_NE(twice.result("problems").find("이미 분리한"), std::string::npos) << twice.result("problems");
  EXPECT_EQ(twice.desk.tickets().size(), 1U);
  Asked fresh;
  fresh.kim_says("#split");
  EXPECT_NE(fresh.result("problems").find("글이 하나도"), std::string::npos);
}

TEST(CommandMail, PeopleJoinOnlyWhenTheAgentConfirmsAndGetNothingFromBefore) {
  Asked asked;
  asked.kim_says("#참조 boss@customer.example");
  EXPECT_TRUE(asked.desk.letters("boss@customer.example").empty());
  const auto question = asked.desk.letter_with_words("kim@corp.example", LetterKind::confirmation);
  EXPECT_NE(question.variables.at("joins").find("boss@customer.example"), std::string::npos);
  asked.desk.receive(mail("yes@corp.example").answering(question).proven().saying(""));
  EXPECT_EQ(asked.ticket().participants.size(), 2U);
  EXPECT_TRUE(asked.desk.letters("boss@customer.example").empty()) << "nothing that was said before";
  asked.kim_says("We will come tomorrow.");
  EXPECT_EQ(asked.desk.letters("boss@customer.example").size(), 1U);
}

TEST(CommandMail, ASnoozedTicketComesBackByTimeAndByAReply) {
  Asked asked;
  asked.kim_says("#snooze 2d");
  asked.desk.pass(47h);
  asked.desk.wake();
  EXPECT_TRUE(asked.ticket().snoozed_until);
  asked.desk.pass(2h);
  asked.desk.wake();
  EXPECT_FALSE(asked.ticket().snoozed_until);
  EXPECT_EQ(asked.desk.last_letter("kim@corp.example").kind, LetterKind::woken);
  const auto told = asked.desk.letters("kim@corp.example").size();
  asked.desk.wake();
  EXPECT_EQ(asked.desk.letters("kim@corp.example").size(), told) << "once";

  Asked other;
  other.kim_says("#snooze 2d");
  other.desk.receive(mail("r@customer.example").citing("q@customer.example").saying("It became worse."));
  EXPECT_FALSE(other.ticket().snoozed_until);
}

TEST(CommandMail, WordsThatAnswerANoteNeverGoOutWhateverTheCommandsSay) {
  Asked asked;
  ASSERT_TRUE(
      asked.desk.act({.ticket = {1}, .action = "note", .as = "lee", .text = "Their firewall is to blame."}));
  const auto note = asked.desk.last_letter("kim@corp.example");
  ASSERT_EQ(note.kind, LetterKind::note_added);
  asked.kim_says("#resolve\r\nAgreed, they broke it themselves.", note);
  EXPECT_EQ(asked.ticket().state, State::resolved);
  for (const auto& item : asked.desk.outbox()) {
    if (item.letter.to.address != "park@customer.example") continue;
    for (const auto& [name, value] : item.letter.variables)
      EXPECT_EQ(value.find("broke it themselves"), std::string::npos) << name;
  }
}

TEST(CommandMail, ANoteTellsTheAgentsThatItNames) {
  Asked asked;
  asked.kim_says("#메모 @이준호님 확인 부탁드립니다");
  const auto told = asked.desk.last_letter("lee@corp.example");
  EXPECT_EQ(told.kind, LetterKind::note_added);
  asked.kim_says("#note mail lee@corp.example about it");
  EXPECT_EQ(asked.desk.letters("lee@corp.example").size(), 1U) << "an address is no mention";
}

TEST(CommandMail, AnAgentWithoutPermissionIsToldAndNothingIsDone) {
  Asked asked;
  asked.kim_says("#assign han");
  const auto told = asked.desk.last_letter("han@corp.example");
  asked.desk.receive(mail("h@corp.example").answering(told).proven().saying("#transfer billing"));
  EXPECT_EQ(asked.ticket().group, "cs");
  const auto result = asked.desk.letter_with_words("han@corp.example", LetterKind::command_result);
  EXPECT_NE(result.variables.at("problems").find("권한이 없습니다: 그룹이동"), std::string::npos);
}

TEST(CommandMail, AnAgentMayWriteFromASecondAddress) {
  Asked asked;
  asked.desk.receive(
      mail("home@corp.example").answering(asked.told).from("kim@home.example").proven().saying("#tag home"));
  EXPECT_EQ(asked.ticket().tags, std::vector<std::string>{"home"});
}

TEST(CommandMail, AParticipantsNewCopyIsShownToTheAgentAndNotSubscribed) {
  Asked asked;
  asked.desk.receive(mail("cc@customer.example")
                         .from("colleague@customer.example")
                         .citing("q@customer.example")
                         .cc("press@else.example")
                         .saying("Adding the press."));
  const auto told = asked.desk.letter_with_words("kim@corp.example", LetterKind::customer_reply);
  EXPECT_EQ(told.variables.at("suggested"), "press@else.example");
  asked.kim_says("We are looking into it.");
  EXPECT_TRUE(asked.desk.letters("press@else.example").empty());
}

TEST(CommandMail, AnAgentWhoForwardsWhatNobodyCanReadIsAsked) {
  TestDesk desk;
  desk.receive(mail("f@corp.example")
                   .from("kim@corp.example")
                   .proven()
                   .about("Fwd: printer")
                   .saying("Please look.\r\n\r\n---------- Forwarded message ---------\r\nSubject: "
                           "printer\r\n\r\nIt does not print."));
  EXPECT_EQ(desk.ticket(1).ticket.requester.address, "kim@corp.example");
  EXPECT_EQ(desk.letter_with_words("kim@corp.example", LetterKind::command_result).variables["sender_unread"],
            "yes");
}

TEST(CommandMail, AnIdThatARelayRewroteIsLearntFromTheFirstReply) {
  Asked asked;
  asked.kim_says("Please restart it.");
  const auto answer = asked.desk.last_letter("park@customer.example");
  auto first = mail("r1@customer.example")
                   .saying("I did.")
                   .to(answer.reply_to)
                   .citing("0102018f-rewritten@relay.example");
  EXPECT_EQ(asked.desk.receive(first).ticket, TicketId{1});
  const auto second = asked.desk.receive(
      mail("r2@customer.example").saying("Again.").citing("0102018f-rewritten@relay.example"));
  EXPECT_EQ(second.ticket, TicketId{1}) << "without our token, by the relay's id alone";
}

TEST(CommandMail, ASpamTicketIsNeitherAnsweredNorTransferredAndCanBeRestored) {
  Asked asked;
  asked.kim_says("#spam");
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "reply", .as = "kim", .text = "Hello"}));
  ASSERT_TRUE(asked.desk.act({.ticket = {1}, .action = "restore"}));
  EXPECT_EQ(asked.ticket().state, State::open);
}

TEST(CommandMail, WordsAboutSpamStayInTheHouse) {
  Asked asked;
  asked.kim_says("#spam\r\nThe same fraud as yesterday.");
  EXPECT_EQ(asked.ticket().state, State::spam);
  const auto entry = asked.desk.ticket(1).entries.back().entry;
  EXPECT_EQ(entry.text, "The same fraud as yesterday.");
  EXPECT_EQ(entry.visibility, core::Visibility::private_);
}

TEST(CommandMail, ADeletedTicketIsGoneAndItsThreadStartsAnew) {
  Asked asked;
  EXPECT_FALSE(asked.desk.act({.ticket = {1}, .action = "delete", .as = "kim"})) << "an agent may not";
  ASSERT_TRUE(asked.desk.act({.ticket = {1}, .action = "delete"}));
  EXPECT_TRUE(asked.desk.tickets().empty());
  const auto again = asked.desk.receive(mail("r@customer.example").citing("q@customer.example"));
  EXPECT_EQ(again.ticket, TicketId{2});
}

}  // namespace ticketd::daemon
