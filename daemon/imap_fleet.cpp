#include "daemon/imap_fleet.h"

#include <spdlog/spdlog.h>

#include <atomic>

namespace ticketd::daemon {

void ImapFleet::restart() {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  const auto standing = current_.get();
  mailboxes_.clear();
  for (const auto& mailbox : standing->desk.mailboxes) {
    if (!mailbox.imap) continue;
    auto settings =
        imap_settings(mailbox, standing->settings.hostname, max_size_, [this] { return clock_.now(); });
    if (!settings) {
      spdlog::error("imap.not_started mailbox={} error=\"{}\"", mailbox.name, settings.error().detail);
      continue;
    }
    mailboxes_.push_back(
        std::make_unique<ImapMailbox>(std::move(*settings), ledger_of(mailbox.name), accept_));
    mailboxes_.back()->start();
  }
}

void ImapFleet::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  mailboxes_.clear();
}

void ImapFleet::poll(const std::string& name, Done<> done) {
  struct Waiting {
    std::atomic<std::size_t> open{1};
    std::mutex mutex;
    Result<> outcome;
    Done<> done;
  };
  const auto waiting = std::make_shared<Waiting>();
  waiting->done = std::move(done);
  const auto one_less = [waiting] {
    if (--waiting->open == 0) waiting->done(waiting->outcome);
  };
  bool found = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& mailbox : mailboxes_) {
      if (!name.empty() && mailbox->name() != name) continue;
      found = true;
      ++waiting->open;
      mailbox->poll_now([waiting, one_less](const Result<std::size_t>& fetched) {
        if (!fetched) {
          const std::lock_guard guard(waiting->mutex);
          waiting->outcome = fail(fetched);
        }
        one_less();
      });
    }
  }
  if (!name.empty() && !found)
    waiting->outcome =
        fail(core::ErrorKind::unknown_recipient, "no mailbox \"" + name + "\" is fetched by IMAP");
  one_less();
}

ImapLedger ImapFleet::ledger_of(const std::string& mailbox) {
  return {.known = [this, mailbox](const std::string& folder) -> Result<ImapKnown> {
            auto reader = store_.reader();
            if (!reader) return fail(reader);
            const auto cursor = (*reader)->imap_cursor(mailbox, folder);
            if (!cursor) return fail(cursor);
            if (!*cursor) return ImapKnown{};
            const auto unfinished = (*reader)->imap_unfinished(mailbox, folder, (*cursor)->uid_validity);
            if (!unfinished) return fail(unfinished);
            return ImapKnown{(*cursor)->uid_validity, (*cursor)->last_uid, *unfinished};
          },
          .finished =
              [this](const std::vector<core::ImapPosition>& positions) {
                return writer_.run([&](store::Txn& txn) -> Result<> {
                  for (const auto& position : positions)
                    if (const auto done = txn.finish_imap(position); !done) return fail(done);
                  return {};
                });
              }};
}

}  // namespace ticketd::daemon
