// `ticketctl ticket …`: what is asked of the daemon for each action.
#include "tests/unit/ctl/fake_daemon.h"
#include "tests/unit/ctl/run.h"

#include <gmock/gmock.h>

namespace ticketd::ctl {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

constexpr auto ticket_7 =
    R"({"id":7,"subject":"환불","state":"open","priority":"normal","assignee":null,"group":"cs",
  "mailbox":"support","channel":"email","requester":{"name":"이서준","address":"lee@example.com"},"participants":[],"tags":[],
  "links":[],"created_at":"2026-11-21T09:00:00Z","updated_at":"2026-11-21T09:00:00Z",
  "entries":[{"id":1,"kind":"mail","visibility":"public","author":{"name":"","address":"lee@example.com","role":"requester",
  "trust":"plausible"},"text":"one\u001b[2Jtwo","attachments":[],"sent_to":[],"created_at":"2026-11-21T09:00:00Z"}],"events":[]})";

}  // namespace

TEST(TicketCommands, ActionsCarryTheirArguments) {
  FakeDaemon daemon;
  daemon.answers(std::vector<std::pair<int, std::string>>(10, {200, ticket_7}));
  const auto text = daemon.file("answer.txt", "안녕하세요\n").string();
  const auto act = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--config", daemon.config()});
    const auto result = run(words);
    EXPECT_EQ(result.code, 0) << result.errors;
    EXPECT_EQ(result.out, "7\n");
    const auto request = daemon.requests().back();
    return request.substr(5, request.find(" HTTP") - 5) + " " + body_of(request);
  };
  EXPECT_EQ(act({"ticket", "reply", "7", "--as", "kim", "--text-file", text}),
            R"(/api/v1/tickets/7/reply {"as":"kim","text":"안녕하세요\n"})");
  EXPECT_EQ(act({"ticket", "resolve", "7", "--as", "kim", "--internal", "spam"}),
            R"(/api/v1/tickets/7/resolve {"as":"kim","reason":"spam","internal":true})");
  EXPECT_EQ(act({"ticket", "pending", "7", "--as", "kim", "--template", "refund"}),
            R"(/api/v1/tickets/7/pending {"as":"kim","template":"refund"})");
  EXPECT_EQ(act({"ticket", "assign", "7", "kim"}), R"(/api/v1/tickets/7/assign {"agent":"kim"})");
  EXPECT_EQ(act({"ticket", "transfer", "7", "--group", "cs", "--agent", "lee"}),
            R"(/api/v1/tickets/7/transfer {"agent":"lee","group":"cs"})");
  EXPECT_EQ(act({"ticket", "escalate", "7", "--as", "kim", "--group", "dev", "--text", "왜?"}),
            R"(/api/v1/tickets/7/escalate {"as":"kim","text":"왜?","group":"dev"})");
  EXPECT_EQ(act({"ticket", "tag", "7", "환불", "vip"}), R"(/api/v1/tickets/7/tag {"tags":["환불","vip"]})");
  EXPECT_EQ(act({"ticket", "priority", "7", "urgent"}),
            R"(/api/v1/tickets/7/priority {"priority":"urgent"})");
  EXPECT_EQ(
      act({"ticket", "forward", "7", "--as", "kim", "--to", "a@example.com", "b@example.com", "--cc",
           "c@example.com"}),
      R"(/api/v1/tickets/7/forward {"as":"kim","to":["a@example.com","b@example.com"],"cc":["c@example.com"]})");
  EXPECT_EQ(act({"ticket", "create", "--requester", "lee@example.com", "--subject", "s", "--text", "t"}),
            R"(/api/v1/tickets {"text":"t","requester":"lee@example.com","subject":"s"})");
}

TEST(TicketCommands, ManyTicketsAreReportedOneByOne) {
  FakeDaemon daemon;
  const std::pair<int, std::string> answer{
      200,
      R"({"results":[{"ticket":12,"done":true},{"ticket":15,"done":false,"detail":"there is no ticket 15"}]})"};
  daemon.answers({answer, answer, {200, R"({"tickets":[{"id":12},{"id":15}],"next":null})"}, answer});
  const auto set = run({"ticket", "field", "12", "#15", "order=2026", "--config", daemon.config()});
  EXPECT_EQ(set.code, 1) << "one was refused";
  EXPECT_EQ(set.out, "12 done\n15 refused: there is no ticket 15\n");
  EXPECT_EQ(body_of(daemon.requests()[0]), R"({"fields":{"order":"2026"},"tickets":[12,15]})");
  EXPECT_THAT(run({"ticket", "assign", "12", "15", "kim", "--json", "--config", daemon.config()}).out,
              StartsWith("{\"ticket\":12,\"done\":true}\n"));
  EXPECT_EQ(body_of(daemon.requests()[1]), R"({"agent":"kim","tickets":[12,15]})");
  EXPECT_EQ(run({"ticket", "close", "--query", "state:open", "--config", daemon.config()}).code, 1);
  EXPECT_THAT(daemon.requests()[2], HasSubstr("query=state%3Aopen"));
  EXPECT_THAT(daemon.requests()[3], StartsWith("POST /api/v1/tickets/bulk/close "));
}

