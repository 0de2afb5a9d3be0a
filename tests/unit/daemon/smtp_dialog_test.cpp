#include "daemon/intake/smtp_dialog.h"

#include <gtest/gtest.h>

#include <vector>

namespace ticketd::daemon {
namespace {

using Next = Step::Next;

RecipientAnswer only_support(std::string_view address) {
  if (address == "support@example.com" || address == "postmaster" || address == "sales@example.com")
    return RecipientAnswer::accepted;
  if (address == "busy@example.com") return RecipientAnswer::unavailable;
  return RecipientAnswer::unknown;
}

// A dialog with what the peer says to it.
class Talk {
 public:
  explicit Talk(SmtpSettings settings = {}, bool offers_tls = false)
      : terms_(std::make_shared<SmtpTerms>(
            SmtpTerms{.settings = std::move(settings),
                      .check_recipient = only_support,
                      .has_room = [](std::uint64_t size) { return size < 30'000'000; },
                      .offers_tls = offers_tls})),
        dialog_(terms_, "192.0.2.7", false) {}

  Step line(std::string_view text) { return dialog_.on_line(text); }
  std::string code(std::string_view text) { return line(text).reply.substr(0, 3); }
  std::string codes(const std::vector<std::string_view>& lines) {
    std::string all;
    for (const auto text : lines) all += (all.empty() ? "" : " ") + code(text);
    return all;
  }
  Talk& hello() {
    (void)line(terms_->settings.is_lmtp() ? "LHLO client.example" : "EHLO client.example");
    return *this;
  }
  Talk& envelope(int recipients = 1) {
    hello();
    (void)line("MAIL FROM:<kim@client.example>");
    for (int i = 0; i < recipients; ++i) (void)line("RCPT TO:<support@example.com>");
    return *this;
  }
  Step data(std::string_view content) {
    EXPECT_EQ(line("DATA").next, Next::data);
    auto step = dialog_.on_data(content);
    EXPECT_EQ(content, "");
    EXPECT_TRUE(step) << "the mail has no end";
    return step.value_or(Step{});
  }
  SmtpDialog& dialog() { return dialog_; }

