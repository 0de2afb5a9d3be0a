#include "daemon/http/idempotency.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {
namespace {

HttpRequest asked_by(Caller caller, const std::string& key, const std::string& body = "{}") {
  return {.method = "POST",
          .target = {.path = {"api", "v1", "tickets"}, .query = {}},
          .body = body,
          .idempotency_key = key,
          .caller = std::move(caller)};
}
const Caller an_operator{.local = true};
const Caller a_program{.token = "shop"};

/// What is answered without doing anything; 0: it was done, and answered with this status and body.
int answered(IdempotentAnswers& answers, const HttpRequest& request, int status = 201,
             const std::string& body = {}) {
  const auto key = IdempotentAnswers::key_of(request);
  if (const auto known = answers.begin(key.value(), request)) return known->status;
  HttpResponse response;
  response.status = status;
  response.body = body;
  answers.finish(*key, response);
  return 0;
}

}  // namespace

TEST(Idempotency, ARequestIsDoneOnceForEachCaller) {
  IdempotentAnswers answers;
  EXPECT_EQ(answered(answers, asked_by(a_program, "one")), 0);
  EXPECT_EQ(answered(answers, asked_by(a_program, "one")), 201);
  EXPECT_EQ(answered(answers, asked_by(a_program, "one", "another")), 422);
  EXPECT_EQ(answered(answers, asked_by(an_operator, "one")), 0);
  EXPECT_EQ(answered(answers, asked_by({.token = "operator"}, "one")), 0);
}

TEST(Idempotency, StrangersHaveNoKeys) {
  EXPECT_EQ(IdempotentAnswers::key_of(asked_by({}, "one")), std::nullopt);
}

TEST(Idempotency, ATroubleIsForgottenSoThatItCanBeTriedAgain) {
  IdempotentAnswers answers;
  EXPECT_EQ(answered(answers, asked_by(a_program, "one"), 503), 0);
  EXPECT_EQ(answered(answers, asked_by(a_program, "one")), 0);
}

TEST(Idempotency, WhatIsUnderWayStaysHoweverManyCome) {
  IdempotentAnswers answers;
  const auto slow = asked_by(a_program, "slow");
  ASSERT_EQ(answers.begin(*IdempotentAnswers::key_of(slow), slow), std::nullopt);
  for (int i = 0; i < 2000; ++i) answered(answers, asked_by(a_program, std::to_string(i)));
  EXPECT_EQ(answered(answers, slow), 409);
  EXPECT_EQ(answered(answers, asked_by(a_program, "1999")), 201);
  EXPECT_EQ(answered(answers, asked_by(a_program, "0")), 0) << "the oldest are forgotten";
}

TEST(Idempotency, LargeAnswersDoNotFillTheMemory) {
  IdempotentAnswers answers;
  const std::string large(std::size_t{1} << 20U, 'x');
  for (int i = 0; i < 20; ++i) answered(answers, asked_by(a_program, std::to_string(i)), 200, large);
  EXPECT_EQ(answered(answers, asked_by(a_program, "19")), 200);
  EXPECT_EQ(answered(answers, asked_by(a_program, "5")), 0);
}

}  // namespace ticketd::daemon
