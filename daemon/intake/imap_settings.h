// How one mailbox is fetched: its account as the intake needs it.
#pragma once

#include "core/desk.h"
#include "core/result.h"
#include "daemon/mail_client/imap_client.h"
#include "daemon/mail_client/login.h"
#include "daemon/mail_client/oauth2_tokens.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

/// What happens to a mail on the server once it is imported.
struct AfterImport {
  enum class Act : std::uint8_t { nothing, mark_seen, move, remove } act = Act::mark_seen;
  std::string folder;  ///< of move
};
/// `seen`, `move:FOLDER`, `delete`, `none`.
[[nodiscard]] Result<AfterImport> parse_after_import(std::string_view text);

/// The date that SEARCH SINCE takes (RFC 3501 date), such as 1-Nov-2026.
[[nodiscard]] std::string imap_date(const core::Since& since, core::Time now);

struct ImapSettings {
  std::string mailbox;  ///< the configured name
  MailServer server;
  LoginSource login;
  AfterImport after_import;
  std::optional<core::Since> since;
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
[[nodiscard]] Result<ImapSettings> imap_settings(std::string mailbox, const core::ImapAccount& account,
                                                 std::string our_name, std::size_t max_message_size,
                                                 TokenVault vault, std::function<core::Time()> now);

}  // namespace ticketd::daemon
