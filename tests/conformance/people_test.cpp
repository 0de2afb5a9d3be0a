#include "tests/conformance/store_conformance.h"

namespace ticketd::store {

namespace {

core::Contact contact(std::string name, std::vector<std::string> addresses) {
  core::Contact one;
  one.name = std::move(name);
  one.addresses = std::move(addresses);
  one.created_at = one.updated_at = noon;
  return one;
}

core::Company company(std::string name, std::vector<std::string> domains = {}) {
  return {std::move(name), std::move(domains), false, "", noon, noon};
}

class PeopleConformance : public StoreConformance {
 protected:
  std::vector<core::Contact> found(const ContactQuery& query) { return must(reader()->contacts(query)); }
  std::vector<std::int64_t> tickets(const RequesterQuery& by) {
    std::vector<std::int64_t> ids;
    for (const auto& one : must(reader()->tickets({.requested_by = by}))) ids.push_back(one.id.value);
    return ids;
  }
};

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_P(PeopleConformance, WhatRulesAskOfARequesterIsBroughtWithTheEvidence) {
  auto corp = company("Big Corp", {"big.example"});
  corp.vip = true;
  auto known = contact("Kim", {"kim@example.com"});
  known.customer_number = "C-17";
  known.phone = "02-123";
  apply({change::SaveCompany{corp}, change::SaveContact{known}, create(1)});
  core::ThreadQuery query = asking_for({});
  query.tickets = {{1}};
  query.people = {"KIM@example.com", "new@Big.example", "stranger@else.example"};
  const auto seen = evidence(query);
  EXPECT_EQ(seen.tickets.at({1}).customer.customer_number, "C-17");
  EXPECT_EQ(seen.customers.at("kim@example.com").phone, "02-123");
  EXPECT_FALSE(seen.customers.at("kim@example.com").vip);
  EXPECT_EQ(seen.customers.at("new@big.example").company, "Big Corp") << "by the mail domain";
  EXPECT_TRUE(seen.customers.at("new@big.example").vip);
  EXPECT_EQ(seen.customers.at("stranger@else.example").company, "");
}

TEST_P(PeopleConformance, SomebodyIsMetOnceInAnySpellingOfTheAddress) {
  apply({change::MeetContact{{"김민지", "kim@example.com"}, "ko", noon},
         change::MeetContact{{"Other", "KIM@example.com"}, "en", noon + 1h}});
  reopen();
  const auto people = found({});
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0].name, "김민지");
  EXPECT_EQ(people[0].addresses, std::vector<std::string>{"kim@example.com"});
  EXPECT_EQ(people[0].language, "ko");
  EXPECT_EQ(people[0].created_at, noon);
}

TEST_P(PeopleConformance, AContactIsKeptAsAWhole) {
  auto kim = contact("Kim", {"kim@example.com", "kim@home.example"});
  kim.company = "예시상사";
  kim.vip = true;
  kim.customer_number = "C-17";
  kim.phone = "02-123-4567";
  kim.language = "ko";
  kim.note = "calls back";
  apply({change::SaveCompany{company("예시상사")}, change::SaveContact{kim}});
  reopen();
  auto kept = found({.address = "KIM@home.example"}).at(0);
  EXPECT_EQ(kept.addresses, kim.addresses);
  EXPECT_EQ(kept.company, "예시상사");
  EXPECT_TRUE(kept.vip);
  EXPECT_EQ(kept.customer_number, "C-17");
  EXPECT_EQ(kept.phone, "02-123-4567");
  EXPECT_EQ(kept.note, "calls back");

  kept.addresses = {"kim@new.example"};
  kept.name = "Kim M.";
  apply({change::SaveContact{kept}});
  EXPECT_TRUE(found({.address = "kim@home.example"}).empty());
  EXPECT_EQ(found({.id = kept.id}).at(0).name, "Kim M.");
  EXPECT_EQ(found({}).size(), 1U);
}

TEST_P(PeopleConformance, AnAddressBelongsToOneContactOnly) {
  apply({change::SaveContact{contact("Kim", {"kim@example.com"})}});
  write(
      [&](Txn& txn) { EXPECT_FALSE(txn.apply({change::SaveContact{contact("Lee", {"Kim@Example.com"})}})); });
}

TEST_P(PeopleConformance, OneWhoIsMergedLeavesTheAddressesToTheOther) {
  apply({change::SaveContact{contact("Kim", {"kim@example.com"})},
         change::SaveContact{contact("K", {"k@example.com"})}});
  auto kept = found({.address = "kim@example.com"}).at(0);
  kept.addresses.emplace_back("k@example.com");
  apply({change::RemoveContact{found({.address = "k@example.com"}).at(0).id}, change::SaveContact{kept}});
  EXPECT_EQ(found({}).size(), 1U);
  EXPECT_EQ(found({.address = "k@example.com"}).at(0).id, kept.id);
}

TEST_P(PeopleConformance, PeopleOfACompanysDomainBelongToIt) {
  auto big = company("Big Corp", {"big.example", "big.example.net"});
  big.vip = true;
  apply({change::SaveCompany{big}, change::MeetContact{{"", "a@Big.example"}, "", noon},
         change::MeetContact{{"", "b@small.example"}, "", noon}});
  EXPECT_EQ(found({.company = "big corp"}).size(), 1U);
  EXPECT_EQ(found({.vip = true}).at(0).addresses.at(0), "a@Big.example");
  EXPECT_EQ(found({.vip = false}).at(0).addresses.at(0), "b@small.example");
  const auto companies = must(reader()->companies());
  ASSERT_EQ(companies.size(), 1U);
  EXPECT_EQ(companies[0].domains, big.domains);
  EXPECT_TRUE(companies[0].vip);

  apply({change::RemoveCompany{"BIG CORP"}});
  EXPECT_TRUE(must(reader()->companies()).empty());
  EXPECT_EQ(found({.address = "a@big.example"}).at(0).company, "");
}

