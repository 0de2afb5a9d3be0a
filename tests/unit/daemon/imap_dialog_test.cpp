#include "daemon/mail_client/imap_dialog.h"

#include "daemon/mail_client/imap_words.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ticketd::daemon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr ImapLimits small{.line = 200, .literal = 100, .discarded = 1000};

/// Everything that a server's bytes mean, or the error where they stop meaning anything.
Result<std::vector<ImapResponse>> responses(ImapReader& reader) {
  std::vector<ImapResponse> all;
  while (true) {
    auto response = reader.next();
    if (!response) return fail(response);
    if (!*response) return all;
    all.push_back(std::move(**response));
  }
}

std::vector<ImapResponse> read(std::string_view bytes, ImapLimits limits = {}) {
  ImapReader reader(limits);
  reader.feed(bytes);
  return responses(reader).value();
}

std::optional<ImapFetched> mail_in(std::string_view bytes) {
  auto response = read(bytes).at(0);
  return fetched(response);
}

std::string error_of(std::string_view bytes, ImapLimits limits = {}) {
  ImapReader reader(limits);
  reader.feed(bytes);
  const auto outcome = responses(reader);
  return outcome ? "no error" : outcome.error().detail;
}

void append(std::vector<ImapResponse>& all, std::vector<ImapResponse> more) {
  for (auto& response : more) all.push_back(std::move(response));
}

std::string literal(const std::string& bytes) { return "{" + std::to_string(bytes.size()) + "}\r\n" + bytes; }

}  // namespace

TEST(ImapReader, TellsUntaggedResponsesContinuationsAndCompletionsApart) {
  const auto all = read("* 3 EXISTS\r\n+ idling\r\nt1 OK done\r\n");

  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].kind, ImapResponse::Kind::untagged);
  EXPECT_EQ(all[0].text, "3 EXISTS");
  EXPECT_EQ(all[1].kind, ImapResponse::Kind::continuation);
  EXPECT_EQ(all[2].kind, ImapResponse::Kind::completion);
  EXPECT_EQ(all[2].tag, "t1");
  EXPECT_EQ(all[2].text, "OK done");
}

TEST(ImapReader, ALiteralIsCountedAndNeverReadAsProtocol) {
  const std::string body = "Subject: hi\r\n\r\nt1 OK done\r\n* 9 EXISTS\r\n)\r\n* BYE {5}\r\n";

  auto all = read("* 1 FETCH (UID 7 BODY[] " + literal(body) + ")\r\nt1 OK really done\r\n");

  ASSERT_EQ(all.size(), 2U);
  const auto mail = fetched(all[0]);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->uid, 7U);
  EXPECT_EQ(mail->body, body);
  EXPECT_EQ(all[1].text, "OK really done");
}

TEST(ImapReader, GivesTheSameResponsesHoweverTheBytesAreSplit) {
  const std::string body = "A004 OK {3}\r\n)\r\n\r\n* x";
  const std::string bytes =
      "* CAPABILITY IMAP4rev1 IDLE\r\n* 2 FETCH (UID 8 BODY[] " + literal(body) +
      " RFC822.SIZE 22)\r\n* 3 FETCH (BODY[] {0}\r\n UID 9)\r\n+ go on\r\nt1 OK {7}\r\n";
  const auto whole = read(bytes);
  ASSERT_EQ(whole.size(), 5U);

  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    ImapReader reader(ImapLimits{});
    reader.feed(std::string_view(bytes).substr(0, split));
    auto all = responses(reader).value();
    reader.feed(std::string_view(bytes).substr(split));
    append(all, responses(reader).value());

    ASSERT_EQ(all.size(), whole.size()) << split;
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].text, whole[i].text) << split;
      EXPECT_EQ(all[i].literals.size(), whole[i].literals.size()) << split;
    }
    EXPECT_EQ(fetched(all[1])->body, body) << split;
    EXPECT_EQ(fetched(all[2])->uid, 9U) << split;
  }
}

TEST(ImapReader, GivesTheSameResponsesOctetByOctet) {
  const std::string body = "one\r\ntwo\r\n.\r\n";
  ImapReader reader(ImapLimits{});
  std::vector<ImapResponse> all;
  for (const char octet : "* 1 FETCH (BODY[] " + literal(body) + " UID 4)\r\n") {
    reader.feed(std::string_view(&octet, 1));
    append(all, responses(reader).value());
  }
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(fetched(all[0])->body, body);
}

TEST(ImapReader, KeepsEveryOctetOfALiteral) {
  std::string body;
  for (int octet = 0; octet < 256; ++octet) body.push_back(static_cast<char>(octet));
  auto all = read("* 1 FETCH (UID 1 BODY[] " + literal(body) + ")\r\n");
  EXPECT_EQ(fetched(all.at(0))->body, body);
}

