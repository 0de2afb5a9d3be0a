#include "core/consent.h"

#include "core/picture_words.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <vector>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_answer = 400;  // bytes; an agent says it at the beginning

/// English ones are whole words; Korean ones take endings.
constexpr auto refusing_words =
    std::to_array<std::string_view>({"no", "nope", "not", "don't", "dont", "stop", "cancel", "wait", "never",
                                     "reject", "rejected", "decline", "wrong", "later", "n", "x"});
constexpr auto refusing_beginnings = std::to_array<std::string_view>(
    {"아니", "아뇨", "안돼", "안 돼", "말아",  "말고", "마세요", "마십시오", "마시", "취소", "보류",
     "잠깐", "중지", "거절", "지마",  "지 마", "그만", "나중에", "ㄴㄴ",     "잘못", "틀렸"});

/// Written here as they are compared: in lower case, without blanks and marks.
constexpr auto english_consents = std::to_array<std::string_view>(
    {"yes",        "y",         "yep",     "yeah",     "yup",     "fine",      "good",
     "right",      "correct",   "perfect", "great",    "alright", "ofcourse",  "absolutely",
     "definitely", "lgtm",      "ok",      "okay",     "sure",    "agree",     "agreed",
     "confirm",    "confirmed", "approve", "approved", "go",      "goahead",   "doit",
     "pleasedoit", "pleasedo",  "send",    "sendit",   "forward", "forwardit", "proceed"});
constexpr auto korean_consents = std::to_array<std::string_view>({"네",           "넵",
                                                                  "넹",           "예",
                                                                  "옙",           "응",
                                                                  "ㅇㅇ",         "ㅇㅋ",
                                                                  "오케이",       "좋아요",
                                                                  "좋습니다",     "그래요",
                                                                  "알겠습니다",   "부탁드립니다",
                                                                  "부탁드려요",   "부탁합니다",
                                                                  "그러세요",     "맞아요",
                                                                  "맞습니다",     "확인",
                                                                  "확인함",       "확인했어요",
                                                                  "확인했습니다", "확인합니다",
                                                                  "그렇게하세요", "그렇게해주세요"});
constexpr auto signs_of_consent = std::to_array<std::string_view>({"👍", "👌", "🙆", "✅"});
/// Deeds that are agreed to, alone or with an ending.
constexpr auto deeds =
    std::to_array<std::string_view>({"승인", "동의", "진행", "보내", "발송", "전달", "실행", "추가"});
constexpr auto endings = std::to_array<std::string_view>(
    {"해", "함", "해요", "합니다", "했습니다", "하세요", "하십시오", "하시면됩니다", "해주세요", "해주십시오",
     "주세요", "주십시오", "세요", "십시오", "바랍니다", "부탁드립니다", "부탁드려요", "부탁합니다",
     "부탁해요"});
constexpr auto courtesies = std::to_array<std::string_view>(
    {"please",     "i",          "thats",    "looks", "and",    "it",         "them",
     "tothem",     "thanks",     "thankyou", "hi",    "hello",  "안녕하세요", "감사합니다",
     "고맙습니다", "수고하세요", "드림",     "올림",  "입니다", "이대로",     "그대로",
     "바로",       "ㅎ",         "🙏",        "🙂",  "😊"});
constexpr auto marks = std::to_array<std::string_view>(
    {"。", "，", "、", "！", "～", "…", "·", "“", "”", "‘", "’", "\u00A0", "\u200B", "\uFEFF", "\uFE0F"});

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '\''; }

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

bool refuses(std::string_view answer) {
  const auto text = ascii_lower(trim(answer).substr(0, longest_answer));
  return std::any_of(refusing_words.begin(), refusing_words.end(),
                     [&](auto word) { return has_word(text, word); }) ||
         std::any_of(refusing_beginnings.begin(), refusing_beginnings.end(),
                     [&](auto beginning) { return text.find(beginning) != std::string::npos; });
}

/// In lower case, without blanks and marks; what asks, commands or addresses keeps its sign.
std::string bare(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto mark =
        std::find_if(marks.begin(), marks.end(), [&](auto one) { return text.starts_with(one); });
    if (mark != marks.end()) {
      text.remove_prefix(mark->size());
      continue;
    }
    if (std::string_view(" \t\r\n.,!~;:^*_-'\"()").find(text.front()) == std::string_view::npos)
      out += text.front();
    text.remove_prefix(1);
  }
  return ascii_lower(out);
}

/// The longest of the words that the text begins with; empty: none of them.
template <class Words>
std::string_view first_of(const Words& words, std::string_view text) {
  std::string_view longest;
  for (const std::string_view word : words)
    if (word.size() > longest.size() && text.starts_with(word)) longest = word;
  return longest;
}

std::string_view longest_of(std::initializer_list<std::string_view> words) {
  return std::max(words, [](auto one, auto other) { return one.size() < other.size(); });
}

std::vector<std::string> names_of(const Agent& agent) {
  std::vector<std::string> names{bare(agent.display_name), bare(agent.name), bare(agent.email)};
  for (const auto& address : agent.addresses) names.push_back(bare(address));
  std::erase(names, "");
  return names;
}

/// "김민지 | 상담팀", "Kim", not "김민지입니다. 그 주소는 …".
bool begins_signature(std::string_view line, const std::vector<std::string>& names) {
  constexpr std::size_t longest_title = 24;  // bytes
  const auto name = first_of(names, line);
  if (name.empty()) return false;
  const auto title = line.substr(name.size());
  return title.starts_with('|') || title.starts_with('/') ||
         (title.size() <= longest_title && !title.starts_with("입니다"));
}

/// Without the lines from one on that follows an empty one and begins with the agent's name or address.
std::string_view without_signature(std::string_view answer, const std::vector<std::string>& names) {
  bool behind_gap = false;
  for (std::size_t at = 0; at < answer.size();) {
    const auto end = std::min(answer.find('\n', at), answer.size());
    const auto line = bare(answer.substr(at, end - at));
    if (behind_gap && begins_signature(line, names) && answer.find('?', at) == std::string_view::npos)
      return answer.substr(0, at);
    behind_gap = line.empty();
    at = end + 1;
  }
  return answer;
}

/// Consents and courtesies one behind the other, and nothing else.
bool agrees(std::string_view text, const std::vector<std::string>& names) {
  bool agreed = false;
  while (!text.empty()) {
    const auto consent = longest_of({first_of(english_consents, text), first_of(korean_consents, text),
                                     first_of(signs_of_consent, text)});
    const auto deed = first_of(deeds, text);
    const auto word = longest_of({consent, deed, first_of(courtesies, text), first_of(names, text)});
    if (word.empty()) return false;
    agreed |= word == consent || word == deed;
    text.remove_prefix(word.size());
    if (word == deed) text.remove_prefix(first_of(endings, text).size());
  }
  return agreed;
}

}  // namespace

Consent consent_of(std::string_view answer, const Agent& agent) {
  const auto names = names_of(agent);
  std::string said;
  for (const auto line : split_lines(without_signature(answer, names)))
    if (!is_pictures_alone(line)) said += bare(line);
  if (said.empty() || agrees(said, names)) return Consent::given;
  return refuses(answer) ? Consent::refused : Consent::unclear;
}

}  // namespace ticketd::core
