#include "tests/unit/ctl/fake_daemon.h"
#include "tests/unit/ctl/run.h"

#include <gmock/gmock.h>

namespace ticketd::ctl {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(CommandLine, WithoutADaemonTheExitIs69) {
  const FakeDaemon nobody;
  const auto result = run({"--config", nobody.config(), "ticket", "list"});
  EXPECT_EQ(result.code, 69);
  EXPECT_THAT(result.errors, HasSubstr("control.sock"));
  EXPECT_THAT(result.out, IsEmpty());
}

TEST(CommandLine, WhatIsMistypedIsToldWithWhatIsNearest) {
  EXPECT_THAT(run({"tickt", "list"}).errors,
              HasSubstr("unknown command \"tickt\": did you mean \"ticket\"?"));
  EXPECT_THAT(run({"ticket", "lst"}).errors,
              HasSubstr("ticketctl ticket: unknown command \"lst\": did you mean \"list\"?"));
  EXPECT_THAT(run({"ticket", "list", "--lmit=3"}).errors,
              HasSubstr("unknown option \"--lmit\": did you mean \"--limit\"?"));
  EXPECT_THAT(run({"ticket", "list", "--jsn"}).errors, HasSubstr("did you mean \"--json\"?"))
      << "one of every command";
  EXPECT_THAT(run({"xyzzy"}).errors,
              AllOf(HasSubstr("unknown command \"xyzzy\""), Not(HasSubstr("did you mean"))));
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"tickt"}, {"ticket", "lst"}, {"status", "--jsn"}, {"status", "now"}}) {
    const auto result = run(words);
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.out, IsEmpty());
  }
}

TEST(CommandLine, WithoutACommandItSaysWhichThereAre) {
  const auto alone = run({});
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.errors, AllOf(HasSubstr("quarantine"), HasSubstr("doctor")));
  const auto group = run({"ticket"});
  EXPECT_EQ(group.code, 2);
  EXPECT_THAT(group.errors, AllOf(HasSubstr("reopen"), Not(HasSubstr("doctor"))));
}

TEST(CommandLine, HelpTellsOfEveryCommand) {
  EXPECT_THAT(run({"help"}).out, HasSubstr("doctor"));
  const auto reply = run({"help", "ticket", "reply"});
  EXPECT_EQ(reply.code, 0);
  EXPECT_THAT(reply.out, AllOf(HasSubstr("ticketctl ticket reply"), HasSubstr("--as")));
  EXPECT_EQ(reply.out, run({"ticket", "reply", "--help"}).out);
  const auto unknown = run({"help", "ticket", "repyl"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("did you mean \"reply\"?"));
}

TEST(CommandLine, ABadConfigurationIs78AndBadUsageIs2) {
  const FakeDaemon nobody;
  EXPECT_EQ(run({"--config", "/nonexistent/ticketd.toml", "ticket", "list"}).code, 78);
  const auto broken = nobody.file("broken.toml", "[server]\nhostnam = \"x\"\n").string();
  const auto checked = run({"config", "check", "--config", broken});
  EXPECT_EQ(checked.code, 78);
  EXPECT_THAT(checked.errors, HasSubstr(broken + ":2: unknown key \"hostnam\""));
  EXPECT_EQ(run({"ticket", "frobnicate"}).code, 2);
  EXPECT_EQ(run({"ticket", "reply", "7", "--text", "x"}).code, 2) << "a reply needs --as";
  EXPECT_EQ(run({"queue", "retry"}).code, 2);
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"config", "check", nobody.config()}).code, 0);
}

