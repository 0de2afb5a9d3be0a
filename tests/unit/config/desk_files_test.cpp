#include "config/desk_files.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::HasSubstr;

namespace {

constexpr std::string_view standing = R"(
[[mailbox]]
name = "support"
address = "support@example.com"
[mailbox.imap]
url = "imaps://imap.example.com/INBOX"
user = "support"
password_file = "secrets/imap"
[[webhook]]
name = "ops"
url = "https://ops.example.com/"
[[template]]
name = "hours"
file = "texts/hours.txt"
)";

std::string with(std::string_view old, std::string_view fresh) {
  std::string text(standing);
  return text.replace(text.find(old), old.size(), fresh);
}

/// Why it may not come over the network; empty when it may.
std::string refusal_of(const std::string& text) {
  const auto checked = check_files(text, standing, "desk.toml");
  if (checked) return {};
  EXPECT_EQ(checked.error().kind, core::ErrorKind::policy);
  return checked.error().detail;
}

}  // namespace

TEST(DeskFiles, TheFilesOfTheStandingDeskStay) {
  EXPECT_EQ(refusal_of(std::string(standing)), "");
  EXPECT_EQ(refusal_of(with("name = \"ops\"", "name = \"ops\"\nper_minute = 5")), "");
  EXPECT_EQ(refusal_of(with("file = \"texts/hours.txt\"", "text = \"nine to six\"")), "");
}

TEST(DeskFiles, AnotherFileIsRefusedWithItsLineAndKey) {
  EXPECT_THAT(refusal_of(with("texts/hours.txt", "/etc/shadow")),
              HasSubstr("desk.toml:14: template hours.file: "));
  EXPECT_THAT(refusal_of(with("secrets/imap", "credential:relay")),
              HasSubstr("mailbox support.imap.password_file"));
  for (const auto* key : {"secret_file", "authorization_file", "tls_ca_file", "url_file"})
    EXPECT_THAT(
        refusal_of(with("name = \"ops\"", "name = \"ops\"\n" + std::string(key) + " = \"/etc/passwd\"")),
        HasSubstr("webhook ops." + std::string(key)));
}

TEST(DeskFiles, AFileDoesNotMoveToAnotherKeyOrTable) {
  EXPECT_THAT(refusal_of(with("name = \"hours\"", "name = \"told\"")), HasSubstr("template told.file"));
  EXPECT_THAT(refusal_of(with("file = \"texts/hours.txt\"", "html_file = \"texts/hours.txt\"")),
              HasSubstr("template hours.html_file"));
}

TEST(DeskFiles, WhatAFileHoldsIsSentToNoOtherServer) {
  EXPECT_THAT(refusal_of(with("imap.example.com", "imap.attacker.example")),
              HasSubstr("desk.toml:6: mailbox support.imap.url"));
  EXPECT_EQ(refusal_of(with("ops.example.com", "new-ops.example.com")), "") << "no file is beside it";
}

TEST(DeskFiles, OfATextThatIsNoDeskTheParserTells) { EXPECT_EQ(refusal_of("[[mailbox"), ""); }

}  // namespace ticketd::config
