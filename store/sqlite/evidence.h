// Evidence from SQLite: one prepared question each.
#pragma once

#include "store/evidence.h"
#include "store/sqlite/connection.h"

namespace ticketd::store::sqlite {

class Evidence final : public EvidenceSource {
 public:
  explicit Evidence(Connection& db) : db_(db) {}

  Result<std::vector<Reference>> references_to(const std::string& message_id) override;
  Result<std::optional<core::TicketContext>> context(core::TicketId id, core::Time now) override;
  Result<std::optional<core::Entry>> entry(core::EntryId id) override;
  Result<std::optional<core::OutboxItem>> outbox_item(core::OutboxId id) override;
  Result<std::optional<core::Confirmation>> confirmation(std::int64_t id, core::Time now) override;
  Result<std::optional<core::Trace>> same_content(const core::ThreadQuery& query) override;
  Result<std::optional<core::Trace>> same_seal(const std::vector<std::string>& seals,
                                               core::Time since) override;
  Result<std::vector<core::Event>> events(core::TicketId ticket, core::Time since) override;
  Result<bool> is_settled(const std::string& message_id) override;
  Result<core::Customer> customer(const std::string& address) override;
  Result<core::DeskState> desk_state() override;
  Result<AutomaticCounts> automatic_counts(const std::string& author, core::Time now) override;
  Result<bool> is_marked(const std::string& address) override;
  Result<core::FreshIds> fresh_ids() override;
  Result<std::string> last_agent_of(const std::string& requester) override;

 private:
  Result<std::map<std::string, int>> counted_to_people(const core::Ticket& ticket, core::Time since);
  Result<std::vector<core::ThreadMail>> thread(core::TicketId ticket);

  Connection& db_;
};

}  // namespace ticketd::store::sqlite
