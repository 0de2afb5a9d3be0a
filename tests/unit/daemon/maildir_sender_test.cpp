#include "daemon/outbox/maildir_sender.h"

#include "daemon/outbox/make_sender.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace ticketd::daemon {
namespace {

namespace fs = std::filesystem;

class MaildirSenderTest : public testing::Test {
 protected:
  fs::path folder = fs::temp_directory_path() / ("ticketd-maildir-" + std::to_string(::getpid()));

  void TearDown() override { fs::remove_all(folder); }

  [[nodiscard]] std::vector<std::string> mails_in(const char* part) const {
    std::vector<std::string> mails;
    for (const auto& entry : fs::directory_iterator(folder / part)) {
      std::ifstream file(entry.path(), std::ios::binary);
      mails.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return mails;
  }
};

Result<SentInfo> send(MaildirSender& sender, const OutgoingMail& mail) {
  return sender.send({&mail, 1}, {}).at(0);
}

const OutgoingMail letter{
    .sender = "bounce@example.com", .recipient = "lee@example.net", .bytes = "Subject: hi\r\n\r\ntext\r\n"};

}  // namespace

TEST_F(MaildirSenderTest, AMailStandsInNewWithItsEnvelopeOnTop) {
  auto sender = MaildirSender::open(folder).value();
  ASSERT_TRUE(send(sender, letter));
  EXPECT_THAT(mails_in("new"),
              testing::ElementsAre("Return-Path: <bounce@example.com>\r\nX-Original-To: lee@example.net\r\n"
                                   "Subject: hi\r\n\r\ntext\r\n"));
  EXPECT_TRUE(mails_in("tmp").empty());
}

TEST_F(MaildirSenderTest, EveryMailHasAFileOfItsOwn) {
  auto one = MaildirSender::open(folder).value();
  auto other = MaildirSender::open(folder).value();
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(send(one, letter));
    ASSERT_TRUE(send(other, letter));
  }
  EXPECT_EQ(mails_in("new").size(), 100U);
}

TEST_F(MaildirSenderTest, OneMailThatFailsLeavesTheOthersOfItsPortionAlone) {
  auto sender = MaildirSender::open(folder).value();
  std::vector<OutgoingMail> mails(3, letter);
  mails[1].sender = "no address\r\n";
  const auto answers = sender.send(mails, {});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_TRUE(answers[0] && !answers[1] && answers[2]);
  EXPECT_EQ(mails_in("new").size(), 2U);
  EXPECT_TRUE(mails_in("tmp").empty());
}

TEST_F(MaildirSenderTest, AnAddressCannotAddHeaderFields) {
  auto sender = MaildirSender::open(folder).value();
  OutgoingMail forged = letter;
  forged.recipient = "a@example.net\r\nBcc: b@example.net";
  const auto refused = send(sender, forged);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, core::ErrorKind::malformed);
  EXPECT_TRUE(mails_in("new").empty());
}

TEST_F(MaildirSenderTest, AFolderThatWentAwayIsATemporaryError) {
  auto sender = MaildirSender::open(folder).value();
  fs::remove_all(folder);
  const auto failed = send(sender, letter);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().severity(), core::Severity::temporary);
}

TEST_F(MaildirSenderTest, TheDeliveryUrlChoosesTheSender) {
  const Wakeup stop;
  const auto make = [&](const char* url) {
    return make_sender(
        {.url = url, .login = {}, .tls_ca_file = {}, .our_name = "desk.example.com", .state_dir = folder},
        stop);
  };
  EXPECT_TRUE(make("maildir:outbox"));
  EXPECT_TRUE(fs::is_directory(folder / "outbox" / "new"));
  EXPECT_TRUE(make("smtp://127.0.0.1:25"));
  for (const char* url : {"maildir:", "imap://127.0.0.1", "sendmail", ""}) EXPECT_FALSE(make(url)) << url;
}

}  // namespace ticketd::daemon
