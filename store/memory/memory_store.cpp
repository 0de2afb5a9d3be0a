#include "store/memory/memory_store.h"

#include "store/destination.h"
#include "store/memory/census.h"
#include "store/memory/erase.h"
#include "store/memory/evidence.h"
#include "store/memory/people.h"
#include "store/memory/snapshot.h"
#include "store/upkeep.h"

#include <algorithm>
#include <utility>

namespace ticketd::store::memory {
namespace {

class OpenTxn final : public Txn {
 public:
  OpenTxn(std::shared_ptr<Disk> disk, Contents contents)
      : disk_(std::move(disk)), all_(std::move(contents)) {}
  OpenTxn(const OpenTxn&) = delete;
  OpenTxn& operator=(const OpenTxn&) = delete;
  ~OpenTxn() override {
    const std::lock_guard lock(disk_->mutex);
    if (open_) disk_->writing = false;
  }

  Result<core::Accepted> accept(const core::IncomingMail& mail) override {
    if (mail.imap)
      if (const auto row = all_.ledger.find(key_of(*mail.imap)); row != all_.ledger.end())
        return core::Accepted{row->second.mail, true};

    auto whole = with_bytes(mail);
    if (!whole) return fail(whole);
    StoredMail stored{.digest = crypto::sha256(whole->bytes), .destination = destination_of(mail)};
    auto accepted = find_same(stored, duplicates_after(mail));
    if (!accepted) {
      accepted = core::Accepted{{++all_.last_mail}, false};
      stored.incoming = std::make_shared<const core::IncomingMail>(std::move(*whole));
      all_.mails.emplace(accepted->mail, std::move(stored));
    }
    if (mail.imap) add_to_ledger(*mail.imap, accepted->mail);
    return *accepted;
  }

  Result<core::Evidence> evidence(const core::ThreadQuery& query) override {
    Evidence source(all_);
    return gather_evidence(source, query);
  }

  Result<> apply(const core::Changes& changes) override {
    for (const auto& change : changes)
      if (auto applied = memory::apply(all_, change); !applied) return applied;
    return {};
  }

  Result<std::vector<core::Ticket>> tickets(const TicketQuery& query) override {
    return Snapshot({std::shared_ptr<void>(), &all_}).tickets(query);  // borrowed for this question
  }
  Result<std::vector<core::Contact>> contacts(const ContactQuery& query) override {
    return memory::contacts(all_, query);
  }
  Result<std::vector<core::Company>> companies() override { return memory::companies(all_); }

  Result<std::vector<core::OutboxItem>> claim_due(core::Time now, std::size_t limit, core::Time lease_until,
                                                  const Senders& wanted) override {
    std::map<std::string, std::vector<core::OutboxItem*>> due;
    for (auto& [id, item] : all_.outbox)
      if (is_waiting(item) && item.next_at <= now && wanted(item.letter.from.address))
        due[item.letter.from.address].push_back(&item);
    std::vector<core::OutboxItem> claimed;
    for (auto left = due.size(); auto& [sender, items] : due) {
      const auto share = (limit - claimed.size() + left - 1) / left;
      --left;
      std::stable_sort(items.begin(), items.end(), [](auto* a, auto* b) { return a->next_at < b->next_at; });
      for (std::size_t i = 0; i < std::min(share, items.size()); ++i)
        claimed.push_back(claim(*items[i], lease_until));
    }
    return claimed;
  }

  Result<std::optional<core::OutboxItem>> letter(core::OutboxId id) override {
    return Evidence(all_).outbox_item(id);
  }

  Result<std::size_t> release_claims() override {
    std::size_t released = 0;
    for (auto& [id, item] : all_.outbox) {
      if (item.state != core::SendState::sending) continue;
      item.state = core::SendState::queued;
      item.next_at = item.created_at;
      ++released;
    }
    return released;
  }

  Result<> record(const core::ImapStep& step) override {
    const auto& at = step.folder;
    auto& cursor = all_.folders[{at.mailbox, at.folder}];
    if (cursor.uid_validity != at.uid_validity) cursor = {at.uid_validity, 0, {}};
    cursor.settled_up_to = std::max(cursor.settled_up_to, step.settled_up_to);
    cursor.since = step.since;
    std::erase_if(all_.skipped, [&](const auto& row) {
      return row.second.at.mailbox == at.mailbox && row.second.at.folder == at.folder &&
             !is_of(at, row.first);
    });
    for (const auto uid : step.finished)
      if (const auto row = all_.ledger.find(ledger_key(at, uid)); row != all_.ledger.end())
        row->second.finished = true;
    for (const auto uid : step.no_longer_there) all_.skipped.erase(ledger_key(at, uid));
    for (const auto& mail : step.skipped) {
      const auto [row, is_new] = all_.skipped.try_emplace(ledger_key(at, mail.at.uid), mail);
      if (!is_new) row->second.reason = mail.reason;
    }
    return {};
  }

  Result<> set_value(std::string_view name, std::string_view value) override {
    all_.values.insert_or_assign(std::string(name), std::string(value));
    return {};
  }

  Result<> add_attempt(core::MailKey mail) override {
    if (const auto found = all_.mails.find(mail); found != all_.mails.end()) ++found->second.attempts;
    return {};
  }

