#include "core/mood.h"

#include "core/mood_words.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ticketd::core {

namespace {

constexpr std::size_t short_text = 120;  // code points

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

enum List : std::uint8_t {
  thanks = 1,
  vetoes = 2,
  complaints = 4,
  claims = 8,
  contentment = 16,
  questions = 32
};

/// The words of all lists and languages, found in one pass: a mail has thousands of letters, and there are
/// hundreds of words. Where the first two bytes begin no word, nothing else is compared.
class WordFinder {
 public:
  WordFinder() {
    for (const auto& language : mood_words()) {
      add(language.thanks, thanks);
      add(language.vetoes, vetoes);
      add(language.complaints, complaints);
      add(language.claims, claims);
      add(language.contentment, contentment);
      add(language.questions, questions);
    }
    std::ranges::sort(words_, {}, &Word::beginning);
    for (int c = 0; c < 256; ++c) in_words_[static_cast<std::size_t>(c)] = is_word_char(static_cast<char>(c));
  }

  /// Those of the wanted lists of which the text has a word.
  [[nodiscard]] unsigned lists_in(std::string_view text, unsigned wanted) const {
    unsigned found = 0;
    bool in_word = false;
    for (std::size_t at = 0; at + 1 < text.size() && wanted != 0; ++at) {
      const auto letter = static_cast<unsigned char>(text[at]);
      const bool inside_word = in_word && letter < 0x80;
      in_word = in_words_[letter];
      if (inside_word) continue;
      const auto beginning = beginning_of(text.substr(at));
      if ((lists_[beginning] & wanted) == 0) continue;
      auto word = std::ranges::lower_bound(words_, beginning, {}, &Word::beginning);
      for (; word != words_.end() && word->beginning == beginning; ++word)
        if ((wanted & word->list) != 0 && stands_at(text, at, word->text)) found |= word->list;
      wanted &= ~found;
    }
    return found;
  }

 private:
  struct Word {
    std::uint16_t beginning;
    std::string_view text;
    List list;
  };

  static std::uint16_t beginning_of(std::string_view text) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(text[0]) << 8U |
                                      static_cast<unsigned char>(text[1]));
  }

  static bool stands_at(std::string_view text, std::size_t at, std::string_view word) {
    if (!text.substr(at).starts_with(word)) return false;
    const bool alone = static_cast<unsigned char>(word.front()) < 0x80;
    const auto end = at + word.size();
    return !alone ||
           ((at == 0 || !is_word_char(text[at - 1])) && (end == text.size() || !is_word_char(text[end])));
  }

  void add(std::span<const std::string_view> words, List list) {
    for (const auto word : words) {
      words_.push_back({beginning_of(word), word, list});
      lists_[words_.back().beginning] |= list;
    }
  }

  std::vector<Word> words_;                  ///< by beginning
  std::array<std::uint8_t, 65536> lists_{};  ///< that have a word with this beginning
  std::array<bool, 256> in_words_{};
};

unsigned lists_in(std::string_view text, unsigned wanted) {
  static const WordFinder finder;
  return finder.lists_in(text, wanted);
}

/// Nobody thanks in more.
bool is_short(std::string_view text) {
  constexpr std::size_t longest_code_point = 4;
  return text.size() <= short_text * longest_code_point && count_code_points(text) <= short_text;
}

}  // namespace

Mood mood_of(const Mail& mail) {
  const auto text = ascii_lower(mail.new_text);
  const bool may_thank = is_short(text);
  const auto said =
      lists_in(text, complaints | claims | contentment | questions | (may_thank ? thanks | vetoes : 0U));
  const bool asks =
      (said & questions) != 0 || text.find('?') != std::string::npos || text.find("？") != std::string::npos;
  const bool complains = (said & complaints) != 0 || ((said & claims) != 0 && !asks);
  if (complains && (said & contentment) == 0) return Mood::complaint;
  const bool has_number = text.find_first_of("0123456789") != std::string::npos;
  const bool has_file = std::any_of(mail.attachments.begin(), mail.attachments.end(),
                                    [](const Attachment& file) { return file.disposition != "inline"; });
  const bool vetoed = asks || has_number || has_file || (said & vetoes) != 0;
  if (may_thank && !vetoed && (said & thanks) != 0) return Mood::thanks;
  return asks ? Mood::question : Mood::neutral;
}

}  // namespace ticketd::core