TEST(CommandLine, RefusalsAre1TroubleIs75AndADeskInErrorIs78) {
  FakeDaemon daemon;
  daemon.answers({{404, R"({"kind":"not_found","detail":"there is no ticket 9"})"},
                  {503, R"({"kind":"store_busy","detail":"try again later"})"},
                  {503, R"({"kind":"network","detail":"imap.example.com: timed out"})"},
                  {422, R"({"kind":"bad_config","detail":"desk.toml:3: unknown key"})"},
                  {500, "what?"}});
  const auto missing = run({"--config", daemon.config(), "ticket", "show", "9"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_EQ(missing.errors, "ticketctl: there is no ticket 9\n");
  EXPECT_EQ(run({"--config", daemon.config(), "ingest"}, "Subject: x\n\n").code, 75);
  EXPECT_EQ(run({"--config", daemon.config(), "poll", "support"}).code, 75) << "there is a daemon, so not 69";
  const auto desk = daemon.file("new-desk.toml", "[[rul]]\n").string();
  EXPECT_EQ(run({"--config", daemon.config(), "desk", "apply", desk}).code, 78);
  EXPECT_EQ(run({"--config", daemon.config(), "quarantine"}).code, 75);
}

TEST(CommandLine, IngestHandsInTheBytesAsTheyAre) {
  FakeDaemon daemon;
  daemon.answers({{201, R"({"mail":1,"duplicate":false})"}});
  const std::string mail("Subject: \xb0\xa1\n\n\0binary\r\n", 21);
  EXPECT_EQ(run({"ingest", "--mailbox", "고객 지원", "--config", daemon.config()}, mail).code, 0);
  ASSERT_EQ(daemon.requests().size(), 1U);
  EXPECT_THAT(daemon.requests()[0],
              StartsWith("POST /api/v1/ingest?mailbox=%EA%B3%A0%EA%B0%9D%20%EC%A7%80%EC%9B%90 HTTP/1.1\r\n"));
  EXPECT_EQ(body_of(daemon.requests()[0]), mail);
}

TEST(CommandLine, IngestLeavesTheMboxLineOfAPipeAway) {
  FakeDaemon daemon;
  daemon.answers({{201, R"({"mail":1,"duplicate":false})"}});
  const std::string mail = "Return-Path: <kim@example.net>\nSubject: x\n\nFrom here on\n";
  EXPECT_EQ(
      run({"--config", daemon.config(), "ingest"}, "From kim@example.net  Sun Nov 22 10:00:00 2026\n" + mail)
          .code,
      0);
  EXPECT_EQ(body_of(daemon.requests().at(0)), mail);
}

TEST(CommandLine, AnMtaIsToldToComeAgainUnlessTheMailItselfIsAtFault) {
  FakeDaemon daemon;
  EXPECT_EQ(run({"--config", daemon.config(), "ingest"}, "x\n").code, 75) << "no daemon";
  EXPECT_EQ(run({"--config", "/nonexistent/ticketd.toml", "ingest"}, "x\n").code, 75);
  daemon.answers({{404, R"({"detail":"there is no mailbox \"suport\"","kind":"not_found"})"},
                  {503, R"({"detail":"too busy"})"},
                  {413, R"({"detail":"the body is too large","kind":"too_large"})"}});
  EXPECT_EQ(run({"--config", daemon.config(), "ingest", "--mailbox", "suport"}, "x\n").code, 75);
  EXPECT_EQ(run({"--config", daemon.config(), "ingest"}, "x\n").code, 75);
  const auto too_large = run({"--config", daemon.config(), "ingest"}, "x\n");
  EXPECT_EQ(too_large.code, 1);
  EXPECT_EQ(too_large.errors, "ticketctl: the body is too large\n");
}

namespace {

/// A Maildir with mails in `new`.
std::filesystem::path maildir(const FakeDaemon& daemon, const std::vector<std::string>& names) {
  const auto folder = std::filesystem::path(daemon.config()).parent_path() / "Maildir";
  for (const auto* sub : {"new", "cur", "tmp"}) std::filesystem::create_directories(folder / sub);
  for (const auto& name : names) std::ofstream(folder / "new" / name) << "Subject: " << name << "\n\ntext\n";
  return folder;
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST(CommandLine, AMaildirIsHandedInInTheOrderOfDelivery) {
  FakeDaemon daemon;
  const auto folder = maildir(daemon, {"1700000002.b.host", "1700000001.a.host", ".hidden"});
  daemon.answers({{201, R"({"mail":1,"duplicate":false})"}, {201, R"({"mail":2,"duplicate":true})"}});
  const auto ran = run({"--config", daemon.config(), "ingest", "--maildir", folder.string(), "--json"});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_EQ(ran.out,
            "{\"file\":\"1700000001.a.host\",\"mail\":1,\"duplicate\":false}\n"
            "{\"file\":\"1700000002.b.host\",\"mail\":2,\"duplicate\":true}\n");
  EXPECT_EQ(body_of(daemon.requests().at(0)), "Subject: 1700000001.a.host\n\ntext\n");
  EXPECT_THAT(files_in(folder / "new"), ElementsAre(".hidden"));
  EXPECT_THAT(files_in(folder / "cur"), ElementsAre("1700000001.a.host:2,S", "1700000002.b.host:2,S"));
}

TEST(CommandLine, AMaildirKeepsInNewWhatIsNotDurable) {
  FakeDaemon daemon;
  const auto folder = maildir(daemon, {"1.large", "2.good", "3", "4", "5", "6.waits"});
  const std::pair<int, std::string> full{507, R"({"detail":"disk full"})"};
  daemon.answers({{413, R"({"detail":"too large","kind":"too_large"})"},
                  {201, R"({"mail":2,"duplicate":false})"},
                  full,
                  full,
                  full});
  const auto ran = run({"--config", daemon.config(), "ingest", "--maildir", folder.string()});
  EXPECT_EQ(ran.code, 75);
  EXPECT_EQ(ran.errors,
            "ticketctl: 1.large: too large\nticketctl: 3: disk full\nticketctl: 4: disk full\n"
            "ticketctl: 5: disk full\n");
  EXPECT_THAT(files_in(folder / "new"), ElementsAre("1.large", "3", "4", "5", "6.waits"));
  EXPECT_THAT(files_in(folder / "cur"), ElementsAre("2.good:2,S"));
  EXPECT_EQ(daemon.requests().size(), 5U) << "what is behind them is left for the next run";
}

TEST(CommandLine, AMaildirIsLeftAtTheFirstMailThatNoDaemonTakes) {
  FakeDaemon daemon;
  const auto folder = maildir(daemon, {"1", "2", "3"});
  const auto absent = run({"--config", daemon.config(), "ingest", "--maildir", folder.string()});
  EXPECT_EQ(absent.code, 75) << "as `ingest` of one mail";
  EXPECT_THAT(absent.errors, HasSubstr("control.sock: No such file or directory; 3 mails stay in " +
                                       folder.string() + "/new\n"));
  EXPECT_EQ(std::count(absent.errors.begin(), absent.errors.end(), '\n'), 1) << absent.errors;

  daemon.answers({{201, R"({"mail":1,"duplicate":false})"}});
  daemon.leaves_with_the_last();
  const auto gone = run({"--config", daemon.config(), "ingest", "--maildir", folder.string()});
  EXPECT_EQ(gone.code, 75);
  EXPECT_THAT(gone.errors, HasSubstr("2 mails stay in "));
  EXPECT_THAT(files_in(folder / "new"), ElementsAre("2", "3"));
}

TEST(CommandLine, AFolderThatIsNoMaildirIsTold) {
  FakeDaemon daemon;
  const auto ran = run({"--config", daemon.config(), "ingest", "--maildir", "/nonexistent"});
  EXPECT_EQ(ran.code, 75);
  EXPECT_EQ(ran.errors, "ticketctl: /nonexistent/new: No such file or directory\n");
}

TEST(CommandLine, AnEventThatDoesNotExistIsNotWaitedFor) {
  FakeDaemon daemon;
  const auto mistyped = run({"--config", daemon.config(), "log", "mail.processed", "imap.retri", "--follow"});
  EXPECT_EQ(mistyped.code, 2);
  EXPECT_EQ(mistyped.errors, "ticketctl: no event is called \"imap.retri\"; the nearest is \"imap.retry\"\n");
  EXPECT_EQ(run({"--config", daemon.config(), "log", "disk.recovered"}).code, 69) << "the second of its row";
}

TEST(CommandLine, JsonStandsAnywhereAndIsAllThatIsPrinted) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"tickets":[{"id":1,"subject":"a"},{"id":2,"subject":"b"}],"next":2})"},
                  {200, R"({"tickets":[{"id":3,"subject":"c"}],"next":null})"}});
  // A page at a time, one object a line.
  const auto listed = run({"ticket", "list", "--view", "open", "--json", "--config", daemon.config()});
  EXPECT_EQ(listed.out,
            "{\"id\":1,\"subject\":\"a\"}\n{\"id\":2,\"subject\":\"b\"}\n{\"id\":3,\"subject\":\"c\"}\n");
  EXPECT_THAT(daemon.requests(),
              ElementsAre(StartsWith("GET /api/v1/tickets?view=open&"), HasSubstr("&after=2 ")));
}

