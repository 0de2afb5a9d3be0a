// What is done to the store as a whole: persons are forgotten, and files that no mail names are removed, when
// somebody asks for it and once a day.
#pragma once

#include "core/contact_book.h"
#include "daemon/http/services.h"
#include "store/upkeep.h"
#include "store/writer.h"

#include <chrono>
#include <functional>
#include <vector>

namespace ticketd::daemon {

class Housekeeping {
 public:
  Housekeeping(store::Store& store, store::Writer& writer) : store_(store), writer_(writer) {}

  /// Looks for files as old as that, on the thread that calls: a worker's. `done` on the writer's thread.
  void sweep(std::chrono::seconds older_than, Done<store::Swept> done);
  /// Looks for what is theirs on the thread that calls: a worker's. `done` on the writer's thread, or at
  /// once.
  void erase(const core::ErasedPerson& person, core::Changes besides, const Done<>& done);

  /// What a crash between a commit and the removal of its files left, soon after a start and then once a day;
  /// often asked, on one thread at a time.
  void look();

 private:
  void remove(std::vector<crypto::Digest> orphans, Done<store::Swept> done, store::Urgency urgency);
  /// On the writer's thread between transactions: nobody accepts a mail meanwhile. A commit of the deed that
  /// is lost is the writer's.
  template <class Deed, class T>
  void after_a_commit(Deed deed, Done<T> done, store::Urgency urgency = store::Urgency::awaited);

  store::Store& store_;
  store::Writer& writer_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace ticketd::daemon
