#include "daemon/imap_fleet.h"

#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace ticketd::daemon {

void ImapFleet::follow_the_desk() {
  const std::lock_guard turn(turn_);
  end(replace(wanted()));  // before another begins to read the same folder
  const std::lock_guard lock(mutex_);
  for (auto& fetched : mailboxes_)
    if (!std::exchange(fetched.started, true)) fetched.mailbox->start();
}

void ImapFleet::stop() {
  const std::lock_guard turn(turn_);
  Mailboxes all;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    all.swap(mailboxes_);
  }
  end(std::move(all));
}

std::vector<ImapFleet::Account> ImapFleet::wanted() const {
  const auto standing = current_.get();
  std::vector<Account> accounts;
  for (const auto& mailbox : standing->desk.mailboxes)
    if (mailbox.imap)
      accounts.push_back({mailbox.name, *mailbox.imap, standing->settings.hostname, max_size_()});
  return accounts;
}

/// Puts the mailboxes into the list, those that are new not yet started; gives back those that shall end.
ImapFleet::Mailboxes ImapFleet::replace(const std::vector<Account>& wanted) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return {};
  Mailboxes next;
  for (const auto& by : wanted) {
    const auto same = std::find_if(mailboxes_.begin(), mailboxes_.end(),
                                   [&](const Fetched& old) { return old.mailbox && old.by == by; });
    if (same != mailboxes_.end())
      next.push_back(std::move(*same));
    else if (auto opened = open(by))
      next.push_back({by, std::move(opened)});
  }
  mailboxes_.swap(next);
  std::erase_if(next, [](const Fetched& moved) { return !moved.mailbox; });
  return next;
}

std::unique_ptr<ImapMailbox> ImapFleet::open(const Account& by) {
  auto settings = imap_settings(by.mailbox, by.account, by.our_name, by.max_size,
                                token_vault(store_, writer_), [this] { return clock_.now(); });
  if (settings) return std::make_unique<ImapMailbox>(std::move(*settings), ledger_of(by.mailbox), accept_);
  spdlog::error("imap.not_started mailbox={} error={}", word(by.mailbox), escaped(settings.error().detail));
  return nullptr;
}

/// All are asked before any is waited for.
void ImapFleet::end(Mailboxes mailboxes) {
  for (const auto& fetched : mailboxes) fetched.mailbox->request_stop();
  mailboxes.clear();
}

void ImapFleet::poll(const std::string& name, bool skipped, Done<std::size_t> done) {
  struct Waiting {
    std::atomic<std::size_t> open{1};
    std::mutex mutex;
    Result<std::size_t> outcome = 0;
    Done<std::size_t> done;
  };
  const auto waiting = std::make_shared<Waiting>();
  waiting->done = std::move(done);
  const auto one_less = [waiting] {
    if (--waiting->open == 0) waiting->done(waiting->outcome);
  };
  bool found = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [by, mailbox, started] : mailboxes_) {
      if (!name.empty() && mailbox->name() != name) continue;
      found = true;
      ++waiting->open;
      const auto answered = [waiting, one_less](const Result<std::size_t>& fetched) {
        {
          const std::lock_guard guard(waiting->mutex);
          if (!fetched)
            waiting->outcome = fail(fetched);
          else if (waiting->outcome)
            *waiting->outcome += *fetched;
        }
        one_less();
      };
      mailbox->poll_now(answered, skipped);
    }
  }
  if (!name.empty() && !found)
    waiting->outcome = fail(core::ErrorKind::not_found, "no mailbox \"" + name + "\" is fetched by IMAP");
  one_less();
}

std::vector<MailboxState> ImapFleet::states() {
  const std::lock_guard lock(mutex_);
  std::vector<MailboxState> states;
  for (const auto& [by, mailbox, started] : mailboxes_)
    states.push_back({mailbox->name(), mailbox->status()});
  return states;
}

std::vector<core::AccountState> ImapFleet::accounts() {
  std::vector<core::AccountState> accounts;
  for (auto& [name, status] : states())
    accounts.push_back({.kind = core::AccountState::Kind::fetched,
                        .name = std::move(name),
                        .worked = status.last_success.has_value(),
                        .trouble = std::move(status.trouble)});
  return accounts;
}

std::vector<AccountTrial> ImapFleet::trials() {
  const std::lock_guard lock(mutex_);
  std::vector<AccountTrial> trials;
  for (const auto& [by, mailbox, started] : mailboxes_)
    trials.push_back(trial_of(mailbox->settings(), by.account));
  return trials;
}

ImapLedger ImapFleet::ledger_of(const std::string& mailbox) {
  return {.known = [this, mailbox](const std::string& folder) { return known(mailbox, folder); },
          .record =
              [this](const core::ImapStep& step) {
                return writer_.ask([step](store::Txn& txn) { return txn.record(step); });
              }};
}

Result<ImapKnown> ImapFleet::known(const std::string& mailbox, const std::string& folder) {
  auto reader = store_.reader();
  if (!reader) return fail(reader);
  const auto cursor = (*reader)->imap_cursor(mailbox, folder);
  if (!cursor) return fail(cursor);
  if (!*cursor) return ImapKnown{};
  ImapKnown known;
  known.uid_validity = (*cursor)->uid_validity;
  known.settled_up_to = (*cursor)->settled_up_to;
  known.since = (*cursor)->since;
  const core::ImapFolder at{mailbox, folder, known.uid_validity};
  const auto below =
      known.settled_up_to > ImapProgress::look_back ? known.settled_up_to - ImapProgress::look_back : 0;
  auto imported = (*reader)->imap_imported(at, below);
  if (!imported) return fail(imported);
  known.imported = std::move(*imported);
  auto unfinished = (*reader)->imap_unfinished(at);
  if (!unfinished) return fail(unfinished);
  known.unfinished = std::move(*unfinished);
  const auto skipped = (*reader)->imap_skipped();
  if (!skipped) return fail(skipped);
  for (const auto& mail : *skipped)
    if (mail.at.mailbox == mailbox && mail.at.folder == folder && mail.at.uid_validity == known.uid_validity)
      known.skipped.push_back(mail.at.uid);
  return known;
}

}  // namespace ticketd::daemon
