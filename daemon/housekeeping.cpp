#include "daemon/housekeeping.h"

#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace ticketd::daemon {

namespace {

constexpr auto every = std::chrono::hours(24);
constexpr auto soon = std::chrono::minutes(1);
constexpr auto old_enough = std::chrono::hours(1);  // a younger file may belong to a mail that is on its way
constexpr std::size_t at_once = 200;                // files: mail waits while they are removed

std::filesystem::file_time_type ago(std::chrono::seconds time) {
  return std::filesystem::file_time_type::clock::now() - time;
}

}  // namespace

template <class Deed, class T>
void Housekeeping::after_a_commit(Deed deed, Done<T> done, store::Urgency urgency) {
  writer_.submit([](store::Txn&) { return Result<>{}; },
                 [this, deed = std::move(deed), done = std::move(done)](const Result<>& committed) {
                   if (!committed) return done(tl::unexpected(committed.error()));
                   Result<T> outcome = deed();
                   if (!outcome) writer_.watch(fail(outcome));
                   done(std::move(outcome));
                 },
                 urgency);
}

void Housekeeping::sweep(std::chrono::seconds older_than, Done<store::Swept> done) {
  auto orphans = store::upkeep_of(store_).orphans(ago(older_than));
  if (!orphans) return done(fail(orphans));
  remove(std::move(*orphans), std::move(done), store::Urgency::awaited);
}

/// First what was put off is caught up with, a portion at a time: mail comes between, and the watchdog sees
/// that the writer lives.
void Housekeeping::remove(std::vector<crypto::Digest> orphans, Done<store::Swept> done,
                          store::Urgency urgency) {
  const Done<bool> caught_up = [this, orphans = std::move(orphans), done = std::move(done),
                                urgency](const Result<bool>& more) {
    if (!more) return done(fail(more));
    if (*more) return remove(orphans, done, urgency);
    done(store::upkeep_of(store_).sweep(orphans));
  };
  after_a_commit([this] { return store_.catch_up(); }, caught_up, urgency);
}

void Housekeeping::erase(const core::ErasedPerson& person, core::Changes besides, const Done<>& done) {
  auto theirs = store::upkeep_of(store_).seek(person);
  if (!theirs) return done(fail(theirs));
  after_a_commit([this, theirs = std::move(*theirs),
                  besides = std::move(besides)] { return store::upkeep_of(store_).erase(*theirs, besides); },
                 done);
}

void Housekeeping::look() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + every;
  auto orphans = store::upkeep_of(store_).orphans(ago(old_enough));
  if (!orphans) return spdlog::error("store.sweep_failed error={}", escaped(orphans.error().detail));
  if (orphans->empty()) return;
  if (orphans->size() > at_once) {
    orphans->resize(at_once);
    next_ = now + soon;
  }
  const Done<store::Swept> tell = [](const Result<store::Swept>& swept) {
    if (swept)
      spdlog::warn("store.swept files={}", swept->files);
    else
      spdlog::error("store.sweep_failed error={}", escaped(swept.error().detail));
  };
  remove(std::move(*orphans), tell, store::Urgency::background);
}

}  // namespace ticketd::daemon
