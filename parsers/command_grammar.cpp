#include "parsers/command_grammar.h"

#include "core/text.h"
#include "parsers/folding.h"
#include "parsers/word_table.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ticketd::parsers {

namespace {

constexpr std::array<CommandWord, 25> commands = {{
    {"resolve", Argument::text, "resolved|solve|solved|해결|해결됨|해결완료"},
    {"internal_resolve", Argument::reason, "internal-resolve|내부해결|내부종결"},
    {"hold", Argument::text, "onhold|on-hold|보류"},
    {"pending", Argument::none, "대기|대기중"},
    {"close", Argument::none, "closed|종료|완료|닫기"},
    {"reopen", Argument::none, "open|재개|다시열기|재오픈"},
    {"note", Argument::text, "private|internal|comment|메모|내부메모|코멘트|노트"},
    {"assign", Argument::word, "assignee|owner|담당|담당자|배정|할당"},
    {"take", Argument::optional, "claim|가져오기|내담당"},
    {"transfer", Argument::word, "group|그룹|그룹이동"},
    {"escalate", Argument::word, "escalation|이관|에스컬레이션"},
    {"priority", Argument::priority, "prio|우선순위"},
    {"tag", Argument::word, "tags|태그"},
    {"untag", Argument::word, "태그삭제|태그제거|태그해제"},
    {"snooze", Argument::duration, "remind|스누즈|다시알림|미루기|나중에"},
    {"merge", Argument::tickets, "병합|합치기"},
    {"split", Argument::none, "분리|나누기"},
    {"undo", Argument::none, "되돌리기|실행취소|취소"},
    {"forward", Argument::addresses, "fwd|전달"},
    {"cc", Argument::addresses, "참조|참조추가"},
    {"template", Argument::word, "canned|macro|템플릿|서식|상용구"},
    {"spam", Argument::none, "스팸"},
    {"away", Argument::until, "absent|부재|부재중|자리비움|휴가"},
    {"back", Argument::none, "present|복귀|자리있음"},
    {"help", Argument::none, "commands|도움말|도움|명령|명령어"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> priorities = {{
    {"low", "낮음|낮게|minor"},
    {"normal", "보통|중간|medium"},
    {"high", "높음|높게|major"},
    {"urgent", "긴급|매우높음|critical"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> reasons = {{
    {"spam", "스팸|스팸메일"},
    {"abuse", "abusive|악용|욕설|악성"},
    {"test", "테스트|시험"},
    {"duplicate", "dup|중복|중복문의"},
    {"solved_by_chat", "chat|채팅|채팅상담|채팅해결"},
    {"solved_by_phone", "phone|call|전화|통화|전화상담|전화해결"},
    {"other", "기타"},
}};

constexpr std::array<std::pair<char, std::string_view>, 4> units = {{
    {'m', "m|min|mins|minute|minutes|분"},
    {'h', "h|hour|hours|시간"},
    {'d', "d|day|days|일"},
    {'w', "w|week|weeks|주|주일"},
}};

constexpr std::string_view digits = "0123456789";

bool lists(std::string_view list, std::string_view word) {
  for (const auto entry : core::split(list, '|'))
    if (entry == word) return true;
  return false;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(" \t,;"); at != std::string_view::npos;) {
    const auto end = text.find_first_of(" \t,;", at);
    words.push_back(text.substr(at, end - at));
    at = end == std::string_view::npos ? end : text.find_first_not_of(" \t,;", end);
  }
  return words;
}

/// The name in the table under one of its spellings.
std::optional<std::string> name_meant(const auto& table, std::string_view written) {
  const auto folded = fold(written);
  for (const auto& [name, spellings] : table)
    if (folded == name || lists(spellings, folded)) return std::string(name);
  return std::nullopt;
}

/// "2d", "2 days", "2일"; a date stays as it is.
std::optional<std::string> duration_meant(std::string_view written) {
  const auto folded = fold(written);
  const auto end = folded.find_first_not_of(digits);
  if (end == 0 || folded.empty()) return std::nullopt;
  if (end == std::string::npos) return std::nullopt;  // a number of what?
  const auto unit = trim_all(std::string_view(folded).substr(end));
  for (const auto& [letter, spellings] : units)
    if (end <= 4 && lists(spellings, unit)) return folded.substr(0, end) + letter;
  return unit.find_first_of("-/.:년월") == 0 ? std::optional(std::string(written)) : std::nullopt;
}

std::optional<std::string> tickets_meant(std::string_view written) {
  std::string numbers;
  for (auto word : words_of(written)) {
    if (word.starts_with('#')) word.remove_prefix(1);
    if (word.empty() || word.size() > 18 || word.find_first_not_of(digits) != std::string_view::npos)
      return std::nullopt;
    numbers += numbers.empty() ? "" : " ";
    numbers += word;
  }
  return numbers.empty() ? std::nullopt : std::optional(numbers);
}

bool every_word_has_address(std::string_view written) {
  // "Kim Minji <kim@example.com>": of each piece between commas one word must be an address
  for (const auto piece : core::split(written, ',')) {
    const auto at = piece.find('@');
    if (!trim_all(piece).empty() && (at == std::string_view::npos || at == 0 || at + 1 == piece.size()))
      return false;
  }
  return written.find('@') != std::string_view::npos;
}

/// Levenshtein distance of two short ASCII words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

const CommandWord* command_named(std::string_view word) {
  static const auto names = [] {
    WordTable<const CommandWord*> table;
    for (const auto& command : commands) {
      table.try_add(std::string(command.name), &command);
      for (const auto spelling : core::split(command.spellings, '|'))
        table.try_add(std::string(spelling), &command);
    }
    return table;
  }();
  const auto* const named = names.find(fold(word));
  return named ? *named : nullptr;
}

const CommandWord* command_near(std::string_view word) {
  const auto folded = fold(word);
  if (folded.size() < 3 || folded.size() > 12) return nullptr;
  const CommandWord* nearest = nullptr;
  auto shortest = folded.size() > 5 ? std::size_t{3} : std::size_t{2};
  for (const auto& command : commands)
    if (const auto far = distance(folded, command.name); far < shortest) shortest = far, nearest = &command;
  return nearest;
}

std::optional<std::string> canonical_argument(Argument kind, std::string_view written) {
  written = trim_all(written);
  switch (kind) {
    case Argument::none:
      return written.empty() ? std::optional(std::string()) : std::nullopt;
    case Argument::text:
      return std::string();
    case Argument::optional:
      return std::string(written);
    case Argument::word:
      return written.empty() ? std::nullopt : std::optional(std::string(written));
    case Argument::priority:
      return name_meant(priorities, written);
    case Argument::duration:
      return duration_meant(written);
    case Argument::until:
      return written.empty() ? std::optional(std::string()) : duration_meant(written);
    case Argument::tickets:
      return tickets_meant(written);
    case Argument::reason:
      return name_meant(reasons, written);
    case Argument::addresses:
      return every_word_has_address(written) ? std::optional(std::string(written)) : std::nullopt;
  }
  return std::nullopt;
}

std::string_view example_of(Argument kind) {
  switch (kind) {
    case Argument::priority:
      return "low, normal, high or urgent";
    case Argument::duration:
      return "how long, such as 4h or 2d";
    case Argument::until:
      return "nothing behind it, or until when, such as 3d or 2026-12-24";
    case Argument::tickets:
      return "the number of a ticket";
    case Argument::addresses:
      return "an e-mail address";
    case Argument::reason:
      return "a reason: spam, abuse, test, duplicate, chat, phone or other";
    case Argument::none:
      return "nothing behind it";
    default:
      return "a name";
  }
}

}  // namespace ticketd::parsers