TEST(CommandLine, WhatCouldNotBeWrittenIsNotDone) {
  struct Full : std::streambuf {};  // takes nothing, as /dev/full
  FakeDaemon daemon;
  daemon.answers({{200, R"({"id":7})"},
                  {200, R"({"id":7})"},
                  {404, R"({"kind":"not_found","detail":"no such ticket"})"}});
  const auto show = [&](std::ostream& out, std::ostream& errors) {
    const auto config = daemon.config();
    const char* const words[] = {"ticketctl", "--config", config.c_str(), "ticket", "show", "7"};
    std::istringstream in;
    return run_ticketctl(6, words, {in, out, errors});
  };
  Full full;
  std::ostream nowhere(&full);
  std::ostringstream out, errors;
  EXPECT_EQ(show(nowhere, errors), 75);
  EXPECT_EQ(errors.str(), "ticketctl: the output could not be written\n");
  EXPECT_EQ(show(out, errors), 0);
  EXPECT_EQ(show(out, errors), 1);
}

TEST(CommandLine, AListIsAskedForPageByPage) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"queue":[{"id":1,"to":"a@x.example"}],"next":1})"},
                  {200, R"({"queue":[{"id":2,"to":"b@x.example"}],"next":null})"}});
  const auto listed = run({"queue", "list", "--config", daemon.config()});
  EXPECT_THAT(listed.out, AllOf(HasSubstr("a@x.example"), HasSubstr("b@x.example")));
  EXPECT_THAT(daemon.requests(),
              ElementsAre(StartsWith("GET /api/v1/queue "), StartsWith("GET /api/v1/queue?after=1 ")));
}

