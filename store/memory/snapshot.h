// Reads of one moment: the contents as they were committed then.
#pragma once

#include "store/memory/contents.h"
#include "store/store.h"

#include <memory>

namespace ticketd::store::memory {

/// Whether a mail of ours still has to go out.
[[nodiscard]] inline bool is_waiting(const core::OutboxItem& item) {
  return item.state == core::SendState::queued || item.state == core::SendState::sending;
}

class Snapshot final : public Reader {
 public:
  explicit Snapshot(std::shared_ptr<const Contents> contents) : all_(std::move(contents)) {}

  Result<std::optional<TicketView>> ticket(core::TicketId id) override;
  Result<std::vector<core::Ticket>> tickets(const TicketQuery& query) override;
  Result<std::vector<core::OutboxItem>> queue(const QueueQuery& query) override;
  Result<std::vector<QuarantinedMail>> quarantine(const QuarantineQuery& query) override;
  Result<std::vector<core::Trace>> traces(std::string_view message_id) override;
  Result<std::optional<core::IncomingMail>> mail(core::MailKey key) override;
  Result<std::vector<WaitingMail>> waiting(core::MailKey after, std::size_t limit) override;
  Result<Backlog> backlog(core::Time now) override;
  Result<std::vector<core::TicketId>> due_tickets(core::Time now, std::size_t limit) override;
  Result<std::optional<core::Time>> next_due(const Senders& wanted) override;
  Result<std::optional<core::AddressState>> address(std::string_view address) override;
  Result<std::vector<core::AddressState>> marked_addresses() override;
  Result<std::optional<ImapCursor>> imap_cursor(std::string_view mailbox, std::string_view folder) override;
  Result<std::vector<std::uint32_t>> imap_imported(const core::ImapFolder& folder,
                                                   std::uint32_t after) override;
  Result<std::vector<std::uint32_t>> imap_unfinished(const core::ImapFolder& folder) override;
  Result<std::vector<core::SkippedMail>> imap_skipped() override;
  Result<core::DeskState> desk_state() override;
  Result<std::vector<RuleRecord>> rules_acted(core::Time since) override;
  Result<std::vector<core::Contact>> contacts(const ContactQuery& query) override;
  Result<std::vector<core::Company>> companies() override;
  Result<std::vector<core::ApiToken>> api_tokens() override;
  Result<std::optional<std::string>> value(std::string_view name) override;

 private:
  bool matches(const core::Ticket& ticket, const TicketQuery& query) const;
  bool contains(const core::Ticket& ticket, const std::string& word,
                std::optional<core::Visibility> where) const;

  std::shared_ptr<const Contents> all_;
};

}  // namespace ticketd::store::memory
