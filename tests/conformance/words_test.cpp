#include "tests/conformance/store_conformance.h"

#include <fstream>
#include <iterator>

namespace ticketd::store {

namespace {

change::AddEntry saying(std::int64_t id, std::int64_t ticket, std::string text) {
  auto added = entry(id, ticket, "");
  added.entry.text = std::move(text);
  added.entry.author.address = {"최유진", "choi@customer.example"};
  return added;
}

struct Looking {
  std::string for_what;
  bool found;
};

}  // namespace

class WordsConformance : public StoreConformance {
 protected:
  using Ids = std::vector<std::int64_t>;

  /// In texts that wait for an index, and when the index has them.
  Ids found(const std::vector<std::string>& words) {
    const auto before = tickets_with(words);
    catch_up();
    EXPECT_EQ(tickets_with(words), before) << words.front() << " was to be found before it was in the index";
    return before;
  }
  Ids tickets_with(const std::vector<std::string>& words) {
    Ids ids;
    for (const auto& one : must(reader()->tickets({.words = words}))) ids.push_back(one.id.value);
    return ids;
  }
  void catch_up() {
    while (must(store_->catch_up())) continue;
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, WordsConformance, testing::Values("memory", "sqlite"));

TEST_P(WordsConformance, EveryStoreFindsTheSameWords) {
  apply({create(1), saying(1, 1,
                           "주문한 노트북을 환불해주세요. 주문번호 SKU-1234, Straße 7, ÉTÉ, Ελλάδα, Ёлка. "
                           "東京都の天気 and a \"quoted\" PRINTER-refunded A4용지 C++ x_y")});
  const Looking cases[] = {{"환불", true},
                           {"환불해", true},
                           {"불해주", true},
                           {"환불 해주", false},
                           {"노트북 환불", false},
                           {"노트북을 환불", true},
                           {"불환", false},
                           {"책", false},
                           {"노", true},
                           {"세", true},
                           {"을 환불해", true},
                           {"sku-1234", true},
                           {"SKU 1234", true},
                           {"123", false},
                           {"1234", true},
                           {"strasse", true},
                           {"été", true},
                           {"ete", true},
                           {"e\u0301te\u0301", true},
                           {"ΕΛΛΑΔΑ", true},
                           {"елка", true},
                           {"東京", true},
                           {"京都の天", true},
                           {"京天", false},
                           {"printer", true},
                           {"print", true},
                           {"pri", true},
                           {"pr", false},
                           {"inter", false},
                           {"refund", true},
                           {"quoted", true},
                           {"\"quoted\"", true},
                           {"용지", true},
                           {"a4용지", true},
                           {"Ａ４", true},
                           {"c++", true},
                           {"x_y", true},
                           {"최유진", true},
                           {"choi@customer.example", true},
                           {"kim@example.com", true},
                           {"NEAR(a b)", false},
                           {"shown : quoted", false},
                           {"qu*", false},
                           {"NOT printer", false},
                           {"", false},
                           {"?!", false},
                           {std::string("a\0b", 3), false},
                           {"\xff\xfe", false},
                           {"\u1112\u116A\u11AB\u1107\u116E\u11AF", true}};
  for (const auto* when : {"before it is in the index", "in the index"}) {
    for (const auto& [word, expected] : cases)
      EXPECT_EQ(tickets_with({word}), expected ? Ids{1} : Ids{})
          << GetParam() << ", " << when << ": " << word;
    catch_up();
  }
}

TEST_P(WordsConformance, EveryWordMustBeInTheTicketButNotInOneEntry) {
  apply(
      {create(1), saying(1, 1, "first alpha"), saying(2, 1, "then beta"), create(2), saying(3, 2, "alpha")});
  EXPECT_EQ(found({"alpha", "beta"}), Ids{1});
  EXPECT_EQ(found({"alpha", "printer"}), (Ids{1, 2})) << "the subject counts, too";
  EXPECT_EQ(found({"alpha beta"}), Ids{});
}

TEST_P(WordsConformance, TheWholeTextTheFilesAndPeopleAreLookedThrough) {
  auto added = saying(1, 1, "see below");
  added.entry.full_text = "see below\n> quoted history";
  added.entry.attachments = {
      {"영수증_2026.pdf", "application/pdf", 1, "", std::nullopt, "attachment", {}, 0}};
  auto answer = saying(2, 1, "answered");
  answer.entry.author = {{"김민지", "kim@corp.example"}, core::Role::agent, core::Trust::proven, "kim"};
  answer.entry.full_text = "another text altogether";
  apply({create(1), added, answer});
  for (const auto* word : {"history", "below", "영수증", "2026", "pdf", "김민지", "answered", "altogether"})
    EXPECT_EQ(found({word}), Ids{1}) << word;
  EXPECT_EQ(found({"kim@corp.example"}), Ids{}) << "an agent's address is nobody's business";
}

TEST_P(WordsConformance, WordsMoveWithTheirEntry) {
  apply({create(1), saying(1, 1, "alpha"), saying(2, 1, "beta"), create(2), saying(3, 2, "gamma")});
  apply({change::MoveEntry{{2}, {1}, {2}}});
  EXPECT_EQ(found({"beta"}), Ids{2});
  apply({change::MoveEntries{{1}, {2}}});
  EXPECT_EQ(found({"alpha"}), Ids{2});
}

TEST_P(WordsConformance, ADeletedTicketIsNotFoundAndItsWordsAreNotKept) {
  apply({create(1), saying(1, 1, "geheimnisvoll"), create(2), saying(2, 2, "harmlos")});
  catch_up();
  apply({change::EraseTicket{{1}}});
  EXPECT_EQ(found({"geheimnisvoll"}), Ids{});
  EXPECT_EQ(found({"harmlos"}), Ids{2});
  apply({create(3), saying(3, 3, "kommt"), change::EraseTicket{{3}}});
  EXPECT_EQ(found({"kommt"}), Ids{}) << "added and deleted in one transaction";
  catch_up();
  must(store_->checkpoint());
  reopen();
  EXPECT_EQ(found({"harmlos"}), Ids{2});
  if (GetParam() == "memory") return;
  store_.reset();
  std::ifstream file(folder_.path() / "desk.db", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(bytes.find("harmlos"), std::string::npos) << "else this test says nothing";
  EXPECT_EQ(bytes.find("eheimnisvoll"), std::string::npos);
}

TEST_P(WordsConformance, NotesAreNotFoundAmongWhatCustomersCanRead) {
  auto note = saying(2, 1, "between ourselves");
  note.entry.visibility = core::Visibility::private_;
  apply({create(1), saying(1, 1, "aloud"), note});
  const auto in = [&](core::Visibility where, const char* word) {
    return must(reader()->tickets({.words = {word}, .words_in = where})).size();
  };
  for (int time = 0; time < 2; ++time, catch_up()) {
    EXPECT_EQ(in(core::Visibility::public_, "ourselves"), 0U);
    EXPECT_EQ(in(core::Visibility::private_, "ourselves"), 1U);
    EXPECT_EQ(in(core::Visibility::public_, "aloud"), 1U);
    EXPECT_EQ(in(core::Visibility::private_, "aloud"), 0U);
  }
}

TEST_P(WordsConformance, WhatWaitsForTheIndexIsFoundAfterARestart) {
  apply({create(1), saying(1, 1, "alpha")});
  reopen();
  EXPECT_EQ(found({"alpha"}), Ids{1});
}

TEST_P(WordsConformance, WhatWasRolledBackIsNotFound) {
  write([&](Txn& txn) {
    must(txn.mark());
    must(txn.apply({create(1), saying(1, 1, "alpha")}));
    must(txn.mark());
    must(txn.apply({create(2), saying(2, 2, "beta")}));
    must(txn.back_to_mark());
    must(txn.apply({create(2), saying(2, 2, "gamma")}));
  });
  EXPECT_EQ(found({"alpha"}), Ids{1});
  EXPECT_EQ(found({"beta"}), Ids{});
  EXPECT_EQ(found({"gamma"}), Ids{2});
}

}  // namespace ticketd::store