 private:
  std::shared_ptr<SmtpTerms> terms_;
  SmtpDialog dialog_;
};

SmtpSettings lmtp() {
  SmtpSettings settings;
  settings.protocol = SmtpProtocol::lmtp;
  return settings;
}
SmtpSettings upstream() {
  SmtpSettings settings;
  settings.profile = SmtpProfile::upstream;
  return settings;
}

const Result<core::Accepted> stored = core::Accepted{.mail = core::MailKey{812}};

}  // namespace

TEST(SmtpDialog, AMailIsAcceptedUnderItsId) {
  Talk talk;
  EXPECT_EQ(talk.dialog().greeting().reply, "220 localhost ESMTP\r\n");
  EXPECT_EQ(
      talk.codes({"EHLO client.example", "MAIL FROM:<kim@client.example>", "RCPT TO:<support@example.com>"}),
      "250 250 250");

  EXPECT_EQ(talk.data("Subject: hi\r\n\r\n..dot\r\n.\r\n").next, Next::accept);
  const auto mail = talk.dialog().take_mail(core::Time{});

  EXPECT_EQ(mail.bytes, "Subject: hi\r\n\r\n.dot\r\n");
  EXPECT_EQ(mail.envelope.sender, "kim@client.example");
  EXPECT_EQ(mail.envelope.recipients, std::vector<std::string>{"support@example.com"});
  EXPECT_EQ(mail.source.kind, core::SourceKind::smtp);
  EXPECT_EQ(mail.source.peer, "192.0.2.7");
  EXPECT_FALSE(mail.source.behind_our_border);
  EXPECT_EQ(talk.dialog().on_accepted(stored).reply, "250 2.0.0 accepted as 812\r\n");
  EXPECT_FALSE(talk.dialog().in_transaction());
}

TEST(SmtpDialog, AMailTakesNoMoreMemoryThanItNeeds) {
  Talk talk;
  talk.codes({"EHLO client.example", "MAIL FROM:<kim@client.example>", "RCPT TO:<support@example.com>"});
  EXPECT_EQ(talk.data("Subject: long\r\n\r\n" + std::string(90'000, 'x') + "\r\n.\r\n").next, Next::accept);
  const auto mail = talk.dialog().take_mail(core::Time{});
  EXPECT_GT(mail.bytes.size(), 90'000U);
  EXPECT_LT(mail.bytes.capacity(), 100'000U) << "sessions set 160 KiB aside";
}

TEST(SmtpDialog, EhloOffersWhatWeDoAndNoMore) {
  EXPECT_EQ(Talk().line("EHLO c.example").reply,
            "250-localhost\r\n250-SIZE 37748736\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n");
  EXPECT_NE(Talk({}, true).line("EHLO c.example").reply.find("250-STARTTLS\r\n"), std::string::npos);
  EXPECT_NE(Talk(lmtp()).line("LHLO c.example").reply.find("250-PIPELINING\r\n"), std::string::npos);
  EXPECT_EQ(Talk().line("HELO c.example").reply, "250 localhost\r\n");
}

TEST(SmtpDialog, CommandsOutOfOrderAreRefused) {
  EXPECT_EQ(Talk().code("MAIL FROM:<a@b.example>"), "503");
  EXPECT_EQ(Talk().hello().codes({"RCPT TO:<support@example.com>", "DATA"}), "503 503");
  EXPECT_EQ(Talk().hello().codes({"MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>", "DATA"}),
            "250 503 554");
  EXPECT_EQ(Talk().envelope().codes({"RSET", "RCPT TO:<support@example.com>"}), "250 503");
  EXPECT_EQ(Talk().envelope().codes({"EHLO again.example", "DATA"}), "250 503");
}

TEST(SmtpDialog, EveryCommandHasItsReply) {
  EXPECT_EQ(Talk().hello().codes({"NOOP", "NOOP hi", "RSET", "VRFY a@b.example", "QUIT"}),
            "250 250 250 252 221");
  EXPECT_EQ(Talk().hello().codes({"EXPN staff", "ETRN x", "HELP", "TURN", "AUTH PLAIN AA=="}),
            "502 502 502 502 502");
  EXPECT_EQ(Talk().hello().codes({"XYZZY", "", " NOOP", "LHLO x", "STARTTLS", "VRFY"}),
            "500 500 500 500 502 501");
  EXPECT_EQ(Talk().envelope().codes({"DATA x", "RSET x"}), "501 501");
  EXPECT_EQ(Talk().codes({"EHLO", "HELO", "EHLO b\xE9", "ehlo [127.0.0.1]"}), "501 501 501 250");
  EXPECT_EQ(Talk(lmtp()).codes({"EHLO c.example", "HELO c.example", "LHLO c.example"}), "500 500 250");
}

TEST(SmtpDialog, ParametersOfMailAreCheckedOnce) {
  const auto reply = [](std::string parameters) {
    return Talk().hello().code("MAIL FROM:<a@b.example> " + parameters);
  };
  EXPECT_EQ(reply("SIZE=1000 BODY=8BITMIME"), "250");
  EXPECT_EQ(reply("size=1000 body=7bit"), "250");
  EXPECT_EQ(reply("SIZE=37748737"), "552");
  EXPECT_EQ(reply("SIZE=18446744073709551617"), "552");
  for (const auto* bad : {"SIZE=-1", "SIZE=abc", "SIZE=", "SIZE", "SIZE=1x", "BODY=BINARYMIME", "BODY"})
    EXPECT_EQ(reply(bad), "501") << bad;
  for (const auto* unknown :
       {"FOO=BAR", "AUTH=<>", "RET=HDRS", "SMTPUTF8", "SIZE=1 SIZE=2", "BODY=7BIT BODY=7BIT"})
    EXPECT_EQ(reply(unknown), "555") << unknown;
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<support@example.com> NOTIFY=NEVER"), "555");
}

TEST(SmtpDialog, SenderAddressesAreReadStrictly) {
  const auto reply = [](std::string path) { return Talk().hello().code("MAIL FROM:" + path); };
  const std::string long_local(200, 'v');
  for (const std::string& good :
       {std::string("<>"), std::string(" <a@b.example>"), std::string("<\"a b\"@b.example>"),
        std::string("<\"a>b\"@b.example>"), std::string("<a@[127.0.0.1]>"), std::string("<a@[IPv6:::1]>"),
        std::string("<a..b.@carrier.example>"), "<" + long_local + "@b.example>"})
    EXPECT_EQ(reply(good), "250") << good;
  for (const std::string& bad :
       {std::string("a@b.example"), std::string("<a@b.example"), std::string("<a@b@c.example>"),
        std::string("<local>"), std::string("<a@>"), std::string("<@b.example>x"),
        std::string("<a@b..example>"), std::string("<a@-b.example>"), std::string("<a@b.example.>"),
        std::string("<a\x01@b.example>"), std::string("<a b@c.example>"), std::string("<\"a\"b@c.example>"),
        std::string("<\"a@b.example>"), std::string("<a@b.example>SIZE=1"), std::string("<a@[127.0.0.1>"),
        "<" + long_local + long_local + "@b.example>", "<a@" + std::string(64, 'd') + ".example>"})
    EXPECT_EQ(reply(bad), "501") << bad;
  EXPECT_EQ(reply("<@r1.example,@r2.example:a@c.example>"), "553");
  EXPECT_EQ(reply("<j\xC3\xB6@c.example>"), "553");
}

TEST(SmtpDialog, NonAsciiAddressesNeedTheSettingAndTheParameter) {
  SmtpSettings settings;
  settings.smtputf8 = true;
  EXPECT_EQ(Talk(settings).hello().code("MAIL FROM:<j\xC3\xB6@c.example>"), "553");
  EXPECT_EQ(Talk(settings).hello().code("MAIL FROM:<j\xC3\xB6@b\xC3\xBC.example> SMTPUTF8"), "250");
  EXPECT_EQ(Talk(settings).hello().code("MAIL FROM:<j\xFF@c.example> SMTPUTF8"), "501");
  EXPECT_EQ(Talk(settings).hello().code("MAIL FROM:<j\xED\xA0\x80@c.example> SMTPUTF8"), "501");
  EXPECT_EQ(Talk(settings).envelope().code("RCPT TO:<j\xC3\xB6@example.com>"), "553");
}

TEST(SmtpDialog, RecipientsAreOursOrRefused) {
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<nobody@example.com>"), "550");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<busy@example.com>"), "451");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<>"), "501");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<" + std::string(65, 'l') + "@example.com>"), "501");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<PostMaster>"), "250");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<postmaster>"), "250");
  EXPECT_EQ(Talk().envelope().code("RCPT TO:<\"support\"@example.com>"), "250");
}

