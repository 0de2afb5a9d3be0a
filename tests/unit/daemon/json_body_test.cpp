#include "daemon/http/json_body.h"

#include <gmock/gmock.h>

namespace ticketd::daemon {

using testing::ElementsAre;
using testing::HasSubstr;

namespace {

struct Read {
  std::string name = "as before";
  std::optional<bool> vip;
  std::optional<std::vector<std::string>> words;
  std::vector<std::int64_t> numbers;
  Result<> done;
};

Read read(const std::string& body) {
  Read all;
  JsonBody json(body);
  json.read("name", all.name);
  json.read("vip", all.vip);
  json.read("words", all.words);
  json.read("numbers", all.numbers);
  all.done = json.finished();
  return all;
}

}  // namespace

TEST(JsonBody, WhatIsAbsentStaysAndWhatIsThereIsRead) {
  const auto all = read(R"({"vip":false,"words":["가","b"],"numbers":[1,2]})");
  ASSERT_TRUE(all.done) << all.done.error().detail;
  EXPECT_EQ(all.name, "as before");
  EXPECT_EQ(all.vip, false);
  EXPECT_THAT(*all.words, ElementsAre("가", "b"));
  EXPECT_THAT(all.numbers, ElementsAre(1, 2));
  EXPECT_TRUE(read("").done) << "nothing is asked for";
  EXPECT_FALSE(read("").words);
}

TEST(JsonBody, AWrongTypeOrAMisspeltKeyIsNamed) {
  EXPECT_THAT(read(R"({"nmae":"x"})").done.error().detail, HasSubstr("\"nmae\" is not known"));
  for (const auto* wrong :
       {R"({"name":1})", R"({"vip":"yes"})", R"({"words":"a"})", R"({"words":[1]})", R"({"numbers":["1"]})",
        R"({"numbers":[1.5]})", "[]", "{", "null", R"({"name":null})"})
    EXPECT_FALSE(read(wrong).done) << wrong;
}

}  // namespace ticketd::daemon
