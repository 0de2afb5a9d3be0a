// Reads of one moment, on a read-only connection that is lent from the store's pool.
#pragma once

#include "store/blob_store.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <functional>
#include <memory>

namespace ticketd::store::sqlite {

class Snapshot final : public Reader {
 public:
  using GiveBack = std::function<void(std::unique_ptr<Connection>)>;

  static Result<std::unique_ptr<Reader>> open(std::unique_ptr<Connection> db, BlobStore& blobs,
                                              GiveBack give_back);
  Snapshot(std::unique_ptr<Connection> db, BlobStore& blobs, GiveBack give_back)
      : db_(std::move(db)), blobs_(blobs), give_back_(std::move(give_back)) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() override;

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
  Result<> attach_sent_to(TicketView& view);
  Result<> attach_people(TicketView& view);

  std::unique_ptr<Connection> db_;
  BlobStore& blobs_;
  GiveBack give_back_;
};

}  // namespace ticketd::store::sqlite
