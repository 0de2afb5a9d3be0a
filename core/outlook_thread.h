// Outlook's own way to thread a conversation: Thread-Index names the place in it, Thread-Topic its subject.
// Where a correspondent's mails carry them, ours carry them on ([MS-OXOMSG] 2.2.1.3).
#pragma once

#include "core/types.h"

#include <string>
#include <string_view>

namespace ticketd::core {

struct OutlookThread {
  std::string index;  ///< base64, as written
  std::string topic;  ///< decoded, one line

  auto operator<=>(const OutlookThread&) const = default;
};

/// The index of an answer to the mail with that index: the same with one more block of five octets, which
/// says how long after the first mail of the conversation it was written. Empty for what is no index, or a
/// conversation too long to go on.
[[nodiscard]] std::string child_index(std::string_view parent, Time now);

}  // namespace ticketd::core
