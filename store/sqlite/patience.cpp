#include "store/sqlite/patience.h"

#include <sqlite3.h>

#include <algorithm>
#include <thread>

namespace ticketd::store::sqlite {

void Patience::hold(sqlite3* handle) {
  sqlite3_busy_handler(
      handle,
      [](void* self, int times) { return static_cast<int>(static_cast<Patience*>(self)->waited(times)); },
      this);
}

void Patience::lose(sqlite3* handle) { sqlite3_busy_handler(handle, nullptr, nullptr); }

/// False when it has waited long enough.
bool Patience::waited(int times) {
  constexpr int longest_nap = 20;  // milliseconds: so soon a lock that is free again is noticed
  const auto now = Clock::now();
  if (times == 0) until_ = now + longest_;
  if (stopping_.stop_requested() && !last_) last_ = now + longest_;
  if (now >= std::min(until_, last_.value_or(until_))) return false;
  std::this_thread::sleep_for(std::chrono::milliseconds(std::clamp(times, 1, longest_nap)));
  return true;
}

}  // namespace ticketd::store::sqlite
