// A mailbox that fetches from a server of the test into a store of the test.
#pragma once

#include "daemon/intake/imap_mailbox.h"
#include "tests/unit/daemon/imap_peer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::daemon {

/// A store that remembers what it was given, and can be told to refuse or to keep the mailbox waiting.
struct ImapStore {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<core::IncomingMail> mails;
  std::vector<std::uint32_t> finished;
  std::map<std::uint32_t, std::string> skipped;
  std::uint32_t settled_up_to = 0, uid_validity = 0;
  std::string since;
  ImapKnown known;
  std::function<std::optional<core::Error>(const core::IncomingMail&)> refuses = [](const auto&) {
    return std::nullopt;
  };
  bool holds_back = false;
  std::function<void(AcceptDone)> hold;  ///< answers later
  AcceptDone held;
  int recording_fails = 0;  ///< so many steps that finish mails

  void accept(core::IncomingMail mail, AcceptDone done) {
    std::unique_lock lock(mutex);
    if (auto error = refuses(mail)) {
      lock.unlock();
      return done(tl::unexpected<core::Error>(*error));
    }
    mails.push_back(std::move(mail));
    changed.notify_all();
    if (hold) return hold(std::move(done));
    if (holds_back) {
      held = std::move(done);
      return;
    }
    lock.unlock();
    done(core::Accepted{.mail = core::MailKey{1}, .duplicate = false});
  }

  ImapLedger ledger() {
    return {.known = [this](const std::string&) -> Result<ImapKnown> {
              const std::scoped_lock lock(mutex);
              return known;
            },
            .record =
                [this](const core::ImapStep& step) {
                  std::promise<Result<>> answer;
                  answer.set_value(record(step));
                  return answer.get_future();
                }};
  }
  Result<> record(const core::ImapStep& step) {
    const std::scoped_lock lock(mutex);
    uid_validity = step.folder.uid_validity;
    if (!step.finished.empty() && recording_fails-- > 0) return fail(core::ErrorKind::store_busy, "full");
    finished.insert(finished.end(), step.finished.begin(), step.finished.end());
    for (const auto& mail : step.skipped) skipped[mail.at.uid] = mail.reason;
    for (const auto uid : step.no_longer_there) skipped.erase(uid);
    settled_up_to = step.settled_up_to;
    since = step.since;
    changed.notify_all();
    return {};
  }

  bool wait_until(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds{20}, holds);
  }
  std::vector<std::uint32_t> imported() {
    const std::scoped_lock lock(mutex);
    std::vector<std::uint32_t> uids;
    for (const auto& mail : mails) uids.push_back(mail.imap->uid);
    return uids;
  }
};

class ImapMailboxScene : public testing::Test {
 protected:
  ImapPeer server;
  ImapStore store;
  std::unique_ptr<ImapMailbox> mailbox;

  ImapSettings settings;

  /// Mails 1 to `last`, each of which says its number.
  void put_mails(std::uint32_t last) {
    for (std::uint32_t uid = 1; uid <= last; ++uid)
      server.put(uid, "Subject: x\r\n\r\n" + std::to_string(uid) + "\r\n");
  }

  void fetch(const char* after_import = "seen") {
    open(after_import);
    mailbox->start();
  }
  void open(const char* after_import = "seen") {
    settings.mailbox = "support";
    settings.server.url = config::parse_mail_url(server.url()).value();
    if (!settings.login)
      settings.login = [](const Wakeup&) {
        return Result<Login>(Login{.user = "support", .password = "secret", .access_token = {}});
      };
    settings.after_import = parse_after_import(after_import).value();
    settings.retry_first = settings.retry_longest = std::chrono::milliseconds{10};
    settings.now = [] { return core::Time{}; };
    mailbox = std::make_unique<ImapMailbox>(
        settings, store.ledger(),
        [this](core::IncomingMail mail, AcceptDone done) { store.accept(std::move(mail), std::move(done)); });
  }

  Result<std::size_t> poll(bool skipped = false) {
    std::promise<Result<std::size_t>> answer;
    mailbox->poll_now([&answer](Result<std::size_t> outcome) { answer.set_value(std::move(outcome)); },
                      skipped);
    return answer.get_future().get();
  }

  bool finished_any() {
    const std::scoped_lock lock(store.mutex);
    return !store.finished.empty();
  }
  bool finished(std::size_t count) {
    return store.wait_until([&] { return store.finished.size() >= count; });
  }

  void TearDown() override { mailbox.reset(); }
};

}  // namespace ticketd::daemon