TEST(CommandLine, AnAgentGoesAwayAndComesBack) {
  FakeDaemon daemon;
  const std::pair<int, std::string> away{
      200, R"({"agent":"kim","available":false,"until":"2026-12-24T00:00:00Z"})"};
  const std::pair<int, std::string> back{200, R"({"agent":"kim","available":true,"until":null})"};
  daemon.answers({away, back, back, {200, R"({"agents":[
    {"name":"kim","display_name":"김민지","role":"agent","groups":["cs","dev"],"available":false,
     "away_until":"2026-12-24T00:00:00Z","at_work":true,"open_tickets":3,"max_open":10},
    {"name":"lee","display_name":"","role":"manager","groups":[],"available":true,"away_until":null,
     "at_work":false,"open_tickets":0,"max_open":null}]})"}});
  const auto ctl = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--config", daemon.config()});
    return run(words).out;
  };
  EXPECT_EQ(ctl({"agent", "away", "kim", "--until", "2026-12-24"}),
            "kim is away until 2026-12-24T00:00:00Z\n");
  EXPECT_EQ(body_of(daemon.requests().back()), R"({"available":false,"until":"2026-12-24"})");
  EXPECT_EQ(ctl({"agent", "back", "kim"}), "kim is there\n");
  EXPECT_EQ(ctl({"agent", "set-availability", "kim", "on"}), "kim is there\n");
  EXPECT_EQ(body_of(daemon.requests().back()), R"({"available":true})");
  EXPECT_THAT(ctl({"agent", "list"}), AllOf(HasSubstr("away until 2026-12-24T00:00:00Z"),
                                            HasSubstr("3 of 10"), HasSubstr("after hours")));
}

TEST(CommandLine, ExplainAsksForAMessageIdAndRunsAFileDry) {
  FakeDaemon daemon;
  const auto trace =
      R"({"message_id":"a@b","steps":[{"rule":"token","answer":"no","detail":"","words":"It answers nothing."}],
    "result":{"place":"ticket","ticket":7,"entry":9,"role":"requester","trust":"proven","words":"It stands in ticket 7."}})";
  daemon.answers({{200, trace}, {200, trace}, {200, std::string(R"({"ticket":7,"mails":[)") + trace + "]}"}});
  const auto told = run({"explain", "<a+1@b>", "--config", daemon.config()});
  EXPECT_EQ(told.out, "message-id a@b\n  - It answers nothing.\n=> It stands in ticket 7.\n");
  const auto file = daemon.file("mail.eml", "Subject: x\n\n").string();
  EXPECT_EQ(run({"explain", file, "--json", "--config", daemon.config()}).code, 0);
  EXPECT_EQ(run({"explain", "#7", "--language", "ko", "--config", daemon.config()}).out, told.out);
  EXPECT_THAT(daemon.requests(), ElementsAre(StartsWith("GET /api/v1/explain/a%2B1%40b "),
                                             StartsWith("POST /api/v1/explain HTTP"),
                                             StartsWith("GET /api/v1/tickets/7/explain?language=ko ")));
}

