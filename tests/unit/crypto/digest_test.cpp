#include "crypto/digest.h"

#include <gtest/gtest.h>

namespace ticketd::crypto {

TEST(Digest, Sha256IsThatOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, HmacDependsOnKeyAndMessage) {
  const auto key = random_key();
  EXPECT_EQ(hmac_sha256(key, "a"), hmac_sha256(key, "a"));
  EXPECT_NE(hmac_sha256(key, "a"), hmac_sha256(key, "b"));
  EXPECT_NE(hmac_sha256(key, "a"), hmac_sha256(random_key(), "a"));
}

TEST(Digest, ComparisonNeedsEqualLengthAndBytes) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_FALSE(equal_in_constant_time("same", "sama"));
  EXPECT_FALSE(equal_in_constant_time("same", "same "));
}

}  // namespace ticketd::crypto