TEST(TicketCommands, BehindTheTicketToTagEveryWordIsATag) {
  FakeDaemon daemon;
  daemon.answers({{200, ticket_7},
                  {200, ticket_7},
                  {200, R"({"tickets":[{"id":12}],"next":null})"},
                  {200, R"({"results":[{"ticket":12,"done":true}]})"}});
  const auto tag = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--config", daemon.config()});
    EXPECT_EQ(run(words).code, 0);
    const auto request = daemon.requests().back();
    return request.substr(5, request.find(" HTTP") - 5) + " " + body_of(request);
  };
  EXPECT_EQ(tag({"ticket", "tag", "1", "2", "vip"}), R"(/api/v1/tickets/1/tag {"tags":["2","vip"]})");
  EXPECT_EQ(tag({"ticket", "untag", "#12", "2026"}), R"(/api/v1/tickets/12/untag {"tags":["2026"]})");
  EXPECT_EQ(tag({"ticket", "tag", "2026", "--query", "tag:vip"}),
            R"(/api/v1/tickets/bulk/tag {"tags":["2026"],"tickets":[12]})");
}

TEST(TicketCommands, WhatIsAskedOfManyTicketsIsCheckedBeforeAnythingIsDone) {
  const FakeDaemon nobody;
  const auto code = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--config", nobody.config()});
    return run(words).code;
  };
  EXPECT_EQ(code({"ticket", "close"}), 2);
  EXPECT_EQ(code({"ticket", "close", "twelve"}), 2);
  EXPECT_EQ(code({"ticket", "close", "12", "--query", "x"}), 2) << "one or the other";
  EXPECT_EQ(code({"ticket", "assign", "kim"}), 2);
  EXPECT_EQ(code({"ticket", "tag", "12"}), 2) << "no word";
  EXPECT_EQ(code({"ticket", "tag", "vip", "12"}), 2);
  EXPECT_EQ(code({"ticket", "field", "12"}), 2);
  EXPECT_EQ(code({"ticket", "merge", "12"}), 2);
  EXPECT_EQ(code({"ticket", "close", "0"}), 2);
  EXPECT_EQ(code({"ticket", "resolve", "12", "--as", "kim", "--internal", ""}), 2)
      << "no mail is not told so";
  EXPECT_EQ(code({"ticket", "close", "12"}), 69);
}

TEST(TicketCommands, WordsInAnotherCharsetReachNobody) {
  const std::string cp949 = "\xbe\xc8\xb3\xe7";
  FakeDaemon daemon;
  daemon.answers({{200, ticket_7}});
  const auto file = daemon.file("answer.txt", cp949).string();
  const auto said = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", daemon.config(), "ticket"});
    return run(words);
  };
  const auto by_file = said({"reply", "7", "--as", "kim", "--text-file", file});
  EXPECT_EQ(by_file.code, 2);
  EXPECT_THAT(by_file.errors, AllOf(HasSubstr(file + " is not UTF-8"), HasSubstr("iconv")));
  EXPECT_EQ(said({"note", "7", "--as", "kim", "--text", cp949}).code, 2);
  EXPECT_EQ(said({"tag", "7", cp949}).code, 1);
  EXPECT_THAT(daemon.requests(), IsEmpty());
}

TEST(TicketCommands, ATicketIsShownWithoutWhatCouldSteerTheTerminal) {
  FakeDaemon daemon;
  daemon.answers({{200, ticket_7}});
  const auto shown = run({"--config", daemon.config(), "ticket", "show", "7"});
  EXPECT_EQ(shown.code, 0) << shown.errors;
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("#7  환불"), HasSubstr("이서준 <lee@example.com>"), HasSubstr("one [2Jtwo")));
  EXPECT_THAT(shown.out, testing::Not(HasSubstr("\x1b")));
}

}  // namespace ticketd::ctl
