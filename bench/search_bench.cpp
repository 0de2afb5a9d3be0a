#include "bench/search_bench.h"

#include "store/open.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ticketd::bench {
namespace {

namespace change = core::change;

constexpr std::size_t vocabulary = 20'000, entries_of_a_ticket = 3, tickets_at_a_time = 30;
constexpr int times_asked = 9;

std::string utf8(char32_t syllable) {
  return {static_cast<char>(0xE0 | syllable >> 12), static_cast<char>(0x80 | (syllable >> 6 & 0x3F)),
          static_cast<char>(0x80 | (syllable & 0x3F))};
}

/// Words as frequent as those of a language: the n-th turns up 1/n times as often as the first.
class Language {
 public:
  Language() {
    for (std::size_t number = 0; number < vocabulary; ++number) words_.push_back(invented(number % 2 == 0));
  }

  std::string text(std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) text += word_at_random() + (i % 12 == 11 ? ".\n" : " ");
    return text;
  }
  [[nodiscard]] const std::string& word(std::size_t rank) const { return words_.at(rank); }

 private:
  std::string invented(bool korean) {
    std::string word;
    const auto length = korean ? 2 + random_() % 4 : 3 + random_() % 8;
    for (std::size_t i = 0; i < length; ++i)
      word += korean ? utf8(static_cast<char32_t>(0xAC00 + random_() % 600 * 18))
                     : std::string(1, static_cast<char>('a' + random_() % 26));
    return word;
  }
  const std::string& word_at_random() {
    const auto rank = std::exp(std::uniform_real_distribution(0.0, std::log(double{vocabulary}))(random_));
    return words_[std::min(vocabulary, static_cast<std::size_t>(rank)) - 1];
  }

  std::mt19937 random_{7};
  std::vector<std::string> words_;
};

core::Changes ticket_with_entries(std::int64_t number, Language& language, std::size_t words) {
  core::Ticket ticket;
  ticket.id = {number};
  ticket.subject = language.text(6);
  ticket.mailbox = "support";
  ticket.requester = {"Customer", "customer" + std::to_string(number) + "@example.com"};
  core::Changes changes{change::CreateTicket{ticket}};
  for (std::size_t i = 0; i < entries_of_a_ticket; ++i) {
    change::AddEntry added;
    added.entry.id = {(number - 1) * static_cast<std::int64_t>(entries_of_a_ticket) +
                      static_cast<std::int64_t>(i) + 1};
    added.entry.ticket = ticket.id;
    added.entry.visibility = core::Visibility::public_;
    added.entry.author = {ticket.requester, core::Role::requester, core::Trust::plausible, {}};
    added.entry.text = language.text(words);
    changes.emplace_back(std::move(added));
  }
  return changes;
}

Result<> fill(store::Store& store, Language& language, const SearchBench& bench) {
  const auto tickets = static_cast<std::int64_t>(bench.entries / entries_of_a_ticket);
  for (std::int64_t number = 1; number <= tickets;) {
    auto txn = store.begin();
    if (!txn) return fail(txn);
    for (std::size_t i = 0; i < tickets_at_a_time && number <= tickets; ++i)
      if (const auto applied = (*txn)->apply(ticket_with_entries(number++, language, bench.words)); !applied)
        return applied;
    if (const auto committed = (*txn)->commit(); !committed) return committed;
    txn->reset();
    if (store.is_behind())
      if (const auto done = store.catch_up(); !done) return fail(done);
    if (store.log_has_grown())
      if (const auto done = store.checkpoint(); !done) return done;
  }
  for (bool left = true; left;) {
    const auto more = store.catch_up();
    if (!more) return fail(more);
    left = *more;
  }
  return {};
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

Result<> ask(store::Store& store, const char* what, const std::vector<std::string>& words) {
  std::vector<double> took;
  std::size_t found = 0;
  for (int i = 0; i < times_asked; ++i) {
    const auto start = std::chrono::steady_clock::now();
    auto reader = store.reader();
    if (!reader) return fail(reader);
    const auto tickets = (*reader)->tickets({.words = words, .limit = 100});
    if (!tickets) return fail(tickets);
    found = tickets->size();
    took.push_back(milliseconds_since(start));
  }
  std::sort(took.begin(), took.end());
  std::printf("%-24s %8.2f ms (slowest %.2f), %zu tickets\n", what, took[took.size() / 2], took.back(),
              found);
  return {};
}

Result<> measure(const SearchBench& bench) {
  auto store = store::open_store("sqlite:bench.db", bench.folder);
  if (!store) return fail(store);
  Language language;
  const auto start = std::chrono::steady_clock::now();
  if (const auto filled = fill(**store, language, bench); !filled) return filled;
  std::printf("entries_per_second       %8.0f\n",
              static_cast<double>(bench.entries) / milliseconds_since(start) * 1e3);

  const struct {
    const char* what;
    std::vector<std::string> words;
  } questions[] = {
      {"a common word", {language.word(0)}},
      {"another common word", {language.word(1)}},
      {"a rare word", {language.word(vocabulary - 2)}},
      {"two words", {language.word(20), language.word(501)}},
      {"words in a row", {language.word(0) + ' ' + language.word(1)}},
      {"one syllable", {utf8(0xAC00)}},
      {"the begin of a word", {"the"}},
      {"a word that is nowhere", {"zzzzzzzzzz"}},
      {"sixteen common words",
       {language.word(0), language.word(1), language.word(2), language.word(3), language.word(4),
        language.word(5), language.word(6), language.word(7), language.word(8), language.word(9),
        language.word(10), language.word(11), language.word(12), language.word(13), language.word(14),
        language.word(15)}},
  };
  for (const auto& question : questions)
    if (const auto asked = ask(**store, question.what, question.words); !asked) return asked;
  return {};
}

}  // namespace

int run_search_bench(const SearchBench& bench) {
  if (const auto done = measure(bench); !done)
    return std::fprintf(stderr, "ticketd-bench: %s\n", done.error().detail.c_str()), 1;
  return 0;
}

}  // namespace ticketd::bench
