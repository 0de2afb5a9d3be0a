// What the hosts in front really write, whole headers in their shape, and whom they prove.
#include "core/trust.h"
#include "parsers/parse.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

namespace {

constexpr auto from_kim =
    "From: Kim <kim@corp.example>\r\nTo: support@desk.example\r\nSubject: x\r\n"
    "Message-ID: <1@corp.example>\r\n\r\nHello\r\n";

core::TrustFinding judge(const std::string& header, const core::Source& source,
                         const core::TrustSettings& settings) {
  return core::judge_author(parsers::parse(header + from_kim), source, settings);
}

core::Trust behind_mta(const std::string& header) {
  return judge(header, {.kind = core::SourceKind::lmtp, .peer = "unix", .behind_our_border = true},
               {.authserv_ids = {"mx.desk.example"}, .hosts = {"mx.desk.example"}})
      .trust;
}

core::Trust fetched(const std::string& header, const std::string& host, const std::string& profile) {
  core::TrustSettings settings;
  if (!profile.empty()) settings.profiles = {profile};
  return judge(header, {.kind = core::SourceKind::imap, .peer = host, .behind_our_border = true}, settings)
      .trust;
}

std::string gmail(const std::string& dmarc, const std::string& forged = {}) {
  return "Delivered-To: support@desk.example\r\n"
         "Received: by 2002:a05:7022:698b:b0:d1:4f2a:77aa with SMTP id cd11csp123dlb;\r\n"
         "        Sat, 21 Nov 2026 01:00:02 -0800 (PST)\r\n"
         "X-Received: by 2002:a17:902:d2c8:b0:299:dd92:2a11 with SMTP id d9443c;\r\n"
         "        Sat, 21 Nov 2026 01:00:02 -0800 (PST)\r\n"
         "ARC-Seal: i=1; a=rsa-sha256; t=1795251602; cv=none; d=google.com; s=arc-20240605; b=Zm9v\r\n"
         "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@corp.example header.s=sel "
         "header.b=AbCd;\r\n"
         "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=corp.example\r\n"
         "Return-Path: <kim@corp.example>\r\n"
         "Received: from mail.corp.example (mail.corp.example. [203.0.113.7])\r\n"
         "        by mx.google.com with ESMTPS id d9443c01a7336-29b5b2si11\r\n"
         "        for <support@desk.example>\r\n"
         "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n"
         "        Sat, 21 Nov 2026 01:00:01 -0800 (PST)\r\n"
         "Received-SPF: pass (google.com: domain of kim@corp.example designates 203.0.113.7 as permitted "
         "sender)\r\n"
         "Authentication-Results: mx.google.com;\r\n"
         "       dkim=" +
         dmarc +
         " header.i=@corp.example header.s=sel header.b=AbCd;\r\n"
         "       spf=pass (google.com: domain of kim@corp.example designates 203.0.113.7 as permitted "
         "sender) "
         "smtp.mailfrom=kim@corp.example;\r\n"
         "       dmarc=" +
         dmarc + " (p=NONE sp=NONE dis=NONE) header.from=corp.example\r\n" + forged;
}

std::string microsoft(const std::string& dmarc) {
  return "Received: from SE2P216MB1234.KORP216.PROD.OUTLOOK.COM (2603:1096:101::11)\r\n"
         " by SL2P216MB5678.KORP216.PROD.OUTLOOK.COM with HTTPS; Sat, 21 Nov 2026 09:00:03 +0000\r\n"
         "Received: from PS1FRA.APC.PROD.PROTECTION.OUTLOOK.COM\r\n"
         " (2603:1096:4:3f::22) by SE2P216CA0001.outlook.office365.com\r\n"
         " (2603:1096:101:2::12) with Microsoft SMTP Server (version=TLS1_3,\r\n"
         " cipher=TLS_AES_256_GCM_SHA384) id 15.20.9000.1; Sat, 21 Nov 2026 09:00:02 +0000\r\n"
         "Authentication-Results: spf=pass (sender IP is 203.0.113.7)\r\n"
         " smtp.mailfrom=corp.example; dkim=" +
         dmarc +
         " (signature was verified)\r\n"
         " header.d=corp.example;dmarc=" +
         dmarc +
         " action=none\r\n"
         " header.from=corp.example;compauth=pass reason=100\r\n"
         "Received-SPF: Pass (protection.outlook.com: domain of corp.example designates 203.0.113.7)\r\n"
         "Received: from mail.corp.example (203.0.113.7) by\r\n"
         " PS1FRA.mail.protection.outlook.com (10.167.0.1) with Microsoft SMTP Server\r\n"
         " id 15.20.9000.1; Sat, 21 Nov 2026 09:00:01 +0000\r\n";
}

}  // namespace

