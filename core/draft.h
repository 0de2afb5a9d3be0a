// A ticket while a decision about it is being made: every step lands in the list of changes, in the local
// value that later steps look at, and in the ticket's history.
#pragma once

#include "core/author_name.h"
#include "core/change.h"
#include "core/house.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// An entry that stands in the ticket now, with its visibility in its type. Only a Draft makes them. What
/// goes to customers is made of a PublicEntry and nothing else: sending them a private note does not compile.
template <Visibility Shown>
class Added {
 public:
  const Entry& operator*() const { return entry_; }
  const Entry* operator->() const { return &entry_; }

 private:
  friend class Draft;
  explicit Added(Entry entry) : entry_(std::move(entry)) {}
  Entry entry_;
};
using PublicEntry = Added<Visibility::public_>;
using PrivateEntry = Added<Visibility::private_>;

class Draft {
 public:
  /// Of a ticket that exists.
  Draft(const House&, TicketContext, const DeskState&, FreshIds&, Changes&);
  /// Of a new one: takes the next number.
  static Draft open(const House&, Ticket, const Evidence&, FreshIds&, Changes&, std::string by);

  /// Another ticket in the same decision.
  [[nodiscard]] Draft beside(TicketContext) const;
  [[nodiscard]] Draft open_beside(Ticket, std::string by) const;

  [[nodiscard]] const Ticket& ticket() const { return context_.ticket; }
  [[nodiscard]] const TicketContext& context() const { return context_; }
  [[nodiscard]] const House& house() const { return house_; }
  [[nodiscard]] const DeskState& desk_state() const { return desk_state_; }
  [[nodiscard]] const Customer& customer() const { return context_.customer; }
  [[nodiscard]] bool is_new() const { return is_new_; }
  /// The newest entry of this decision.
  [[nodiscard]] const std::optional<Entry>& last_added() const { return last_added_; }
  [[nodiscard]] const Mailbox* mailbox() const;

  /// A moment of the decision to come back to: what was tried since is as if it had never been.
  struct Savepoint {
    TicketContext context;
    FreshIds fresh;
    std::size_t changes{};
    Clocks kept_clocks;
    std::optional<Entry> last_added;
  };
  [[nodiscard]] Savepoint savepoint() const;
  void back_to(Savepoint);

  PublicEntry add_public(Entry, std::vector<std::string> cites = {});
  PrivateEntry add_private(Entry, std::vector<std::string> cites = {});
  /// One that stands in the ticket already; nothing where customers may not see it.
  [[nodiscard]] std::optional<PublicEntry> shown(const Entry&) const;
  void set_state(State, std::string by, std::optional<Resolution> = std::nullopt);
  /// As it was: no reopening is counted. The reason of an internal resolution comes back by itself.
  void take_back_state(State, std::string by);
  void take_back_resolution(const std::string& reason, std::string by);
  void assign(const std::string& agent, std::string by, std::string turn_of_group = {});
  void transfer(const std::string& group, std::string by);
  void set_priority(Priority, std::string by);
  /// Where answers to the requester go; empty: to their own address.
  void set_reply_to(const std::string& address, std::string by);
  void add_tag(const std::string& tag, std::string by);
  void remove_tag(const std::string& tag, std::string by);
  void set_field(const std::string& name, const std::string& value, std::string by);
  void add_participant(const Address&, std::string by);
  void remove_participant(const std::string& address, std::string by);
  void link(LinkKind, TicketId, std::string by);
  void add_forward(Forward, std::string by);
  void snooze(std::optional<Time> until, std::string by);
  void set_survey(Survey survey);
  void merge_into(const Ticket& kept, std::string by);
  /// The merge is taken back: its own entries, under its own number.
  void come_back_from(TicketId kept, State, std::string by);
  void record(EventKind, std::string from, std::string to, std::string by);
  OutboxId next_outbox() { return fresh_.next_outbox(); }
  void enqueue(OutboxId, Letter, std::optional<EntryId>);
  std::int64_t ask_confirmation(Confirmation);
  /// Kept when they differ from what the store has.
  void set_clocks(Clocks);
  /// What this decision has done so far, to all its tickets.
  [[nodiscard]] const Changes& changes() const { return changes_; }
  /// Nothing more of this decision is passed to the ticket on the other desk.
  void leave_other_side() { context_.across.clear(); }
  void change(Change change) { changes_.push_back(std::move(change)); }

 private:
  static Draft begin(Draft, Ticket, std::string by);
  Entry add_entry(Entry, std::vector<std::string> cites);
  /// Of an agent who had as many tickets as may be: those that look for an agent are looked at again.
  void has_one_less(const std::string& agent);

  const House& house_;
  TicketContext context_;
  const DeskState& desk_state_;
  FreshIds& fresh_;
  Changes& changes_;
  Clocks kept_clocks_;  ///< as the store will have them
  std::optional<Entry> last_added_;
  bool is_new_ = false;
};

}  // namespace ticketd::core
