// Why a mail came back, from the words of a server that gave no code worth the name.
#include "parsers/bounce_reason.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>

namespace ticketd::parsers {
namespace {

using core::BounceReason;

BounceReason reason_of(std::string_view said) { return reason_for({"5.0.0", said, ""}); }

struct Said {
  const char* words;
  BounceReason reason;
};
void PrintTo(const Said& said, std::ostream* out) { *out << said.words; }

class Refusal : public testing::TestWithParam<Said> {};

TEST_P(Refusal, IsUnderstoodWhateverItsWording) {
  EXPECT_EQ(reason_of("550 " + std::string(GetParam().words)), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    OfARecipient, Refusal,
    testing::Values(Said{"user <kim@shop.example> of the branch in Busan is unknown",
                         BounceReason::user_unknown},
                    Said{"inactive account", BounceReason::user_unknown},
                    Said{"this mailbox was archived", BounceReason::user_unknown},
                    Said{"the account of this customer is locked", BounceReason::user_unknown},
                    Said{"bad recipient name", BounceReason::user_unknown},
                    Said{"l'adresse kim semble inexistante", BounceReason::user_unknown},
                    Said{"el usuario indicado fue dado de baja: cuenta inactiva", BounceReason::user_unknown},
                    Said{"Benutzerkonto wurde deaktiviert: Empfänger gesperrt", BounceReason::user_unknown},
                    Said{"해당 계정은 현재 정지 상태", BounceReason::user_unknown},
                    Said{"この宛先は無効", BounceReason::user_unknown},
                    Said{"user is full of hope, but his mailbox is, too, full", BounceReason::mailbox_full},
                    Said{"no more room: storage of this account exhausted", BounceReason::mailbox_full},
                    Said{"boite du client pleine", BounceReason::mailbox_full}));

INSTANTIATE_TEST_SUITE_P(OfTheSender, Refusal,
                         testing::Values(Said{"sender could not be verified", BounceReason::policy},
                                         Said{"mail from this domain not accepted", BounceReason::policy},
                                         Said{"sender unknown", BounceReason::policy},
                                         Said{"your server was listed as abusive", BounceReason::policy},
                                         Said{"posting by a non-member", BounceReason::policy},
                                         Said{"your sender domain must exist", BounceReason::policy},
                                         Said{"Sender domain not found in DNS", BounceReason::policy},
                                         Said{"invalid HELO", BounceReason::policy},
                                         Said{"Absender ungültig", BounceReason::policy},
                                         Said{"발신자 차단", BounceReason::policy}));

INSTANTIATE_TEST_SUITE_P(OfTheWay, Refusal,
                         testing::Values(Said{"unable to resolve this domain", BounceReason::domain_unknown},
                                         Said{"giving up on 192.0.2.7", BounceReason::expired},
                                         Said{"not taken after 14 attempts", BounceReason::expired},
                                         Said{"mail forwarding loop", BounceReason::network}));

INSTANTIATE_TEST_SUITE_P(WithoutItsAccents, Refusal,
                         testing::Values(Said{"El buzon de este usuario esta LLENO",
                                              BounceReason::mailbox_full},
                                         Said{"Skrzynka jest pelna", BounceReason::mailbox_full},
                                         Said{"Empfaenger unbekannt", BounceReason::user_unknown},
                                         Said{"EMPFÄNGER UNBEKANNT", BounceReason::user_unknown},
                                         Said{"Ihre Nachricht ist zu gross", BounceReason::size},
                                         Said{"kullanici bulunamadi", BounceReason::user_unknown},
                                         Said{"l’adresse n’existe pas", BounceReason::user_unknown},
                                         Said{"Пользователь НЕ НАЙДЕН", BounceReason::user_unknown}));

INSTANTIATE_TEST_SUITE_P(InEitherGender, Refusal,
                         testing::Values(Said{"Cuenta desconocida", BounceReason::user_unknown},
                                         Said{"Mailbox non trovata", BounceReason::user_unknown},
                                         Said{"Caixa postal inexistente", BounceReason::user_unknown},
                                         Said{"Le compte est inexistant", BounceReason::user_unknown}));

INSTANTIATE_TEST_SUITE_P(OfTheMoment, Refusal,
                         testing::Values(Said{"too many sessions from this host", BounceReason::network},
                                         Said{"action not taken: mailbox busy", BounceReason::network},
                                         Said{"Message temporarily deferred - 4.16.51",
                                              BounceReason::network}));

TEST(BounceReason, WordsOfTwoSentencesSayNothingTogether) {
  EXPECT_EQ(reason_of("550 we know this user. The moon is full and unknown"), BounceReason::other);
  EXPECT_EQ(reason_of("550 user: see the manual; unknown"), BounceReason::other);
}

TEST(BounceReason, PartsOfWordsAreNoWords) {
  EXPECT_EQ(reason_of("550 the equipment is listed in the users' manual"), BounceReason::other);
}

TEST(BounceReason, OfTheSenderIsNeverTakenForOneOfTheRecipient) {
  EXPECT_EQ(reason_of("550 sender address does not resolve, invalid"), BounceReason::policy);
}

TEST(BounceReason, ACodeIsWorthMoreThanAnUnusualWording) {
  EXPECT_EQ(reason_for({"5.7.1", "550 5.7.1 user kim is locked to this", ""}), BounceReason::policy);
}

TEST(BounceReason, ACodeOfTwoDigitsIsNotOneOfItsFirst) {
  EXPECT_EQ(reason_for({"5.16.51", "", ""}), BounceReason::other);
}

}  // namespace
}  // namespace ticketd::parsers
