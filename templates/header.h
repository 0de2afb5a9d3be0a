// The header of a mail of ours, written field by field. A value that could end its field is refused here,
// whatever its way was to get here, so that nobody's name or subject becomes another field.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::templates {

class Header {
 public:
  /// Folds at blanks to lines of at most 78 characters where the words allow it. Refuses a value with
  /// controls or 8-bit bytes, and a word too long for a line.
  [[nodiscard]] Result<> add(std::string_view name, std::string_view value);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Free text for a field such as Subject: its words, those that need it as encoded words (RFC 2047).
[[nodiscard]] std::string unstructured(std::string_view text);

/// `Name <local@domain>`. A name that holds an `@` is left out: it would show an address that is not the
/// sender's.
[[nodiscard]] Result<std::string> mailbox(const core::Address& who);

/// `<id>` of a Message-ID without brackets; refuses what is none.
[[nodiscard]] Result<std::string> message_id(std::string_view id);

/// The first and the last ids that fit into about a kilobyte; ids that can't be written are left out.
[[nodiscard]] std::string references(const std::vector<std::string>& ids);

/// `Sun, 22 Nov 2026 09:30:00 +0000` (RFC 5322 3.3).
[[nodiscard]] std::string date(core::Time when);

/// `filename` parameters for Content-Disposition, each after "; ": as it is, or by RFC 2231 alone. A plain
/// one beside it would be taken by many clients, with strokes for its letters.
[[nodiscard]] std::string file_name_parameters(std::string_view name);

/// "; name=…" for Content-Type, where the name needs more than ASCII: encoded words between quotes, which no
/// RFC allows and every older client reads.
[[nodiscard]] std::string type_name_parameter(std::string_view name);

}  // namespace ticketd::templates
