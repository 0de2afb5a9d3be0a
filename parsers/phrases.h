// The words that mail clients put around quoted and forwarded mail, in many languages. The words themselves
// are data: one `Language` per file entry in parsers/languages/, to which a translator adds without reading
// code. Built once, read from any thread.
#pragma once

#include "parsers/word_table.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::parsers {

/// What one language contributes. Every member is a list of phrases separated by `|`, in any letter case,
/// without the colon, dashes or stars that clients put around them. Empty where a language has nothing of its
/// own.
struct Language {
  std::string_view code = {};
  // The lines above a quoted or forwarded mail: "From: …", "보낸 사람: …".
  std::string_view from = {}, to = {}, cc = {}, bcc = {}, date = {}, subject = {}, reply_to = {}, other = {};
  // "On Mon, 2 Nov 2026 at 10:00, Kim wrote:"
  std::string_view wrote = {};        ///< "wrote", "님이 작성"
  std::string_view opening = {};      ///< the word before the date: "on", "le", "am"
  std::string_view before_name = {};  ///< words between the date and the name: "heeft", "Uhr", "AM"
  std::string_view months = {};       ///< full and short names, without the dot
  std::string_view weekdays = {};     ///< full and short names, without the dot
  // Separator lines.
  std::string_view original = {};   ///< "Original Message"
  std::string_view forwarded = {};  ///< "Forwarded message", "Begin forwarded message"
  // Below the text.
  std::string_view sent_from = {};  ///< how the line of a phone begins, "Sent from", or ends, "…에서 보냄"
  std::string_view closing = {};  ///< "Best regards"; not a bare "Thanks", which is what the author says
};

/// The languages of one file of parsers/languages/.
[[nodiscard]] std::span<const Language> east_asian_languages();
[[nodiscard]] std::span<const Language> germanic_languages();
[[nodiscard]] std::span<const Language> romance_languages();
[[nodiscard]] std::span<const Language> slavic_languages();
[[nodiscard]] std::span<const Language> other_languages();

enum class HeaderField : std::uint8_t { from, to, cc, bcc, date, subject, reply_to, other };
enum class Separator : std::uint8_t { original, forwarded };

struct DateWord {
  bool month = false, weekday = false;
};

using WrittenLabels = std::vector<std::pair<std::string_view, HeaderField>>;

/// All languages, indexed by folded phrase (folding.h).
class PhraseBook {
 public:
  [[nodiscard]] static const PhraseBook& instance();

  /// Bytes of the longest label as a client may write it, with wide letters and blanks.
  [[nodiscard]] std::size_t longest_label() const { return 2 * longest_label_; }
  /// Told from a few letters as they are written, so that most need not be folded. May say yes in vain.
  [[nodiscard]] bool may_be_label(std::string_view written) const;
  [[nodiscard]] std::optional<HeaderField> header_field(std::string_view folded_label) const;
  [[nodiscard]] std::optional<Separator> separator(std::string_view folded_phrase) const;
  /// "november", "mon"; neither for other words.
  [[nodiscard]] DateWord date_word(std::string_view folded_word) const {
    const auto* const known = date_words_.find(folded_word);
    return known ? *known : DateWord{};
  }
  [[nodiscard]] bool is_before_name(std::string_view folded_word) const {
    return before_name_.find(folded_word) != nullptr;
  }
  [[nodiscard]] bool is_closing(std::string_view folded_phrase) const {
    return folded_phrase.size() <= longest_closing_ && closings_.find(folded_phrase);
  }

  [[nodiscard]] std::size_t longest_closing() const { return 2 * longest_closing_; }  ///< as written
  [[nodiscard]] std::vector<std::string> closings() const;
  [[nodiscard]] const std::vector<std::string>& wrote() const { return wrote_; }  ///< the longest first
  [[nodiscard]] const std::vector<std::string>& openings() const { return openings_; }
  [[nodiscard]] const std::vector<std::string>& sent_from_beginnings() const { return sent_from_beginnings_; }
  [[nodiscard]] const std::vector<std::string>& sent_from_endings() const { return sent_from_endings_; }
  /// The longest separator phrase with which a line begins, on which more follows.
  [[nodiscard]] std::optional<Separator> separator_beginning(std::string_view folded_line) const;
  /// The labels, as written, of every language in which `folded_label` means From, and of English.
  [[nodiscard]] WrittenLabels labels_beside_from(std::string_view folded_label) const;

 private:
  PhraseBook();
  void add(const Language& language);

  struct Nothing {};
  using Words = WordTable<Nothing>;

  WordTable<HeaderField> fields_;
  WordTable<Separator> separators_;
  WordTable<DateWord> date_words_;
  Words before_name_, closings_;
  std::size_t longest_label_ = 0, longest_closing_ = 0;  ///< bytes; most lines are longer
  std::vector<std::string> wrote_, openings_, sent_from_beginnings_, sent_from_endings_;
};

}  // namespace ticketd::parsers
