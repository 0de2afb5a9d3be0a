// What the parsers saw in one received mail. A value: everything later (trust, resolve, rules) reads this
// and never the bytes again.
#pragma once

#include "core/outlook_thread.h"
#include "core/types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// What sort of sender wrote it. `auto_reply` answers a mail (vacation, acknowledgement); other machine mail
/// is `automatic`.
enum class MailKind : std::uint8_t { human, auto_reply, bounce, list, receipt, calendar, automatic };

/// An attached file, inline image or attached message, decoded from its transfer encoding.
struct Attachment {
  std::string filename;                   ///< decoded, without path, controls or bidi marks; may be empty
  std::string content_type;               ///< "type/subtype", lower case
  std::string content;                    ///< the decoded bytes
  std::optional<std::string> content_id;  ///< without brackets
  std::string disposition;                ///< "attachment" or "inline"
  std::string charset;                    ///< of a text, as it was declared; `content` is in it
};

/// A mail that somebody forwarded, inline or as message/rfc822.
struct ForwardedMail {
  Address from;
  std::vector<Address> to, cc;
  std::string subject;
  std::string date;        ///< RFC 3339 when it was understood, else as written
  std::string text;        ///< the text of the forwarded mail
  std::string comment;     ///< what the forwarder wrote above it
  std::string message_id;  ///< of an attached message; empty when inline
};

enum class DeliveryAction : std::uint8_t { failed, delayed, delivered, relayed, expanded };  // RFC 3464 2.3.3
enum class BounceReason : std::uint8_t {
  user_unknown,
  mailbox_full,
  domain_unknown,
  policy,
  spam,
  size,
  network,
  content,
  expired,
  other
};

struct BouncedRecipient {
  std::string address;
  DeliveryAction action = DeliveryAction::failed;
  std::string status;  ///< RFC 3463, "5.1.1"; empty when unknown
  BounceReason reason = BounceReason::other;
  std::string diagnostic;
  std::string original_address;  ///< to whom it was written first, where the report says so
};

struct BounceReport {
  std::vector<BouncedRecipient> recipients;
  std::optional<std::string> original_message_id;  ///< without brackets
};

/// A command line of an agent's mail, in canonical English: `#해결` gives {"resolve", ""}.
struct MailCommand {
  std::string name;
  std::string argument;
  auto operator<=>(const MailCommand&) const = default;
};

/// One `Authentication-Results` field (RFC 8601), tokenised: comments and quoting removed.
struct AuthenticationResults {
  struct Property {
    std::string name, value;
  };  // "header.from" → "example.com"
  struct Method {
    std::string method, result;
    std::vector<Property> properties;
  };
  std::string authserv_id;
  std::vector<Method> methods;
  bool well_formed = true;
  bool unnamed = false;  ///< begins with a result instead of a host's name, as Microsoft 365 writes it
};

/// The trace fields, topmost (newest) first, as far as trust needs them.
struct TraceField {
  enum class Kind : std::uint8_t { received, authentication_results, spam } kind = Kind::received;
  std::string received_by;        ///< the `by` host of a Received field, lower case
  AuthenticationResults results;  ///< of an Authentication-Results field
  std::string name, value;        ///< of a field of a spam filter (X-Spam…, X-Rspamd…), as written
};

struct Mail {
  std::uint64_t size{};  ///< of the raw bytes

  // Header. Ids are as written, without brackets (core/message_id.h compares them).
  std::vector<Address> from, to, cc, reply_to;
  std::optional<Address> sender;
  std::string subject;  ///< decoded, one line
  std::optional<Time> date;
  std::string message_id;  ///< empty when there is none
  std::vector<std::string> in_reply_to;
  std::vector<std::string> references;  ///< oldest first, as written
  OutlookThread outlook;
  std::vector<std::string> delivered_to;  ///< Delivered-To, X-Original-To: addr-specs
  bool one_author = false;                ///< exactly one From field with exactly one address
  bool ambiguous = false;                 ///< duplicated or conflicting fields: no authority

  // What sort of mail.
  MailKind kind = MailKind::human;
  std::vector<std::string> evidence;  ///< "auto-submitted: auto-replied"
  bool answer_suppressed =
      false;  ///< no automatic answer, whatever the kind (RFC 3834, lists, X-Auto-Response-Suppress)
  bool null_sender = false;     ///< MAIL FROM:<>, as the envelope or a Return-Path tells: nobody to answer
  bool marked_as_ours = false;  ///< carries a loop header of ticketd
  std::string loop_id;          ///< value of `X-Ticketd-Loop`, empty without

  // Text, UTF-8 with LF.
  std::string text;          ///< the whole text as a mail client shows it
  std::string new_text;      ///< what the author wrote now
  bool nothing_new = false;  ///< that is nothing: `new_text` is all there is, quote and signature
  std::string quote;
  std::string signature;
  std::optional<std::string> html;  ///< the HTML as received (decoded to UTF-8), unsafe to show
  std::string language;             ///< guess for templates: "ko" or "en"; empty when unclear

  std::vector<Attachment> attachments;
  std::optional<ForwardedMail> forwarded;
  bool looks_forwarded = false;  ///< the subject says so, whether or not a forwarded mail could be read
  std::optional<BounceReport> bounce;
  std::vector<MailCommand> commands;          ///< leading command lines of the new text
  std::string text_without_commands;          ///< the new text below them
  std::vector<std::string> command_problems;  ///< lines that look like commands and are none
  std::vector<TraceField> trace;
  std::string content_hash;  ///< hex SHA-256 over the bytes below the trace fields: tells a redelivery from
                             ///< another mail; empty where nobody asked for it
  std::vector<std::string> seals;  ///< hex SHA-256: what tells this very mail under another Message-ID, too:
                                   ///< each DKIM signature; author, date, subject and body together
  std::vector<std::string> problems;  ///< "charset x-unknown read as windows-1252"
};

}  // namespace ticketd::core
