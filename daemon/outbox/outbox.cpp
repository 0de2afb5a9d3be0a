#include "daemon/outbox/outbox.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace ticketd::daemon {

Outbox::Outbox(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
               std::vector<Dispatcher::Route> routes)
    : store_(store),
      writer_(writer),
      current_(current),
      clock_(clock),
      ledger_(writer, current, clock, [this] { wake(); }),
      dispatchers_(dispatchers_for(std::move(routes))) {}

Outbox::Dispatchers Outbox::dispatchers_for(std::vector<Dispatcher::Route> routes) {
  Dispatchers made;
  for (auto& route : routes)
    made.push_back(
        std::make_unique<Dispatcher>(store_, writer_, ledger_, current_, clock_, std::move(route)));
  return made;
}

Result<> Outbox::start() {
  const auto released = writer_.run([](store::Txn& txn) { return txn.release_claims(); });
  if (!released) return fail(released);
  if (*released > 0) spdlog::warn("outbox.released count={}", *released);
  const std::lock_guard lock(mutex_);
  running_ = true;
  for (const auto& dispatcher : dispatchers_) dispatcher->start();
  return {};
}

void Outbox::replace(std::vector<Dispatcher::Route> routes) {
  auto next = dispatchers_for(std::move(routes));
  const std::lock_guard lock(mutex_);
  std::erase_if(leaving_, [](const auto& dispatcher) { return dispatcher->ended(); });
  for (const auto& dispatcher : dispatchers_) dispatcher->request_stop();
  std::move(dispatchers_.begin(), dispatchers_.end(), std::back_inserter(leaving_));
  dispatchers_ = std::move(next);
  if (!running_) return;
  for (const auto& dispatcher : dispatchers_) dispatcher->start();
}

/// All are asked before any is waited for.
void Outbox::stop() {
  Dispatchers all;
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    all = std::exchange(leaving_, {});
    std::move(dispatchers_.begin(), dispatchers_.end(), std::back_inserter(all));
    dispatchers_.clear();
  }
  for (const auto& dispatcher : all) dispatcher->request_stop();
  for (const auto& dispatcher : all) dispatcher->stop();
}

void Outbox::wake() {
  const std::lock_guard lock(mutex_);
  for (const auto& dispatcher : dispatchers_) dispatcher->wake();
}

void Outbox::try_now() {
  const std::lock_guard lock(mutex_);
  for (const auto& dispatcher : dispatchers_) dispatcher->try_now();
}

std::vector<core::AccountState> Outbox::accounts() const {
  const std::lock_guard lock(mutex_);
  std::vector<core::AccountState> accounts;
  for (const auto& dispatcher : dispatchers_) accounts.push_back(dispatcher->account());
  return accounts;
}

bool Outbox::can_send(std::string_view sender) const {
  const std::lock_guard lock(mutex_);
  return std::none_of(dispatchers_.begin(), dispatchers_.end(), [&](const auto& dispatcher) {
    return dispatcher->takes(sender) && dispatcher->account().trouble;
  });
}

}  // namespace ticketd::daemon
