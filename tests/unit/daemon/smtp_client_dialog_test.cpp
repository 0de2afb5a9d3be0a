#include "daemon/mail_client/smtp_body.h"
#include "daemon/mail_client/smtp_dialog.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {
namespace {

using core::ErrorKind;
using testing::HasSubstr;

const std::string postfix_hello =
    "250-mx.example.net\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 "
    "SMTPUTF8\r\n";
const std::string plain_hello = "250 mx.example.net\r\n";
const OutgoingMail letter{
    .sender = "desk@example.com", .recipient = "lee@example.net", .bytes = "Subject: hi\r\n\r\ntext\r\n"};

/// A server that answers from a script; what we say to it is written down.
struct Server {
  SmtpClientDialog dialog{"desk.example.com"};
  std::string heard;

  explicit Server(const std::string& hello) {
    heard = dialog.hello();
    dialog.feed(hello);
    EXPECT_TRUE(dialog.next().value().has_value());
    EXPECT_TRUE(dialog.ready());
    heard.clear();
  }

  /// One that refuses EHLO.
  Server(const std::string& refusal, const std::string& hello) {
    heard = dialog.hello();
    dialog.feed(refusal);
    heard += dialog.next().value().value().send;
    dialog.feed(hello);
    EXPECT_TRUE(dialog.next().value().has_value());
  }

  /// The outcome, fed with these replies; an `internal` error when the replies were used up before.
  Result<SentInfo> deliver(const OutgoingMail& mail, const std::string& replies) {
    auto said = dialog.begin(mail);
    if (!said) return fail(said);
    heard += *said;
    dialog.feed(replies);
    return read_on();
  }

  Result<SentInfo> read_on() {
    while (true) {
      auto step = dialog.next();
      if (!step) return fail(step);
      if (!*step) return fail(ErrorKind::internal, "waiting");
      if ((*step)->outcome) return *(*step)->outcome;
      heard += (*step)->send;
    }
  }
};

ErrorKind kind_of(const Result<SentInfo>& outcome) {
  return outcome ? ErrorKind::internal : outcome.error().kind;
}

ErrorKind kind_after(const std::string& replies) {
  Server server(plain_hello);
  return kind_of(server.deliver(letter, replies));
}

}  // namespace

TEST(SmtpClient, SendsOneMailCommandByCommand) {
  Server server(plain_hello);
  const auto sent = server.deliver(letter, "250 ok\r\n250 ok\r\n354 go on\r\n250 2.0.0 queued as 4XYZ\r\n");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->answer, "250 2.0.0 queued as 4XYZ");
  EXPECT_EQ(server.heard,
            "MAIL FROM:<desk@example.com>\r\nRCPT TO:<lee@example.net>\r\nDATA\r\nSubject: "
            "hi\r\n\r\ntext\r\n.\r\n");
  EXPECT_TRUE(server.dialog.reusable());
}

TEST(SmtpClient, AServerThatKnowsOnlyHeloIsGreetedByItAndGetsItsMail) {
  for (const std::string refusal : {"502 5.5.1 not implemented\r\n", "503 5.5.1 duplicate EHLO\r\n"}) {
    Server server(refusal, "250-mx.example.net\r\n250 PIPELINING\r\n");
    EXPECT_EQ(server.heard, "EHLO desk.example.com\r\nHELO desk.example.com\r\n") << refusal;
    ASSERT_TRUE(server.dialog.ready());
    server.heard.clear();
    EXPECT_TRUE(server.deliver(letter, "250 ok\r\n250 ok\r\n354 go on\r\n250 queued\r\n"));
    EXPECT_TRUE(server.heard.starts_with("MAIL FROM:<desk@example.com>\r\nRCPT")) << server.heard;
    EXPECT_TRUE(server.dialog.reusable());
  }
}

