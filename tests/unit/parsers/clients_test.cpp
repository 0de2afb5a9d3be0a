// What the mail clients that our customers use write around older mail, in each language: a table of client
// by language. The date is always 2 November 2026, 10:05, and the older mail always Ann Lee's.
#include "parsers/forward.h"
#include "parsers/new_text.h"

#include <gtest/gtest.h>

#include <string>

namespace ticketd::parsers {
namespace {

using core::Address;

struct Line {
  const char *language, *client, *text;
};
void PrintTo(const Line& line, std::ostream* out) { *out << line.client << " (" << line.language << ")"; }

// ---------------------------------------------------------------- replies

class Reply : public testing::TestWithParam<Line> {};

TEST_P(Reply, LeavesWhatTheAuthorWroteNow) {
  const auto text = std::string("감사합니다. Is it sent?\n\n") + GetParam().text + "\n";
  for (const auto* older : {"\n> The parcel is late.\n> Ann\n", "\nThe parcel is late.\nAnn\n"}) {
    const auto parts = split_text(text + older);
    EXPECT_EQ(parts.new_text, "감사합니다. Is it sent?");
    EXPECT_NE(parts.quote.find("late"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Gmail, Reply,
    testing::Values(
        Line{"ko", "Gmail", "2026년 11월 2일 (월) 오전 10:05, Ann Lee <ann@example.com>님이 작성:"},
        Line{"en", "Gmail", "On Mon, Nov 2, 2026 at 10:05 AM Ann Lee <ann@example.com> wrote:"},
        Line{"ja", "Gmail", "2026年11月2日(月) 10:05 Ann Lee <ann@example.com>:"},
        Line{"zh-CN", "Gmail", "Ann Lee <ann@example.com> 于2026年11月2日周一 10:05写道："},
        Line{"zh-TW", "Gmail", "Ann Lee <ann@example.com> 於 2026年11月2日 週一 上午10:05寫道："},
        Line{"de", "Gmail", "Am Mo., 2. Nov. 2026 um 10:05 Uhr schrieb Ann Lee <ann@example.com>:"},
        Line{"fr", "Gmail", "Le lun. 2 nov. 2026 à 10:05, Ann Lee <ann@example.com> a écrit :"},
        Line{"es", "Gmail", "El lun, 2 nov 2026 a las 10:05, Ann Lee (<ann@example.com>) escribió:"},
        Line{"pt-BR", "Gmail", "Em seg., 2 de nov. de 2026 às 10:05, Ann Lee <ann@example.com> escreveu:"},
        Line{"pt-PT", "Gmail", "Ann Lee <ann@example.com> escreveu (segunda, 2/11/2026 à(s) 10:05):"},
        Line{"it", "Gmail", "Il giorno lun 2 nov 2026 alle ore 10:05 Ann Lee <ann@example.com> ha scritto:"},
        Line{"nl", "Gmail", "Op ma 2 nov 2026 om 10:05 schreef Ann Lee <ann@example.com>:"},
        Line{"pl", "Gmail", "pon., 2 lis 2026 o 10:05 Ann Lee <ann@example.com> napisał(a):"},
        Line{"ru", "Gmail", "пн, 2 нояб. 2026 г. в 10:05, Ann Lee <ann@example.com>:"},
        Line{"tr", "Gmail", "Ann Lee <ann@example.com>, 2 Kas 2026 Pzt, 10:05 tarihinde şunu yazdı:"},
        Line{"sv", "Gmail", "Den mån 2 nov. 2026 kl 10:05 skrev Ann Lee <ann@example.com>:"},
        Line{"da", "Gmail", "Den man. 2. nov. 2026 kl. 10.05 skrev Ann Lee <ann@example.com>:"},
        Line{"no", "Gmail", "man. 2. nov. 2026 kl. 10:05 skrev Ann Lee <ann@example.com>:"},
        Line{"fi", "Gmail", "ma 2. marrask. 2026 klo 10.05 Ann Lee (ann@example.com) kirjoitti:"}));

INSTANTIATE_TEST_SUITE_P(
    GmailElsewhere, Reply,
    testing::Values(
        Line{"lv", "Gmail",
             "pirmd., 2026. g. 2. nov., plkst. 10:05 — lietotājs Ann Lee (<ann@example.com>) rakstīja:"},
        Line{"lt", "Gmail", "2026-11-02, pr, 10:05 Ann Lee <ann@example.com> rašė:"},
        Line{"is", "Gmail", "Þann mán., 2. nóv. 2026 kl. 10:05 skrifaði Ann Lee <ann@example.com>:"},
        Line{"sr", "Gmail", "пон, 2. нов 2026. у 10:05 Ann Lee <ann@example.com> је написао/ла:"},
        Line{"ca", "Gmail", "Missatge de Ann Lee <ann@example.com> del dia dl., 2 de nov. 2026 a les 10:05:"},
        Line{"ms", "Gmail", "Pada Isn, 2 Nov 2026 pada 10:05 PG Ann Lee <ann@example.com> menulis:"},
        Line{"hi", "Gmail", "सोम, 2 नव॰ 2026 को 10:05 am बजे को Ann Lee <ann@example.com> ने लिखा:"},
        Line{"fa", "Gmail",
             "در تاریخ دوشنبه ۲ نوامبر ۲۰۲۶،‏ ۱۰:۰۵ Ann Lee <ann@example.com> "
             "نوشت:"},
        Line{"ar", "Apple Mail", "في ٠٢/١١/٢٠٢٦ الساعة ١٠:٠٥ ص، كتب/كتبت Ann Lee <ann@example.com>:"},
        Line{"de", "web mail", "Ann Lee <ann@example.com> hat am 02.11.2026 10:05 geschrieben:"}));

INSTANTIATE_TEST_SUITE_P(
    AppleMail, Reply,
    testing::Values(
        Line{"ko", "Apple Mail", "2026. 11. 2. 오전 10:05, Ann Lee <ann@example.com> 작성:"},
        Line{"ko", "Apple Mail 2", "2026. 11. 2., 오전 10:05, Ann Lee <ann@example.com> 작성:"},
        Line{"en", "Apple Mail", "On Nov 2, 2026, at 10:05 AM, Ann Lee <ann@example.com> wrote:"},
        Line{"ja", "Apple Mail", "2026/11/02 10:05、Ann Lee <ann@example.com>のメール:"},
        Line{"zh-CN", "Apple Mail", "2026年11月2日 10:05，Ann Lee <ann@example.com> 写道："},
        Line{"zh-TW", "Apple Mail", "Ann Lee <ann@example.com> 於 2026年11月2日 上午10:05 寫道："},
        Line{"de", "Apple Mail", "Am 02.11.2026 um 10:05 schrieb Ann Lee <ann@example.com>:"},
        Line{"fr", "Apple Mail", "Le 2 nov. 2026 à 10:05, Ann Lee <ann@example.com> a écrit :"},
        Line{"es", "Apple Mail", "El 2 nov 2026, a las 10:05, Ann Lee <ann@example.com> escribió:"},
        Line{"pt-BR", "Apple Mail", "Em 2 de nov. de 2026, à(s) 10:05, Ann Lee <ann@example.com> escreveu:"},
        Line{"pt-PT", "Apple Mail", "No dia 02/11/2026, às 10:05, Ann Lee <ann@example.com> escreveu:"},
        Line{"it", "Apple Mail",
             "Il giorno 2 nov 2026, alle ore 10:05, Ann Lee <ann@example.com> ha scritto:"},
        Line{"nl", "Apple Mail",
             "Op 2 nov. 2026, om 10:05 heeft Ann Lee <ann@example.com> het volgende geschreven:"},
        Line{"pl", "Apple Mail",
             "Wiadomość napisana przez Ann Lee <ann@example.com> w dniu 2 lis 2026, o godz. 10:05:"},
        Line{"ru", "Apple Mail", "2 нояб. 2026 г., в 10:05, Ann Lee <ann@example.com> написал(а):"},
        Line{"tr", "Apple Mail", "Ann Lee <ann@example.com> şunları yazdı (2 Kas 2026 10:05):"},
        Line{"sv", "Apple Mail", "2 nov. 2026 kl. 10:05 skrev Ann Lee <ann@example.com>:"},
        Line{"da", "Apple Mail", "Den 2. nov. 2026 kl. 10.05 skrev Ann Lee <ann@example.com>:"},
        Line{"no", "Apple Mail", "2. nov. 2026 kl. 10:05 skrev Ann Lee <ann@example.com>:"},
        Line{"fi", "Apple Mail", "Ann Lee <ann@example.com> kirjoitti 2.11.2026 kello 10.05:"}));

INSTANTIATE_TEST_SUITE_P(
    Thunderbird, Reply,
    testing::Values(Line{"ko", "Thunderbird", "2026-11-02 오전 10:05에 Ann Lee 이(가) 쓴 글:"},
                    Line{"en", "Thunderbird", "On 11/2/26 10:05, Ann Lee wrote:"},
                    Line{"ja", "Thunderbird", "On 2026/11/02 10:05, Ann Lee wrote:"},
                    Line{"ja", "Thunderbird 2", "2026/11/02 10:05、Ann Lee さんは書きました:"},
                    Line{"zh-CN", "Thunderbird", "在 2026/11/2 10:05, Ann Lee 写道:"},
                    Line{"zh-TW", "Thunderbird", "Ann Lee 於 2026/11/2 上午 10:05 寫道:"},
                    Line{"de", "Thunderbird", "Am 02.11.26 um 10:05 schrieb Ann Lee:"},
                    Line{"fr", "Thunderbird", "Le 02/11/2026 à 10:05, Ann Lee a écrit :"},
                    Line{"es", "Thunderbird", "El 2/11/26 a las 10:05, Ann Lee escribió:"},
                    Line{"pt-BR", "Thunderbird", "Em 02/11/2026 10:05, Ann Lee escreveu:"},
                    Line{"pt-PT", "Thunderbird", "Às 10:05 de 02/11/2026, Ann Lee escreveu:"},
                    Line{"it", "Thunderbird", "Il 02/11/2026 10:05, Ann Lee ha scritto:"},
                    Line{"nl", "Thunderbird", "Op 2-11-2026 om 10:05 schreef Ann Lee:"},
                    Line{"pl", "Thunderbird", "W dniu 2.11.2026 o 10:05, Ann Lee pisze:"},
                    Line{"ru", "Thunderbird", "02.11.2026 10:05, Ann Lee пишет:"},
                    Line{"tr", "Thunderbird", "2.11.2026 10:05 tarihinde Ann Lee yazdı:"},
                    Line{"sv", "Thunderbird", "Den 2026-11-02 kl. 10:05, skrev Ann Lee:"},
                    Line{"da", "Thunderbird", "Den 02.11.2026 kl. 10.05 skrev Ann Lee:"},
                    Line{"no", "Thunderbird", "Den 02.11.2026 10:05, skrev Ann Lee:"},
                    Line{"fi", "Thunderbird", "Ann Lee kirjoitti 2.11.2026 klo 10.05:"}));

INSTANTIATE_TEST_SUITE_P(
    Yahoo, Reply,
    testing::Values(
        Line{"ko", "Yahoo",
             "2026년 11월 2일 월요일 오전 10:05:12 GMT+9에 Ann Lee<ann@example.com>님이 작성:"},
        Line{"en", "Yahoo",
             "On Monday, November 2, 2026 at 10:05:12 AM GMT+9, Ann Lee <ann@example.com> wrote:"},
        Line{"zh-TW", "Yahoo",
             "Ann Lee <ann@example.com> 於 2026年11月2日 星期一 上午10:05:12 [GMT+8] 寫道："},
        Line{"de", "Yahoo",
             "Am Montag, 2. November 2026 um 10:05:12 MEZ hat Ann Lee <ann@example.com> Folgendes "
             "geschrieben:"},
        Line{"fr", "Yahoo", "Le lundi 2 novembre 2026 à 10:05:12 UTC+1, Ann Lee <ann@example.com> a écrit :"},
        Line{"es", "Yahoo",
             "El lunes, 2 de noviembre de 2026, 10:05:12 CET, Ann Lee <ann@example.com> escribió:"},
        Line{"pt", "Yahoo",
             "Em segunda-feira, 2 de novembro de 2026 10:05:12 BRT, Ann Lee <ann@example.com> escreveu:"},
        Line{"it", "Yahoo",
             "Il lunedì 2 novembre 2026 alle ore 10:05:12 CET, Ann Lee <ann@example.com> ha scritto:"},
        Line{"nl", "Yahoo", "Op maandag 2 november 2026 om 10:05:12 CET schreef Ann Lee <ann@example.com>:"},
        Line{"pl", "Yahoo",
             "W dniu poniedziałek, 2 listopada 2026 10:05:12 CET użytkownik Ann Lee <ann@example.com> "
             "napisał:"},
        Line{"ru", "Yahoo",
             "В понедельник, 2 ноября 2026 г., 10:05:12 MSK, Ann Lee <ann@example.com> написал(а):"},
        Line{"tr", "Yahoo",
             "2 Kasım 2026 Pazartesi 10:05:12 GMT+3 tarihinde Ann Lee <ann@example.com> şunu yazdı:"},
        Line{"sv", "Yahoo", "Den måndag 2 november 2026 10:05:12 CET, Ann Lee <ann@example.com> skrev:"},
        Line{"da", "Yahoo", "Den mandag den 2. november 2026 10.05.12 CET skrev Ann Lee <ann@example.com>:"},
        Line{"no", "Yahoo", "mandag 2. november 2026 kl. 10:05:12 CET skrev Ann Lee <ann@example.com>:"},
        Line{"fi", "Yahoo",
             "maanantai 2. marraskuuta 2026 klo 10.05.12 UTC+2 Ann Lee <ann@example.com> kirjoitti:"}));

INSTANTIATE_TEST_SUITE_P(Others, Reply,
                         testing::Values(Line{"en", "GroupWise",
                                              ">>> Ann Lee <ann@example.com> 11/2/2026 10:05 AM >>>"},
                                         Line{"en", "Horde", "----- Message from ann@example.com ---------"},
                                         Line{"de", "web mail", "-----Antwort Nachricht-----"}));

// ---------------------------------------------------------------- header blocks: replies and forwards alike

struct Block {
  const char *language, *client, *above;
  const char *from, *date, *to, *subject;  ///< the labels, as written
  bool date_last = false;                  ///< From, Subject, Date, To: Apple Mail
};
void PrintTo(const Block& block, std::ostream* out) { *out << block.client << " (" << block.language << ")"; }

std::string header_of(const Block& block) {
  const auto from = std::string(block.from) + " Ann Lee <ann@example.com>\n";
  const auto date = std::string(block.date) + " 2026-11-02 10:05\n";
  const auto to = std::string(block.to) + " Help <help@example.net>\n";
  const auto subject = std::string(block.subject) + " The parcel\n";
  return std::string(block.above) + "\n" +
         (block.date_last ? from + subject + date + to : from + date + to + subject);
}

class HeaderBlockOf : public testing::TestWithParam<Block> {};

TEST_P(HeaderBlockOf, AReplyStandsAboveTheQuote) {
  const auto parts = split_text("감사합니다. Is it sent?\n\n" + header_of(GetParam()) + "\nIt is late.\n");
  EXPECT_EQ(parts.new_text, "감사합니다. Is it sent?");
}

TEST_P(HeaderBlockOf, AForwardGivesItsAuthorSubjectAndText) {
  const auto mail = find_forward("Please look.\n\n" + header_of(GetParam()) + "\nIt is late.\n\nAnn\n",
                                 {.subject = "Fwd: The parcel"});
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->from, (Address{"Ann Lee", "ann@example.com"}));
  ASSERT_EQ(mail->to.size(), 1U);
  EXPECT_EQ(mail->to.front().address, "help@example.net");
  EXPECT_EQ(mail->subject, "The parcel");
  EXPECT_EQ(mail->date, "2026-11-02 10:05");
  EXPECT_EQ(mail->comment, "Please look.");
  EXPECT_EQ(mail->text, "It is late.\n\nAnn");
}

constexpr auto rule = "________________________________";

INSTANTIATE_TEST_SUITE_P(
    Outlook, HeaderBlockOf,
    testing::Values(Block{"ko", "Outlook", "", "보낸 사람:", "보낸 날짜:", "받는 사람:", "제목:"},
                    Block{"en", "Outlook", "", "From:", "Sent:", "To:", "Subject:"},
                    Block{"ja", "Outlook", "", "差出人:", "送信日時:", "宛先:", "件名:"},
                    Block{"zh-CN", "Outlook", "", "发件人:", "发送时间:", "收件人:", "主题:"},
                    Block{"zh-TW", "Outlook", "", "寄件者:", "寄件日期:", "收件者:", "主旨:"},
                    Block{"zh-TW", "Outlook 2", "", "寄件者:", "傳送日期:", "收件者:", "主旨:"},
                    Block{"de", "Outlook", "", "Von:", "Gesendet:", "An:", "Betreff:"},
                    Block{"fr", "Outlook", "", "De :", "Envoyé :", "À :", "Objet :"},
                    Block{"es", "Outlook", "", "De:", "Enviado el:", "Para:", "Asunto:"},
                    Block{"pt-BR", "Outlook", "", "De:", "Enviada em:", "Para:", "Assunto:"},
                    Block{"pt-PT", "Outlook", "", "De:", "Enviado:", "Para:", "Assunto:"},
                    Block{"it", "Outlook", "", "Da:", "Inviato:", "A:", "Oggetto:"},
                    Block{"nl", "Outlook", "", "Van:", "Verzonden:", "Aan:", "Onderwerp:"},
                    Block{"pl", "Outlook", "", "Od:", "Wysłano:", "Do:", "Temat:"},
                    Block{"pl", "Outlook on the web", "", "Od:", "Wysłane:", "Do:", "Temat:"},
                    Block{"ru", "Outlook", "", "От:", "Отправлено:", "Кому:", "Тема:"},
                    Block{"tr", "Outlook", "", "Kimden:", "Gönderildi:", "Kime:", "Konu:"},
                    Block{"tr", "Outlook on the web", "", "Gönderen:", "Gönderildi:", "Kime:", "Konu:"},
                    Block{"sv", "Outlook", "", "Från:", "Skickat:", "Till:", "Ämne:"},
                    Block{"da", "Outlook", "", "Fra:", "Sendt:", "Til:", "Emne:"},
                    Block{"no", "Outlook", "", "Fra:", "Sendt:", "Til:", "Emne:"},
                    Block{"fi", "Outlook", "", "Lähettäjä:", "Lähetetty:", "Vastaanottaja:", "Aihe:"}));

INSTANTIATE_TEST_SUITE_P(
    OutlookMobile, HeaderBlockOf,
    testing::Values(Block{"ko", "Outlook for iOS", rule, "보낸 사람:", "보낸 날짜:", "받는 사람:", "제목:"},
                    Block{"en", "Outlook for Android", rule, "From:", "Sent:", "To:", "Subject:"},
                    Block{"ja", "Outlook for iOS", rule, "送信者:", "送信済み:", "宛先:", "件名:"},
                    Block{"de", "Outlook for iOS", rule, "Von:", "Gesendet:", "An:", "Betreff:"},
                    Block{"fr", "Outlook for iOS", rule, "De :", "Envoyé :", "À :", "Objet :"},
                    Block{"es", "Outlook for iOS", rule, "De:", "Enviado:", "Para:", "Asunto:"}));

INSTANTIATE_TEST_SUITE_P(
    GmailForward, HeaderBlockOf,
    testing::Values(
        Block{"ko", "Gmail", "---------- Forwarded message ---------",
              "보낸사람:", "Date:", "To:", "Subject:"},
        Block{"en", "Gmail", "---------- Forwarded message ---------", "From:", "Date:", "To:", "Subject:"},
        Block{"ja", "Gmail", "---------- Forwarded message ---------", "差出人:", "Date:", "To:", "Subject:"},
        Block{"zh-CN", "Gmail", "---------- Forwarded message ---------", "发件人：",
              "Date:", "To:", "Subject:"},
        Block{"de", "Gmail", "---------- Forwarded message ---------", "Von:", "Date:", "To:", "Subject:"},
        Block{"fr", "Gmail", "---------- Forwarded message ---------", "De :", "Date:", "To:", "Subject:"},
        Block{"es", "Gmail", "---------- Forwarded message ---------", "De:", "Date:", "To:", "Subject:"},
        Block{"it", "Gmail", "---------- Forwarded message ---------", "Da:", "Date:", "To:", "Subject:"},
        Block{"nl", "Gmail", "---------- Forwarded message ---------", "Van:", "Date:", "To:", "Subject:"},
        Block{"pl", "Gmail", "---------- Forwarded message ---------", "Od:", "Date:", "To:", "Subject:"},
        Block{"ru", "Gmail", "---------- Forwarded message ---------", "От:", "Date:", "To:", "Subject:"},
        Block{"tr", "Gmail", "---------- Forwarded message ---------",
              "Gönderen:", "Date:", "To:", "Subject:"},
        Block{"sv", "Gmail", "---------- Forwarded message ---------", "Från:", "Date:", "To:", "Subject:"},
        Block{"fi", "Gmail", "---------- Forwarded message ---------",
              "Lähettäjä:", "Date:", "To:", "Subject:"}));

INSTANTIATE_TEST_SUITE_P(
    AppleMailForward, HeaderBlockOf,
    testing::Values(
        Block{"ko", "Apple Mail", "시작: 전달된 메시지:\n",
              "보낸 사람:", "날짜:", "받는 사람:", "제목:", true},
        Block{"en", "Apple Mail", "Begin forwarded message:\n", "From:", "Date:", "To:", "Subject:", true},
        Block{"ja", "Apple Mail", "転送されたメッセージ:\n", "差出人:", "日付:", "宛先:", "件名:", true},
        Block{"zh-CN", "Apple Mail", "开始转发的邮件：\n", "发件人:", "日期:", "收件人:", "主题:", true},
        Block{"zh-TW", "Apple Mail", "開始轉寄郵件：\n", "寄件人：", "日期：", "收件人：", "主旨：", true},
        Block{"de", "Apple Mail", "Anfang der weitergeleiteten Nachricht:\n",
              "Von:", "Datum:", "An:", "Betreff:", true},
        Block{"fr", "Apple Mail", "Début du message réexpédié :\n", "De:", "Date:", "À:", "Objet:", true},
        Block{"es", "Apple Mail", "Inicio del mensaje reenviado:\n",
              "De:", "Fecha:", "Para:", "Asunto:", true},
        Block{"pt", "Apple Mail", "Início da mensagem encaminhada:\n",
              "De:", "Data:", "Para:", "Assunto:", true},
        Block{"it", "Apple Mail", "Inizio messaggio inoltrato:\n", "Da:", "Data:", "A:", "Oggetto:", true},
        Block{"nl", "Apple Mail", "Begin doorgestuurd bericht:\n",
              "Van:", "Datum:", "Aan:", "Onderwerp:", true},
        Block{"pl", "Apple Mail", "Początek przekazywanej wiadomości:\n",
              "Od:", "Data:", "Do:", "Temat:", true},
        Block{"ru", "Apple Mail", "Начало переадресованного сообщения:\n",
              "От:", "Дата:", "Кому:", "Тема:", true},
        Block{"tr", "Apple Mail", "İletilen ileti başlangıcı:\n",
              "Kimden:", "Tarih:", "Kime:", "Konu:", true},
        Block{"sv", "Apple Mail", "Vidarebefordrat brev:\n", "Från:", "Datum:", "Till:", "Ämne:", true},
        Block{"da", "Apple Mail", "Start på videresendt besked:\n", "Fra:", "Dato:", "Til:", "Emne:", true},
        Block{"no", "Apple Mail", "Videresendt melding:\n", "Fra:", "Dato:", "Til:", "Emne:", true},
        Block{"fi", "Apple Mail", "Välitetty viesti alkaa:\n",
              "Lähettäjä:", "Päivämäärä:", "Vastaanottaja:", "Aihe:", true}));

INSTANTIATE_TEST_SUITE_P(
    ThunderbirdForward, HeaderBlockOf,
    testing::Values(
        Block{"ko", "Thunderbird", "-------- 전달된 메시지 --------",
              "보낸 사람:", "날짜:", "받는 사람:", "제목:"},
        Block{"en", "Thunderbird", "-------- Forwarded Message --------",
              "From:", "Date:", "To:", "Subject:"},
        Block{"ja", "Thunderbird", "-------- 転送メッセージ --------", "差出人:", "日付:", "宛先:", "件名:"},
        Block{"zh-CN", "Thunderbird", "-------- 转发的消息 --------", "发件人:", "日期:", "收件人:", "主题:"},
        Block{"zh-TW", "Thunderbird", "-------- 轉寄郵件 --------", "寄件者:", "日期:", "收件者:", "主旨:"},
        Block{"de", "Thunderbird", "-------- Weitergeleitete Nachricht --------",
              "Von:", "Datum:", "An:", "Betreff:"},
        Block{"fr", "Thunderbird", "-------- Message transféré --------",
              "De :", "Date :", "Pour :", "Sujet :"},
        Block{"es", "Thunderbird", "-------- Mensaje reenviado --------",
              "De:", "Fecha:", "Para:", "Asunto:"},
        Block{"pt", "Thunderbird", "-------- Mensagem encaminhada --------",
              "De:", "Data:", "Para:", "Assunto:"},
        Block{"it", "Thunderbird", "-------- Messaggio Inoltrato --------",
              "Mittente:", "Data:", "A:", "Oggetto:"},
        Block{"nl", "Thunderbird", "-------- Doorgestuurd bericht --------",
              "Van:", "Datum:", "Aan:", "Onderwerp:"},
        Block{"pl", "Thunderbird", "-------- Przekazana wiadomość --------",
              "Nadawca:", "Data:", "Adresat:", "Temat:"},
        Block{"ru", "Thunderbird", "-------- Перенаправленное сообщение --------",
              "От:", "Дата:", "Кому:", "Тема:"},
        Block{"tr", "Thunderbird", "-------- İletilmiş Mesaj --------",
              "Kimden:", "Tarih:", "Kime:", "Konu:"},
        Block{"sv", "Thunderbird", "-------- Vidarebefordrat meddelande --------",
              "Från:", "Datum:", "Till:", "Ämne:"},
        Block{"da", "Thunderbird", "-------- Videresendt meddelelse --------",
              "Fra:", "Dato:", "Til:", "Emne:"},
        Block{"no", "Thunderbird", "-------- Videresendt melding --------", "Fra:", "Dato:", "Til:", "Emne:"},
        Block{"fi", "Thunderbird", "-------- Välitetty viesti --------",
              "Lähettäjä:", "Päiväys:", "Vastaanottaja:", "Aihe:"}));

INSTANTIATE_TEST_SUITE_P(
    SamsungMail, HeaderBlockOf,
    testing::Values(
        Block{"ko", "Samsung", "-------- 원본 이메일 --------", "발신:", "날짜:", "수신:", "제목:"},
        Block{"en", "Samsung", "-------- Original message --------", "From:", "Date:", "To:", "Subject:"},
        Block{"ja", "Samsung", "-------- 元のメッセージ --------", "差出人:", "日付:", "宛先:", "件名:"},
        Block{"zh-CN", "Samsung", "-------- 原始邮件 --------", "发件人：", "日期：", "收件人：", "主题："},
        Block{"de", "Samsung", "-------- Ursprüngliche Nachricht --------",
              "Von:", "Datum:", "An:", "Betreff:"},
        Block{"fr", "Samsung", "-------- Message d'origine --------", "De :", "Date :", "À :", "Objet :"},
        Block{"es", "Samsung", "-------- Mensaje original --------", "De:", "Fecha:", "Para:", "Asunto:"},
        Block{"pt", "Samsung", "-------- Mensagem original --------", "De:", "Data:", "Para:", "Assunto:"},
        Block{"it", "Samsung", "-------- Messaggio originale --------", "Da:", "Data:", "A:", "Oggetto:"},
        Block{"nl", "Samsung", "-------- Oorspronkelijk bericht --------",
              "Van:", "Datum:", "Aan:", "Onderwerp:"},
        Block{"pl", "Samsung", "-------- Oryginalna wiadomość --------", "Od:", "Data:", "Do:", "Temat:"},
        Block{"ru", "Samsung", "-------- Исходное сообщение --------", "От:", "Дата:", "Кому:", "Тема:"},
        Block{"tr", "Samsung", "-------- Orijinal mesaj --------", "Kimden:", "Tarih:", "Alıcı:", "Konu:"},
        Block{"sv", "Samsung", "-------- Originalmeddelande --------", "Från:", "Datum:", "Till:", "Ämne:"},
        Block{"da", "Samsung", "-------- Oprindelig meddelelse --------", "Fra:", "Dato:", "Til:", "Emne:"},
        Block{"no", "Samsung", "-------- Opprinnelig melding --------", "Fra:", "Dato:", "Til:", "Emne:"},
        Block{"fi", "Samsung", "-------- Alkuperäinen viesti --------",
              "Lähettäjä:", "Päivämäärä:", "Saaja:", "Aihe:"}));

INSTANTIATE_TEST_SUITE_P(
    KoreanPortals, HeaderBlockOf,
    testing::Values(
        Block{"ko", "Naver", "-----Original Message-----", "From:", "Sent:", "To:", "Subject:"},
        Block{"ko", "Naver 2", "-----원본 메시지-----", "보낸사람:", "보낸날짜:", "받는사람:", "제목:"},
        Block{"ko", "Daum", "--------- 원본 메일 ---------", "보낸사람:", "날짜:", "받는사람:", "제목:"},
        Block{"ko", "Hanmail", "---------[ 받은 메일 내용 ]----------",
              "보낸이 :", "날짜 :", "받는이 :", "제목 :"},
        Block{"ko", "Kakao", "--------- 원본 메시지 ---------", "보낸이:", "보낸날짜:", "받는이:", "제목:"},
        Block{"ko", "Hiworks", "-----Original Message-----",
              "보낸사람 :", "보낸날짜 :", "받는사람 :", "제목 :"}));

// ---------------------------------------------------------------- signatures

class SignatureOf : public testing::TestWithParam<Line> {};

TEST_P(SignatureOf, APhoneIsNotTheAuthorsText) {
  const auto parts = split_text(std::string("감사합니다. Is it sent?\n\n") + GetParam().text + "\n");
  EXPECT_EQ(parts.new_text, "감사합니다. Is it sent?");
  EXPECT_EQ(parts.signature, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    IPhone, SignatureOf,
    testing::Values(
        Line{"ko", "iPhone", "나의 iPhone에서 보냄"}, Line{"en", "iPhone", "Sent from my iPhone"},
        Line{"ja", "iPhone", "iPhoneから送信"}, Line{"zh-CN", "iPhone", "发自我的 iPhone"},
        Line{"zh-TW", "iPhone", "從我的iPhone傳送"}, Line{"de", "iPhone", "Von meinem iPhone gesendet"},
        Line{"fr", "iPhone", "Envoyé de mon iPhone"}, Line{"es", "iPhone", "Enviado desde mi iPhone"},
        Line{"pt", "iPhone", "Enviado do meu iPhone"}, Line{"it", "iPhone", "Inviato da iPhone"},
        Line{"nl", "iPhone", "Verstuurd vanaf mijn iPhone"}, Line{"pl", "iPhone", "Wysłane z iPhone'a"},
        Line{"ru", "iPhone", "Отправлено с iPhone"}, Line{"tr", "iPhone", "iPhone’umdan gönderildi"},
        Line{"sv", "iPhone", "Skickat från min iPhone"}, Line{"da", "iPhone", "Sendt fra min iPhone"},
        Line{"fi", "iPhone", "Lähetetty iPhonesta"}));

INSTANTIATE_TEST_SUITE_P(
    Galaxy, SignatureOf,
    testing::Values(Line{"ko", "Galaxy", "나의 Galaxy에서 보냄"}, Line{"ko", "Galaxy 2", "Galaxy에서 보냄"},
                    Line{"en", "Galaxy", "Sent from my Galaxy"}, Line{"ja", "Galaxy", "Galaxyから送信"},
                    Line{"zh-CN", "Galaxy", "从我的 Galaxy 发送"},
                    Line{"de", "Galaxy", "Von meinem Samsung Galaxy Smartphone gesendet."},
                    Line{"fr", "Galaxy", "Envoyé depuis mon smartphone Samsung Galaxy."},
                    Line{"es", "Galaxy", "Enviado desde mi smartphone Samsung Galaxy."},
                    Line{"pt", "Galaxy", "Enviado do meu smartphone Samsung Galaxy."},
                    Line{"it", "Galaxy", "Inviato dal mio smartphone Samsung Galaxy."},
                    Line{"nl", "Galaxy", "Verzonden vanaf mijn Galaxy"},
                    Line{"pl", "Galaxy", "Wysłane z mojego smartfonu Samsung Galaxy."},
                    Line{"ru", "Galaxy", "Отправлено с моего смартфона Samsung Galaxy."},
                    Line{"tr", "Galaxy", "Samsung Galaxy akıllı telefonumdan gönderildi."},
                    Line{"sv", "Galaxy", "Skickat från min Samsung Galaxy smartphone."},
                    Line{"da", "Galaxy", "Sendt fra min Samsung Galaxy smartphone."},
                    Line{"no", "Galaxy", "Sendt fra min Samsung Galaxy-smarttelefon."},
                    Line{"fi", "Galaxy", "Lähetetty Samsung Galaxy -älypuhelimesta."}));

INSTANTIATE_TEST_SUITE_P(
    OutlookMobile, SignatureOf,
    testing::Values(
        Line{"ko", "Outlook", "Android용 Outlook 다운로드"}, Line{"ko", "Outlook 2", "iOS용 Outlook 받기"},
        Line{"en", "Outlook", "Get Outlook for iOS"}, Line{"ja", "Outlook", "Outlook for iOS を入手"},
        Line{"zh-CN", "Outlook", "获取 Outlook for iOS"}, Line{"zh-TW", "Outlook", "取得 Outlook for iOS"},
        Line{"de", "Outlook", "Holen Sie sich Outlook für iOS"},
        Line{"de", "Outlook 2", "Outlook für Android herunterladen"},
        Line{"fr", "Outlook", "Télécharger Outlook pour iOS"},
        Line{"es", "Outlook", "Obtener Outlook para iOS"}, Line{"pt", "Outlook", "Obter o Outlook para iOS"},
        Line{"it", "Outlook", "Scarica Outlook per iOS"},
        Line{"nl", "Outlook", "Outlook voor iOS downloaden"},
        Line{"pl", "Outlook", "Pobierz program Outlook dla systemu iOS"},
        Line{"ru", "Outlook", "Получить Outlook для iOS"}, Line{"ru", "Outlook 2", "Скачать Outlook для iOS"},
        Line{"tr", "Outlook", "iOS için Outlook'u edinin"}, Line{"sv", "Outlook", "Skaffa Outlook för iOS"},
        Line{"da", "Outlook", "Hent Outlook til iOS"}, Line{"no", "Outlook", "Få Outlook for iOS"},
        Line{"fi", "Outlook", "Hanki Outlook for iOS"}));

INSTANTIATE_TEST_SUITE_P(Portals, SignatureOf,
                         testing::Values(Line{"ko", "Naver", "네이버 메일 앱에서 보냄"},
                                         Line{"ko", "Daum", "다음 메일 앱에서 보냈습니다"},
                                         Line{"ko", "Kakao", "카카오메일에서 보냄"},
                                         Line{"en", "Yahoo", "Sent from Yahoo Mail on Android"},
                                         Line{"de", "Yahoo", "Gesendet von Yahoo Mail auf Android"},
                                         Line{"fr", "Yahoo", "Envoyé à partir de Yahoo Mail pour iPhone"},
                                         Line{"ja", "Yahoo", "Yahoo!メールから送信"}));

// ---------------------------------------------------------------- the delimiter of RFC 3676

TEST(SignatureOf, EveryoneIsBelowDashesAndABlank) {
  const auto parts = split_text("감사합니다.\n\n-- \n김민지\n고객지원팀\n02-1234-5678\n");
  EXPECT_EQ(parts.new_text, "감사합니다.");
  EXPECT_EQ(parts.signature, "-- \n김민지\n고객지원팀\n02-1234-5678");
}

}  // namespace
}  // namespace ticketd::parsers
