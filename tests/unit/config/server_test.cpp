#include "config/load.h"
#include "config/schema.h"
#include "config/warnings.h"
#include "core/text.h"
#include "tests/unit/config/workspace.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

/// The problems of a ticketd.toml with this text, without the file's name: "3: what".
std::vector<std::string> problems_of(std::string_view text) {
  const Workspace here;
  here.write("desk.toml", "");
  const auto file = here.write("ticketd.toml", text);
  const auto config = load_server(file);
  std::vector<std::string> problems;
  if (config) return problems;
  EXPECT_EQ(config.error().kind, core::ErrorKind::bad_config);
  for (const auto line : core::split_lines(config.error().detail)) {
    EXPECT_TRUE(line.starts_with(file.string() + ":")) << line;
    problems.emplace_back(line.substr(file.string().size() + 1));
  }
  return problems;
}

}  // namespace

TEST(ServerConfig, AnEmptyFileHasEveryDefault) {
  const Workspace here;
  here.write("desk.toml", "");
  const auto config = load_server(here.write("ticketd.toml", ""));
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->server.state_dir, "/var/lib/ticketd");
  EXPECT_EQ(config->server.control_socket(), "/var/lib/ticketd/control.sock");
  EXPECT_EQ(config->server.desk, here / "desk.toml");
  EXPECT_EQ(config->store.database, "/var/lib/ticketd/ticketd.db");
  EXPECT_EQ(config->store.min_free, 512U << 20);
  EXPECT_TRUE(config->smtp.listen.empty());
  EXPECT_FALSE(config->smtp.upstream);
  EXPECT_EQ(config->smtp.max_message_size, 36U << 20);
  EXPECT_EQ(config->smtp.limits, SmtpLimits{});
  EXPECT_EQ(config->lmtp.socket_mode, "0660");
  EXPECT_EQ(config->delivery.url, "smtp://127.0.0.1:25");
  EXPECT_EQ(config->delivery.workers, 4);
  EXPECT_FALSE(config->settings.hostname.empty());
  EXPECT_EQ(config->settings.language, "ko");
  EXPECT_EQ(config->settings.time_zone.name(), "Asia/Seoul");
  EXPECT_EQ(config->settings.automatic.per_address_per_day, 3);
  EXPECT_EQ(config->log.level, "info");
}

TEST(ServerConfig, PathsStartAtTheFileAndStateAtTheStateDirectory) {
  const Workspace here;
  here.write("desk.toml", "");
  here.write("password", "secret\n");
  const auto config = load_server(here.write("ticketd.toml", R"(
[server]
state_dir = "state"
[store]
url = "sqlite:db/tickets.db"
[delivery]
url = "maildir:outbox"
user = "desk"
password_file = "password"
)"));
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->server.state_dir, here / "state");
  EXPECT_EQ(config->store.database, here / "state/db/tickets.db");
  EXPECT_EQ(config->delivery.maildir, here / "state/outbox");
  EXPECT_TRUE(config->delivery.url.empty());
  EXPECT_EQ(config->delivery.password_file, here / "password");
}