TEST(SmtpDialog, AHundredWaysToAskForRelayingAreRefused) {
  const std::vector<std::string> victims{"v@else.example", "v@[192.0.2.1]", "v@sub.else.example",
                                         "v@ELSE.example"};
  const std::vector<std::string> hosts{"example.com", "[127.0.0.1]", "localhost", "EXAMPLE.COM",
                                       "mx.example.com"};
  const auto with = [](std::string text, char replaced, char by) {
    std::replace(text.begin(), text.end(), replaced, by);
    return text;
  };
  std::vector<std::string> forms;
  for (const auto& victim : victims) {
    for (const std::string& form :
         {victim, "\"v\"" + victim.substr(1), victim + ".", victim + "%", "<" + victim + ">"})
      forms.push_back(form);
    for (const auto& host : hosts) {
      forms.push_back(with(victim, '@', '%') + "@" + host);
      forms.push_back(victim.substr(2) + "!v@" + host);
      forms.push_back("@" + host + ":" + victim);
      forms.push_back("@" + host + ",@b.example:" + victim);
      forms.push_back("\"" + victim + "\"@" + host);
      forms.push_back("\"v%else.example\"@" + host);
      forms.push_back("\"v\\@else.example\"@" + host);
      forms.push_back(victim + "@" + host);
      forms.push_back(victim + "%" + host);
    }
  }
  ASSERT_GE(forms.size(), 100U);
  for (const auto& form : forms) {
    const auto step = Talk().envelope(0).line("RCPT TO:<" + form + ">");
    EXPECT_EQ(step.reply[0], '5') << form << " " << step.reply;
  }
}