TEST(CommandLine, ContactsAreSetByTheirAddressAndMadeWhereThereIsNone) {
  FakeDaemon daemon;
  const auto contact = R"({"id":3,"name":"김","addresses":["kim@example.com"],"vip":true,"tickets":[]})";
  daemon.answers(
      {{200, contact}, {404, R"({"kind":"not_found","detail":"there is no contact"})"}, {201, contact}});
  const auto set =
      run({"contact", "set", "kim@example.com", "--vip", "on", "--phone", "", "--config", daemon.config()});
  EXPECT_EQ(set.code, 0) << set.errors;
  EXPECT_THAT(set.out, HasSubstr("김"));
  EXPECT_EQ(body_of(daemon.requests()[0]), R"({"phone":"","vip":true})");
  EXPECT_EQ(run({"contact", "set", "new@example.com", "--name", "N", "--config", daemon.config()}).code, 0);
  EXPECT_EQ(body_of(daemon.requests()[2]), R"({"name":"N","addresses":["new@example.com"]})");
}

TEST(CommandLine, ATokenIsPrintedAlone) {
  FakeDaemon daemon;
  daemon.answers({{201, R"({"name":"web","scope":"write","token":"ticketd_abc"})"}});
  EXPECT_EQ(run({"token", "create", "web", "--scope", "write", "--config", daemon.config()}).out,
            "ticketd_abc\n");
  EXPECT_EQ(run({"token", "create", "web", "--config", daemon.config()}).code, 2);
  EXPECT_EQ(run({"token", "create", "web", "--scope", "all", "--config", daemon.config()}).code, 2);
}

TEST(CommandLine, AStoreThatIsNotWholeIsRefused) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"whole":false,"problems":["mail 7: gone"]})"}});
  const auto checked = run({"verify", "--config", daemon.config()});
  EXPECT_EQ(checked.code, 1);
  EXPECT_EQ(checked.errors, "mail 7: gone\n");
}

TEST(CommandLine, WaitIdleAsksAgainUntilNothingIsLeft) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"idle":false})"}, {200, R"({"idle":true})"}});
  EXPECT_EQ(run({"wait", "--idle", "--timeout", "30", "--config", daemon.config()}).code, 0);
  EXPECT_EQ(daemon.requests().size(), 2U);
}

TEST(CommandLine, WaitGivesUpAtItsTimeout) {
  const FakeDaemon nobody;
  EXPECT_EQ(run({"wait", "--idle", "--timeout", "0", "--config", nobody.config()}).code, 69);
  FakeDaemon busy;
  busy.answers({{200, R"({"idle":false})"}});
  EXPECT_EQ(run({"wait", "--idle", "--timeout", "0", "--config", busy.config()}).code, 75);
}

TEST(CommandLine, TheQueueIsListedAndChanged) {
  FakeDaemon daemon;
  daemon.answers(
      {{200,
        R"({"queue":[{"id":5,"ticket":7,"state":"failed","attempts":3,"next_at":"x","to":"a@example.com","last_error":"550"}]})"},
       {200, R"({"changed":2})"},
       {200, R"({"changed":1})"}});
  EXPECT_THAT(run({"queue", "--config", daemon.config()}).out, HasSubstr("a@example.com"));
  EXPECT_EQ(run({"queue", "retry", "5", "6", "--config", daemon.config()}).out, "2 mails: retry\n");
  EXPECT_EQ(run({"queue", "drop", "--all", "--config", daemon.config()}).code, 0);
  EXPECT_EQ(body_of(daemon.requests()[1]), R"({"action":"retry","ids":[5,6]})");
  EXPECT_EQ(body_of(daemon.requests()[2]), R"({"action":"drop","all":true})");
}

