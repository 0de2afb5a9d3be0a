// The reverse-path and forward-path of MAIL and RCPT (RFC 5321 4.1.2), read strictly: what two mail servers
// could understand differently is refused here, whoever sends it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::daemon {

enum class PathKind : std::uint8_t { reverse, forward };
enum class PathProblem : std::uint8_t {
  none,
  syntax,
  too_long,
  source_route,  ///< `<@relay:user@host>`
  relay,         ///< the local part names another host: `user%host@us`, `host!user@us`, `"user@host"@us`
};

struct SmtpPath {
  PathProblem problem = PathProblem::none;
  std::string address;  ///< without needless quotes; empty for `<>`
  bool ascii = true;    ///< otherwise it is UTF-8 and needs SMTPUTF8
};

/// `text` stands between the brackets. A reverse-path may hold what real senders use though the grammar
/// forbids it: local parts over 64 octets (VERP) and dots in odd places (old Japanese mobile addresses).
/// `<postmaster>` needs no domain.
[[nodiscard]] SmtpPath parse_path(std::string_view text, PathKind kind);

struct PathAndParameters {
  std::string_view path;        ///< between the brackets
  std::string_view parameters;  ///< after them, without leading blanks
};

/// Splits `<path> KEY=VALUE…`; a `>` in a quoted local part does not end the path.
[[nodiscard]] std::optional<PathAndParameters> split_path(std::string_view argument);

}  // namespace ticketd::daemon
