// Which mailboxes a new desk disturbs: real threads, the in-memory store, and an IMAP server that refuses
// every login.
#include "daemon/imap_fleet.h"

#include "config/load.h"
#include "crypto/digest.h"
#include "daemon/token_seal.h"
#include "store/open.h"
#include "tests/unit/daemon/imap_peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ImapFleetTest : public testing::Test {
 protected:
  ImapFleetTest() {
    auto name = (std::filesystem::temp_directory_path() / "fleet-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    std::ofstream(folder_ / "password") << "wrong\n";
    server_.refuse_logins();
  }
  ~ImapFleetTest() override {
    fleet_.stop();
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string mailbox(const std::string& name, const std::string& more = {}) const {
    return "[[mailbox]]\nname = \"" + name + "\"\naddress = \"" + name + "@desk.example.com\"\n" + more +
           "[mailbox.imap]\nurl = \"" + server_.url() + "\"\nuser = \"" + name +
           "\"\npassword_file = \"password\"\n";
  }
  void follow(const std::string& desk) {
    auto standing = *current_.get();
    standing.desk = config::parse_desk(desk, folder_ / "desk.toml").value();
    current_.replace(std::make_shared<const Standing>(std::move(standing)));
    fleet_.follow_the_desk();
  }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& state : fleet_.states()) names.push_back(state.name);
    return names;
  }
  ImapStatus status(const std::string& name) {
    for (const auto& state : fleet_.states())
      if (state.name == name) return state.status;
    throw std::runtime_error("not fetched: " + name);
  }
  /// Refused three times, it is tried no more.
  void wait_until_stopped(const std::string& name) {
    for (int polls = 0; status(name).state != ImapStatus::State::stopped; ++polls) {
      ASSERT_LT(polls, 10);
      std::promise<void> answered;
      fleet_.poll(name, false, [&](const Result<std::size_t>&) { answered.set_value(); });
      answered.get_future().wait();
      for (int i = 0; i < 400 && status(name).state == ImapStatus::State::connecting; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  ImapPeer server_;
  std::filesystem::path folder_;
  Clock clock_;
  Current current_{std::make_shared<const Standing>(Standing{
      {}, {}, make_seal({TokenKey{1, crypto::sha256("key")}}), templates::shipped_templates().value()})};
  std::unique_ptr<store::Store> store_ = store::open_store("memory:", "/").value();
  std::unique_ptr<store::Writer> writer_ = std::make_unique<store::Writer>(*store_);
  std::size_t largest_ = std::size_t{1} << 20;
  ImapFleet fleet_{*store_,
                   *writer_,
                   current_,
                   clock_,
                   [](core::IncomingMail, AcceptDone) {},
                   [this] { return largest_; }};
};

}  // namespace

TEST_F(ImapFleetTest, AMailboxWhoseAccountIsTheSameIsNotEvenAskedAgain) {
  follow(mailbox("support"));
  wait_until_stopped("support");
  const auto since = status("support").since;
  const int logins = server_.logins();

  follow(mailbox("support", "display_name = \"Example Support\"\n") + mailbox("sales"));
  EXPECT_THAT(names(), ElementsAre("support", "sales"));
  wait_until_stopped("sales");
  EXPECT_EQ(status("support").state, ImapStatus::State::stopped) << "the account is not tried again";
  EXPECT_EQ(status("support").since, since);
  EXPECT_EQ(server_.logins(), logins + 3) << "those of the other mailbox";
}

TEST_F(ImapFleetTest, AnotherAccountLimitOrNameBeginsAnew) {
  follow(mailbox("support"));
  wait_until_stopped("support");
  follow(mailbox("support") + "after_import = \"none\"\n");
  EXPECT_NE(status("support").state, ImapStatus::State::stopped);
  wait_until_stopped("support");
  largest_ *= 2;
  follow(mailbox("support") + "after_import = \"none\"\n");
  EXPECT_NE(status("support").state, ImapStatus::State::stopped);
  follow(mailbox("sales"));
  EXPECT_THAT(names(), ElementsAre("sales"));
}

TEST_F(ImapFleetTest, NothingBeginsAfterTheEnd) {
  follow(mailbox("support"));
  fleet_.stop();
  follow(mailbox("support") + mailbox("sales"));
  EXPECT_THAT(names(), IsEmpty());
}

}  // namespace ticketd::daemon