TEST(ServerConfig, ListenersTrustAndLimitsAreRead) {
  const Workspace here;
  here.write("desk.toml", "");
  const auto config = load_server(here.write("ticketd.toml", R"(
[smtp]
listen = ["127.0.0.1:2525", "systemd:smtp", "unix:smtp.sock"]
profile = "upstream"
smtputf8 = true
proxies = ["192.0.2.10", "10.0.0.0/8", "2001:db8::/32"]
[smtp.limits]
sessions = 7
data_timeout = "90s"
error_delay = "2s"
junk_commands = 3
command_length = "1KiB"
received_fields = 20
[trust]
authserv_ids = ["mx.example.com"]
agents = "token"
[automatic]
per_minute = 0
)"));
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_THAT(config->smtp.listen,
              ElementsAre("127.0.0.1:2525", "systemd:smtp", "unix:" + (here / "smtp.sock").string()));
  EXPECT_TRUE(config->smtp.upstream);
  EXPECT_EQ(config->smtp.limits.sessions, 7U);
  EXPECT_EQ(config->smtp.limits.data_timeout, std::chrono::seconds(90));
  EXPECT_EQ(config->smtp.limits.error_delay, std::chrono::seconds(2));
  EXPECT_EQ(config->smtp.limits.junk_commands, 3U);
  EXPECT_EQ(config->smtp.limits.command_length, 1024U);
  EXPECT_EQ(config->smtp.limits.received_fields, 20U);
  EXPECT_TRUE(config->smtp.smtputf8);
  EXPECT_THAT(config->smtp.proxies, ElementsAre("192.0.2.10", "10.0.0.0/8", "2001:db8::/32"));
  EXPECT_THAT(config->settings.trust.hosts, ElementsAre("mx.example.com"))
      << "hosts are the authserv_ids by default";
  EXPECT_TRUE(config->settings.trust.agents_by_token);
  EXPECT_EQ(config->settings.automatic.per_minute, 0);
}

TEST(ServerConfig, AProxyIsAnAddressOrANetwork) {
  for (const std::string wrong : {"lb.example.com", "10.0.0.0/33", "::1/129", "10.0.0", ""})
    EXPECT_THAT(problems_of("[smtp]\nproxies = [\"" + wrong + "\"]\n"),
                ElementsAre("2: proxies: \"" + wrong + "\" is not an address or a network"));
}

TEST(ServerConfig, AnUnknownKeyNamesTheNearest) {
  EXPECT_THAT(
      problems_of("[server]\nhostnam = \"x\"\n"),
      ElementsAre(
          "2: unknown key \"hostnam\" in [server]; the nearest known key is \"hostname\" in [server]"));
  EXPECT_THAT(problems_of("[servr]\n"),
              ElementsAre("1: unknown key \"servr\"; the nearest known key is \"server\""));
  EXPECT_THAT(
      problems_of("[smtp.limit]\nerrors = 3\n"),
      ElementsAre("1: unknown key \"limit\" in [smtp]; the nearest known key is \"limits\" in [smtp]"));
  EXPECT_THAT(
      problems_of("[server]\nmax_message_size = \"1MiB\"\n"),
      ElementsAre(
          "2: unknown key \"max_message_size\" in [server]; the key \"max_message_size\" stands in [smtp]"));
}

TEST(ServerConfig, EveryProblemIsReportedInTheOrderOfTheFile) {
  EXPECT_THAT(
      problems_of("[log]\nlevel = \"loud\"\n[smtp]\nmax_message_size = 36\nprofile = 1\n[store]\nmin_free = "
                  "\"1MB\"\n"),
      ElementsAre("2: level: unknown value \"loud\"; the nearest is \"info\"",
                  "4: max_message_size: must be a size with a unit, like \"36MiB\" (B, KiB, MiB, GiB)",
                  "5: profile: must be a text in quotes",
                  "7: min_free: must be a size with a unit, like \"36MiB\" (B, KiB, MiB, GiB)"));
}

TEST(ServerConfig, ASyntaxErrorHasItsLine) {
  const auto problems = problems_of("[server]\nhostname = desk\n");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], testing::StartsWith("2: "));
  EXPECT_THAT(problems_of("[log]\nlevel = \"info\"\nlevel = \"debug\"\n"),
              ElementsAre(testing::StartsWith("3: ")));
}

TEST(ServerConfig, ValuesOutsideTheirBoundsAreRefused) {
  EXPECT_THAT(problems_of("[delivery]\nworkers = 0\n"), ElementsAre("2: workers: must be from 1 to 8"));
  EXPECT_THAT(problems_of("[smtp.limits]\ncommand_timeout = \"2d\"\n"),
              ElementsAre("2: command_timeout: must be from \"1s\" to \"1h\""));
  EXPECT_THAT(problems_of("[smtp]\nmax_message_size = \"1KiB\"\n"),
              ElementsAre("2: max_message_size: must be from \"64KiB\" to \"1GiB\""));
  EXPECT_THAT(problems_of("[smtp.limits]\ncommand_timeout = \"5\"\n"),
              ElementsAre("2: command_timeout: must be a duration with a unit, like \"5m\" (s, m, h, d, w)"));
  EXPECT_THAT(problems_of("[lmtp]\nsocket_mode = \"rw\"\n"),
              ElementsAre("2: socket_mode: must be an octal file mode like \"0660\""));
}

