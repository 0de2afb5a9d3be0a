#include "core/contact_book.h"

#include <gmock/gmock.h>

namespace ticketd::core {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const Time noon = Time(1'790'000'000'000ms);

Contact contact(std::int64_t id, std::vector<std::string> addresses) {
  Contact one;
  one.id = {id};
  one.addresses = std::move(addresses);
  one.created_at = noon - 24h;
  return one;
}

Desk desk() {
  Desk one;
  one.mailboxes.push_back({.name = "support", .address = {"", "support@desk.example"}});
  return one;
}

const Contact& saved(const Result<Changes>& changes) {
  return std::get<change::SaveContact>(changes.value().back()).contact;
}

Result<Changes> edit(const ContactEdit& wanted, const KnownPeople& known = {}) {
  return edit_contact(contact(1, {"kim@example.com"}), wanted, known, desk(), noon);
}

}  // namespace

TEST(ContactBook, WhatAnEditDoesNotNameStaysAsItIs) {
  auto kim = contact(1, {"kim@example.com"});
  kim.name = "김민지";
  kim.phone = "02 123";
  const auto changed = edit_contact(kim, {.phone = "02 999", .vip = true}, {}, desk(), noon);
  EXPECT_EQ(saved(changed).name, "김민지");
  EXPECT_EQ(saved(changed).phone, "02 999");
  EXPECT_TRUE(saved(changed).vip);
  EXPECT_EQ(saved(changed).created_at, noon - 24h);
  EXPECT_EQ(saved(changed).updated_at, noon);
}

TEST(ContactBook, AddressesAreAddedOnceAndTakenAwayInAnyCase) {
  const auto changed =
      edit({.add_addresses = {"KIM@example.com", "k@home.example"}, .remove_addresses = {"x@y.example"}});
  EXPECT_THAT(saved(changed).addresses, ElementsAre("kim@example.com", "k@home.example"));
  EXPECT_FALSE(edit({.remove_addresses = {"Kim@Example.com"}})) << "one must be left";
}

TEST(ContactBook, NothingThatIsNoAddressGetsIn) {
  for (const auto* wrong :
       {"kim", "@example.com", "kim@", "a b@example.com", "a@b@c", "kim@example.com\r\nBcc: x@y",
        "<kim@example.com>", "support@desk.example", "support+token@desk.example"})
    EXPECT_FALSE(edit({.add_addresses = {wrong}})) << wrong;
}

TEST(ContactBook, AnAddressOfSomebodyElseIsNotTaken) {
  const auto refused =
      edit({.add_addresses = {"lee@example.com"}}, {.contacts = {contact(2, {"Lee@example.com"})}});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("belongs to contact 2"));
  EXPECT_EQ(refused.error().kind, ErrorKind::policy);
}

TEST(ContactBook, ACompanyIsNamedAsItIsWrittenOrRefused) {
  EXPECT_EQ(saved(edit({.company = "BIG CORP"}, {.companies = {{.name = "Big Corp"}}})).company, "Big Corp");
  EXPECT_FALSE(edit({.company = "Bg Corp"}, {.companies = {{.name = "Big Corp"}}}));
  EXPECT_EQ(saved(edit({.company = ""})).company, "");
}

TEST(ContactBook, FactsAreShortAndOnOneLine) {
  EXPECT_FALSE(edit({.name = "a\nb"}));
  EXPECT_FALSE(edit({.phone = std::string(501, '1')}));
  EXPECT_FALSE(edit({.language = "fr"}));
  EXPECT_TRUE(edit({.language = "ko", .note = "two\nlines"}));
}

TEST(ContactBook, OneWhoIsMergedGivesWhatTheOtherDidNotKnow) {
  auto kept = contact(1, {"kim@example.com"});
  kept.name = "김민지";
  auto other = contact(2, {"kim@home.example"});
  other.name = "Kim";
  other.customer_number = "C-17";
  other.vip = true;
  other.created_at = noon - 48h;
  const auto changes = merge_contacts(kept, {other}, noon);
  ASSERT_EQ(changes.value().size(), 2U);
  EXPECT_EQ(std::get<change::RemoveContact>(changes->front()).contact, ContactId{2});
  EXPECT_THAT(saved(changes).addresses, ElementsAre("kim@example.com", "kim@home.example"));
  EXPECT_EQ(saved(changes).name, "김민지");
  EXPECT_EQ(saved(changes).customer_number, "C-17");
  EXPECT_TRUE(saved(changes).vip);
  EXPECT_EQ(saved(changes).created_at, noon - 48h);
  EXPECT_FALSE(merge_contacts(kept, {kept}, noon));
  EXPECT_FALSE(merge_contacts(kept, {}, noon));
}

TEST(ContactBook, ADomainBelongsToOneCompany) {
  const std::vector<Company> known{{.name = "Big Corp", .domains = {"big.example"}}};
  EXPECT_FALSE(edit_company({.name = "Other"}, {.domains = {{"BIG.example"}}}, known, noon));
  EXPECT_TRUE(edit_company(known[0], {.domains = {{"big.example", "big.example.net"}}}, known, noon));
  EXPECT_FALSE(edit_company({.name = "Other"}, {.domains = {{"not a domain"}}}, known, noon));
  EXPECT_FALSE(edit_company({.name = " "}, {}, known, noon));
}

TEST(ContactBook, WhoIsErasedLeavesNoTicketOpenAndTheHistorySaysSo) {
  Ticket open, closed;
  open.id = {1};
  closed.id = {2};
  closed.state = State::closed;
  const auto changes =
      erase_person({{"kim@example.com"}, "p@erased.invalid"}, {open, closed}, desk(), noon).value();
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_EQ(std::get<change::SetState>(changes[0]).to, State::closed);
  EXPECT_EQ(std::get<change::RecordEvent>(changes[1]).event.from, "open");
  EXPECT_EQ(std::get<change::RecordEvent>(changes[2]).event.kind, EventKind::masked);
  EXPECT_EQ(std::get<change::RecordEvent>(changes[3]).event.ticket, TicketId{2});
}

TEST(ContactBook, TheHouseItselfIsNotErased) {
  auto house = desk();
  house.agents.push_back(
      {.name = "kim", .display_name = {}, .email = "kim@corp.example", .groups = {}, .language = {}});
  EXPECT_FALSE(erase_person({{"support@desk.example"}, "p"}, {}, house, noon));
  EXPECT_FALSE(erase_person({{"Kim@corp.example"}, "p"}, {}, house, noon));
  EXPECT_TRUE(erase_person({{"kim@example.com"}, "p"}, {}, house, noon));
}

}  // namespace ticketd::core
