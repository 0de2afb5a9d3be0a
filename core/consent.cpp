#include "core/consent.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_answer = 400;  // bytes; an agent says it at the beginning

/// English ones are whole words; Korean ones take endings.
constexpr std::array<std::string_view, 13> words = {"no",       "nope",    "not",  "don't", "dont",
                                                    "stop",     "cancel",  "wait", "never", "reject",
                                                    "rejected", "decline", "wrong"};
constexpr std::array<std::string_view, 14> beginnings = {"아니", "아뇨",   "안돼",     "안 돼", "말아",
                                                         "말고", "마세요", "마십시오", "마시",  "취소",
                                                         "보류", "잠깐",   "중지",     "거절"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '\''; }

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

}  // namespace

bool declines(std::string_view answer) {
  const auto text = ascii_lower(trim(answer).substr(0, longest_answer));
  return std::any_of(words.begin(), words.end(), [&](auto word) { return has_word(text, word); }) ||
         std::any_of(beginnings.begin(), beginnings.end(),
                     [&](auto beginning) { return text.find(beginning) != std::string::npos; });
}

}  // namespace ticketd::core
