#include "config/reload.h"

#include "config/schema.h"
#include "workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ticketd::config {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ServerConfig read(const Workspace& here, const std::string& text) {
  here.write("desk.toml", "");
  return load_server(here.write("ticketd.toml", text)).value();
}

}  // namespace

TEST(Reload, EveryKeyThatTheSchemaMarksIsNamedAndStaysAsItWas) {
  const std::map<std::string_view, std::string_view> another{{"state_dir", "\"elsewhere\""},
                                                             {"url", "\"sqlite:other.db\""},
                                                             {"listen", "[\"127.0.0.1:2626\"]"},
                                                             {"socket_mode", "\"0600\""},
                                                             {"socket_group", "\"mail\""}};
  const Workspace here;
  const auto running = read(here, "");
  int marked = 0;
  for (const auto& key : server_schema()) {
    if (!key.needs_restart) continue;
    ++marked;
    const auto text = "[" + std::string(key.section) + "]\n" + std::string(key.name) + " = " +
                      std::string(another.at(key.name)) + "\n";
    auto next = read(here, text);
    EXPECT_THAT(keep_until_restart(running, next),
                ElementsAre(std::string(key.section) + "." + std::string(key.name)));
    EXPECT_THAT(keep_until_restart(running, next), IsEmpty()) << "it has the value of the running daemon";
  }
  EXPECT_GT(marked, 5);
}

TEST(Reload, EverythingElseIsTakenOver) {
  const Workspace here;
  const auto running = read(here, "");
  auto next = read(here, R"(
[server]
hostname = "other.example.com"
[store]
min_free = "1GiB"
[smtp]
max_message_size = "1MiB"
[delivery]
url = "smtp://relay.example.com"
)");
  EXPECT_THAT(keep_until_restart(running, next), IsEmpty());
  EXPECT_EQ(next.settings.hostname, "other.example.com");
  EXPECT_EQ(next.store.min_free, 1U << 30);
  EXPECT_EQ(next.smtp.max_message_size, 1U << 20);
  EXPECT_NE(next.delivery, running.delivery);
}

TEST(Reload, MailsAreWrittenBelowTheStateDirectoryInUse) {
  const Workspace here;
  const auto running = read(here, "[server]\nstate_dir = \"state\"\n");
  auto next = read(here,
                   "[server]\nstate_dir = \"elsewhere\"\n[delivery]\nurl = \"maildir:outbox\"\n"
                   "[[delivery.route]]\ndomain = \"example.org\"\nurl = \"maildir:other\"\n");
  EXPECT_THAT(keep_until_restart(running, next), ElementsAre("server.state_dir"));
  EXPECT_EQ(next.delivery.maildir, here / "state/outbox");
  EXPECT_EQ(next.routes.at(0).delivery.maildir, here / "state/other");
  EXPECT_EQ(next.store.database, running.store.database);
}

TEST(Reload, AFolderThatIsNamedAbsolutelyStaysWhereItIs) {
  const Workspace here;
  const auto rest = "\n[store]\nurl = \"sqlite:" + (here / "data/desk.db").string() +
                    "\"\n[delivery]\nurl = \"maildir:" + (here / "data/out").string() + "\"\n";
  const auto running = read(here, "[server]\nstate_dir = \"state\"" + rest);
  auto same = read(here, "[server]\nstate_dir = \"state\"" + rest);
  EXPECT_THAT(keep_until_restart(running, same), IsEmpty());
  EXPECT_EQ(same.delivery, running.delivery);
  auto next = read(here, "[server]\nstate_dir = \"elsewhere\"" + rest);
  EXPECT_THAT(keep_until_restart(running, next), ElementsAre("server.state_dir"));
  EXPECT_EQ(next.delivery.maildir, here / "data/out");
}

}  // namespace ticketd::config