TEST(ImapReader, BracesInTheFreeTextOfAStatusAreNoLiteral) {
  const auto all = read("* OK Hello {10}\r\n* NO careful {3}\r\nt1 BAD what {5}\r\n* 1 EXISTS\r\n");
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].text, "OK Hello {10}");
  EXPECT_EQ(all[3].text, "1 EXISTS");
}

TEST(ImapReader, OnlyCrLfEndsALine) {
  const auto all = read("* LIST () \"/\" \"a\nt1 OK forged\rt1 OK forged\"\r\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, ImapResponse::Kind::untagged);
}

TEST(ImapReader, ALiteralInsideAQuotedStringEndsTheConversation) {
  EXPECT_THAT(error_of("* 1 FETCH (BODY[] \"text {5}\r\nt1 OK\r\n"), HasSubstr("quoted"));
}

TEST(ImapReader, TooLargeALiteralIsThrownAwayAndTheConversationGoesOn) {
  auto all = read("* 1 FETCH (UID 5 BODY[] " + literal(std::string(101, 'x')) + ")\r\nt1 OK done\r\n", small);

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].literals.at(0).size, 101U);
  const auto mail = fetched(all[0]);
  EXPECT_TRUE(mail->body_too_large);
  EXPECT_FALSE(mail->body);
  EXPECT_EQ(all[1].text, "OK done");
}

TEST(ImapReader, AbsurdlyLargeLiteralsAndEndlessLinesEndTheConversation) {
  EXPECT_THAT(error_of("* 1 FETCH (BODY[] {1001}\r\n", small), HasSubstr("literal too large"));
  EXPECT_EQ(error_of("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", small),
            "no error");  // no number: only text
  EXPECT_THAT(error_of(std::string(201, 'x'), small), HasSubstr("line too long"));
  EXPECT_THAT(error_of("* 1 FETCH (X {1}\r\na" + std::string(200, 'x'), small), HasSubstr("line too long"));
  std::string many = "* 1 FETCH (";
  for (int i = 0; i < 65; ++i) many += "{0}\r\n";
  EXPECT_THAT(error_of(many), HasSubstr("too many"));
}

TEST(ImapReader, WhatIsNotImapIsAnError) { EXPECT_THAT(error_of("\r\n"), HasSubstr("not IMAP")); }

TEST(ImapDialog, EachCommandHasANewTag) {
  ImapDialog dialog("t42x", {});
  EXPECT_EQ(dialog.command("NOOP"), "t42x1 NOOP\r\n");
  dialog.feed("* 4 EXISTS\r\nt42x1 OK\r\n");
  EXPECT_EQ(dialog.next().value()->text, "4 EXISTS");
  EXPECT_TRUE(dialog.busy());
  EXPECT_EQ(dialog.next().value()->kind, ImapResponse::Kind::completion);
  EXPECT_FALSE(dialog.busy());
  EXPECT_EQ(dialog.command("NOOP"), "t42x2 NOOP\r\n");
}

TEST(ImapDialog, ACompletionThatNobodyAskedForEndsTheConversation) {
  ImapDialog dialog("t42x", {});
  (void)dialog.command("NOOP");
  dialog.feed("A004 OK injected\r\n");
  EXPECT_FALSE(dialog.next());

  ImapDialog idle("t42x", {});
  idle.feed("t42x1 OK early\r\n");
  EXPECT_FALSE(idle.next());
}

TEST(ImapDialog, GoodbyeIsAnErrorUnlessWeSaidItFirst) {
  ImapDialog dialog("t", {});
  dialog.feed("* BYE shutting down\r\n");
  const auto said = dialog.next();
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().kind, core::ErrorKind::network);

  ImapDialog leaving("t", {});
  (void)leaving.command("LOGOUT");
  leaving.feed("* BYE see you\r\nt1 OK\r\n");
  EXPECT_TRUE(leaving.next());
}

TEST(ImapDialog, RefusesToSendALineEndInsideACommand) {
  ImapDialog dialog("t", {});
  EXPECT_THROW((void)dialog.command("SELECT a\r\nt9 DELETE INBOX"), std::invalid_argument);
}

TEST(ImapWords, AQuotedBodyIsABodyAndNilIsNone) {
  auto all = read("* 1 FETCH (UID 3 BODY[] \"a \\\"b\\\" \\\\ (c\")\r\n* 2 FETCH (UID 4 BODY[] NIL)\r\n");
  EXPECT_EQ(fetched(all.at(0))->body, "a \"b\" \\ (c");
  EXPECT_FALSE(fetched(all.at(1))->body);
  EXPECT_EQ(fetched(all.at(1))->uid, 4U);
}

TEST(ImapWords, ReadsFetchItemsInAnyOrderAmongOthers) {
  auto all = read("* 12 fetch (FLAGS (\\Seen $x \"(\") ENVELOPE (\"d\" " + literal("s)") +
                  " (NIL)) rfc822.size 44 BODY[HEADER.FIELDS (TO)] {2}\r\n\r\n BODY[] " + literal("mail") +
                  " uid 9)\r\n");
  const auto mail = fetched(all.at(0));
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->uid, 9U);
  EXPECT_EQ(mail->size, 44U);
  EXPECT_EQ(mail->body, "mail");
}

