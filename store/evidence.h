// How evidence about one mail is gathered, the same from every backend: which ids decide, which tickets are
// brought, and where it stops.
#pragma once

#include "core/evidence.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::store {

/// One row of what is known about a Message-ID.
struct Reference {
  core::Sighting sighting;
  bool alias = false;  ///< learnt: it decides where the id leads
};

/// How often automatic mail went out before one mail.
struct AutomaticCounts {
  int acknowledged_last_hour = 0, acknowledged_last_day = 0;
  int counted_last_day = 0;       ///< to that author, of every kind
  int automatic_last_minute = 0;  ///< to everybody
};

inline constexpr std::size_t most_follow_ups = 20;  // of one ticket

/// The single questions, which each backend answers inside its transaction.
class EvidenceSource {
 public:
  virtual ~EvidenceSource() = default;
  virtual Result<std::vector<Reference>> references_to(const std::string& message_id) = 0;  ///< by ticket
  virtual Result<std::optional<core::TicketContext>> context(core::TicketId, core::Time now) = 0;
  virtual Result<std::optional<core::Entry>> entry(core::EntryId) = 0;
  virtual Result<std::optional<core::OutboxItem>> outbox_item(core::OutboxId) = 0;  ///< without variables
  virtual Result<std::optional<core::Confirmation>> confirmation(std::int64_t id, core::Time now) = 0;
  virtual Result<std::optional<core::Trace>> same_content(const core::ThreadQuery&) = 0;
  /// Of the first mail that had one of the seals, since then.
  virtual Result<std::optional<core::Trace>> same_seal(const std::vector<std::string>& seals,
                                                       core::Time since) = 0;
  virtual Result<std::vector<core::Event>> events(core::TicketId, core::Time since) = 0;  ///< oldest first
  virtual Result<bool> is_settled(const std::string& message_id) = 0;
  virtual Result<core::Customer> customer(const std::string& address) = 0;  ///< nothing known: empty
  virtual Result<core::DeskState> desk_state() = 0;
  virtual Result<AutomaticCounts> automatic_counts(const std::string& author, core::Time now) = 0;
  virtual Result<bool> is_marked(const std::string& address) = 0;  ///< as undeliverable
  virtual Result<core::FreshIds> fresh_ids() = 0;
  /// Who had the newest ticket of that requester; empty: nobody.
  virtual Result<std::string> last_agent_of(const std::string& requester) = 0;
};

[[nodiscard]] Result<core::Evidence> gather_evidence(EvidenceSource& source, const core::ThreadQuery& query);

/// How far back the same content without a Message-ID, and the same bytes at the door, count as the same
/// mail.
inline constexpr auto duplicate_window = std::chrono::days(7);
/// Of a ticket's conversation, how many mails a decision sees.
inline constexpr std::size_t first_thread_mails = 5, last_thread_mails = 50;

}  // namespace ticketd::store
