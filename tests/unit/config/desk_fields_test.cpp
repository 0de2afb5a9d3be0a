#include "tests/unit/config/written_desk.h"

#include <gmock/gmock.h>

namespace ticketd::config {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

constexpr auto fields = R"([[field]]
name = "topic"
type = "choice"
choices = ["grades", "housing"]
[[field]]
name = "amount"
type = "number"
[[field]]
name = "due"
type = "date"
)";

}  // namespace

TEST(DeskFields, ConditionsOnFieldsAreReadByTheirType) {
  const auto desk = desk_of(std::string(fields) + R"([[rule]]
name = "r"
on = "field_changed"
when = { field.topic = ["Grades", ""], field.amount = ">= 100", field.due = "< 2026-12-01", vip = true, company = "Big Corp" }
then = [ { set_field = { topic = "HOUSING", amount = 3 } }, { snooze = "2d" } ]
)");
  const auto& when = desk.rules.back().when;
  ASSERT_THAT(when.fields, SizeIs(3));  // in alphabetical order
  EXPECT_EQ(when.fields[0].number->number, 100);
  EXPECT_EQ(when.fields[1].before, "2026-12-01");
  EXPECT_THAT(when.fields[2].values, ElementsAre("grades", ""));
  EXPECT_EQ(when.vip, true);
  EXPECT_THAT(when.company, ElementsAre("Big Corp"));
  const auto& then = desk.rules.back().then;
  ASSERT_THAT(then, SizeIs(3));
  EXPECT_EQ(std::get<core::action::SetField>(then[0]).value, "3");
  EXPECT_EQ(std::get<core::action::SetField>(then[1]).value, "housing");
  EXPECT_EQ(std::get<core::action::Snooze>(then[2]).span, std::chrono::hours(48));
}

TEST(DeskFields, WhatNoFieldHasIsAProblem) {
  EXPECT_THAT(
      problems_of(std::string(fields) + R"([[rule]]
name = "r"
on = "created"
when = { field.topik = "grades" }
then = [ { set_field = { topic = "sports" } } ]
[[field]]
name = "a b"
[[field]]
name = "colour"
type = "choice"
)"),
      ElementsAre("14: field: the desk has no field \"topik\"; there are topic, amount, due, a b, colour",
                  HasSubstr("15: set_field: field \"topic\" is grades or housing, not \"sports\""),
                  HasSubstr("17: name: must not hold blanks"),
                  HasSubstr("19: name: choices go with type = \"choice\"")));
}

TEST(DeskTexts, AnUnknownVariableIsFoundAtItsLineWithTheNearestName) {
  EXPECT_THAT(problems_of(R"([[template]]
name = "a"
text = """
Dear {{requester_nam}},
"""
[[template]]
name = "b"
text = """first
{{ticket"""
[[template]]
name = "resolved"
text = "{{#text}}{{text}}{{/txt}}"
[[template]]
name = "acknowledgement"
mailbox = "nowhere"
text = "{{subject}}"
)"),
              ElementsAre("4: text: unknown variable \"requester_nam\"; the nearest is \"requester_name\"",
                          "9: text: a {{ without its }}", "12: text: {{/txt}} ends no section that is open",
                          "15: mailbox: unknown mailbox \"nowhere\"",
                          HasSubstr("16: text: unknown variable \"subject\"")));
}

TEST(DeskTexts, RulesNameTextsThatThereAre) {
  EXPECT_THAT(problems_of(R"([[template]]
name = "late"
text = "#{{ticket}} waits"
[[rule]]
name = "r"
on = "created"
then = [ { notify = "group", template = "lat" },
         { notify = "requester" },
         { notify = "requester", template = "new_ticket" },
         { reply_template = "late" },
         { forward = ["nobody"], text = "look" } ]
)"),
              ElementsAre("7: template: no template is called \"lat\"; the nearest is \"late\"",
                          HasSubstr("8: notify: the requester is told by a template"),
                          HasSubstr("9: template: no template is called \"new_ticket\""),
                          "11: forward: \"nobody\" is not a mail address"));
}

}  // namespace ticketd::config
