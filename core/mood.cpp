#include "core/mood.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ticketd::core {

namespace {

using Words = std::string_view;

// Each list: lower case; an ASCII word must stand alone, others may stand inside a word (Korean endings).
constexpr std::array thanks =
    std::to_array<Words>({"thanks",    "thank you",  "thx",          "many thanks", "much appreciated",
                          "works now", "감사합니다", "감사드립니다", "고맙습니다",  "감사해요",
                          "고마워요",  "감사",       "고맙",         "ありがとう",  "谢谢",
                          "謝謝",      "danke",      "vielen dank",  "merci",       "gracias"});
constexpr std::array vetoes = std::to_array<Words>(
    {"but",     "still",  "not",   "no",     "never",    "however",  "again",     "yet",     "don't",
     "doesn't", "didn't", "can't", "cannot", "couldn't", "won't",    "isn't",     "another", "also",
     "problem", "issue",  "error", "wrong",  "fail",     "fails",    "failed",    "please",  "when",
     "why",     "how",    "what",  "그런데", "하지만",   "그러나",   "근데",      "다만",    "아직",
     "여전히",  "다시",   "또",    "안 ",    "않",       "못",       "없",        "문제",    "오류",
     "에러",    "부탁",   "언제",  "어떻게", "왜",       "해주세요", "해 주세요", "추가",    "aber",
     "noch",    "nicht",  "mais",  "pas",    "pero",     "でも",     "但"});
constexpr std::array complaints = std::to_array<Words>(
    {"complaint", "unacceptable", "terrible", "worst", "ridiculous", "disappointed", "refund", "lawyer",
     "angry", "불만", "화가", "최악", "환불", "실망", "어이없", "항의", "소비자원", "신고하", "짜증"});
constexpr std::array questions =
    std::to_array<Words>({"까요", "나요", "가요", "는지요", "할까", "인가", "무엇", "어디"});

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

template <std::size_t N>
bool any_of(const std::array<Words, N>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](Words word) { return contains_word(text, word); });
}

}  // namespace

Mood mood_of(const Mail& mail) {
  const auto text = ascii_lower(mail.new_text);
  const bool asks =
      text.find('?') != std::string::npos || text.find("？") != std::string::npos || any_of(questions, text);
  if (any_of(complaints, text)) return Mood::complaint;
  const bool has_number = text.find_first_of("0123456789") != std::string::npos;
  const bool has_file = std::any_of(mail.attachments.begin(), mail.attachments.end(),
                                    [](const Attachment& file) { return file.disposition != "inline"; });
  if (!asks && !has_number && !has_file && count_code_points(text) <= short_text && any_of(thanks, text) &&
      !any_of(vetoes, text))
    return Mood::thanks;
  return asks ? Mood::question : Mood::neutral;
}

}  // namespace ticketd::core
