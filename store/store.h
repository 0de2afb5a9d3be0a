// The port to whatever keeps our state. Reads answer questions that decisions ask; writes are lists of
// core::Change. Nothing here names a database: a backend is a folder beside this file, and one conformance
// suite runs over all.
#pragma once

#include "core/change.h"
#include "core/evidence.h"
#include "core/intake.h"
#include "core/result.h"
#include "store/incoming_bytes.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::store {

/// What became of one mail of ours, beside the entry it carries.
struct SentTo {
  core::OutboxId outbox;
  std::string address;
  std::string message_id;
  core::LetterKind letter = core::LetterKind::public_reply;
  core::SendState state = core::SendState::queued;
  int attempts = 0;
  std::string last_error;
};

struct TicketView {
  struct EntryView {
    core::Entry entry;
    std::vector<SentTo> sent_to;
  };
  core::Ticket ticket;
  std::vector<EntryView> entries;                 ///< oldest first
  std::vector<core::Event> events;                ///< oldest first
  std::optional<core::Contact> contact;           ///< the requester, as far as known
  std::optional<core::Company> company;           ///< the contact's
  std::vector<std::string> starred_by;            ///< agents; "" for the operators
  std::vector<core::AddressState> undeliverable;  ///< marked addresses that its mails go to
};

/// Of whom tickets are. Each that is set must hold.
struct RequesterQuery {
  std::string name, email, phone;        ///< contained, ignoring ASCII case; of a phone number its digits
  std::string company, customer_number;  ///< as a whole
  std::optional<core::ContactId> contact;
};

/// What `ticket list` selects. Empty fields do not restrict.
struct TicketQuery {
  std::vector<core::State> states;
  std::optional<bool> assigned;
  std::string assignee, group, mailbox, requester, tag, channel;
  std::optional<core::Priority> priority;
  std::optional<core::TicketId> id;
  std::optional<core::Time> created_from, created_before;
  std::string subject;                    ///< contained, ignoring ASCII case
  std::optional<std::string> starred_by;  ///< agent's name; "": the operators
  RequesterQuery requested_by;
  core::FieldValues fields;  ///< each has that value, ignoring ASCII case
  std::optional<bool> snoozed;
  std::optional<bool> surveyed;  ///< the customer was asked how it was
  std::optional<int> score;      ///< that the customer gave
  /// Each found in subject or requester, or in one entry: text, author, names of its files; pieces of words
  /// as core/search_words.h splits them. Of huge texts the beginning is looked through.
  std::vector<std::string> words;
  std::optional<core::Visibility> words_in;  ///< only where customers can read, or where they cannot
  std::optional<core::TicketId> after;       ///< cursor: ids greater than this
  std::optional<std::size_t> limit;
};

struct ContactQuery {
  std::optional<core::ContactId> id;
  std::string address;  ///< that the contact has
  std::string company;
  std::optional<bool> vip;  ///< of their own, or their company's
  std::string text;         ///< contained in name, address, company, customer number or phone
  std::optional<core::ContactId> after;
  std::optional<std::size_t> limit;
};

struct QueueQuery {
  std::vector<core::SendState> states;  ///< empty: all but those that are sent or given up
  std::optional<core::TicketId> ticket;
  std::optional<core::OutboxId> after;  ///< cursor: ids greater than this
  std::optional<std::size_t> limit;
};

struct QuarantineQuery {
  std::string message_id;
  std::optional<core::Time> received_until;  ///< then or earlier
  core::MailKey after;                       ///< cursor: keys greater than this
  std::optional<std::size_t> limit;
};

struct QuarantinedMail {
  core::MailKey mail;
  std::string reason, from, to, subject, message_id;
  core::Time received_at;
};

/// An accepted mail that has no place yet.
struct WaitingMail {
  core::MailKey mail;
  core::IncomingMail incoming;
  bool released = false;  ///< a person let it out of the quarantine
  int attempts = 0;       ///< how often the process died while it was being read
};

/// Which mails of ours: those whose From address it is true for.
using Senders = std::function<bool(std::string_view address)>;
[[nodiscard]] inline bool any_sender(std::string_view) { return true; }

/// What a rule of the desk has done, out of the tickets' histories.
struct RuleRecord {
  std::string rule;
  std::int64_t times = 0, tickets = 0;
  core::Time last;
  core::TicketId last_ticket;
};

/// How much is still to be done, for `wait --idle` and health.
struct Backlog {
  std::int64_t unprocessed_mails = 0;
  std::int64_t due_outbox = 0;  ///< being sent, or queued with next_at <= now
};

/// How far the import of an IMAP folder has come.
struct ImapCursor {
  std::uint32_t uid_validity{};
  std::uint32_t settled_up_to{};  ///< every mail up to here is imported or skipped
  std::string since;              ///< as in core::ImapStep
};

