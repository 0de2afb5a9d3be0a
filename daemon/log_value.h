// Values in log lines, `key=value`: whatever a peer sends into one, it stays this value of this line. Any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace ticketd::daemon {

/// In quotation marks, with \" \\ \n \r \t and \xHH for what would end or hide it.
[[nodiscard]] std::string escaped(std::string_view value);

/// As it is where it is one plain word, else quoted.
[[nodiscard]] std::string word(std::string_view value);

/// The members of a line as JSON, without braces: "event":"mail.sent","outbox":7,"answer":"250 ok". Values
/// that were written plainly as whole numbers, `true` or `false` are such, all others are texts.
[[nodiscard]] std::string json_members(std::string_view line);

}  // namespace ticketd::daemon