TEST(SmtpDialog, TheHundredAndFirstRecipientWaitsForTheNextMail) {
  Talk talk;
  talk.envelope(100);
  EXPECT_EQ(talk.code("RCPT TO:<support@example.com>"), "452");
  EXPECT_EQ(talk.dialog().errors(), 0U);
}

TEST(SmtpDialog, BareLineEndsFromTheInternetAreRefusedAndEndTheSession) {
  for (const std::string& content :
       {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3), std::string("a\n.\nMAIL")}) {
    Talk talk;
    const auto step = talk.envelope().data(content + "\r\n.\r\n");
    EXPECT_EQ(step.reply.substr(0, 9), "550 5.6.0");
    EXPECT_EQ(step.next, Next::close);
  }
}

TEST(SmtpDialog, BareLineEndsFromATrustedHostAreKept) {
  for (const auto& settings : {upstream(), lmtp()}) {
    Talk talk(settings);
    EXPECT_EQ(talk.envelope().data("a\n.\nb\r\n.\r\n").next, Next::accept);
    const auto mail = talk.dialog().take_mail(core::Time{});
    EXPECT_EQ(mail.bytes, "a\n.\nb\r\n");
    EXPECT_TRUE(mail.source.behind_our_border);
  }
}

TEST(SmtpDialog, AMailOverTheLimitIsRefusedAfterItsEndAndTheSessionGoesOn) {
  SmtpSettings settings;
  settings.max_message_size = 1000;
  Talk talk(settings);
  const auto step = talk.envelope().data(std::string(2000, 'x') + "\r\n.\r\n");
  EXPECT_EQ(step.reply.substr(0, 9), "552 5.3.4");
  EXPECT_EQ(step.next, Next::command);
  EXPECT_EQ(talk.code("MAIL FROM:<a@b.example>"), "250");
}

TEST(SmtpDialog, AMailWithoutEndIsCutOff) {
  SmtpSettings settings;
  settings.max_message_size = 1000;
  Talk talk(settings);
  const auto step = talk.envelope().data(std::string(1'100'000, 'x'));
  EXPECT_EQ(step.next, Next::close);
}

TEST(SmtpDialog, FiftyOneReceivedFieldsAreALoop) {
  std::string fields;
  for (int i = 0; i < 50; ++i) fields += "Received: by a.example\r\n";
  EXPECT_EQ(Talk().envelope().data(fields + "\r\n.\r\n").next, Next::accept);
  EXPECT_EQ(Talk().envelope().data("Received: x\r\n" + fields + "\r\n.\r\n").reply.substr(0, 9), "554 5.4.6");
}

TEST(SmtpDialog, LmtpAnswersOnceForEachRecipient) {
  Talk talk(lmtp());
  EXPECT_EQ(talk.envelope(3).data("x\r\n.\r\n").next, Next::accept);
  (void)talk.dialog().take_mail(core::Time{});
  const std::string one = "250 2.0.0 accepted as 812\r\n";
  EXPECT_EQ(talk.dialog().on_accepted(stored).reply, one + one + one);
  EXPECT_EQ(Talk(lmtp()).envelope(0).code("DATA"), "503");
}

TEST(SmtpDialog, LmtpMayPipelineExceptBehindACommandThatEndsAGroup) {
  Talk talk(lmtp());
  EXPECT_TRUE(talk.line("LHLO c.example").alone);
  EXPECT_FALSE(talk.line("MAIL FROM:<a@b.example>").alone);
  EXPECT_FALSE(talk.line("RCPT TO:<support@example.com>").alone);
  EXPECT_FALSE(talk.data("x\r\n.\r\n").alone);
  Talk smtp;
  EXPECT_TRUE(smtp.hello().line("MAIL FROM:<a@b.example>").alone);
}