TEST(ImapWords, UnaskedAndBrokenFetchResponsesAreNoMails) {
  for (const char* bytes :
       {"* 1 FETCH\r\n", "* FETCH (UID 1)\r\n", "* 1 EXPUNGE\r\n", "* x FETCH (UID 1)\r\n"})
    EXPECT_FALSE(mail_in(bytes)) << bytes;
  for (const char* bytes :
       {"* 1 FETCH (FLAGS (\\Seen))\r\n", "* 1 FETCH (UID)\r\n", "* 1 FETCH ((((\r\n",
        "* 1 FETCH (UID 99999999999)\r\n", "* 1 FETCH (UID \"\r\n", "* 1 FETCH (BODY[ (\r\n"})
    EXPECT_EQ(mail_in(bytes).value_or(ImapFetched{}).uid, 0U) << bytes;
}

TEST(ImapWords, UidsInARowBecomeARange) {
  EXPECT_EQ(uid_set({4}), "4");
  EXPECT_EQ(uid_set({4, 5, 6, 9, 11, 12}), "4:6,9,11:12");
}

TEST(ImapWords, FolderNamesAreQuotedModifiedUtf7) {
  EXPECT_EQ(folder_name("INBOX"), "\"INBOX\"");
  EXPECT_EQ(folder_name("a\"b\\c & d"), "\"a\\\"b\\\\c &- d\"");
  EXPECT_EQ(folder_name("~peter/mail/台北/日本語"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");  // RFC 3501 5.1.3
  EXPECT_EQ(folder_name("보관함"), "\"&vPStANVo-\"");
  EXPECT_FALSE(folder_name("a\r\nt2 DELETE INBOX"));
  EXPECT_FALSE(folder_name("\xff"));
  EXPECT_FALSE(folder_name("\xed\xa0\x80"));
}

TEST(ImapWords, ReadsNumbersAndWordsOfResponseCodes) {
  EXPECT_EQ(number_in_code("OK [UIDVALIDITY 3857529045] UIDs valid", "uidvalidity"), 3857529045U);
  EXPECT_FALSE(number_in_code("OK UIDVALIDITY 3 [x]", "UIDVALIDITY"));
  EXPECT_TRUE(has_code("NO [TRYCREATE] no such folder", "TRYCREATE"));
  EXPECT_FALSE(has_code("NO said \"[TRYCREATE]\"", "TRYCREATE"));
}

TEST(ImapWords, ReadsCapabilitiesFromBothPlaces) {
  EXPECT_THAT(*capabilities(read("* CAPABILITY IMAP4rev1 IDLE MOVE\r\n").at(0)),
              ElementsAre("imap4rev1", "idle", "move"));
  EXPECT_THAT(*capabilities(read("t1 OK [CAPABILITY IMAP4rev1 UIDPLUS] hi\r\n").at(0)),
              ElementsAre("imap4rev1", "uidplus"));
  EXPECT_FALSE(capabilities(read("* OK hi\r\n").at(0)));
}

TEST(ImapWords, ReadsTheUidsOfASearchInBothForms) {
  const auto uids = [](std::string_view bytes) { return found_uids(read(bytes).at(0), 1000).value(); };
  EXPECT_THAT(uids("* SEARCH 2 84 882\r\n"), ElementsAre(2, 84, 882));
  EXPECT_THAT(uids("* SEARCH\r\n"), ElementsAre());
  EXPECT_THAT(uids("* SEARCH 7 (MODSEQ 9)\r\n"), ElementsAre(7));
  EXPECT_THAT(uids("* ESEARCH (TAG \"t1\") UID ALL 2,10:12\r\n"), ElementsAre(2, 10, 11, 12));
  EXPECT_THAT(uids("* ESEARCH (TAG \"t1\") UID\r\n"), ElementsAre());
  EXPECT_THAT(uids("* 3 EXISTS\r\n"), ElementsAre());
}

TEST(ImapWords, ASearchThatNamesFourThousandMillionMailsIsNotBelieved) {
  for (const auto* bytes : {"* ESEARCH UID ALL 1:4294967295\r\n", "* ESEARCH UID ALL 1:600,1000:1600\r\n",
                            "* SEARCH 4294967295:1\r\n"})
    EXPECT_FALSE(found_uids(read(bytes).at(0), 1000)) << bytes;
}

TEST(ImapWords, CountsMailsThatComeAndGo) {
  EXPECT_EQ(exists(read("* 18 EXISTS\r\n").at(0)), 18U);
  EXPECT_FALSE(exists(read("* 18 RECENT\r\n").at(0)));
  EXPECT_TRUE(is_expunge(read("* 3 EXPUNGE\r\n").at(0)));
}

}  // namespace ticketd::daemon