TEST(SmtpClient, ARefusedGreetingIsNoVerdictOnAMail) {
  const auto kind_after_hello = [](const std::string& replies) {
    SmtpClientDialog dialog("desk.example.com");
    (void)dialog.hello();
    dialog.feed(replies);
    auto step = dialog.next().value();
    while (step && !step->outcome) step = dialog.next().value();
    EXPECT_FALSE(dialog.reusable()) << replies;
    return step ? kind_of(*step->outcome) : ErrorKind::internal;
  };
  EXPECT_EQ(kind_after_hello("503 5.5.1 no\r\n503 5.5.1 no\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after_hello("550 5.7.1 go away\r\n550 5.7.1 go away\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after_hello("502 what\r\n550 5.1.1 no such name\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after_hello("530 5.7.0 log in first\r\n530 5.7.0 log in first\r\n"), ErrorKind::credentials);
  EXPECT_EQ(kind_after_hello("421 4.3.2 busy\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after_hello("450 later\r\n"), ErrorKind::remote_temporary);
}

TEST(SmtpClient, WaitsForEachReplyWhereTheServerDoesNotPipeline) {
  Server server(plain_hello);
  EXPECT_EQ(kind_of(server.deliver(letter, "250 ok\r\n")), ErrorKind::internal);
  EXPECT_EQ(server.heard, "MAIL FROM:<desk@example.com>\r\nRCPT TO:<lee@example.net>\r\n");
}

TEST(SmtpClient, SaysTheWholeEnvelopeAtOnceWhereTheServerPipelines) {
  Server server(postfix_hello);
  EXPECT_EQ(kind_of(server.deliver(letter, "")), ErrorKind::internal);
  EXPECT_EQ(server.heard, "MAIL FROM:<desk@example.com> SIZE=21\r\nRCPT TO:<lee@example.net>\r\nDATA\r\n");
}

TEST(SmtpClient, GivesTheSameOutcomeHoweverTheRepliesAreSplit) {
  const std::string replies = "250-2.1.0 fine\r\n250 2.1.0 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n";
  for (std::size_t split = 0; split <= replies.size(); ++split) {
    Server server(postfix_hello);
    auto outcome = server.deliver(letter, replies.substr(0, split));
    if (!outcome) {
      server.dialog.feed(replies.substr(split));
      outcome = server.read_on();
    }
    EXPECT_TRUE(outcome) << split;
  }
}

TEST(SmtpClient, ARefusedRecipientGetsNoText) {
  Server server(postfix_hello);
  const auto refused =
      server.deliver(letter, "250 ok\r\n550 5.1.1 nobody here\r\n554 5.5.1 no valid recipients\r\n");
  EXPECT_EQ(kind_of(refused), ErrorKind::unknown_recipient);
  EXPECT_THAT(refused.error().detail, HasSubstr("RCPT: 550 5.1.1 nobody here"));
  EXPECT_THAT(server.heard, Not(HasSubstr("Subject")));
  EXPECT_TRUE(server.dialog.reusable());
}

TEST(SmtpClient, AServerThatAsksForTextInSpiteOfTheRefusalGetsNone) {
  Server server(postfix_hello);
  const auto refused =
      server.deliver(letter, "250 ok\r\n451 4.2.0 later\r\n354 go on\r\n554 no recipients\r\n");
  EXPECT_EQ(kind_of(refused), ErrorKind::remote_temporary);
  EXPECT_TRUE(server.heard.ends_with("DATA\r\n.\r\n"));
}

TEST(SmtpClient, TheNextMailAfterARefusalBeginsWithAReset) {
  Server server(plain_hello);
  (void)server.deliver(letter, "250 ok\r\n550 no\r\n");
  server.heard.clear();
  EXPECT_TRUE(server.deliver(letter, "250 reset\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n"));
  EXPECT_TRUE(server.heard.starts_with("RSET\r\nMAIL FROM:<desk@example.com>\r\n"));
  server.heard.clear();
  EXPECT_TRUE(server.deliver(letter, "250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n"));
  EXPECT_TRUE(server.heard.starts_with("MAIL"));
}

TEST(SmtpClient, EachRefusalSaysWhatIsToBeDone) {
  EXPECT_EQ(kind_after("550 5.7.1 you may not\r\n"), ErrorKind::remote_permanent);
  EXPECT_EQ(kind_after("451 4.7.1 greylisted\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after("530 5.7.0 authentication required\r\n"), ErrorKind::credentials);
  EXPECT_EQ(kind_after("250 ok\r\n550 no such user\r\n"), ErrorKind::remote_permanent);
  EXPECT_EQ(kind_after("250 ok\r\n250 ok\r\n452 4.3.1 disk full\r\n"), ErrorKind::remote_temporary);
  EXPECT_EQ(kind_after("250 ok\r\n250 ok\r\n354 go\r\n554 5.6.0 spam\r\n"), ErrorKind::remote_permanent);
  EXPECT_EQ(kind_after("250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 too big\r\n"), ErrorKind::too_large);
  EXPECT_EQ(kind_after("250 ok\r\n250 ok\r\n250 what\r\n"), ErrorKind::remote_temporary);
}

TEST(SmtpClient, AServerThatIsClosingIsLeft) {
  Server server(plain_hello);
  EXPECT_EQ(kind_of(server.deliver(letter, "421 4.3.2 shutting down\r\n")), ErrorKind::remote_temporary);
  EXPECT_FALSE(server.dialog.reusable());
}

TEST(SmtpClient, OnlyAfterTheLastDotNobodyKnowsWhatBecameOfTheMail) {
  const core::Error closed{ErrorKind::network, "closed"};
  Server early(plain_hello);
  (void)early.deliver(letter, "250 ok\r\n250 ok\r\n");
  EXPECT_EQ(early.dialog.lost(closed).kind, ErrorKind::network);

  Server late(plain_hello);
  (void)late.deliver(letter, "250 ok\r\n250 ok\r\n354 go\r\n");
  EXPECT_EQ(late.dialog.phase(), SmtpClientDialog::Phase::final_dot);
  EXPECT_EQ(late.dialog.lost(closed).kind, ErrorKind::uncertain);
  EXPECT_EQ(late.dialog.lost(closed, /*dot_is_out=*/false).kind, ErrorKind::network);
}

TEST(SmtpClient, TheTextOfAMailEndsBeforeItsLastDot) {
  Server server(postfix_hello);
  (void)server.dialog.begin(letter);
  server.dialog.feed("250 ok\r\n250 ok\r\n354 go\r\n");
  const auto step = server.dialog.next().value().value();
  EXPECT_EQ(step.send.substr(0, step.text), "Subject: hi\r\n\r\ntext\r\n");
  EXPECT_EQ(step.send.substr(step.text), ".\r\n");
}

const OutgoingMail second{
    .sender = "desk@example.com", .recipient = "ann@example.net", .bytes = "Subject: second\r\n\r\ntext\r\n"};

TEST(SmtpClient, TheEnvelopeOfTheNextMailGoesOutBehindTheTextOfThisOne) {
  Server server(postfix_hello);
  server.heard = server.dialog.begin(letter).value();
  server.dialog.announce(second);
  server.dialog.feed("250 ok\r\n250 ok\r\n354 go\r\n");
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::internal);
  EXPECT_TRUE(server.heard.ends_with(
      "text\r\n.\r\nMAIL FROM:<desk@example.com> SIZE=25\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n"));
  server.heard.clear();

  server.dialog.feed("250 queued as 1\r\n250 ok\r\n250 ok\r\n354 go\r\n");
  EXPECT_EQ(server.read_on()->answer, "250 queued as 1");
  EXPECT_TRUE(server.dialog.reusable());
  EXPECT_EQ(server.dialog.begin(second).value(), "") << "it is said already";
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::internal);
  EXPECT_EQ(server.heard, "Subject: second\r\n\r\ntext\r\n.\r\n");
  server.dialog.feed("250 queued as 2\r\n");
  EXPECT_EQ(server.read_on()->answer, "250 queued as 2");
  EXPECT_TRUE(server.dialog.reusable());
}

TEST(SmtpClient, EachOfTwoMailsUnderWayHasItsOwnOutcome) {
  Server server(postfix_hello);
  (void)server.dialog.begin(letter);
  server.dialog.announce(second);
  server.dialog.feed(
      "250 ok\r\n250 ok\r\n354 go\r\n554 5.6.0 spam\r\n250 ok\r\n550 5.1.1 nobody\r\n503 no\r\n");
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::remote_permanent);
  (void)server.dialog.begin(second);
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::unknown_recipient);
  EXPECT_TRUE(server.dialog.begin(letter).value().starts_with("RSET\r\nMAIL")) << "the second was left open";
}

TEST(SmtpClient, AMailThatWasOnlyAnnouncedHasNotBegunWhenThisOneIsRefused) {
  Server server(postfix_hello);
  (void)server.dialog.begin(letter);
  server.dialog.announce(second);
  server.dialog.feed("250 ok\r\n550 5.1.1 nobody\r\n554 no\r\n");
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::unknown_recipient);
  EXPECT_EQ(server.dialog.begin(second).value(),
            "RSET\r\nMAIL FROM:<desk@example.com> SIZE=25\r\nRCPT TO:<ann@example.net>\r\nDATA\r\n");
}

TEST(SmtpClient, AServerThatDoesNotPipelineHearsNothingOfTheNextMail) {
  Server server(plain_hello);
  (void)server.dialog.begin(letter);
  server.dialog.announce(second);
  server.dialog.feed("250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n");
  EXPECT_TRUE(server.read_on());
  EXPECT_EQ(server.heard.find("ann@"), std::string::npos);
  EXPECT_TRUE(server.dialog.begin(second).value().starts_with("MAIL"));
}

TEST(SmtpClient, AMailUnderWayWhoseConnectionEndsBeforeItsTextIsNotUncertain) {
  Server server(postfix_hello);
  (void)server.dialog.begin(letter);
  server.dialog.announce(second);
  server.dialog.feed("250 ok\r\n250 ok\r\n354 go\r\n250 queued\r\n421 too many mails\r\n");
  EXPECT_TRUE(server.read_on());
  (void)server.dialog.begin(second);
  EXPECT_EQ(kind_of(server.read_on()), ErrorKind::remote_temporary);
  EXPECT_FALSE(server.dialog.reusable());
}

TEST(SmtpClient, AsksForEightBitAndUtf8OnlyWhereNeededAndOffered) {
  OutgoingMail korean = letter;
  korean.bytes = "Subject: x\r\n\r\n안녕\r\n";
  Server server(postfix_hello);
  (void)server.deliver(korean, "");
  EXPECT_THAT(server.heard, HasSubstr(" BODY=8BITMIME\r\n"));

  korean.recipient = "김@example.net";
  Server utf8(postfix_hello);
  (void)utf8.deliver(korean, "");
  EXPECT_THAT(utf8.heard, HasSubstr(" BODY=8BITMIME SMTPUTF8\r\n"));

  Server old(plain_hello);
  EXPECT_EQ(kind_of(old.deliver(korean, "")), ErrorKind::remote_permanent);
  EXPECT_EQ(old.heard, "");
}

TEST(SmtpClient, AMailBeyondTheServersLimitIsNotEvenBegun) {
  OutgoingMail large = letter;
  large.bytes = std::string(1001, 'x');
  Server server(postfix_hello);
  EXPECT_EQ(kind_of(server.deliver(large, "")), ErrorKind::too_large);
  EXPECT_EQ(server.heard, "");
}

TEST(SmtpClient, NoAddressBecomesACommand) {
  for (const char* address :
       {"lee@example.net>\r\nRCPT TO:<x@example.net", "a\nb@example.net", "a>b@example.net",
        "a b@example.net", "\"a\rb\"@example.net", "\"a\\\r\"@x", "\"open@example.net", "a@b\x7f"}) {
    OutgoingMail mail = letter;
    mail.recipient = address;
    Server server(plain_hello);
    EXPECT_EQ(kind_of(server.deliver(mail, "")), ErrorKind::malformed) << address;
    mail = letter;
    mail.sender = address;
    EXPECT_EQ(kind_of(server.deliver(mail, "")), ErrorKind::malformed) << address;
    EXPECT_EQ(server.heard, "");
  }
  EXPECT_FALSE(check_address(std::string_view("a\0b@example.net", 15)));
  EXPECT_TRUE(check_address("\"a b\"@example.net"));
  EXPECT_TRUE(check_address(""));
}

TEST(SmtpClient, DotsAreDoubledAndTheLastLineIsEnded) {
  EXPECT_EQ(dot_stuffed(".\r\n..a\r\nb.\r\n.").value(), "..\r\n...a\r\nb.\r\n..\r\n");
  EXPECT_EQ(dot_stuffed("").value(), "");
}

TEST(SmtpClient, LineEndsThatAnotherServerCouldMistakeAreRefused) {
  for (const std::string bytes : {"a\n.\r\nb\r\n", "a\r.\r\nb", "a\r\n.\nb", "a\r", "a\n", "\r\r\n"})
    EXPECT_FALSE(dot_stuffed(bytes)) << bytes;
  EXPECT_FALSE(dot_stuffed(std::string_view("a\0b\r\n", 5)));
}

TEST(SmtpReply, LinesOfOneReplyBelongTogether) {
  SmtpReplyReader reader;
  reader.feed("550-5.7.1 first\r\n550-5.7.1 second\r\n550 5.7.1 third\r\n250\r\n");
  const auto reply = reader.next().value().value();
  EXPECT_EQ(reply.code, 550);
  EXPECT_EQ(reply.enhanced, "5.7.1");
  EXPECT_EQ(reply.text(), "550 5.7.1 first 5.7.1 second 5.7.1 third");
  EXPECT_EQ(reader.next().value()->code, 250);
}

TEST(SmtpReply, AnEnhancedCodeOfAnotherClassIsNotBelieved) {
  SmtpReplyReader reader;
  reader.feed("550 2.1.5 ok?\r\n");
  EXPECT_EQ(reader.next().value()->enhanced, "");
}

TEST(SmtpReply, WhatIsNoReplyOrHasNoEndIsAnError) {
  for (const std::string bytes :
       {"HTTP/1.1 400\r\n", "25\r\n", "250x\r\n", "650 x\r\n", "150 x\r\n", "\r\n", "250-a\r\n550 b\r\n"}) {
    SmtpReplyReader reader;
    reader.feed(bytes);
    EXPECT_FALSE(reader.next()) << bytes;
  }
  SmtpReplyReader endless_line;
  endless_line.feed("250 " + std::string(5000, 'x'));
  EXPECT_FALSE(endless_line.next());
  SmtpReplyReader endless_reply;
  for (int i = 0; i < 200; ++i) endless_reply.feed("250-x\r\n");
  EXPECT_FALSE(endless_reply.next());
}

TEST(SmtpReply, ControlCharactersDoNotReachTheLog) {
  SmtpReplyReader reader;
  reader.feed("550 \x1b[2Jgone\nhere\r\n");
  EXPECT_EQ(reader.next().value()->text(), "550 ?[2Jgone?here");
}

}  // namespace ticketd::daemon
