// Everything a store keeps, as one value: copied for a savepoint, swapped in by a commit.
#pragma once

#include "core/change.h"
#include "core/intake.h"
#include "core/result.h"
#include "crypto/digest.h"
#include "store/evidence.h"
#include "store/store.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ticketd::store::memory {

struct StoredMail {
  std::shared_ptr<const core::IncomingMail> incoming = nullptr;
  crypto::Digest digest{};
  std::string destination;
  std::optional<core::Place> place = std::nullopt;
  bool released = false;
  int attempts = 0;
};

struct Settled {
  std::string message_id, content_hash;
  core::Trace trace;
};

struct AgentMail {
  core::MailKey mail;
  core::Time at;
};

struct Asked {
  core::Confirmation confirmation;
  bool taken = false;
};

/// Mailbox, folder, UIDVALIDITY, UID.
using LedgerKey = std::tuple<std::string, std::string, std::uint32_t, std::uint32_t>;
[[nodiscard]] inline LedgerKey ledger_key(const core::ImapFolder& at, std::uint32_t uid) {
  return {at.mailbox, at.folder, at.uid_validity, uid};
}
[[nodiscard]] inline bool is_of(const core::ImapFolder& at, const LedgerKey& key) {
  return ledger_key(at, std::get<3>(key)) == key;
}
struct LedgerRow {
  core::MailKey mail;
  bool finished = false;
};

struct Contents {
  std::map<core::MailKey, StoredMail> mails;
  std::map<LedgerKey, LedgerRow> ledger;
  std::map<std::pair<std::string, std::string>, ImapCursor> folders;
  std::map<LedgerKey, core::SkippedMail> skipped;
  std::map<core::MailKey, Settled> settled;
  std::map<std::string, AgentMail> agent_mails;  ///< by seal
  std::map<core::MailKey, QuarantinedMail> quarantine;
  std::map<core::TicketId, core::Ticket> tickets;
  std::map<core::EntryId, core::Entry> entries;
  std::map<core::EntryId, core::TicketId> merged_from;  ///< where entries stood before the last merge
  std::vector<core::Event> events;
  std::map<core::EntryId, core::Forward> forwards;
  std::map<core::OutboxId, core::OutboxItem> outbox;
  std::map<std::string, core::AddressState> addresses;       ///< by address in lower case
  std::map<std::string, std::vector<Reference>> references;  ///< by message-id key
  std::map<std::int64_t, Asked> confirmations;
  std::multimap<core::TicketId, core::Time> reopenings;
  std::map<core::ContactId, core::Contact> contacts;
  std::map<std::string, core::Company> companies;  ///< by name in lower case
  std::map<std::string, core::ApiToken> tokens;    ///< by name
  std::set<std::pair<core::TicketId, std::string>> stars;
  std::map<std::string, std::optional<core::Time>> absent_agents;  ///< → until when
  std::map<std::string, std::string> last_assigned;                ///< group → agent
  std::map<std::string, std::string, std::less<>> values;
  std::int64_t last_mail = 0, last_contact = 0;
  core::FreshIds fresh{1, 1, 1, 1};
};

Result<> apply(Contents& contents, const core::Change& change);
/// A change names what is not there.
Result<> unknown(std::string_view what, std::int64_t number);
core::DeskState desk_state(const Contents& contents);
core::AddressState address_state(const Contents& contents, const std::string& address);

}  // namespace ticketd::store::memory