  Result<> mark() override {
    mark_ = all_;
    return {};
  }
  Result<> back_to_mark() override {
    all_ = mark_;
    return {};
  }
  bool usable() const override { return open_; }

  Result<> commit() override {
    const std::lock_guard lock(disk_->mutex);
    disk_->committed = std::make_shared<const Contents>(std::move(all_));
    disk_->writing = false;
    open_ = false;
    return {};
  }

 private:
  static LedgerKey key_of(const core::ImapPosition& at) {
    return {at.mailbox, at.folder, at.uid_validity, at.uid};
  }

  core::OutboxItem claim(core::OutboxItem& item, core::Time lease_until) const {
    item.state = core::SendState::sending;
    item.next_at = lease_until;
    auto claimed = item;
    claimed.recipient = address_state(all_, item.letter.to.address);
    return claimed;
  }

  Result<core::IncomingMail> with_bytes(core::IncomingMail mail) const {
    const auto stored = std::exchange(mail.stored, std::nullopt);
    if (!stored) return mail;
    const std::lock_guard lock(disk_->mutex);
    const auto found = disk_->large.find(stored->digest);
    if (found == disk_->large.end())
      return fail(core::ErrorKind::store_busy, "the bytes of a large mail are not there");
    mail.bytes = found->second;
    return mail;
  }

  std::optional<core::Accepted> find_same(const StoredMail& mail, core::Time after) const {
    for (const auto& [key, other] : all_.mails)
      if (other.digest == mail.digest && other.destination == mail.destination &&
          other.incoming->received > after)
        return core::Accepted{key, true};
    return std::nullopt;
  }

  void add_to_ledger(const core::ImapPosition& at, core::MailKey mail) {
    all_.ledger[key_of(at)] = {mail, false};
    all_.skipped.erase(key_of(at));
  }

  std::shared_ptr<Disk> disk_;
  Contents all_, mark_;
  bool open_ = true;
};

class BytesInMemory final : public IncomingBytes {
 public:
  explicit BytesInMemory(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}
  Result<> append(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }
  Result<core::StoredBytes> keep() override {
    const core::StoredBytes kept{.digest = crypto::sha256(bytes_), .size = bytes_.size()};
    const std::lock_guard lock(disk_->mutex);
    disk_->large.insert_or_assign(kept.digest, std::move(bytes_));
    return kept;
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::string bytes_;
};

/// Memory is looked through when they are erased.
struct Person final : Sought {
  explicit Person(core::ErasedPerson who) : person(std::move(who)) {}
  core::ErasedPerson person;
};

class MemoryStore final : public Store, public Upkeep {
 public:
  explicit MemoryStore(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  Result<std::unique_ptr<Txn>> begin() override {
    const std::lock_guard lock(disk_->mutex);
    if (std::exchange(disk_->writing, true))
      return fail(core::ErrorKind::store_busy, "a transaction is open");
    return std::make_unique<OpenTxn>(disk_, *disk_->committed);
  }
  Result<std::unique_ptr<Reader>> reader() override {
    const std::lock_guard lock(disk_->mutex);
    return std::make_unique<Snapshot>(disk_->committed);
  }
  Result<std::unique_ptr<IncomingBytes>> take_bytes() override {
    return std::make_unique<BytesInMemory>(disk_);
  }
  Result<> checkpoint() override { return {}; }
  bool log_has_grown() const override { return false; }
  Result<bool> catch_up() override { return false; }
  bool is_behind() const override { return false; }
  Result<> back_up(const std::filesystem::path&, std::stop_token) override {
    return fail(core::ErrorKind::policy, "a store in memory has nothing to back up");
  }
  Result<std::vector<std::string>> verify(std::stop_token) override { return std::vector<std::string>{}; }

  std::string engine() const override { return "memory"; }
  Result<Census> census(core::Time now) override {
    const std::lock_guard lock(disk_->mutex);
    return memory::census(*disk_->committed, now);
  }
  Result<std::vector<crypto::Digest>> orphans(std::filesystem::file_time_type) override {
    return std::vector<crypto::Digest>{};
  }
  Result<Swept> sweep(const std::vector<crypto::Digest>&) override { return Swept{}; }
  Result<std::shared_ptr<const Sought>> seek(const core::ErasedPerson& person) override {
    return std::make_shared<const Person>(person);
  }
  Result<> erase(const Sought& theirs, const core::Changes& besides) override {
    const std::lock_guard lock(disk_->mutex);
    if (disk_->writing) return fail(core::ErrorKind::store_busy, "a transaction is open");
    auto next = std::make_shared<Contents>(*disk_->committed);
    for (const auto& change : besides)
      if (auto applied = memory::apply(*next, change); !applied) return applied;
    if (auto erased = erase_person(*next, dynamic_cast<const Person&>(theirs).person); !erased) return erased;
    disk_->committed = std::move(next);
    return {};
  }

 private:
  std::shared_ptr<Disk> disk_;
};

}  // namespace

std::unique_ptr<Store> open(std::shared_ptr<Disk> disk) {
  return std::make_unique<MemoryStore>(std::move(disk));
}

}  // namespace ticketd::store::memory
