#include "daemon/outbox/outbox.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace ticketd::daemon {

Outbox::Outbox(store::Store& store, store::Writer& writer, const Current& current, const Clock& clock,
               std::vector<Dispatcher::Route> routes)
    : writer_(writer) {
  for (auto& route : routes) {
    route.letters_queued = [this] { wake(); };
    dispatchers_.push_back(std::make_unique<Dispatcher>(store, writer, current, clock, std::move(route)));
  }
}

Result<> Outbox::start() {
  const auto released = writer_.run([](store::Txn& txn) { return txn.release_claims(); });
  if (!released) return fail(released);
  if (*released > 0) spdlog::warn("outbox.released count={}", *released);
  for (const auto& dispatcher : dispatchers_) dispatcher->start();
  return {};
}

/// All are asked before any is waited for.
void Outbox::stop() {
  for (const auto& dispatcher : dispatchers_) dispatcher->request_stop();
  for (const auto& dispatcher : dispatchers_) dispatcher->stop();
}

void Outbox::wake() {
  for (const auto& dispatcher : dispatchers_) dispatcher->wake();
}

void Outbox::try_now() {
  for (const auto& dispatcher : dispatchers_) dispatcher->try_now();
}

std::vector<core::AccountState> Outbox::accounts() const {
  std::vector<core::AccountState> accounts;
  for (const auto& dispatcher : dispatchers_) accounts.push_back(dispatcher->account());
  return accounts;
}

bool Outbox::can_send(std::string_view sender) const {
  return std::none_of(dispatchers_.begin(), dispatchers_.end(), [&](const auto& dispatcher) {
    return dispatcher->takes(sender) && dispatcher->account().trouble;
  });
}

}  // namespace ticketd::daemon
