// Message-IDs (RFC 5322 3.6.4): scanned from header fields, written without brackets, compared in one normal
// form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

/// One id, with or without brackets: what stands between `<` and `>`, without blanks. Empty when there is
/// none.
[[nodiscard]] std::string bare_message_id(std::string_view text);

/// The form in which two spellings of one id are equal: bare, with the domain in lower case.
[[nodiscard]] std::string message_id_key(std::string_view id);

/// Every `<…>` of an In-Reply-To or References value, in order, each once; junk and comments between them are
/// ignored. A value without brackets counts as one id when it has an `@` and no blank.
[[nodiscard]] std::vector<std::string> scan_message_ids(std::string_view value, std::size_t limit = 200);

}  // namespace ticketd::core