TEST(SmtpDialog, ARefusalOfTheStoreBecomesItsReplyInTheTable) {
  const auto outcome = [](SmtpSettings settings, core::ErrorKind kind) {
    Talk talk(std::move(settings));
    EXPECT_EQ(talk.envelope(2).data("x\r\n.\r\n").next, Next::accept);
    (void)talk.dialog().take_mail(core::Time{});
    const Result<core::Accepted> failed = fail(kind, "for the log");
    return talk.dialog().on_accepted(failed);
  };
  EXPECT_EQ(outcome({}, core::ErrorKind::store_full).reply, "452 4.3.1 insufficient storage\r\n");
  EXPECT_EQ(outcome({}, core::ErrorKind::store_down).next, Next::command);
  EXPECT_EQ(outcome({}, core::ErrorKind::overloaded).next, Next::close);
  EXPECT_EQ(outcome(lmtp(), core::ErrorKind::overloaded).reply,
            "451 4.3.2 too busy\r\n451 4.3.2 too busy\r\n");
}

TEST(SmtpDialog, InputThatDidNotWaitEndsTheSession) {
  Talk talk;
  const auto step = talk.dialog().on_unexpected_input(talk.envelope().line("NOOP"));
  EXPECT_EQ(step.reply, "554 5.5.0 wait for the reply\r\n");
  EXPECT_EQ(step.next, Next::close);
  EXPECT_FALSE(talk.dialog().in_transaction());
}

TEST(SmtpDialog, AStoredMailGetsIts250EvenBeforeUnexpectedInput) {
  Talk talk;
  (void)talk.envelope().data("x\r\n.\r\n");
  (void)talk.dialog().take_mail(core::Time{});
  const auto step = talk.dialog().on_unexpected_input(talk.dialog().on_accepted(stored));
  EXPECT_EQ(step.reply, "250 2.0.0 accepted as 812\r\n554 5.5.0 wait for the reply\r\n");
}

TEST(SmtpDialog, WhatFollowsStarttlsInTheClearEndsTheSession) {
  Talk talk({}, true);
  const auto step = talk.hello().line("STARTTLS");
  EXPECT_EQ(step.reply, "220 2.0.0 ready for TLS\r\n");
  EXPECT_EQ(step.next, Next::tls);
  EXPECT_TRUE(step.alone);
  EXPECT_EQ(talk.dialog().on_unexpected_input(step).reply.substr(0, 9), "501 5.5.4");
}

TEST(SmtpDialog, OtherProtocolsAreShownTheDoor) {
  for (const std::string_view line :
       {"GET / HTTP/1.1", "post /x HTTP/1.1", "CONNECT a.example:25 HTTP/1.1", "PRI * HTTP/2.0",
        "Host: desk.example.com", "Subject: hello", "X-Anything:", "\x16\x03\x01", "{\"a\":1}", ".",
        "BDAT 4 LAST", "NOOP a\rb"}) {
    EXPECT_EQ(Talk().hello().line(line).next, Next::close) << line;
  }
}

TEST(SmtpDialog, TheThirdLongLineEndsTheSession) {
  Talk talk;
  const auto line = "NOOP " + std::string(2043, 'x');
  EXPECT_EQ(talk.code(line), "250");
  EXPECT_EQ(talk.line(line + "y").next, Next::command);
  EXPECT_EQ(talk.line(line + "y").next, Next::command);
  EXPECT_EQ(talk.line(line + "y").next, Next::close);
}

TEST(SmtpDialog, ErrorsSlowTheSessionDownAndThenEndIt) {
  Talk talk;
  talk.hello();
  for (int i = 0; i < 9; ++i) EXPECT_EQ(talk.line("XYZZY").delay.count(), 0);
  for (int i = 10; i < 20; ++i) EXPECT_EQ(talk.line("XYZZY").delay, std::chrono::seconds(1));
  const auto last = talk.line("XYZZY");
  EXPECT_EQ(last.reply, "421 4.7.0 too many errors\r\n");
  EXPECT_EQ(last.next, Next::close);
}