TEST_P(PeopleConformance, ContactsAreFoundByWhatIsKnownOfThem) {
  auto kim = contact("김민지", {"kim@example.com"});
  kim.customer_number = "C-17";
  kim.phone = "02 123";
  apply({change::SaveContact{kim}, change::SaveContact{contact("Lee 100%", {"lee@example.com"})}});
  EXPECT_EQ(found({.text = "민지"}).size(), 1U);
  EXPECT_EQ(found({.text = "c-17"}).size(), 1U);
  EXPECT_EQ(found({.text = "EXAMPLE.com"}).size(), 2U);
  EXPECT_EQ(found({.text = "%"}).size(), 1U);
  EXPECT_EQ(found({.limit = 1}).size(), 1U);
  EXPECT_EQ(found({.after = found({}).at(0).id}).size(), 1U);
}

TEST_P(PeopleConformance, TicketsAreFoundByTheirRequestersContact) {
  auto second = ticket_value(2);
  second.requester = {"Home", "kim@home.example"};
  auto third = ticket_value(3);
  third.requester = {"Lee", "lee@example.com"};
  auto kim = contact("Minji", {"kim@example.com", "kim@home.example"});
  kim.customer_number = "C-17";
  kim.phone = "(02) 123-4567";
  kim.company = "Big Corp";
  apply({create(1), change::CreateTicket{second}, change::CreateTicket{third},
         change::SaveCompany{company("Big Corp")}, change::SaveContact{kim}});
  EXPECT_EQ(tickets({.name = "minji"}), (Ids{1, 2}));
  EXPECT_EQ(tickets({.name = "LEE"}), Ids{3});
  EXPECT_EQ(tickets({.email = "home.example"}), (Ids{1, 2}))
      << "a ticket of the contact, whichever address it has";
  EXPECT_EQ(tickets({.email = "lee@"}), Ids{3});
  EXPECT_EQ(tickets({.phone = "021234567"}), (Ids{1, 2}));
  EXPECT_EQ(tickets({.phone = "123-45"}), (Ids{1, 2}));
  EXPECT_EQ(tickets({.company = "BIG corp"}), (Ids{1, 2}));
  EXPECT_EQ(tickets({.customer_number = "C-17"}), (Ids{1, 2}));
  EXPECT_EQ(tickets({.contact = found({}).at(0).id}), (Ids{1, 2}));
  const auto view = ticket(2);
  ASSERT_TRUE(view.contact && view.company);
  EXPECT_EQ(view.contact->name, "Minji");
  EXPECT_EQ(view.company->name, "Big Corp");
  EXPECT_FALSE(ticket(3).contact);
}

TEST_P(PeopleConformance, TicketsAreFoundByNumberSubjectTimeAndStar) {
  auto later = ticket_value(2);
  later.subject = "환불 문의";
  later.created_at = noon + 1h;
  apply({create(1), change::CreateTicket{later}, change::SetStar{{2}, "kim", true},
         change::SetStar{{2}, "", true}, change::SetStar{{1}, "kim", true},
         change::SetStar{{1}, "kim", false}});
  const auto ids = [&](const TicketQuery& query) {
    Ids all;
    for (const auto& one : must(reader()->tickets(query))) all.push_back(one.id.value);
    return all;
  };
  EXPECT_EQ(ids({.id = core::TicketId{2}}), Ids{2});
  EXPECT_EQ(ids({.subject = "환불"}), Ids{2});
  EXPECT_EQ(ids({.created_from = noon + 1h}), Ids{2});
  EXPECT_EQ(ids({.created_before = noon + 1h}), Ids{1});
  EXPECT_EQ(ids({.starred_by = "kim"}), Ids{2});
  EXPECT_EQ(ids({.starred_by = "lee"}), Ids{});
  EXPECT_EQ(ticket(2).starred_by, (std::vector<std::string>{"", "kim"}));
}

TEST_P(PeopleConformance, ATokenIsKeptUntilItIsRevoked) {
  core::ApiToken token{"web form", core::ApiScope::write, "kim", "ab12", noon, std::nullopt};
  apply({change::AddToken{token}, change::UseToken{"web form", "other digest", noon},
         change::UseToken{"web form", "ab12", noon + 1h}});
  reopen();
  const auto tokens = must(reader()->api_tokens());
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_EQ(tokens[0].scope, core::ApiScope::write);
  EXPECT_EQ(tokens[0].agent, "kim");
  EXPECT_EQ(tokens[0].digest, "ab12");
  EXPECT_EQ(tokens[0].last_used, noon + 1h);
  write([&](Txn& txn) { EXPECT_FALSE(txn.apply({change::AddToken{token}})) << "a name is one token's"; });
  apply({change::RevokeToken{"web form"}, change::UseToken{"web form", "ab12", noon + 2h}});
  EXPECT_TRUE(must(reader()->api_tokens()).empty());
}

TEST_P(PeopleConformance, ALetterAboutNoTicketIsSentLikeAnother) {
  auto queued = letter(1, 0, "digest@desk.example.com");
  apply({queued});
  const auto due = write([&](Txn& txn) { return must(txn.claim_due(noon + 2h, 10, noon + 3h, any_sender)); });
  ASSERT_EQ(due.size(), 1U);
  EXPECT_FALSE(due[0].ticket);
  EXPECT_EQ(due[0].letter.to.address, "kim@example.com");
}

INSTANTIATE_TEST_SUITE_P(In, PeopleConformance, testing::Values("memory", "sqlite"),
                         [](const auto& backend) { return backend.param; });

}  // namespace ticketd::store
