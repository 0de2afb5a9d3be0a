#include "core/mood.h"

#include "core/mood_words.h"
#include "core/text.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace ticketd::core {

namespace {

constexpr std::size_t short_text = 120;  // code points

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool contains_word(std::string_view text, std::string_view word) {
  const bool alone = static_cast<unsigned char>(word.front()) < 0x80;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if (!alone ||
        ((at == 0 || !is_word_char(text[at - 1])) && (end == text.size() || !is_word_char(text[end]))))
      return true;
  }
  return false;
}

/// In any of the languages.
bool says(std::string_view text, std::span<const std::string_view> MoodWords::*list) {
  for (const auto& language : mood_words())
    for (const auto word : language.*list)
      if (contains_word(text, word)) return true;
  return false;
}

}  // namespace

Mood mood_of(const Mail& mail) {
  const auto text = ascii_lower(mail.new_text);
  const bool asks = text.find('?') != std::string::npos || text.find("？") != std::string::npos ||
                    says(text, &MoodWords::questions);
  if (says(text, &MoodWords::complaints)) return Mood::complaint;
  const bool has_number = text.find_first_of("0123456789") != std::string::npos;
  const bool has_file = std::any_of(mail.attachments.begin(), mail.attachments.end(),
                                    [](const Attachment& file) { return file.disposition != "inline"; });
  const bool vetoed = asks || has_number || has_file || says(text, &MoodWords::vetoes);
  if (!vetoed && count_code_points(text) <= short_text && says(text, &MoodWords::thanks)) return Mood::thanks;
  return asks ? Mood::question : Mood::neutral;
}

}  // namespace ticketd::core