/// Reads of one consistent moment; any number of threads, one Reader each.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Result<std::optional<TicketView>> ticket(core::TicketId) = 0;
  virtual Result<std::vector<core::Ticket>> tickets(const TicketQuery&) = 0;  ///< by id, oldest first
  /// Whose clocks say that something is to be done by `now`: the earliest first.
  virtual Result<std::vector<core::TicketId>> due_tickets(core::Time now, std::size_t limit) = 0;
  virtual Result<std::vector<core::OutboxItem>> queue(const QueueQuery&) = 0;           ///< by id
  virtual Result<std::vector<QuarantinedMail>> quarantine(const QuarantineQuery&) = 0;  ///< by key
  virtual Result<std::vector<core::Trace>> traces(
      std::string_view message_id) = 0;  ///< every mail with that id, newest last
  virtual Result<std::optional<core::IncomingMail>> mail(core::MailKey) = 0;  ///< with its bytes
  /// By key. Large mails come without their bytes, as `stored`: there may be many of them.
  virtual Result<std::vector<WaitingMail>> waiting(core::MailKey after, std::size_t limit) = 0;
  virtual Result<Backlog> backlog(core::Time now) = 0;
  virtual Result<std::optional<core::Time>> next_due(const Senders&) = 0;           ///< of the outbox
  virtual Result<std::optional<core::AddressState>> address(std::string_view) = 0;  ///< that bounced
  virtual Result<std::vector<core::AddressState>> marked_addresses() = 0;           ///< in alphabetical order
  virtual Result<std::optional<ImapCursor>> imap_cursor(std::string_view mailbox,
                                                        std::string_view folder) = 0;
  virtual Result<std::vector<std::uint32_t>> imap_imported(const core::ImapFolder&, std::uint32_t after) = 0;
  virtual Result<std::vector<std::uint32_t>> imap_unfinished(
      const core::ImapFolder&) = 0;                                   ///< accepted, action pending
  virtual Result<std::vector<core::SkippedMail>> imap_skipped() = 0;  ///< by mailbox, folder and UID
  virtual Result<core::DeskState> desk_state() = 0;
  virtual Result<std::vector<RuleRecord>> rules_acted(core::Time since) = 0;     ///< by name
  virtual Result<std::vector<core::Contact>> contacts(const ContactQuery&) = 0;  ///< by id
  virtual Result<std::vector<core::Company>> companies() = 0;                    ///< by name
  virtual Result<std::vector<core::ApiToken>> api_tokens() = 0;                  ///< by name
  virtual Result<std::optional<std::string>> value(
      std::string_view name) = 0;  ///< small named texts: desk source, keys
};

/// One open write transaction. Destroyed uncommitted, it rolls back. Only on the writer's thread.
class Txn {
 public:
  virtual ~Txn() = default;

  /// Stores bytes, envelope and IMAP ledger row; the same bytes (SHA-256) to the same mailbox within 7 days
  /// (at any time where IMAP shows them: a folder that was renumbered), or a ledger row that exists, is a
  /// duplicate and stores nothing. Bytes that are `stored` must be there.
  virtual Result<core::Accepted> accept(const core::IncomingMail&) = 0;
  virtual Result<core::Evidence> evidence(const core::ThreadQuery&) = 0;
  virtual Result<> apply(const core::Changes&) = 0;
  virtual Result<std::vector<core::Ticket>> tickets(const TicketQuery&) = 0;
  virtual Result<std::vector<core::Contact>> contacts(const ContactQuery&) = 0;
  virtual Result<std::vector<core::Company>> companies() = 0;
  /// Due rows become `sending` until `lease_until`; a row whose lease ran out is due again. Each From address
  /// gets its share of `limit`, so that none keeps the others waiting.
  virtual Result<std::vector<core::OutboxItem>> claim_due(core::Time now, std::size_t limit,
                                                          core::Time lease_until, const Senders&) = 0;
  virtual Result<std::optional<core::OutboxItem>> letter(core::OutboxId) = 0;  ///< without variables
  /// Rows that a killed process left `sending`: due at once (start), one Message-ID stays one.
  virtual Result<std::size_t> release_claims() = 0;
  virtual Result<> record(const core::ImapStep&) = 0;  ///< another UIDVALIDITY begins the folder anew
  virtual Result<> set_value(std::string_view name, std::string_view value) = 0;
  virtual Result<> add_attempt(
      core::MailKey) = 0;  ///< before a mail that was in flight at a crash is tried again

  virtual Result<> mark() = 0;  ///< savepoint before one job of a group
  virtual Result<> back_to_mark() = 0;
  virtual bool usable()
      const = 0;  ///< false once the engine rolled the whole group back (disk full, I/O error)
  virtual Result<> commit() = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual Result<std::unique_ptr<Txn>> begin() = 0;      ///< waits at most the busy timeout, then store_busy
  virtual Result<std::unique_ptr<Reader>> reader() = 0;  ///< any thread
  virtual Result<std::unique_ptr<IncomingBytes>> take_bytes() = 0;  ///< any thread; may wait for the disk
  virtual Result<> checkpoint() = 0;       ///< on the writer's thread, when it is idle or the log has grown
  virtual bool log_has_grown() const = 0;  ///< so far that a checkpoint is due under load, too
  /// A portion of what was put off, on the writer's thread when it is idle or the store is behind. Whether
  /// some is left.
  virtual Result<bool> catch_up() = 0;
  virtual bool is_behind() const = 0;  ///< so far that a portion is due under load, too
  // These take minutes where there is much. Any thread; they block, and end with an error when they shall
  // stop.
  /// Writes a copy of one moment that can be opened as a store, while others go on.
  virtual Result<> back_up(const std::filesystem::path& file, std::stop_token stop) = 0;
  /// Whether everything is there and whole: what is wrong, one sentence each.
  virtual Result<std::vector<std::string>> verify(std::stop_token stop) = 0;
};

/// The bytes of larger mails are kept apart from their row.
inline constexpr std::size_t largest_row = std::size_t{128} * 1024;

/// Gives a large mail's bytes to the store ahead of the mail, so that the writer's thread does not have to
/// write them. Waits for the disk.
[[nodiscard]] Result<> store_ahead(Store& store, core::IncomingMail& mail);

}  // namespace ticketd::store