TEST(ServerConfig, ARouteTakesTheMailsOfTheMailboxesAndDomainsThatItNames) {
  const Workspace here;
  here.write("desk.toml", "");
  here.write("password", "x\n");
  const auto config = load_server(here.write("ticketd.toml", R"(
[delivery]
repeat_uncertain = true
[[delivery.route]]
mailbox = "sales"
url = "smtps://relay.example.org"
user = "sales"
password_file = "password"
[[delivery.route]]
domain = ["example.net", "example.org"]
url = "maildir:other"
)"));
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_TRUE(config->delivery.repeat_uncertain);
  ASSERT_EQ(config->routes.size(), 2U);
  EXPECT_THAT(config->routes[0].mailboxes, ElementsAre("sales"));
  EXPECT_EQ(config->routes[0].delivery.url, "smtps://relay.example.org");
  EXPECT_EQ(config->routes[0].delivery.workers, 2);
  EXPECT_THAT(config->routes[1].domains, ElementsAre("example.net", "example.org"));

  EXPECT_THAT(problems_of("[[delivery.route]]\nurl = \"smtp://127.0.0.1\"\n"),
              ElementsAre(testing::HasSubstr("names no mailbox and no domain")));
  EXPECT_THAT(problems_of("[[delivery.route]]\nmailbox = \"a\"\nuser = \"u\"\npassword_file = \"no\"\nurl = "
                          "\"smtp://relay.example.org\"\n"),
              testing::SizeIs(2))
      << "a file that is not there, and a password in clear text";
}

TEST(ServerConfig, AFieldOfTheSpamFilterHasAName) {
  for (const std::string wrong : {"a b", "X-Spam:", ""})
    EXPECT_THAT(problems_of("[trust]\nspam_headers = [\"" + wrong + "\"]\n"),
                ElementsAre("2: spam_headers: \"" + wrong + "\" is not the name of a header field"));
}

TEST(ServerConfig, MissingFilesAreNamed) {
  EXPECT_THAT(problems_of("[server]\ndesk = \"other.toml\"\n"),
              ElementsAre(HasSubstr("2: desk: no such file: ")));
  EXPECT_THAT(
      problems_of("[smtp]\ntls_certificate = \"no.pem\"\ntls_key = \"no.key\"\n"),
      ElementsAre(HasSubstr("2: tls_certificate: no such file: "), HasSubstr("3: tls_key: no such file: ")));
  EXPECT_THAT(problems_of("[delivery]\nuser = \"u\"\npassword_file = \"no\"\n"),
              ElementsAre(HasSubstr("3: password_file: no such file: ")));
  const auto config = load_server("/nonexistent/ticketd.toml");
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().detail, HasSubstr("/nonexistent/ticketd.toml: "));
}

TEST(ServerConfig, APasswordIsNeverSentInTheClearToAnotherMachine) {
  const Workspace here;
  here.write("desk.toml", "");
  here.write("password", "secret\n");
  const auto with_url = [&](std::string_view url) {
    return load_server(here.write("ticketd.toml", "[delivery]\nurl = \"" + std::string(url) +
                                                      "\"\nuser = \"desk\"\npassword_file = \"password\"\n"));
  };
  EXPECT_TRUE(with_url("smtp://127.0.0.1:25"));
  EXPECT_TRUE(with_url("smtp+starttls://mail.example.com"));
  EXPECT_FALSE(with_url("smtp://mail.example.com"));
  EXPECT_FALSE(with_url("http://mail.example.com"));
}

