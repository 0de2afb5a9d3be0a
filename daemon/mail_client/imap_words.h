// The words of IMAP: what we write into commands and what we read out of responses (RFC 3501, 9051). Values
// in, values out.
#pragma once

#include "daemon/mail_client/imap_response.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

using ImapUids = std::vector<std::uint32_t>;

/// `4,7:9` of ascending UIDs.
[[nodiscard]] std::string uid_set(const ImapUids& uids);

/// A folder's name as a quoted string in modified UTF-7; nothing for one that can't be a name (control
/// characters, not UTF-8).
[[nodiscard]] std::optional<std::string> folder_name(std::string_view utf8);

/// `UIDNEXT` of `OK [UIDNEXT 4392] Predicted`.
[[nodiscard]] std::optional<std::uint32_t> number_in_code(std::string_view text, std::string_view name);

/// Whether the response code of a status text begins with this word, as in `NO [TRYCREATE] …`.
[[nodiscard]] bool has_code(std::string_view text, std::string_view name);

/// The number in front of `EXISTS`.
[[nodiscard]] std::optional<std::uint32_t> exists(const ImapResponse& response);

/// `* 12 EXPUNGE`: one mail less.
/// The text of `OK [ALERT] ...`, of any status response.
[[nodiscard]] std::optional<std::string> alert(const ImapResponse& response);
[[nodiscard]] bool is_expunge(const ImapResponse& response);

/// The words of `* CAPABILITY …` or of `[CAPABILITY …]`, in lower case; nothing in any other response.
[[nodiscard]] std::optional<std::vector<std::string>> capabilities(const ImapResponse& response);

/// The UIDs of `* SEARCH 2 84` or `* ESEARCH (TAG "t") UID ALL 2,84:90`; none in any other response. More
/// than `most` are an error: a few octets can name four thousand million.
[[nodiscard]] Result<ImapUids> found_uids(const ImapResponse& response, std::size_t most);

/// What one FETCH response says about one mail.
struct ImapFetched {
  std::uint32_t uid = 0;              ///< 0: not said
  std::optional<std::uint64_t> size;  ///< RFC822.SIZE; servers are known to err
  std::optional<std::string> body;    ///< BODY[]; nothing for NIL, and for one that was too large to be kept
  bool body_too_large = false;
  std::optional<std::string> piece;  ///< BODY[]<n>
};

/// Nothing when the response is not FETCH or is not understood, which is a server's right at any time.
[[nodiscard]] std::optional<ImapFetched> fetched(ImapResponse& response);

}  // namespace ticketd::daemon
