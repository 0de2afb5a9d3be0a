// Letters as full-text search compares them: no case, no accents, one form of each. Pure; no table of Unicode
// as a whole, only what mail is written in.
#pragma once

namespace ticketd::core {

/// In lower case and without marks; 0 for what stands between words. ß stays: it is two letters.
[[nodiscard]] char32_t folded(char32_t letter);

/// Marks on the letter before, joiners, soft hyphens: neither letter nor end of a word.
[[nodiscard]] bool is_unseen(char32_t letter);

/// Hangul, Han, Kana and others whose words are not to be told by blanks alone.
[[nodiscard]] bool is_written_without_blanks(char32_t letter);

/// The letter that two make together, as macOS writes Hangul and Kana in parts; 0 where they make none.
[[nodiscard]] char32_t composed(char32_t letter, char32_t next);

}  // namespace ticketd::core
