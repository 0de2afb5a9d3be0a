// winmail.dat: what Outlook sends to people without Outlook (MS-OXTNEF). Opened within the bytes that are
// there, without recursion: an embedded message stays one file.
#pragma once

#include "core/mail.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

struct Tnef {
  std::string text;  ///< the plain body, UTF-8
  std::string html;  ///< the HTML body, UTF-8
  std::string rtf;   ///< the rich text body, decompressed
  std::vector<core::Attachment> attachments;
  bool damaged = false;  ///< a length pointed behind the end; what stood before is kept
};

/// Nothing when the bytes do not begin as TNEF.
[[nodiscard]] std::optional<Tnef> open_tnef(std::string_view bytes);

}  // namespace ticketd::parsers
