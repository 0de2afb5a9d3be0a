#include "daemon/outbox/outbox.h"

#include <spdlog/spdlog.h>

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

}  // namespace ticketd::daemon