TEST(CommandLine, DeskDiffShowsWhatApplyWouldChange) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"file":"desk.toml","text":"a\nb\nc\n"})"}});
  const auto file = daemon.file("new.toml", "a\nB\nc\n").string();
  EXPECT_EQ(run({"desk", "diff", file, "--config", daemon.config()}).out, " a\n-b\n+B\n c\n");
}

TEST(CommandLine, AnAnswerThatBreaksOffIsTemporary) {
  FakeDaemon daemon;
  daemon.answers({});
  EXPECT_EQ(run({"desk", "show", "--config", daemon.config()}).code, 75);
}

TEST(CommandLine, StatusIsOneScreenWithWhatIsWrongInIt) {
  FakeDaemon daemon;
  daemon.answers(
      {{200,
        R"({"version":"1.2","engine":"SQLite 3","started_at":"2026-11-21T09:00:00Z","now":"x","ready":false,
    "problem":"less free space","mailboxes":[{"name":"support","state":"stopped","last_success":null,"problem":"no","skipped":[{}]}],
    "mails":{"unprocessed":3,"oldest_unprocessed":"2026-11-21T09:00:00Z"},"queue":{"due":1,"oldest_due":null,"held":2},
    "quarantine":4,"undeliverable_addresses":0,"timers":{"set":5,"due":0,"next":null},"tickets":{"open":7},
    "store":{"bytes":2097152,"disk_free":1,"min_free":0},"process":{"resident_bytes":1024},"certificate_ends":null})"}});
  const auto result = run({"--config", daemon.config(), "status"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("NO: less free space"), HasSubstr("3 to be processed, since 2026-11-21"),
                    HasSubstr("2 held"), HasSubstr("7 open"), HasSubstr("2.0 MiB"),
                    HasSubstr("support  stopped  never")));
}

TEST(CommandLine, TheDoctorWarnsOfACertificateThatEndsWithinTwoWeeks) {
  const auto told = [](const std::string& ends) {
    FakeDaemon daemon;
    const auto pem = daemon.file("both.pem", "x").string();
    const auto config = daemon.file("tls.toml", "[server]\nstate_dir = \".\"\n[smtp]\ntls_certificate = \"" +
                                                    pem + "\"\ntls_key = \"" + pem + "\"\n");
    daemon.answers(
        {{200, R"({"ready":true,"now":"2026-11-22T09:00:00.500Z","certificate_ends":")" + ends + "\"}"}});
    return run({"--config", config.string(), "doctor", "--offline", "--json"}).out;
  };
  EXPECT_THAT(told("2026-11-27T09:00:00Z"), HasSubstr("the certificate ends soon, at 2026-11-27"));
  EXPECT_THAT(told("2027-01-27T09:00:00Z"), HasSubstr("the certificate holds until 2027-01-27"));
  EXPECT_THAT(told("2026-11-21T09:00:00Z"), HasSubstr("the certificate ended at 2026-11-21"));
}

TEST(CommandLine, ErasingNeedsToBeMeant) {
  FakeDaemon daemon;
  daemon.answers({{200, R"({"tickets":2,"pseudonym":"erased-1@erased.invalid","log_is_empty":false})"}});
  EXPECT_EQ(run({"--config", daemon.config(), "erase", "kim@example.com"}).code, 2);
  const auto result = run({"--config", daemon.config(), "erase", "kim@example.com", "--yes"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("erased-1@"), HasSubstr("verify --sweep")));
  EXPECT_THAT(daemon.requests(), ElementsAre(StartsWith("POST /api/v1/contacts/kim%40example.com/erase ")));
}

TEST(CommandLine, TheLogIsAskedForByEvent) {
  FakeDaemon daemon;
  daemon.answers(
      {{200,
        R"({"after":9,"lines":[{"at":"t","level":"error","event":"imap.skipped","text":"imap.skipped uid=7"}]})"}});
  const auto result = run({"--config", daemon.config(), "log", "imap.skipped", "imap.retry"});
  EXPECT_EQ(result.out, "t error imap.skipped uid=7\n");
  EXPECT_THAT(daemon.requests(),
              ElementsAre(StartsWith("GET /api/v1/log?events=imap.skipped,imap.retry&after=0 ")));
}

}  // namespace ticketd::ctl
