// The words by which free-text bounce notices are read, as data: lower case, of every language we met.
#pragma once

#include <span>
#include <string_view>

namespace ticketd::parsers {

/// How programs announce the copy of the original; compared without the dashes, stars and blanks in front.
[[nodiscard]] std::span<const std::string_view> copy_announcements();
/// Fields that open the header of such a copy where nothing announces it.
[[nodiscard]] std::span<const std::string_view> header_names();
/// What stands before an address that did not fail: the sender, whom to ask, an id.
[[nodiscard]] std::span<const std::string_view> other_parties();
/// What stands before an address that failed.
[[nodiscard]] std::span<const std::string_view> recipient_names();
/// What stands behind it in languages that say "to" there.
[[nodiscard]] std::span<const std::string_view> recipient_particles();
/// Words that only a notice of failure has.
[[nodiscard]] std::span<const std::string_view> failure_phrases();
/// Words of a notice that the mail is late but not lost.
[[nodiscard]] std::span<const std::string_view> delay_phrases();
/// Senders that only the mail system uses: in the local part or the display name.
[[nodiscard]] std::span<const std::string_view> daemon_names();
/// Senders that the mail system shares with people who look after it.
[[nodiscard]] std::span<const std::string_view> office_names();
/// Words in the subject of a notice.
[[nodiscard]] std::span<const std::string_view> bounce_subjects();

}  // namespace ticketd::parsers
