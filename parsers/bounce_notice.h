// The free text of a bounce, as some hundred mail programs word it: who did not get the mail, and what their
// server said. No program is named here; what they share is how a recipient stands in the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// The notice and the copy of the original mail that many programs put below it, a few into it.
struct NoticeText {
  std::string_view notice;
  std::string_view original;  ///< its header, or its header and text; empty without
};
[[nodiscard]] NoticeText split_notice(std::string_view text);

struct NoticedRecipient {
  std::string address;
  std::string diagnosis;  ///< the lines that belong to this recipient
  bool own = false;       ///< an address that the notice came to: named only because nobody else is
};

/// `own` are the addresses the notice came to: the sender of the original, never a failed recipient unless
/// the text names nobody else.
[[nodiscard]] std::vector<NoticedRecipient> read_notice(std::string_view notice,
                                                        const std::vector<std::string>& own);

/// The only address of somebody else in the notice, wherever it stands; "" where there are more, or it is
/// said to be whom to ask.
[[nodiscard]] std::string lone_address(std::string_view notice, const std::vector<std::string>& own);

/// A line with the answer of a server, "550 5.1.1 …": it says in any language that something failed.
[[nodiscard]] bool holds_refusal(std::string_view notice);

/// As much of a text as tells what it is about, folded: what is looked into for words.
[[nodiscard]] std::string first_words(std::string_view text);

/// Words that only a notice of failure has, in any of our languages; "" or the words.
[[nodiscard]] std::string_view failure_words(std::string_view first_words);
/// Words of a notice that the mail is late but not lost.
[[nodiscard]] std::string_view delay_words(std::string_view first_words);

}  // namespace ticketd::parsers
