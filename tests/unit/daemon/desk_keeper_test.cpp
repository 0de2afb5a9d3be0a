// A new configuration of the desk: what is read changes nothing, what is taken holds as a whole.
#include "daemon/desk_keeper.h"

#include "store/open.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <utility>

namespace ticketd::daemon {
namespace {

class DeskKeeperTest : public testing::Test {
 protected:
  DeskKeeperTest() {
    auto name = (std::filesystem::temp_directory_path() / "desk-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    config_.server.desk = folder_ / "desk.toml";
    config_.settings.hostname = "old.example.com";
    write("kim");
    keeper_ = DeskKeeper::open(config_, *store_, *writer_, clock_).value();
  }
  ~DeskKeeperTest() override {
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& agent) const {
    std::ofstream(folder_ / "desk.toml")
        << "[[agent]]\nname = \"" << agent << "\"\nemail = \"" << agent << "@corp.example\"\n";
  }
  [[nodiscard]] bool has_agent(const std::string& name) const {
    return keeper_->current().get()->desk.agent_named(name) != nullptr;
  }
  [[nodiscard]] std::string hostname() const { return keeper_->current().get()->settings.hostname; }

  std::filesystem::path folder_;
  config::ServerConfig config_;
  Clock clock_;
  std::unique_ptr<store::Store> store_ = store::open_store("memory:", "/").value();
  std::unique_ptr<store::Writer> writer_ = std::make_unique<store::Writer>(*store_);
  std::unique_ptr<DeskKeeper> keeper_;
};

}  // namespace

TEST_F(DeskKeeperTest, ToReadAConfigurationChangesNothingAndToTakeItChangesAllOfIt) {
  const auto loop = keeper_->current().get()->settings.loop_id;
  write("lee");
  config_.settings.hostname = "new.example.com";
  auto next = keeper_->read(config_);
  ASSERT_TRUE(next);
  EXPECT_TRUE(has_agent("kim"));
  EXPECT_EQ(hostname(), "old.example.com");

  ASSERT_TRUE(keeper_->take(std::move(*next)));
  EXPECT_TRUE(has_agent("lee"));
  EXPECT_EQ(hostname(), "new.example.com");
  EXPECT_EQ(keeper_->current().get()->settings.loop_id, loop);
  EXPECT_FALSE(loop.empty());
}

TEST_F(DeskKeeperTest, AnAgentWhoLeavesTicketsBehindLeavesTheSettingsAsTheyWereToo) {
  core::Ticket ticket;
  ticket.id = {1};
  ticket.assignee = "kim";
  ASSERT_TRUE(writer_->run([&](store::Txn& txn) { return txn.apply({core::change::CreateTicket{ticket}}); }));
  write("lee");
  config_.settings.hostname = "new.example.com";
  auto next = keeper_->read(config_);
  ASSERT_TRUE(next);
  EXPECT_FALSE(keeper_->take(std::move(*next)));
  EXPECT_TRUE(has_agent("kim"));
  EXPECT_EQ(hostname(), "old.example.com");
}

TEST_F(DeskKeeperTest, AtAStartTooNobodyLeavesTicketsBehind) {
  core::Ticket ticket;
  ticket.id = {1};
  ticket.assignee = "kim";
  ASSERT_TRUE(writer_->run([&](store::Txn& txn) { return txn.apply({core::change::CreateTicket{ticket}}); }));
  write("lee");
  keeper_ = DeskKeeper::open(config_, *store_, *writer_, clock_).value();
  EXPECT_TRUE(has_agent("kim")) << "the desk of before holds";
  EXPECT_FALSE(has_agent("lee"));

  ASSERT_TRUE(writer_->run([](store::Txn& txn) {
    return txn.apply({core::change::SetAssignee{{1}, "", {}}});
  }));
  keeper_ = DeskKeeper::open(config_, *store_, *writer_, clock_).value();
  EXPECT_TRUE(has_agent("lee")) << "the next start asks again";
}

TEST_F(DeskKeeperTest, ADeskThatWasAppliedStaysWhileItsFileDoes) {
  std::promise<bool> applied;
  keeper_->apply({"[[agent]]\nname = \"park\"\nemail = \"park@corp.example\"\n", "other.toml"},
                 [&](const Result<>& done) { applied.set_value(done.has_value()); });
  ASSERT_TRUE(applied.get_future().get());
  config_.settings.hostname = "new.example.com";
  ASSERT_TRUE(keeper_->take(keeper_->read(config_).value()));
  EXPECT_TRUE(has_agent("park"));
  EXPECT_EQ(hostname(), "new.example.com");
}

TEST_F(DeskKeeperTest, ABadFileIsRefusedWhenItIsRead) {
  std::ofstream(folder_ / "desk.toml") << "[[agents]]\n";
  EXPECT_FALSE(keeper_->read(config_));
}

}  // namespace ticketd::daemon
