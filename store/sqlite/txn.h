// The open write transaction on the one writing connection.
#pragma once

#include "store/blob_store.h"
#include "store/sqlite/apply.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

namespace ticketd::store::sqlite {

class OpenTxn final : public Txn {
 public:
  /// Adds to `words_waiting` what waits for the index of words after its commit.
  OpenTxn(Connection& db, BlobStore& blobs, std::size_t& words_waiting)
      : db_(db), blobs_(blobs), words_waiting_(words_waiting) {}
  OpenTxn(const OpenTxn&) = delete;
  OpenTxn& operator=(const OpenTxn&) = delete;
  ~OpenTxn() override;

  Result<core::Accepted> accept(const core::IncomingMail& mail) override;
  Result<core::Evidence> evidence(const core::ThreadQuery& query) override;
  Result<> apply(const core::Changes& changes) override;
  Result<std::vector<core::Ticket>> tickets(const TicketQuery& query) override;
  Result<std::vector<core::Contact>> contacts(const ContactQuery& query) override;
  Result<std::vector<core::Company>> companies() override;
  Result<std::vector<core::OutboxItem>> claim_due(core::Time now, std::size_t limit, core::Time lease_until,
                                                  const Senders& wanted) override;
  Result<std::optional<core::OutboxItem>> letter(core::OutboxId id) override;
  Result<std::size_t> release_claims() override;
  Result<> record(const core::ImapStep& step) override;
  Result<> set_value(std::string_view name, std::string_view value) override;
  Result<> add_attempt(core::MailKey mail) override;

  Result<> mark() override;
  Result<> back_to_mark() override;
  bool usable() const override { return db_.in_transaction(); }
  Result<> commit() override;

 private:
  Result<core::MailKey> store_mail(const core::IncomingMail& mail, const crypto::Digest& digest,
                                   const std::string& destination);
  void remove_unused_files();
  Result<> add_to_ledger(const core::ImapPosition& position, core::MailKey mail);

  Connection& db_;
  BlobStore& blobs_;
  std::size_t& words_waiting_;
  Remainder rest_;
  bool marked_ = false;
};

}  // namespace ticketd::store::sqlite
