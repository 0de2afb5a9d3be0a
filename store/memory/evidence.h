// Evidence from memory.
#pragma once

#include "store/evidence.h"
#include "store/memory/contents.h"

namespace ticketd::store::memory {

class Evidence final : public EvidenceSource {
 public:
  explicit Evidence(const Contents& contents) : all_(contents) {}

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
  std::vector<core::ThreadMail> thread(core::TicketId ticket) const;
  const core::Entry* newest_of_customers(core::TicketId ticket) const;

  const Contents& all_;
};

}  // namespace ticketd::store::memory
