#include "core/field.h"

#include <gtest/gtest.h>

namespace ticketd::core {

namespace {

std::string spelt(FieldType type, std::string_view written) {
  const Field field{.name = "f", .type = type, .choices = {"Refund", "교환"}};
  const auto value = field_value(field, written);
  return value ? *value : "refused: " + value.error().detail;
}

}  // namespace

TEST(Field, AValueHasOneSpelling) {
  EXPECT_EQ(spelt(FieldType::text, "  A-17 "), "A-17");
  EXPECT_EQ(spelt(FieldType::number, "007"), "7");
  EXPECT_EQ(spelt(FieldType::number, "-0.50"), "-0.5");
  EXPECT_EQ(spelt(FieldType::number, "-0.0"), "0");
  EXPECT_EQ(spelt(FieldType::boolean, "Yes"), "true");
  EXPECT_EQ(spelt(FieldType::boolean, "아니요"), "false");
  EXPECT_EQ(spelt(FieldType::choice, "refund"), "Refund");
  EXPECT_EQ(spelt(FieldType::date, "2028-02-29"), "2028-02-29");
  for (const auto type : {FieldType::text, FieldType::number, FieldType::date, FieldType::choice})
    EXPECT_EQ(spelt(type, " "), "") << "nothing clears a field of any type";
}

TEST(Field, WhatIsNoValueOfItsTypeIsRefused) {
  for (const auto* wrong : {"1.", ".5", "1,000", "0x10", "1234567890123456", "--1", "NaN", "\xff"})
    EXPECT_TRUE(spelt(FieldType::number, wrong).starts_with("refused")) << wrong;
  for (const auto* wrong : {"2026-02-29", "2026-13-01", "21.11.2026", "2026-1-01", "20x6-01-01"})
    EXPECT_TRUE(spelt(FieldType::date, wrong).starts_with("refused")) << wrong;
  EXPECT_EQ(spelt(FieldType::choice, "환불"), "refused: field \"f\" is Refund or 교환, not \"환불\"");
  EXPECT_TRUE(spelt(FieldType::boolean, "maybe").starts_with("refused"));
  EXPECT_TRUE(spelt(FieldType::text, std::string(1001, 'x')).starts_with("refused"));
}

}  // namespace ticketd::core
