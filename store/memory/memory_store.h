// The store without a disk, for tests and trials: the same promises, except that they end with the process.
#pragma once

#include "store/memory/contents.h"
#include "store/store.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace ticketd::store::memory {

/// What outlives a store that is closed and opened again.
struct Disk {
  std::mutex mutex;
  std::shared_ptr<const Contents> committed = std::make_shared<const Contents>();  ///< guarded by mutex
  bool writing = false;                                                            ///< guarded by mutex
  std::map<crypto::Digest, std::string> large;  ///< bytes of mails that were taken in ahead; guarded by mutex
};

[[nodiscard]] std::unique_ptr<Store> open(std::shared_ptr<Disk> disk = std::make_shared<Disk>());

}  // namespace ticketd::store::memory
