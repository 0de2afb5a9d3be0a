#include "daemon/http/json_views.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

namespace {

using std::chrono::seconds;

const core::Time nine(seconds(1'795'251'600));  // 2026-11-21T09:00:00Z

store::TicketView answered_ticket() {
  store::TicketView view;
  auto& ticket = view.ticket;
  ticket.id = {42};
  ticket.subject = "환불 문의";
  ticket.state = core::State::waiting_on_customer;
  ticket.mailbox = "support";
  ticket.assignee = "kim";
  ticket.requester = {"이서준", "lee@example.com"};
  ticket.participants = {{{"", "cc@example.com"}, core::Role::cc, nine}};
  ticket.tags = {"refund"};
  ticket.links = {{core::LinkKind::follow_up_of, {7}}};
  ticket.interactions = 1;
  ticket.created_at = ticket.updated_at = nine;

  auto& [entry, sent_to] = view.entries.emplace_back();
  entry.id = {1};
  entry.visibility = core::Visibility::public_;
  entry.author = {{"", "lee@example.com"}, core::Role::requester, core::Trust::plausible, ""};
  entry.message_id = "a@b";
  entry.text = "new";
  entry.full_text = "new\n> old";
  entry.attachments = {{"a.pdf", "application/pdf", 10, "ab12", std::nullopt, "attachment", {5}, 0}};
  entry.created_at = nine;
  sent_to = {
      {{3}, "cc@example.com", "t.3@desk", core::LetterKind::public_reply, core::SendState::sent, 1, ""}};
  view.events = {{{42}, nine, core::EventKind::state, "resolved", "open", "rule:reopen-on-reply"}};
  return view;
}

}  // namespace

TEST(JsonViews, AStarOfNoAgentIsTheOperators) {
  auto view = answered_ticket();
  view.starred_by = {"", "kim"};
  EXPECT_EQ(ticket_json(view)["starred_by"], (Json{"operator", "kim"}));
}

TEST(JsonViews, ATicketHasTheKeysThatOthersRelyOn) {
  EXPECT_EQ(
      dump(ticket_json(answered_ticket())),
      R"({"id":42,"subject":"환불 문의","state":"waiting_on_customer","priority":"normal","channel":"email","mailbox":"support",)"
      R"("group":null,"assignee":"kim","requester":{"name":"이서준","address":"lee@example.com"},)"
      R"("participants":[{"name":"","address":"cc@example.com","role":"cc"}],"undeliverable":[],"tags":["refund"],)"
      R"("fields":{},"resolution":null,)"
      R"("links":[{"kind":"follow_up_of","ticket":7}],"interactions":1,"reopened":0,"contact":null,)"
      R"("starred_by":[],"snoozed_until":null,"survey":null,"created_at":"2026-11-21T09:00:00Z",)"
      R"("updated_at":"2026-11-21T09:00:00Z","entries":[{"id":1,"kind":"mail","visibility":"public","author":{"name":"",)"
      R"("address":"lee@example.com","role":"requester","trust":"plausible"},"message_id":"a@b","text":"new",)"
      R"("full_text":"new\n> old","html":false,"unverified":false,"attachments":[{"id":"5-0","filename":"a.pdf",)"
      R"("content_type":"application/pdf","size":10,"sha256":"ab12","content_id":null,"disposition":"attachment"}],)"
      R"("created_at":"2026-11-21T09:00:00Z","sent_to":[{"address":"cc@example.com","state":"sent","attempts":1,)"
      R"("last_error":null,"id":3,"letter":"public_reply","message_id":"t.3@desk"}]}],)"
      R"("events":[{"at":"2026-11-21T09:00:00Z","kind":"state","from":"resolved","to":"open","by":"rule:reopen-on-reply"}]})");
}

TEST(JsonViews, AnInternalResolutionNamesItsReason) {
  auto view = answered_ticket();
  view.ticket.resolution = core::Resolution{true, "spam"};
  EXPECT_EQ(dump(ticket_json(view)["resolution"]), R"({"internal":true,"reason":"spam"})");
}

TEST(JsonViews, TheFullTextIsThereOnlyWhereItDiffers) {
  auto view = answered_ticket();
  view.entries[0].entry.full_text = "new";
  EXPECT_FALSE(ticket_json(view)["entries"][0].contains("full_text"));
}

TEST(JsonViews, ARowOfTheQueueTellsWhatHappened) {
  core::OutboxItem item;
  item.id = {5};
  item.ticket = {42};
  item.letter.to = {"", "lee@example.com"};
  item.letter.subject = "[#42] 환불";
  item.state = core::SendState::failed;
  item.attempts = 3;
  item.next_at = nine;
  item.last_error = "550 5.1.1";
  EXPECT_EQ(
      dump(queue_row_json(item)),
      R"({"id":5,"ticket":42,"entry":null,"to":"lee@example.com","subject":"[#42] 환불","state":"failed","attempts":3,)"
      R"("next_at":"2026-11-21T09:00:00Z","last_error":"550 5.1.1"})");
}

TEST(JsonViews, ATraceNamesEveryRuleAndThePlace) {
  core::Trace trace;
  trace.message_id = "a@b";
  trace.tried("token", "no", "none in the recipients");
  trace.place = core::Place::quarantine;
  EXPECT_EQ(
      dump(trace_json(trace)),
      R"({"message_id":"a@b","steps":[{"rule":"token","answer":"no","detail":"none in the recipients",)"
      R"json("words":"token: no (none in the recipients)"}],)json"
      R"("result":{"place":"quarantine","ticket":null,"entry":null,"role":"stranger","trust":"plausible",)"
      R"("words":"It is in the quarantine."}})");
}

TEST(JsonViews, BytesThatAreNoTextStillGiveJson) {
  store::QuarantinedMail mail;
  mail.mail = {1};
  mail.subject = "\xb0\xa1";
  EXPECT_TRUE(Json::accept(dump(quarantine_row_json(mail))));
}

}  // namespace ticketd::daemon
