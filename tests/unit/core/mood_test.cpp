#include "core/mood.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

Mood mood(const std::string& text) {
  Mail mail;
  mail.new_text = text;
  return mood_of(mail);
}

}  // namespace

TEST(Mood, ShortThanksAreThanksInEveryLanguage) {
  for (const auto* text :
       {"감사합니다!", "잘 됩니다. 고맙습니다 :)", "Thanks a lot!", "Thank you, it works now.",
        "ありがとうございます。", "谢谢！", "Received, thank you!", "Vielen Dank, hat geklappt!",
        "Merci beaucoup !", "¡Muchas gracias!"})
    EXPECT_EQ(mood(text), Mood::thanks) << text;
}

TEST(Mood, WhoeverAsksAboutMoneyOrIsContentComplainsOfNothing) {
  EXPECT_EQ(mood("환불 가능한가요?"), Mood::question);
  EXPECT_EQ(mood("what is your refund policy?"), Mood::question);
  EXPECT_NE(mood("불만 없음"), Mood::complaint);
  EXPECT_NE(mood("I have no complaints."), Mood::complaint);
  EXPECT_EQ(mood("당장 환불해 주세요."), Mood::complaint);
  EXPECT_EQ(mood("환불해 주세요. 최악입니다. 언제 되나요?"), Mood::complaint);
}

TEST(Mood, ThanksThatTakeSomethingBackAreNot) {
  for (const auto* text :
       {"감사합니다. 그런데 아직 안 됩니다.", "감사합니다만 다시 확인해 주세요.",
        "Thanks, but it still fails.", "Thank you. Could you also look at the scanner",
        "ありがとうございます。でもまだ動きません。", "谢谢，但是还不行", "Danke, aber es geht noch nicht.",
        "Merci, mais ça ne marche pas.", "Gracias, pero no funciona.", "Thanks! Order 4711.", "Thanks?"})
    EXPECT_NE(mood(text), Mood::thanks) << text;
}

TEST(Mood, WhatAProgramAnswersIsNoThanks) {
  for (const auto* text :
       {"감사합니다. 메일이 접수되었습니다.", "문의해 주셔서 감사합니다. 확인 후 답변드리겠습니다.",
        "Thank you, we received your mail.", "Thank you. This is an automatic reply.",
        "Thanks for your mail. We will get back to you.",
        "お問い合わせありがとうございます。受け付けました。", "谢谢，您的邮件已收到",
        "Vielen Dank, wir haben Ihre Nachricht erhalten.", "Merci, nous avons bien reçu votre message.",
        "Gracias, hemos recibido su mensaje."})
    EXPECT_NE(mood(text), Mood::thanks) << text;
}

TEST(Mood, ALongMailIsNoMereThanks) { EXPECT_EQ(mood("Thank you. " + std::string(200, 'x')), Mood::neutral); }

TEST(Mood, AnAttachmentTakesThanksBackAndAnInlinePictureDoesNot) {
  Mail mail;
  mail.new_text = "감사합니다";
  mail.attachments = {{"sign.png", "image/png", "", "logo", "inline"}};
  EXPECT_EQ(mood_of(mail), Mood::thanks);
  mail.attachments.push_back({"log.txt", "text/plain", "", std::nullopt, "attachment"});
  EXPECT_EQ(mood_of(mail), Mood::neutral);
}

TEST(Mood, ComplaintsAreHeardBeforeAnythingElse) {
  for (const auto* text : {"정말 실망입니다. 감사합니다.", "This is unacceptable!", "最悪です", "我要投诉",
                           "Ich bin enttäuscht.", "C'est inadmissible.", "Quiero poner una queja."})
    EXPECT_EQ(mood(text), Mood::complaint) << text;
}

TEST(Mood, QuestionsAreSeenWithAndWithoutTheirMark) {
  for (const auto* text :
       {"언제 오시나요", "스캐너도 되나요?", "How do I scan to mail?", "いつ届きますか", "什么时候能修好吗"})
    EXPECT_EQ(mood(text), Mood::question) << text;
}

}  // namespace ticketd::core
