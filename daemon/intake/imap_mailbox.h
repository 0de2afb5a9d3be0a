// Keeps one support mailbox fetched: a thread that connects, imports, waits for news (IDLE, else polling) and
// comes back after every trouble. start() and stop() from the thread that owns it, poll_now() from any.
#pragma once

#include "daemon/intake/backoff.h"
#include "daemon/intake/imap_import.h"
#include "daemon/intake/imap_status.h"

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ticketd::daemon {

class ImapMailbox {
 public:
  ImapMailbox(ImapSettings settings, ImapLedger ledger, Accept accept);
  ~ImapMailbox();  ///< stops
  ImapMailbox(const ImapMailbox&) = delete;
  ImapMailbox& operator=(const ImapMailbox&) = delete;

  void start();  ///< at most once
  void request_stop() { stop_.raise(); }
  void stop();  ///< returns when the thread has ended; a mail in progress is fetched again next time

  /// How many mails were new, or why the folder could not be read.
  using PollDone = std::function<void(Result<std::size_t>)>;
  /// Fetches now, whatever the mailbox was waiting for, and answers when what lay there is durable; with what
  /// was `skipped` before, where that is asked for. Before start() it waits for that. `done` is called once,
  /// on the mailbox's thread or by stop(); it must not block.
  void poll_now(PollDone done, bool skipped = false);

  [[nodiscard]] const std::string& name() const { return settings_.mailbox; }
  [[nodiscard]] const ImapSettings& settings() const { return settings_; }
  [[nodiscard]] ImapStatus status() const;  ///< any thread

 private:
  void run();
  Result<> serve();
  Result<> keep_importing(ImapClient& client);
  void answer_polls(const Result<std::size_t>& outcome);
  void refuse_polls();
  void take_polls();
  void wait_after(const core::Error& error);
  [[nodiscard]] bool stops_after(const core::Error& error);
  [[nodiscard]] ImapPass next_pass();
  void show(ImapStatus::State state, std::string problem = {});
  void note_trouble(const core::Error& error, bool gives_up);
  void note_success();
  void note_alerts(ImapClient& client);

  const ImapSettings settings_;
  const ImapLedger ledger_;
  const Accept accept_;
  Wakeup stop_;
  Wakeup nudge_;  ///< raised while polls wait
  std::mutex polls_mutex_;
  std::vector<PollDone> polls_;  ///< guarded by polls_mutex_, as the next two
  bool skipped_too_ = false;
  bool ended_ = false;
  std::vector<PollDone> answering_;  ///< those that the pass in progress will answer
  bool answers_for_skipped_ = false;
  mutable std::mutex status_mutex_;
  ImapStatus status_;               ///< guarded by status_mutex_
  ImapImport import_;               ///< borrows the members above
  Deadline next_reconciliation_{};  ///< at once
  Backoff backoff_;
  int refused_logins_ = 0;
  std::thread thread_;
};

}  // namespace ticketd::daemon