TEST(ServerConfig, TheShippedExampleLoadsAndIsTheSchemaWrittenOut) {
  const std::filesystem::path file = TICKETD_SOURCE_DIR "/config/ticketd.toml";
  const auto config = load_server(file);
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->settings.hostname, "desk.example.com");
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_THAT(text, testing::EndsWith(example(server_schema()))) << "run: ticketctl config example";
}

TEST(ServerConfig, CheckAlsoReadsTheDesk) {
  const Workspace here;
  here.write("desk.toml", "[[group]]\n");
  const auto checked = check(here.write("ticketd.toml", ""));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().detail, (here / "desk.toml").string() + ":1: [group] needs a name");
}

TEST(ServerConfig, WarningsNameTheWebhooksThatWouldNotBeCalled) {
  const Workspace here;
  here.write("secret-url", "http://hooks.example.com/T000\n");
  here.write("desk.toml",
             "[[webhook]]\nname = \"a\"\nurl = \"https://hooks.example.com\"\n"
             "[[webhook]]\nname = \"b\"\nurl = \"http://hooks.example.com\"\n"
             "[[webhook]]\nname = \"c\"\nurl_file = \"secret-url\"\n");
  const auto file = here.write("ticketd.toml", "");
  EXPECT_TRUE(check(file)) << "mail is answered all the same";
  const auto told = warnings(file);
  EXPECT_THAT(told, HasSubstr("desk.toml:6: url: warning: http:// is not called"));
  EXPECT_THAT(told, HasSubstr("desk.toml:9: url_file: warning: "));
  EXPECT_THAT(told, testing::Not(testing::AnyOf(HasSubstr("T000"), HasSubstr("desk.toml:3"))))
      << "it is a secret";
  EXPECT_EQ(warnings(here.write("ticketd.toml", "[webhooks]\nclear_text = true\n")), "");
}

TEST(ServerConfig, AHostNameIsFitForHeadersAndGreetings) {
  EXPECT_THAT(problems_of("[server]\nhostname = \"desk example\"\n"),
              ElementsAre(HasSubstr("2: hostname: must be a host name")));
  EXPECT_THAT(problems_of("[server]\nhostname = \"desk.example.com\\r\\nX: y\"\n"),
              Contains(HasSubstr("2: hostname: must not hold control characters")));
}

TEST(ServerConfig, NothingIsListenedOnTwice) {
  EXPECT_THAT(problems_of("[smtp]\nlisten = [\"127.0.0.1:2525\"]\n[http]\nlisten = [\"localhost:2525\"]\n"),
              ElementsAre("4: listen: \"localhost:2525\" is listened on already"));
}

TEST(ServerConfig, AGroupThatThisMachineDoesNotHaveIsNamed) {
  EXPECT_THAT(problems_of("[lmtp]\nsocket_group = \"no-such-group\"\n"),
              ElementsAre("2: socket_group: there is no group \"no-such-group\" on this machine"));
}

TEST(ServerConfig, NoMessageTellsThePasswordOfAUrl) {
  for (const auto* url :
       {"smtp://kim:geheim@relay.example.com", "smtp:kim:geheim@relay", "ftp://kim:geheim@relay"}) {
    const auto problems = problems_of("[delivery]\nurl = \"" + std::string(url) + "\"\n");
    ASSERT_THAT(problems, ElementsAre(HasSubstr("2: url: ")));
    EXPECT_THAT(problems[0], Not(HasSubstr("geheim")));
  }
}

TEST(ServerConfig, ARouteNamesMailboxesOfTheDesk) {
  const Workspace here;
  here.write("desk.toml", "[[mailbox]]\nname = \"support\"\naddress = \"support@example.com\"\n");
  const auto file = here.write("ticketd.toml", R"([[delivery.route]]
mailbox = ["support"]
url = "smtp://127.0.0.1:25"
[[delivery.route]]
mailbox = ["sales"]
url = "smtp://127.0.0.1:25"
)");
  const auto checked = check(file);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().detail,
            file.string() + ":5: mailbox: no mailbox of the desk is called \"sales\"");
}

}  // namespace ticketd::config