TEST(SmtpDialog, UnderStressTheFirstErrorEndsAStrangersSession) {
  Talk stranger;
  stranger.dialog().set_stressed(true);
  EXPECT_EQ(stranger.hello().line("XYZZY").next, Next::close);
  Talk neighbour(upstream());
  neighbour.dialog().set_stressed(true);
  EXPECT_EQ(neighbour.hello().line("XYZZY").next, Next::command);
}

TEST(SmtpDialog, JunkCommandsAndMailsAreCounted) {
  Talk talk;
  talk.hello();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(talk.code("NOOP"), "250");
  EXPECT_EQ(talk.code("NOOP"), "421");

  SmtpSettings settings;
  settings.limits.mails_per_session = 1;
  Talk one(settings);
  (void)one.envelope().data("x\r\n.\r\n");
  (void)one.dialog().take_mail(core::Time{});
  (void)one.dialog().on_accepted(stored);
  EXPECT_EQ(one.code("MAIL FROM:<a@b.example>"), "421");
}

TEST(SmtpDialog, AMailThatTheDiskHasNoRoomForIsDeferredBeforeItComes) {
  EXPECT_EQ(Talk().hello().line("MAIL FROM:<a@b.example> SIZE=30000000").reply,
            "452 4.3.1 insufficient storage\r\n");
  EXPECT_EQ(Talk().hello().code("MAIL FROM:<a@b.example> SIZE=20000000"), "250");
}

TEST(SmtpDialog, ContentMayBeTakenElsewhereMeanwhile) {
  Talk talk;
  talk.envelope();
  EXPECT_EQ(talk.line("DATA").next, Next::data);
  std::string_view first = "Subject: hi\r\n\r\nfirst\r\n";
  EXPECT_FALSE(talk.dialog().on_data(first));
  EXPECT_EQ(talk.dialog().content(), "Subject: hi\r\n\r\nfirst\r\n");
  talk.dialog().content_is_elsewhere();
  std::string_view rest = "..second\r\n.\r\n";
  EXPECT_EQ(talk.dialog().on_data(rest).value().next, Next::accept);
  EXPECT_EQ(talk.dialog().take_mail(core::Time{}).bytes, ".second\r\n");
}

TEST(SmtpDialog, ContentThatWasLostDefersTheMailAtItsEnd) {
  Talk talk;
  talk.envelope();
  (void)talk.line("DATA");
  std::string_view first = "Subject: hi\r\n";
  (void)talk.dialog().on_data(first);
  talk.dialog().content_is_lost(core::ErrorKind::store_down);
  EXPECT_FALSE(talk.dialog().keeps_content());
  std::string_view rest = "more\r\n.\r\n";
  EXPECT_EQ(talk.dialog().on_data(rest).value().reply, "451 4.3.0 try again later\r\n");
  EXPECT_EQ(talk.code("MAIL FROM:<a@b.example>"), "250");
}

TEST(SmtpDialog, EveryLimitOfASessionCanBeSet) {
  SmtpSettings settings;
  settings.limits.junk_commands = 1;
  settings.limits.command_length = 600;
  settings.limits.received_fields = 1;
  settings.limits.error_delay = std::chrono::milliseconds(7);
  settings.limits.errors = 4;
  EXPECT_EQ(Talk(settings).hello().codes({"NOOP", "NOOP"}), "250 421");
  EXPECT_EQ(Talk(settings).hello().code("NOOP " + std::string(600, 'x')), "500");
  EXPECT_EQ(Talk(settings).envelope().data("Received: a\r\nReceived: b\r\n\r\n.\r\n").reply.substr(0, 3),
            "554");
  Talk slow(settings);
  slow.hello();
  (void)slow.line("XYZZY");
  EXPECT_EQ(slow.line("XYZZY").delay, std::chrono::milliseconds(7));
}

}  // namespace ticketd::daemon
