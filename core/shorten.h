// What nobody reads to its end is cut, and says so. Called by whoever keeps a text of unbounded length; the
// mail itself stays whole beside it.
#pragma once

#include <cstddef>
#include <string>

namespace ticketd::core {

/// Of an entry. The longest novels have as much.
inline constexpr std::size_t longest_entry_text = std::size_t{1} << 20U;

/// In a letter to an agent, of which each colleague gets a copy: the ticket has the rest.
inline constexpr std::size_t longest_notice_text = std::size_t{64} << 10U;

/// Cuts what is longer than `octets` between words where it can, between code points always, and ends it with
/// how much is missing, in signs that need no language.
void shorten(std::string& utf8, std::size_t octets);

}  // namespace ticketd::core
