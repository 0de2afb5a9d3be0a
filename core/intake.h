// What comes in at the front door, before anything of it is understood: bytes, envelope and source.
#pragma once

#include "core/types.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

enum class SourceKind : std::uint8_t { smtp, lmtp, imap, pipe, api };

struct Source {
  SourceKind kind = SourceKind::pipe;
  std::string peer;  ///< IP address, "unix", or the IMAP server
  std::string
      mailbox;  ///< configured mailbox (name) that it was fetched from or handed to; empty: see recipients
  bool behind_our_border = false;  ///< a trusted MTA stands in front: its Authentication-Results count
};

struct Envelope {
  std::string sender;                   ///< MAIL FROM, empty for <>
  std::vector<std::string> recipients;  ///< accepted RCPT TO, as given
};

/// A folder of an IMAP server, as long as its UIDs mean the same mails (RFC 3501 2.3.1.1).
struct ImapFolder {
  std::string mailbox;  ///< configured name
  std::string folder;
  std::uint32_t uid_validity{};
};

/// Where a mail lay on an IMAP server; its ledger row is written in the accepting transaction, so that each
/// is imported once (RFC 3501 2.3.1.1).
struct ImapPosition {
  std::string mailbox;  ///< configured name
  std::string folder;
  std::uint32_t uid_validity{};
  std::uint32_t uid{};
};

/// The bytes of a large mail that the store took in ahead of the mail itself.
struct StoredBytes {
  std::array<std::uint8_t, 32> digest{};  ///< SHA-256
  std::uint64_t size{};
  bool operator==(const StoredBytes&) const = default;
};

/// A mail that the server lists and that could not be imported: it lies there untouched, and a person can see
/// it and have it tried again.
struct SkippedMail {
  ImapPosition at;
  std::string reason;
  Time since;
};

/// What the import of a folder came to since its last step, beside the mails themselves.
struct ImapStep {
  ImapFolder folder;
  std::uint32_t settled_up_to{};        ///< every mail up to here is imported or skipped
  std::string since;                    ///< RFC 3501 date of the oldest mails that are read; empty: all
  std::vector<std::uint32_t> finished;  ///< their after_import action is done
  std::vector<std::uint32_t> no_longer_there;  ///< skipped once, and gone from the server
  std::vector<SkippedMail> skipped;
};

struct IncomingMail {
  Source source;
  Envelope envelope;
  std::string bytes;  ///< exactly as received; empty when they are `stored`
  Time received;
  std::optional<ImapPosition> imap;
  std::optional<StoredBytes> stored{};

  [[nodiscard]] std::uint64_t size() const { return stored ? stored->size : bytes.size(); }
};

/// The promise: bytes and envelope are committed and synced.
struct Accepted {
  MailKey mail;
  bool duplicate = false;  ///< the same bytes for the same mailbox came within 7 days: nothing new was stored
};

}  // namespace ticketd::core
