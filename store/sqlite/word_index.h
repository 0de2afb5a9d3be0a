// The index of words, kept in the transaction that changes what it is about. What a group of jobs adds is
// written at its end, in one go: each savepoint would make a segment of its own.
#pragma once

#include "core/ticket.h"
#include "store/sqlite/connection.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::store::sqlite {

class WordIndex {
 public:
  explicit WordIndex(Connection& db) : db_(db) {}

  void add(const core::Ticket& ticket) { changes_.push_back(change_of(ticket, false)); }
  void add(const core::Entry& entry) { changes_.push_back(change_of(entry, false)); }
  void remove(const core::Ticket& ticket) { changes_.push_back(change_of(ticket, true)); }
  void remove(const core::Entry& entry) { changes_.push_back(change_of(entry, true)); }

  [[nodiscard]] std::size_t mark() const { return changes_.size(); }
  void back_to(std::size_t mark) { changes_.resize(mark); }

  /// Before the commit.
  Result<> write();

 private:
  /// A row is an entry, under its number, or a ticket's own words, under its number below zero.
  struct Change {
    std::int64_t row = 0;
    std::string shown, hidden;  ///< to customers
    bool removes = false;
  };
  static Change change_of(const core::Ticket& ticket, bool removes);
  static Change change_of(const core::Entry& entry, bool removes);

  Connection& db_;
  std::vector<Change> changes_;
};

/// Words of deleted tickets are found no more, but stand in the index until its parts are merged: this goes
/// on with that for a bounded while, in a transaction of its own. Whether some are left.
Result<bool> forget_removed_words(Connection& db);

/// As the index is asked for the pieces of one word: each in its place, the last perhaps with any ending.
[[nodiscard]] std::string match_of(std::string_view word, std::optional<core::Visibility> where);

}  // namespace ticketd::store::sqlite
