#include "parsers/new_text.h"

#include "parsers/html_quote.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ticketd::parsers {
namespace {

std::string new_text(std::string_view text) { return split_text(text).new_text; }

/// The line or lines that a client in some language writes above the older mail.
struct Above {
  const char* client;
  const char* lines;
};
void PrintTo(const Above& above, std::ostream* out) { *out << above.client; }

class OlderMailBelow : public testing::TestWithParam<Above> {};

TEST_P(OlderMailBelow, IsQuoteAndTheTextAboveIsNew) {
  const auto text = std::string("새로 쓴 글입니다.\nThis is new.\n\n") + GetParam().lines;
  const auto quoted = split_text(text + "\n> the older mail\n>\n> its end\n");
  EXPECT_EQ(quoted.new_text, "새로 쓴 글입니다.\nThis is new.");
  EXPECT_TRUE(quoted.quote.ends_with("> its end")) << quoted.quote;

  const auto unmarked = split_text(text + "\nthe older mail\n\nits end\n");
  EXPECT_EQ(unmarked.new_text, "새로 쓴 글입니다.\nThis is new.") << "without > marks";
}

INSTANTIATE_TEST_SUITE_P(
    Korean, OlderMailBelow,
    testing::Values(
        Above{"Gmail", "2026년 11월 2일 (월) 오전 10:05, 김민지 <minji@example.com>님이 작성:\n"},
        Above{"Gmail, wrapped", "2026년 11월 2일 (월) 오전 10:05, 김민지\n<minji@example.com>님이 작성:\n"},
        Above{"Apple Mail", "2026. 11. 2. 오전 10:05, 김민지 <minji@example.com> 작성:\n"},
        Above{"Thunderbird", "2026-11-02 오전 10:05에 김민지 이(가) 쓴 글:\n"},
        Above{"Yahoo", "2026년 11월 2일 월요일 오전 10:05:12 GMT+9에 김민지<minji@example.com>님이 작성:\n"},
        Above{"Outlook",
              "________________________________\n보낸 사람: 김민지 <minji@example.com>\n보낸 날짜: 2026년 "
              "11월 2일 "
              "월요일 오전 10:05\n받는 사람: 지원팀 <support@example.com>\n참조: 이서준 "
              "<seojun@example.com>\n제목: RE: "
              "배송 문의\n"},
        Above{"Outlook 2016",
              "-----원본 메시지-----\n보낸 사람: 김민지 \n보낸 날짜: 2026년 11월 2일 월요일 오전 10:05\n받는 "
              "사람: "
              "지원팀\n제목: 배송 문의\n"},
        Above{"Naver",
              "-----Original Message-----\nFrom: \"김민지\" <minji@example.com>\nTo: "
              "<support@example.com>\nCc:\nSent: "
              "2026-11-02 (월) 10:05:12 (GMT+09:00)\nSubject: 배송 문의\n"},
        Above{"Daum",
              "--------- 원본 메일 ---------\n보낸사람: 김민지 <minji@example.com>\n받는사람 : "
              "지원팀<support@example.com>\n날짜: 2026년 11월 2일 월요일, 10시 05분 12초 +0900\n제목: 배송 "
              "문의\n"},
        Above{"Hanmail",
              "---------[ 받은 메일 내용 ]----------\n제목 : 배송 문의\n날짜 : Mon, 2 Nov 2026 10:05:12 "
              "+0900\n보낸이 : "
              "\"김민지\" <minji@example.com>\n받는이 : <support@example.com>\n"},
        Above{"Samsung Mail",
              "-------- 원본 이메일 --------\n발신: 김민지 <minji@example.com>\n날짜: 26/11/2 오전 10:05 "
              "(GMT+09:00)\n수신: support@example.com\n제목: 배송 문의\n"},
        Above{"Kakao", "2026년 11월 2일 (월) 10:05, 김민지 <minji@example.com>님이 작성한 메시지:\n"}));

INSTANTIATE_TEST_SUITE_P(
    English, OlderMailBelow,
    testing::Values(
        Above{"Gmail", "On Mon, Nov 2, 2026 at 10:05 AM Ann Lee <ann@example.com> wrote:\n"},
        Above{"Gmail, wrapped",
              "On Mon, Nov 2, 2026 at 10:05 AM Ann Lee from Example Industries <\nann@example.com> wrote:\n"},
        Above{"Apple Mail", "On 2 Nov 2026, at 10:05, Ann Lee <ann@example.com> wrote:\n"},
        Above{"Thunderbird", "On 11/2/26 10:05 AM, Ann Lee wrote:\n"},
        Above{"Yahoo",
              "On Monday, November 2, 2026 at 10:05:12 AM GMT+9, Ann Lee <ann@example.com> wrote:\n"},
        Above{"Zoho", "---- On Mon, 02 Nov 2026 10:05:12 +0900 Ann Lee <ann@example.com> wrote ----\n"},
        Above{"Android", "---- Ann Lee wrote ----\n"}, Above{"Eudora", "At 11/2/2026 10:05 AM, you wrote:\n"},
        Above{"Outlook",
              "From: Ann Lee <ann@example.com>\nSent: Monday, November 2, 2026 10:05 AM\nTo: Support "
              "<support@example.com>\nCc: Bo <bo@example.com>\nSubject: RE: Delivery\n"},
        Above{"Outlook, starred",
              "*From:* Ann Lee [mailto:ann@example.com]\n*Sent:* Monday, November 2, 2026 10:05 AM\n*To:* "
              "Support\n*Subject:* Delivery\n"},
        Above{"Outlook on a Mac",
              "From: Ann Lee <ann@example.com>\nDate: Monday, 2 November 2026 at 10:05\nTo: Support "
              "<support@example.com>\nSubject: Delivery\n"},
        Above{"Outlook.com",
              "________________________________\nFrom: Ann Lee <ann@example.com>\nSent: Monday, November 2, "
              "2026 10:05 "
              "AM\nTo: Support <support@example.com>; Bo <bo@example.com>;\n Cy <cy@example.com>\nSubject: "
              "Delivery\n"},
        Above{"Outlook Express",
              "----- Original Message ----- \nFrom: \"Ann Lee\" <ann@example.com>\nTo: "
              "<support@example.com>\nSent: "
              "Monday, November 02, 2026 10:05 AM\nSubject: Delivery\n"},
        Above{"Proton",
              "------- Original Message -------\nOn Monday, November 2nd, 2026 at 10:05, Ann Lee "
              "<ann@example.com> wrote:\n"},
        Above{"Samsung",
              "-------- Original message --------\nFrom: Ann Lee <ann@example.com>\nDate: 11/2/26 10:05 AM "
              "(GMT+09:00)\nTo: support@example.com\nSubject: Delivery\n"}));

INSTANTIATE_TEST_SUITE_P(
    Japanese, OlderMailBelow,
    testing::Values(Above{"Gmail", "2026年11月2日(月) 10:05 山田太郎 <taro@example.com>:\n"},
                    Above{"Apple Mail", "2026/11/02 10:05、山田太郎 <taro@example.com>のメール:\n"},
                    Above{"Thunderbird", "On 2026/11/02 10:05, 山田太郎 wrote:\n"},
                    Above{"Outlook",
                          "差出人: 山田太郎 <taro@example.com>\n送信日時: 2026年11月2日 10:05\n宛先: "
                          "support@example.com\n件名: 配送について\n"}));

INSTANTIATE_TEST_SUITE_P(
    Chinese, OlderMailBelow,
    testing::Values(
        Above{"Gmail", "Li Wei <wei@example.com> 于2026年11月2日周一 10:05写道：\n"},
        Above{"Gmail in Taiwan", "林美玲 <ling@example.com> 於 2026年11月2日 週一 上午10:05寫道：\n"},
        Above{"NetEase", "在 2026-11-02 10:05:12，\"李伟\" <wei@example.com> 写道：\n"},
        Above{
            "QQ",
            "------------------ 原始邮件 ------------------\n发件人: \"李伟\" <wei@example.com>;\n发送时间: "
            "2026年11月2日(星期一) 上午10:05\n收件人: \"support\"<support@example.com>;\n主题: 送货\n"},
        Above{"Outlook",
              "发件人: 李伟 <wei@example.com>\n发送时间: 2026年11月2日 10:05\n收件人: "
              "support@example.com\n主题: 送货\n"}));

INSTANTIATE_TEST_SUITE_P(
    European, OlderMailBelow,
    testing::Values(
        Above{"German", "Am Mo., 2. Nov. 2026 um 10:05 Uhr schrieb Jana Vogel <jana@example.com>:\n"},
        Above{"German Outlook",
              "Von: Jana Vogel <jana@example.com>\nGesendet: Montag, 2. November 2026 10:05\nAn: "
              "Support\nBetreff: AW: Lieferung\n"},
        Above{"German, turned",
              "Jana Vogel <jana@example.com> schrieb am Mo., 2.\nNov. 2026 um 10:05 Uhr:\n"},
        Above{"French", "Le lun. 2 nov. 2026 à 10:05, Zoé Martin <zoe@example.com> a écrit :\n"},
        Above{"French Outlook",
              "De : Zoé Martin <zoe@example.com>\nEnvoyé : lundi 2 novembre 2026 10:05\nÀ : "
              "Support\nObjet : RE: Livraison\n"},
        Above{"Spanish", "El lun, 2 nov 2026 a las 10:05, Eva Ruiz (<eva@example.com>) escribió:\n"},
        Above{"Spanish Outlook",
              "De: Eva Ruiz <eva@example.com>\nEnviado: lunes, 2 de noviembre de 2026 10:05\nPara: "
              "Soporte\nAsunto: Entrega\n"},
        Above{"Portuguese", "Em seg., 2 de nov. de 2026 às 10:05, Rui Costa <rui@example.com> escreveu:\n"},
        Above{"Italian", "Il giorno lun 2 nov 2026 alle ore 10:05 Gia Neri <gia@example.com> ha scritto:\n"},
        Above{"Dutch", "Op ma 2 nov 2026 om 10:05 schreef Piet Bos <piet@example.com>:\n"},
        Above{"Dutch phone",
              "Op 2 nov. 2026 om 10:05 heeft Piet Bos <piet@example.com> het volgende geschreven:\n"},
        Above{"Polish", "pon., 2 lis 2026 o 10:05 Ola Lis <ola@example.com> napisał(a):\n"},
        Above{"Polish webmail", "W dniu 2026-11-02 10:05:12 użytkownik Ola Lis <ola@example.com> napisał:\n"},
        Above{"Russian", "пн, 2 нояб. 2026 г. в 10:05, Иван Белов <ivan@example.com>:\n"},
        Above{"Russian Thunderbird", "02.11.2026 10:05, Иван Белов пишет:\n"},
        Above{"Turkish", "Can Demir <can@example.com>, 2 Kas 2026 Pzt, 10:05 tarihinde şunu yazdı:\n"},
        Above{"Turkish Outlook",
              "Kimden: Can Demir <can@example.com>\nGönderildi: 2 Kasım 2026 Pazartesi 10:05\nKime: "
              "destek@example.com\nKonu: Teslimat\n"},
        Above{"Danish", "Den man. 2. nov. 2026 kl. 10.05 skrev Bo Holm <bo@example.com>:\n"},
        Above{"Norwegian", "man. 2. nov. 2026 kl. 10:05 skrev Nils Dahl <nils@example.com>:\n"},
        Above{"Swedish", "Den mån 2 nov. 2026 kl 10:05 skrev Åsa Lund <asa@example.com>:\n"},
        Above{"Finnish", "ma 2. marrask. 2026 klo 10.05 Aino Salo (aino@example.com) kirjoitti:\n"},
        Above{"Czech", "po 2. 11. 2026 v 10:05 odesílatel Jan Novák <jan@example.com> napsal:\n"}));

TEST(NewText, AnswerBelowTheQuoteIsNew) {
  const auto parts = split_text(
      "On Mon, 2 Nov 2026 at 10:05, Support <support@example.com> wrote:\n> Does it work?\n>\n> "
      "Support\n\nIt does.\n");
  EXPECT_EQ(parts.new_text, "It does.");
  EXPECT_TRUE(parts.quote.starts_with("On Mon")) << parts.quote;
}

TEST(NewText, AnswersBetweenQuotedLinesKeepTheQuestions) {
  EXPECT_EQ(new_text("안녕하세요.\n\n2026. 11. 2. 오전 10:05, 지원팀 <support@example.com> 작성:\n> 주소가 "
                     "맞나요?\n\n네, 맞습니다.\n\n"
                     "> 언제 받으시겠어요?\n\n내일이요.\n\n> 감사합니다.\n"),
            "안녕하세요.\n\n> 주소가 맞나요?\n\n네, 맞습니다.\n\n> 언제 받으시겠어요?\n\n내일이요.");
}

TEST(NewText, TextAboveAndBelowOneQuoteIsJoined) {
  EXPECT_EQ(
      new_text("Hello,\n\nOn 2 Nov 2026, at 10:05, Ann <ann@example.com> wrote:\n> Old.\n\nand thanks."),
      "Hello,\n\nand thanks.");
}

TEST(NewText, ATitleInUnknownWordsAboveAHeaderIsQuote) {
  const std::string header = "From: Ann <ann@example.com>\nDate: Mon, 2 Nov 2026 10:05\nSubject: Parcel\n";
  for (const std::string title : {"-------- Qwerty asdf --------", "----원문 내용----",
                                  "------------------&nbsp;Original&nbsp;------------------"})
    EXPECT_EQ(new_text("네.\n\n" + title + "\n" + header + "\nIt is late.\n"), "네.") << title;
  EXPECT_EQ(
      new_text("네.\n\n____________________\n> Od: Ann <ann@example.com>\n> Datum: 2.11.2026\n> \n> late\n"),
      "네.");
  EXPECT_EQ(new_text("---- prices ----\nten each\n"), "---- prices ----\nten each");
}

TEST(NewText, AnswersBelowAMarkedMailAreNewWhateverAnnouncesIt) {
  const std::string header =
      "-----Original Message-----\nFrom: Ann <ann@example.com>\nSent: Monday, 2 November 2026 "
      "10:05\nSubject: "
      "Parcel\n\n";
  EXPECT_EQ(new_text(header + "> It is late.\n\n내일 갑니다.\n"), "내일 갑니다.");
  EXPECT_EQ(new_text(header + "> Late?\nYes.\n> When?\nMonday.\n"), "> Late?\nYes.\n> When?\nMonday.");
  const std::string proton =
      "------- Original Message -------\nOn Monday, November 2nd, 2026 at 10:05, Ann "
      "<ann@example.com> wrote:\n\n> It is late.\n\n";
  EXPECT_EQ(new_text(proton + "내일 갑니다.\n"), "내일 갑니다.");
  EXPECT_EQ(new_text("네.\n\n" + header + "> It is late.\n\nI ask again.\n"), "네.")
      << "the old mail's own answer";
}

TEST(NewText, AHeaderInUnknownWordsBelowOutlooksLineIsQuote) {
  const std::string line = "________________________________\n";
  EXPECT_EQ(
      new_text("네.\n\n" + line +
               "Qwer: Ann <ann@example.com>\nAsdf zxcv: 2/11/2026 10:05\nYxcv: kim@example.com\n\nlate\n"),
      "네.");
  const auto form = "네.\n\n" + line + "Order: 77\nE-Mail: ann@example.com\nWhen: 2/11/2026 10:05\n\nlate";
  EXPECT_EQ(new_text(form), form);
}

TEST(NewText, OrangeSaysWhenTheOldMailWasWritten) {
  EXPECT_EQ(
      new_text("Oui.\n\nMessage du 02/11/26 10:05\nDe : \"Ann\" <ann@example.com>\nA : kim@example.com\n"
               "Copie à :\nObjet : Colis\n\nEn retard.\n"),
      "Oui.");
  EXPECT_EQ(new_text("Message du jour :\nDe : tout cœur, merci.\n"),
            "Message du jour :\nDe : tout cœur, merci.");
}

TEST(NewText, AQuoteAloneIsShown) {
  EXPECT_EQ(new_text("> only\n> a quote\n"), "> only\n> a quote");
  EXPECT_EQ(new_text("보낸 사람: 김민지 <m@example.com>\n보낸 날짜: 2026년 11월 2일\n제목: 문의\n\n본문"),
            "보낸 사람: 김민지 <m@example.com>\n보낸 날짜: 2026년 11월 2일\n제목: 문의\n\n본문");
}

TEST(NewText, AnAttributionMayShareALineWithTheAnswer) {
  const auto parts = split_text("yes On Mon, Nov 2, 2026 at 10:05 AM, ann@example.com wrote:\n> ok?\n");
  EXPECT_EQ(parts.new_text, "yes");
  EXPECT_EQ(parts.quote, "On Mon, Nov 2, 2026 at 10:05 AM, ann@example.com wrote:\n> ok?");
}

TEST(NewText, WordsOfAHeaderInTheTextStay) {
  for (const std::string text : {
           "선적 정보입니다.\nFrom: Busan\nTo: Rotterdam\nDate: 2026-11-02\n확인 부탁드립니다.",
           "Please send it like this:\n\nFrom: your address\nSubject: [order] your name\n\nThank you.",
           "On the attached page the reviewer wrote:\nthe timing is tight.",
           "On a separate note, I wrote to you before.\n\nOn the other hand it works.",
           "안건\nA: 예산\nB: 일정\nDate: 미정입니다",
       })
    EXPECT_EQ(new_text(text), text);
}

TEST(NewText, SignatureIsToldFromTheText) {
  const auto parts =
      split_text("Please call me.\n\nBest regards,\nAnn Lee\nExample Ltd.\n\n-- \nAnn Lee\n+82 2 555 0100\n");
  EXPECT_EQ(parts.new_text, "Please call me.");
  EXPECT_EQ(parts.signature, "Best regards,\nAnn Lee\nExample Ltd.\n\n-- \nAnn Lee\n+82 2 555 0100");
}

TEST(NewText, LinesOfPhonesAreSignatures) {
  for (const std::string line :
       {"Sent from my iPhone", "나의 iPhone에서 보냄", "Get Outlook for Android<https://example.com>",
        "Von meinem iPhone gesendet", "Envoyé de mon iPad", "iPhoneから送信", "发自我的 iPhone",
        "Enviado desde mi iPhone", "Galaxy에서 보냄", "Sent from Yahoo Mail on Android",
        "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
        "네이버 메일앱에서 보냈습니다.", "取得 iOS 版 Outlook",
        "Pobierz aplikację Outlook dla systemu Android", "Elküldve az iPhone-omról"}) {
    const auto parts =
        split_text("내용\n\n" + line + "\n\nOn 2 Nov 2026, at 10:05, Ann <ann@example.com> wrote:\n> old\n");
    EXPECT_EQ(parts.new_text, "내용") << line;
    EXPECT_EQ(parts.signature, line);
  }
  EXPECT_EQ(new_text("Hi.\n\nSent from my desk, which is easier than my phone."),
            "Hi.\n\nSent from my desk, which is easier than my phone.");
  EXPECT_EQ(new_text("Hi.\n\nSent with the phone yesterday. Nobody has answered me since then."),
            "Hi.\n\nSent with the phone yesterday. Nobody has answered me since then.");
}

TEST(NewText, FooterOfAMailingListIsNoText) {
  EXPECT_EQ(new_text("It works.\n_______________________________________________\ndesk mailing "
                     "list\ndesk@lists.example.com\n"),
            "It works.");
}

TEST(NewText, HtmlTellsWhereAQuoteBeginsThatPlainTextHides) {
  const std::string text = "네, 그렇게 해 주세요.\n\n안녕하세요, 지원팀입니다.\n";
  const auto above =
      html_above_quote("<div>네, 그렇게 해 주세요.</div><div class=\"gmail_quote\">안녕하세요</div>");
  ASSERT_TRUE(above);
  const auto parts = split_text_below(text, "네,\n그렇게 해 주세요.");
  EXPECT_EQ(parts.new_text, "네, 그렇게 해 주세요.");
  EXPECT_EQ(parts.quote, "안녕하세요, 지원팀입니다.");
  EXPECT_EQ(split_text_below(text, "다른 글").new_text, "네, 그렇게 해 주세요.\n\n안녕하세요, 지원팀입니다.");
  EXPECT_FALSE(html_above_quote("<p>gmail_quote</p>"));
}

TEST(NewText, HtmlTellsAnAttributionInALanguageThatNobodyTaughtUs) {
  const std::string written =
      "네, 그렇게 해 주세요.\n\nXyz 2 Qwe 2026 Ann <ann@example.com> zyx\nzyxwv\n\n> 안녕하세요\n";
  auto parts = split_text(written);
  move_attribution(parts, "네,\n그렇게 해 주세요.");
  EXPECT_EQ(parts.new_text, "네, 그렇게 해 주세요.");
  EXPECT_EQ(parts.quote, "Xyz 2 Qwe 2026 Ann <ann@example.com> zyx\nzyxwv\n\n> 안녕하세요");

  auto answered = split_text("네.\n\n답은 아래에 적었습니다.\n\n> 안녕하세요\n");
  move_attribution(answered, "네.");
  EXPECT_EQ(answered.new_text, "네.\n\n답은 아래에 적었습니다.") << "no address in it";
}

TEST(NewText, DesktopOutlookDrawsALineAboveItsHeader) {
  EXPECT_EQ(
      html_above_quote("<p>네.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm "
                       "0cm 0cm'><p>Xyz: Ann</p></div>"),
      "<p>네.</p>");
  EXPECT_FALSE(
      html_above_quote("<table style='border-top:solid #E1E1E1 1.0pt;padding:9.0pt'><tr></tr></table>"));
}

TEST(NewText, ADateWithAnAddressAboveAQuoteNeedsNoColon) {
  EXPECT_EQ(new_text("네.\n2026/11/2 Ann Lee <ann@example.com>\n\n> 안녕하세요\n"), "네.");
  EXPECT_EQ(new_text("네.\n2026/11/2 Ann Lee <ann@example.com>\n\n안녕하세요\n"),
            "네.\n2026/11/2 Ann Lee <ann@example.com>\n\n안녕하세요");
}

TEST(NewText, AMillionQuotedLinesAreRead) {
  std::string text = "top\n\n";
  for (auto i = 0; i < 1'000'000; ++i) text += "> x\n";
  EXPECT_EQ(new_text(text), "top");
}

TEST(NewText, LinesThatOnlyLookLikeAttributionsDoNotSlowItDown) {
  std::string text;
  for (auto i = 0; i < 200'000; ++i) text += "On 2 Nov 2026 he said, she said:\n";
  EXPECT_FALSE(new_text(text).empty());
}

}  // namespace
}  // namespace ticketd::parsers
