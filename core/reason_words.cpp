#include "core/reason_words.h"

#include "core/text.h"

#include <array>
#include <optional>
#include <vector>

namespace ticketd::core {

namespace {

// The first that fits counts, so the longer of two beginnings stands first.
// clang-format off
constexpr auto table = std::to_array<ReasonWords>({
    // who may
    {"{} needs a token of scope {}", "[1] 명령에는 {2} 범위의 토큰이 필요합니다"},
    {"commands are for agents", "명령은 상담원만 쓸 수 있습니다"},
    {"the author is not proven", "보낸 사람이 확인되지 않았습니다"},
    {"the mail carries no token of this ticket", "이 문의를 알리는 메일에 대한 답장이 아닙니다"},
    {"{} is never done by mail", "[1] 명령은 메일로 할 수 없습니다"},
    {"unknown door", "알 수 없는 경로입니다"},
    {"{} is for admins", "[1] 명령은 관리자만 쓸 수 있습니다"},
    {"{} has no permission to {}", "{1} 님에게는 권한이 없습니다: [2]"},
    {"tickets of group \"{}\" are for its members", "\"{1}\" 그룹의 문의는 구성원만 다룰 수 있습니다"},
    {"the ticket was merged into another", "다른 문의에 병합된 문의입니다"},
    {"a ticket in the spam box is neither answered nor transferred", "스팸함에 있는 문의는 답변하거나 넘길 수 없습니다"},
    {"the ticket is not in the spam box", "스팸함에 있는 문의가 아닙니다"},
    {"{} is for the ticket that was escalated, not for the escalation", "[1] 명령은 이관된 문의가 아니라 원래 문의에서 씁니다"},
    {"{} is not for a ticket that another desk works on", "[1] 명령은 다른 부서가 처리 중인 문의에는 쓸 수 없습니다"},
    // what about
    {"a template goes with reply, note, resolve, hold, pending, close or reopen", "템플릿은 답변, 메모, 해결, 보류, 대기, 종료, 재개에만 쓸 수 있습니다"},
    {"no template is called \"{}\"", "이름이 \"{1}\"인 템플릿이 없습니다"},
    {"a template goes out, and this mail is private", "템플릿은 고객에게 나가는 글인데, 이 메일은 비공개입니다"},
    {"\"{}\" is no mail address", "메일 주소가 아닙니다: {1}"},
    {"\"{}\" is an address of this desk", "우리 문의 접수 주소입니다: {1}"},
    {"{} is an agent: assign the ticket, or write a note that says @{}", "{1} 님은 상담원입니다. 담당자로 지정하시거나, @{2} 라고 쓴 메모를 남겨 주세요"},
    {"merge needs the number of a ticket", "병합할 문의의 번호가 필요합니다"},
    {"there is no ticket {}", "{1}번 문의가 없습니다"},
    {"a ticket is not merged into itself", "문의를 자신에게 병합할 수 없습니다"},
    {"ticket {} is named twice", "{1}번 문의를 두 번 적으셨습니다"},
    {"the ticket has no such entry", "문의에 그런 글이 없습니다"},
    {"the entry is split off already", "이미 분리한 글입니다"},
    {"only what a customer wrote can be split off", "고객이 쓴 글만 분리할 수 있습니다"},
    {"the ticket would be left without a word", "분리하면 문의에 글이 하나도 남지 않습니다"},
    {"a subject is one line of at most {} bytes", "제목은 {1}바이트 이하의 한 줄이어야 합니다"},
    {"a tag has no comma and no line break, and at most {} bytes", "태그에는 쉼표와 줄바꿈을 쓸 수 없고, {1}바이트를 넘을 수 없습니다"},
    {"{} is said of an agent, not of a ticket", "[1] 명령은 문의가 아니라 상담원에 대한 것입니다"},
    {"{} is no member of \"{}\"", "{1} 님은 \"{2}\" 그룹의 구성원이 아닙니다"},
    {"no agent is called \"{}\"", "이름이 \"{1}\"인 상담원이 없습니다"},
    {"there is no agent \"{}\"", "이름이 \"{1}\"인 상담원이 없습니다"},
    {"no group is called \"{}\"", "이름이 \"{1}\"인 그룹이 없습니다"},
    {"priority is low, normal, high or urgent, not \"{}\"", "우선순위는 낮음, 보통, 높음, 긴급 중 하나여야 합니다 (쓰신 값: {1})"},
    {"field needs a field and its value", "항목과 값이 필요합니다"},
    {"a reason goes with internal alone", "사유는 내부 해결에만 씁니다"},
    {"only resolve can be internal", "내부 처리는 해결에만 쓸 수 있습니다"},
    {"an internal resolution needs a reason, one of {}", "내부 해결에는 사유가 필요합니다: 스팸, 악용, 테스트, 중복, 채팅, 전화, 기타"},
    {"an escalated ticket cannot be resolved as {}", "이관된 문의는 이 사유로 내부 해결할 수 없습니다: [1]"},
    {"{} needs an agent to speak as", "[1] 명령에는 말하는 상담원이 필요합니다"},
    {"{} is not done to a ticket here", "[1] 명령은 여기서 쓸 수 없습니다"},
    {"nobody outside is written to about this ticket", "이 문의에는 글을 받을 외부 사람이 없습니다"},
    {"it is resolved already", "이미 해결된 문의입니다"},
    {"it is on hold already", "이미 보류 중인 문의입니다"},
    {"agents say this of themselves, managers of everybody", "자신에 대해서만 쓸 수 있습니다. 다른 상담원에 대해서는 매니저가 씁니다"},
    {"an absence ends at a time to come", "부재가 끝나는 때는 앞으로의 시각이어야 합니다"},
    {"is no time to come", "앞으로의 시각이 아닙니다"},
    {"the ticket is with group \"{}\" already", "문의가 이미 \"{1}\" 그룹에 있습니다"},
    {"group \"{}\" has it as {}: transfer that one", "\"{1}\" 그룹이 이미 처리하고 있습니다: [2]. 그 문의를 넘겨 주세요"},
    {"it is escalated as {}: a note here is read there", "이미 이관되어 있습니다: [1]. 여기에 메모를 남기시면 그쪽에서 읽습니다"},
    // what is taken back
    {"there is nothing of the last ten minutes to take back", "최근 10분 안에 하신 일 가운데 되돌릴 것이 없습니다"},
    {"\"{}\" cannot be taken back", "되돌릴 수 없는 작업입니다: [1]"},
    {"\"{}\" was changed since", "그 뒤에 다른 사람이 바꾸었습니다: [1]"},
    {"#undo stands alone in a mail", "#되돌리기 명령은 메일에 혼자 써야 합니다"},
    // how it is written
    {"unknown command #{}, did you mean #{}?", "없는 명령입니다: #{1}. 혹시 #[2] 명령인가요?"},
    {"unknown command #{}", "없는 명령입니다: #{1}"},
    {"is not known here", "없는 명령입니다"},
    {"a command has no blank behind its #: #{}", "명령은 # 뒤를 띄우지 않습니다: #[1]"},
    {"more than 10 commands in one mail", "한 메일에 명령은 10개까지입니다"},
    {"one command to a line: {}", "명령은 한 줄에 하나씩 씁니다: {1}"},
    {"#{} needs {}", "#[1] 명령에는 다음이 필요합니다: [2]"},
    {"{} needs a text", "[1] 명령에는 글이 필요합니다"},
    {"{} needs a word", "[1] 명령에는 단어가 필요합니다"},
    {"{} needs an address", "[1] 명령에는 주소가 필요합니다"},
    {"low, normal, high or urgent", "낮음, 보통, 높음, 긴급 중 하나"},
    {"how long, such as 4h or 2d", "기간 (예: 4시간, 2일)"},
    {"nothing behind it, or until when, such as 3d or 2026-12-24", "아무것도 쓰지 않거나 언제까지인지 (예: 3일, 2026-12-24)"},
    {"the number of a ticket", "문의 번호"},
    {"an e-mail address", "메일 주소"},
    {"a reason: spam, abuse, test, duplicate, chat, phone or other", "사유: 스팸, 악용, 테스트, 중복, 채팅, 전화, 기타"},
    {"nothing behind it", "뒤에 아무것도 쓰지 않음"},
    {"a name", "이름"},
    {"#note stands at the very top of the mail, with nothing before it, or all of it is public", "#메모 명령은 메일 맨 위에 아무것도 앞세우지 않고 써야 합니다. 그렇지 않으면 글 전체가 공개됩니다"},
    {"#{} below other words is only text: commands stand on the first lines of the mail", "다른 글 아래에 쓴 #[1] 명령은 글로만 봅니다. 명령은 메일의 첫 줄들에 씁니다"},
    // what is made of the mail
    {"this Message-ID was used before: commands never run twice", "이 Message-ID는 이미 쓰였습니다. 명령은 두 번 실행하지 않습니다"},
    {"the mail says nothing but what it quotes, and went to nobody", "인용한 글 말고는 내용이 없어 아무에게도 보내지 않았습니다"},
    {"your words stand among lines of our own notice: leave only the customer's lines between them, or write above the quote", "쓰신 글이 알림 메일의 문장 사이에 있습니다. 고객의 글만 남기시거나 인용문 위에 써 주세요"},
    {"which of our mails yours answers cannot be told, and a forward's people may have been meant", "어느 메일에 대한 답장인지 알 수 없고, 외부로 전달받은 분께 쓰신 것일 수 있습니다"},
    {"your words went to nobody: {}", "쓰신 글은 아무에게도 보내지 않았습니다: [1]"},
    {"#{} was not done: {}", "#[1] 명령을 실행하지 않았습니다: [2]"},
    {"your answer says no; it is kept as a private note", "답장이 거절의 뜻이어서 비공개 메모로만 남겼습니다"},
    {"your answer is no plain \"yes\"; it is kept as a private note, and no command in it was carried out. The question may still be answered within its hour", "답장이 '네'라는 뜻만 담고 있지 않아 비공개 메모로만 남겼고, 그 안의 명령도 실행하지 않았습니다. 처음 질문에는 한 시간 안에 다시 답하실 수 있습니다"},
    {"the question that you answered was answered before, or is older than an hour: nothing was done now", "이미 답하셨거나 한 시간이 지난 질문이어서 아무것도 실행하지 않았습니다"},
    {"ticket {}: {}", "{1}번 문의: [2]"},
    {"ticket {}", "{1}번 문의"},
    // names of commands, permissions, reasons, and of what was done
    {"reply", "답변"},
    {"note", "메모"},
    {"resolve", "해결"},
    {"internal_resolve", "내부해결"},
    {"hold", "보류"},
    {"pending", "대기"},
    {"close", "종료"},
    {"reopen", "재개"},
    {"assign", "담당"},
    {"take", "가져오기"},
    {"transfer", "그룹이동"},
    {"escalate", "이관"},
    {"priority", "우선순위"},
    {"tag", "태그"},
    {"untag", "태그삭제"},
    {"snooze", "나중에"},
    {"merge", "병합"},
    {"split", "분리"},
    {"undo", "되돌리기"},
    {"forward", "전달"},
    {"cc", "참조"},
    {"template", "템플릿"},
    {"spam", "스팸"},
    {"away", "부재"},
    {"back", "복귀"},
    {"help", "도움말"},
    {"erase", "삭제"},
    {"manage the spam box", "스팸함 관리"},
    {"abuse", "악용"},
    {"duplicate", "중복"},
    {"created", "접수"},
    {"state", "상태"},
    {"assigned", "담당자"},
    {"transferred", "그룹"},
    {"participant", "참조인"},
    {"merged", "병합"},
    {"linked", "연결"},
    {"forwarded", "외부 전달"},
    {"delivery", "배달"},
    {"confirmation", "확인 요청"},
    {"command", "명령"},
    {"masked", "가림"},
    {"snoozed", "다시 알림"},
    {"field", "항목"},
    {"resolution", "내부 해결 사유"},
});
// clang-format on

constexpr std::string_view gap = "{}", colon = ": ";
constexpr std::size_t longest_line = 1000;  // bytes; with more in it an agent's own words were repeated

/// What stands in the gaps of a pattern; only the last gap and those in quotes hold a colon.
std::optional<std::vector<std::string_view>> values_in(std::string_view text, std::string_view pattern) {
  std::vector<std::string_view> values;
  auto begin = pattern.find(gap);
  if (begin == std::string_view::npos) return text == pattern ? std::optional(values) : std::nullopt;
  if (!text.starts_with(pattern.substr(0, begin))) return std::nullopt;
  text.remove_prefix(begin);
  while (begin != std::string_view::npos) {
    const bool quoted = begin > 0 && pattern[begin - 1] == '"';
    pattern.remove_prefix(begin + gap.size());
    begin = pattern.find(gap);
    const auto behind = pattern.substr(0, begin);
    const bool is_last = begin == std::string_view::npos;
    if (is_last && !text.ends_with(behind)) return std::nullopt;
    const auto end = is_last ? text.size() - behind.size() : text.find(behind);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const auto value = text.substr(0, end);
    const bool may_hold_colon = quoted || (is_last && behind.empty());
    if (!may_hold_colon && value.find(colon) != std::string_view::npos) return std::nullopt;
    values.push_back(value);
    text.remove_prefix(end + behind.size());
  }
  return values;
}

std::optional<std::string> korean(std::string_view reason);

std::string filled(std::string_view words, const std::vector<std::string_view>& values) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool place = (words[at] == '{' || words[at] == '[') && at + 2 < words.size() &&
                       words[at + 1] > '0' && words[at + 1] <= '9';
    if (!place) {
      text += words[at];
      continue;
    }
    const auto value = values.at(static_cast<std::size_t>(words[at + 1] - '1'));
    text += words[at] == '[' ? korean(value).value_or(std::string(value)) : std::string(value);
    at += 2;
  }
  return text;
}

std::optional<std::string> korean(std::string_view reason) {
  for (const auto& row : table)
    if (const auto values = values_in(reason, row.en)) return filled(row.ko, *values);
  return std::nullopt;
}

/// The reason may stand behind what was asked for.
std::string line_in_korean(std::string_view line) {
  if (line.size() > longest_line) return std::string(line);
  for (std::size_t at = 0;;) {
    if (auto reason = korean(line.substr(at))) return std::string(line.substr(0, at)) + *reason;
    const auto next = line.find(colon, at);
    if (next == std::string_view::npos) return std::string(line);
    at = next + colon.size();
  }
}

}  // namespace

std::span<const ReasonWords> all_reason_words() { return table; }

std::string reasons_in(std::string_view lines, std::string_view language) {
  if (language != "ko") return std::string(lines);
  std::string said;
  for (const auto line : split(lines, '\n')) said += line_in_korean(line) + '\n';
  said.pop_back();
  return said;
}

}  // namespace ticketd::core
