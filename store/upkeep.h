// What those who run the house do with its store, beside the work of every day: look how much there is of
// what, forget a person, and sweep. Every backend has it.
#pragma once

#include "core/change.h"
#include "core/contact_book.h"
#include "core/result.h"
#include "crypto/digest.h"
#include "store/store.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::store {

struct Census {
  Backlog backlog;
  std::optional<core::Time> oldest_unprocessed;  ///< when it was accepted
  std::optional<core::Time> oldest_due;          ///< since when the first mail of ours waits to be tried
  std::map<core::State, std::int64_t> tickets;
  std::map<core::SendState, std::int64_t> outbox;  ///< less what was sent
  std::map<std::string, std::int64_t> calls;       ///< of webhooks, by name: those that are to be made
  std::int64_t quarantined = 0;
  std::int64_t undeliverable = 0;  ///< marked addresses
  std::int64_t clocks = 0;         ///< tickets that time will do something to
  std::int64_t clocks_due = 0;
  std::optional<core::Time> next_clock;
};

/// What a sweep came to.
struct Swept {
  std::size_t files = 0;     ///< removed
  bool log_is_empty = true;  ///< false: somebody still read; what was erased may stand in the log
};

/// What is a person's, as a backend found it.
class Sought {
 public:
  virtual ~Sought() = default;
};

class Upkeep {
 public:
  virtual ~Upkeep() = default;
  [[nodiscard]] virtual std::string engine() const = 0;  ///< its name and version
  virtual Result<Census> census(core::Time now) = 0;     ///< any thread
  /// Files of large mails that no mail names, kept before then: what a crash or an erasure left. Any thread;
  /// blocks.
  virtual Result<std::vector<crypto::Digest>> orphans(std::filesystem::file_time_type kept_before) = 0;
  /// Looks for what is theirs through whole tables, while others write. Any thread; blocks.
  virtual Result<std::shared_ptr<const Sought>> seek(const core::ErasedPerson& person) = 0;

  // On the writer's thread, between transactions.

  /// Removes those of them that still no mail names, and empties the log, where erased bytes may stand.
  virtual Result<Swept> sweep(const std::vector<crypto::Digest>& orphans) = 0;
  /// Erases what seek() found and what came since. The texts, attachments, mails and letters of their tickets
  /// go, and whatever else they wrote; that there were tickets, entries and events stays, with the pseudonym
  /// for their address. Not while a mail to them is on its way (ErrorKind::conflict). With the changes that
  /// go with it, in one transaction.
  virtual Result<> erase(const Sought& theirs, const core::Changes& besides) = 0;
};

[[nodiscard]] Upkeep& upkeep_of(Store& store);

}  // namespace ticketd::store
