// Imports one folder over one IMAP connection at a time: lists, fetches without marking, hands each mail to
// the acceptor, and touches it on the server only when it is durable. On the mailbox's own thread.
#pragma once

#include "core/desk.h"
#include "core/intake.h"
#include "core/result.h"
#include "daemon/intake/acceptor.h"
#include "daemon/intake/imap_progress.h"
#include "daemon/mail_client/imap_client.h"
#include "daemon/mail_client/login.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ticketd::daemon {

/// What happens to a mail on the server once it is imported.
struct AfterImport {
  enum class Act : std::uint8_t { nothing, mark_seen, move, remove } act = Act::mark_seen;
  std::string folder;  ///< of move
};
/// `seen`, `move:FOLDER`, `delete`, `none`.
[[nodiscard]] Result<AfterImport> parse_after_import(std::string_view text);

struct ImapSettings {
  std::string mailbox;  ///< the configured name
  MailServer server;
  LoginSource login;
  AfterImport after_import;
  std::size_t max_message_size = std::size_t{36} << 20;
  ImapTimeouts timeouts;
  std::chrono::milliseconds poll_every = std::chrono::minutes{1};  ///< where the server can't IDLE
  std::chrono::milliseconds idle_at_most =
      std::chrono::minutes{9};  ///< some routers forget a silent connection
  std::chrono::milliseconds reconcile_every = std::chrono::minutes{15};
  std::chrono::milliseconds retry_first = std::chrono::seconds{5};
  std::chrono::milliseconds retry_longest = std::chrono::hours{1};
  std::function<core::Time()> now;  ///< wall clock
};
[[nodiscard]] Result<ImapSettings> imap_settings(const core::Mailbox& mailbox, std::string our_name,
                                                 std::size_t max_message_size,
                                                 std::function<core::Time()> now);

/// What the import asks of the store. Both block until they are answered; on the mailbox's thread.
struct ImapLedger {
  std::function<Result<ImapKnown>(const std::string& folder)> known;
  /// The after_import action of these is done; returns when that is committed.
  std::function<Result<>(const std::vector<core::ImapPosition>&)> finished;
};

class ImapImport {
 public:
  ImapImport(const ImapSettings& settings, const ImapLedger& ledger, const Accept& accept, const Wakeup& stop)
      : settings_(settings), ledger_(ledger), accept_(accept), stop_(stop) {}

  /// Selects the folder and finds out how far its import has come.
  Result<> begin(ImapClient& client);

  /// Imports what is new and does what is due on the server; how many mails were new. `everything` also looks
  /// for what should have been seen before, and tries once more what could not be fetched.
  Result<std::size_t> pass(ImapClient& client, bool everything);

 private:
  Result<std::size_t> import_portion(ImapClient& client, const ImapUids& uids);
  Result<bool> import_mail(ImapFetched mail);
  Result<core::Accepted> accept_durably(core::IncomingMail mail);
  Result<> finish(ImapClient& client);
  Result<> act_on(ImapClient& client, const ImapUids& uids);
  [[nodiscard]] core::ImapPosition position_of(std::uint32_t uid) const;

  const ImapSettings& settings_;
  const ImapLedger& ledger_;
  const Accept& accept_;
  const Wakeup& stop_;
  ImapProgress progress_;
};

}  // namespace ticketd::daemon
