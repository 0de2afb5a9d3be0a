#include "config/mail_url.h"

#include <gtest/gtest.h>

namespace ticketd::config {

TEST(MailUrl, KnowsTheSchemesAndTheirPorts) {
  const auto port_of = [](const char* url) { return parse_mail_url(url).value().port; };
  EXPECT_EQ(port_of("imap://mail.example.com"), 143);
  EXPECT_EQ(port_of("imap+starttls://mail.example.com"), 143);
  EXPECT_EQ(port_of("imaps://mail.example.com"), 993);
  EXPECT_EQ(port_of("smtp://mail.example.com"), 25);
  EXPECT_EQ(port_of("smtp+starttls://mail.example.com"), 587);
  EXPECT_EQ(port_of("SMTPS://mail.example.com"), 465);
  EXPECT_EQ(port_of("smtp://[::1]:2525"), 2525);
}

TEST(MailUrl, NamesTheFolderOfAnImapMailbox) {
  EXPECT_EQ(parse_mail_url("imaps://mail.example.com").value().folder, "INBOX");
  EXPECT_EQ(parse_mail_url("imaps://mail.example.com/Support/New%20mail").value().folder, "Support/New mail");
  EXPECT_EQ(parse_mail_url("imaps://mail.example.com/%ED%95%A8").value().folder, "함");
}

TEST(MailUrl, RefusesWhatItCannotKeep) {
  for (const char* url :
       {"", "mail.example.com", "pop3://mail.example.com", "imap://", "imap://:143", "imap://a:0",
        "imap://a:99999", "imap://a:14x", "imap://a b", "imap://a\r\n", "imap://a/%0d%0ax", "imap://a/%4",
        "imap://[::1", "imap://[::1]x", "smtp://a/b", "imap://a:1:2"})
    EXPECT_FALSE(parse_mail_url(url)) << url;
}

TEST(MailUrl, APasswordInTheUrlIsRefusedAndNotRepeated) {
  const auto refused = parse_mail_url("imaps://kim:secret@mail.example.com/INBOX");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail.find("secret"), std::string::npos);
}

TEST(MailUrl, ClearTextToAnotherMachineBetraysPasswords) {
  EXPECT_FALSE(parse_mail_url("imap://127.0.0.1:10143").value().betrays_passwords());
  EXPECT_FALSE(parse_mail_url("imap+starttls://mail.example.com").value().betrays_passwords());
  EXPECT_TRUE(parse_mail_url("imap://mail.example.com").value().betrays_passwords());
}

}  // namespace ticketd::config