TEST(TrustProfiles, PostfixWithRspamdInFront) {
  const std::string received =
      "Received: from mail.corp.example (mail.corp.example [203.0.113.7])\r\n"
      "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
      "\tby mx.desk.example (Postfix) with ESMTPS id 4XyZ\r\n"
      "\tfor <support@desk.example>; Sat, 21 Nov 2026 18:00:00 +0900 (KST)\r\n";
  const auto results = [](const std::string& dmarc) {
    return "Authentication-Results: mx.desk.example;\r\n\tdkim=" + dmarc +
           " header.d=corp.example header.s=sel header.b=AbCd;\r\n\tdmarc=" + dmarc +
           " (policy=reject) header.from=corp.example;\r\n"
           "\tspf=pass (mx.desk.example: domain of kim@corp.example designates 203.0.113.7 as permitted "
           "sender) "
           "smtp.mailfrom=kim@corp.example\r\n";
  };
  EXPECT_EQ(behind_mta(results("pass") + received), core::Trust::proven);
  EXPECT_EQ(behind_mta(results("fail") + received), core::Trust::unproven);
  EXPECT_EQ(behind_mta(received), core::Trust::plausible);
}

TEST(TrustProfiles, PostfixWithOpenDkimAndOpenDmarcInFront) {
  const std::string received =
      "Received: from mail.corp.example (mail.corp.example [203.0.113.7])\r\n"
      "\tby mx.desk.example (Postfix) with ESMTPS id 4XyZ; Sat, 21 Nov 2026 18:00:00 +0900 (KST)\r\n";
  EXPECT_EQ(behind_mta("DMARC-Filter: OpenDMARC Filter v1.4.2 mx.desk.example 4XyZ\r\n"
                       "Authentication-Results: mx.desk.example; dmarc=pass (p=reject dis=none) "
                       "header.from=corp.example\r\n"
                       "Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=corp.example\r\n" +
                       received +
                       "Authentication-Results: mx.desk.example;\r\n"
                       "\tdkim=pass (2048-bit key; unprotected) header.d=corp.example header.i=@corp.example "
                       "header.a=rsa-sha256 header.s=sel header.b=AbCd=;\r\n\tdkim-atps=neutral\r\n"),
            core::Trust::proven);
}

TEST(TrustProfiles, GmailWhereTheMailWasFetchedFromThereAndTheDeskReliesOnIt) {
  EXPECT_EQ(fetched(gmail("pass"), "imap.gmail.com", "gmail"), core::Trust::proven);
  EXPECT_EQ(fetched(gmail("fail"), "imap.gmail.com", "gmail"), core::Trust::unproven);
  EXPECT_EQ(fetched(gmail("pass"), "imap.gmail.com", ""), core::Trust::plausible) << "nobody chose it";
  EXPECT_EQ(fetched(gmail("pass"), "imap.evil.example", "gmail"), core::Trust::plausible) << "from elsewhere";
}

TEST(TrustProfiles, BelowGmailsOwnFieldTheSenderMayHaveWrittenAnything) {
  const std::string forged =
      "Authentication-Results: mx.google.com; dkim=pass header.i=@corp.example;\r\n"
      "       dmarc=pass header.from=corp.example\r\n";
  EXPECT_NE(fetched(gmail("none", forged), "imap.gmail.com", "gmail"), core::Trust::proven);
  EXPECT_NE(fetched("Received: from a by relay.evil.example; Sat, 21 Nov 2026 01:00:01 -0800\r\n" + forged,
                    "imap.gmail.com", "gmail"),
            core::Trust::proven);
}

TEST(TrustProfiles, MicrosoftWritesNoNameAndCountsOnlyInMailFromItsOwnServer) {
  EXPECT_EQ(fetched(microsoft("pass"), "outlook.office365.com", "microsoft365"), core::Trust::proven);
  EXPECT_EQ(fetched(microsoft("fail"), "outlook.office365.com", "microsoft365"), core::Trust::unproven);
  EXPECT_EQ(fetched(microsoft("pass"), "imap.example.com", "microsoft365"), core::Trust::plausible);
  EXPECT_EQ(behind_mta(microsoft("pass")), core::Trust::plausible) << "an unnamed field is nobody's";
}

}  // namespace ticketd::daemon
