// Imports one folder over one IMAP connection at a time: lists, fetches without marking, hands each mail to
// the acceptor, and touches it on the server only when it is durable. While the last mails of one portion are
// committed, the next one is on its way. On the mailbox's own thread.
#pragma once

#include "core/intake.h"
#include "core/result.h"
#include "daemon/intake/acceptor.h"
#include "daemon/intake/imap_commits.h"
#include "daemon/intake/imap_progress.h"
#include "daemon/intake/imap_settings.h"
#include "daemon/mail_client/imap_client.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ticketd::daemon {

/// What the import asks of the store, on the mailbox's thread.
struct ImapLedger {
  std::function<Result<ImapKnown>(const std::string& folder)> known;
  std::function<std::future<Result<>>(const core::ImapStep&)> record;  ///< answered when it is committed
};

/// How far a pass looks: what came since the last one; what may have been missed, and what could not be
/// fetched; or that and everything else that was skipped, because a person asks for it.
enum class ImapPass : std::uint8_t { news, reconciliation, everything_skipped };

class ImapImport {
 public:
  ImapImport(const ImapSettings& settings, const ImapLedger& ledger, const Accept& accept, const Wakeup& stop)
      : settings_(settings), ledger_(ledger), stop_(stop), commits_(accept, stop) {}

  /// Selects the folder and finds out how far its import has come.
  Result<> begin(ImapClient& client);

  /// Imports what is missing and does what is due on the server; how many mails were new.
  Result<std::size_t> pass(ImapClient& client, ImapPass how);

  /// Why what is due on the server is not done, since the server refuses it; empty: nothing is left to do.
  [[nodiscard]] const std::string& refused_action() const { return refused_action_; }

 private:
  Result<> import_missing(ImapClient& client, ImapPass how);
  Result<std::vector<ImapListed>> list_missing(ImapClient& client, ImapPass how);
  Result<bool> is_too_large(ImapClient& client, const ImapListed& mail);
  Result<> try_skipped(ImapClient& client, ImapPass how);
  Result<> import_portion(ImapClient& client, const ImapUids& uids);
  Result<> import_one_by_one(ImapClient& client, const ImapUids& uids);
  Result<> fetch(ImapClient& client, ImapUids& outstanding);
  void hand_in(ImapFetched mail);
  Result<> take_all();
  Result<> take(const ImapCommits::Answer& answer);
  void skip(std::uint32_t uid, std::string reason);
  Result<> conclude(ImapClient& client);
  Result<> conclude_all(ImapClient& client);
  Result<ImapUids> finish_on_server(ImapClient& client);
  Result<> act_on(ImapClient& client, const ImapUids& uids);
  Result<> move(ImapClient& client, const ImapUids& uids);
  void record(core::ImapStep step);
  Result<> await_record();
  [[nodiscard]] core::ImapPosition position_of(std::uint32_t uid) const;

  struct Recording {
    core::ImapStep step;
    std::future<Result<>> outcome;
  };

  const ImapSettings& settings_;
  const ImapLedger& ledger_;
  const Wakeup& stop_;
  ImapCommits commits_;
  std::size_t imported_ = 0;  ///< new ones, in this pass
  ImapProgress progress_;
  std::optional<Recording> recording_;  ///< the last step, until its commit is known
  std::set<std::uint32_t> copied_;      ///< into the folder of `move`, and not yet known as finished
  std::string refused_action_;
  std::string since_;                             ///< IMAP date; empty: the whole folder
  std::uint32_t first_unborn_ = 0;                ///< UIDNEXT when the folder was selected
  std::vector<core::SkippedMail> newly_skipped_;  ///< not yet on their way into the store
  std::uint32_t recorded_ = 0;                    ///< up to where the store knows the folder as settled
};

}  // namespace ticketd::daemon
