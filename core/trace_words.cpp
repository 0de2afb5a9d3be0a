#include "core/trace_words.h"

#include "core/author_name.h"
#include "core/names.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

/// What a rule of the trace says when it answered so. `{answer}` and `{detail}` stand for the step's own.
struct Sentence {
  std::string_view rule, answer;  ///< an empty answer: any other
  std::string_view en, ko;
};

// clang-format off
constexpr auto sentences = std::to_array<Sentence>({
    {"kind", "human", "A person wrote this mail.", "사람이 쓴 메일입니다."},
    {"kind", "auto_reply", "A machine answered for somebody, such as an absence note ({detail}).", "부재중 알림 같은 자동 회신입니다 ({detail})."},
    {"kind", "bounce", "A mail server reports that a mail did not arrive ({detail}).", "메일이 배달되지 않았다는 메일 서버의 알림입니다 ({detail})."},
    {"kind", "list", "It came over a mailing list ({detail}).", "메일링 리스트를 거쳐 온 메일입니다 ({detail})."},
    {"kind", "receipt", "It only says that a mail was delivered, read or reacted to ({detail}).", "전달, 읽음, 공감만 알리는 메일입니다 ({detail})."},
    {"kind", "calendar", "It is an answer to an invitation ({detail}).", "일정 초대에 대한 응답입니다 ({detail})."},
    {"kind", "automatic", "A machine wrote this mail ({detail}).", "기계가 보낸 메일입니다 ({detail})."},
    {"trust", "proven", "The author is proven: our mail server checked the sender ({detail}).", "발신자가 확인되었습니다. 우리 메일 서버가 검사했습니다 ({detail})."},
    {"trust", "plausible", "Nothing speaks against the author, and nothing proves who it is ({detail}).", "발신자를 의심할 이유는 없지만 확인되지도 않았습니다 ({detail})."},
    {"trust", "unproven", "The author is probably not who the mail says ({detail}).", "메일에 적힌 발신자가 아닐 가능성이 큽니다 ({detail})."},
    {"duplicate", "", "The same mail came before, so nothing new was made.", "같은 메일이 이미 들어와 있어 새로 만들지 않았습니다."},
    {"replay", "", "An agent's mail that was obeyed before came again, signed the same, under another Message-ID: nothing was done.", "이미 처리한 상담원의 메일이 다른 Message-ID로 다시 왔습니다. 아무것도 하지 않았습니다."},
    {"quarantine", "released", "It had been put into the quarantine, and a person let it in: {detail}.", "격리함에 있던 메일을 담당자가 들여보냈습니다: {detail}."},
    {"quarantine", "deleted", "It was deleted there, by a person or because its time was over.", "담당자가 삭제했거나 보관 기간이 끝나 격리함에서 삭제되었습니다."},
    {"quarantine", "", "It was put into the quarantine, for a person to decide: {detail}.", "담당자가 판단하도록 격리함에 넣었습니다: {detail}."},
    {"read", "", "It could not be read: {detail}.", "메일을 읽을 수 없었습니다: {detail}."},
    {"spam", "yes", "Our filter calls it spam, so it went into the spam box: {detail}.", "스팸 필터가 스팸으로 판정하여 스팸함에 넣었습니다: {detail}."},
    {"spam", "", "Our filter did not call it spam.", "스팸 필터가 스팸으로 판정하지 않았습니다."},
    {"token in a recipient address", "no", "It was not written to an answer address of a ticket.", "티켓의 회신 주소로 온 메일이 아닙니다."},
    {"token in a recipient address", "", "It was written to the answer address of {answer}.", "{answer}의 회신 주소로 온 메일입니다."},
    {"reference to a mail of ours", "no", "It answers no mail that we sent.", "우리가 보낸 메일에 대한 답장이 아닙니다."},
    {"reference to a mail of ours", "", "It answers a mail that we sent about {answer}.", "{answer}에 대해 우리가 보낸 메일에 대한 답장입니다."},
    {"reference that a ticket has or cites", "no", "It cites no mail of a conversation that we know.", "우리가 아는 대화의 메일을 인용하지 않습니다."},
    {"reference that a ticket has or cites", "", "It belongs to the conversation of {answer}.", "{answer}의 대화에 속하는 메일입니다."},
    {"envelope sender of a mail of ours", "", "It was sent where programs answer a mail of ours, about {answer}.", "{answer} 메일의 반송 주소로 온 메일입니다."},
    {"a ticket cites this mail", "no", "No answer to it came before it.", "이 메일보다 먼저 도착한 답장이 없습니다."},
    {"a ticket cites this mail", "", "An answer to it came first and waits in {answer}.", "이 메일에 대한 답장이 먼저 도착해 {answer}에 있습니다."},
    {"[#n] in the subject", "no", "No ticket number in its subject counts. {detail}", "제목에 인정되는 티켓 번호가 없습니다. {detail}"},
    {"[#n] in the subject", "", "Its subject names {answer}, and the author takes part in it.", "제목에 {answer}가 있고 발신자가 그 참여자입니다."},
    {"new ticket", "", "It belongs to no ticket yet, so a new one was opened.", "어느 티켓에도 속하지 않아 새 티켓을 만들었습니다."},
    {"merged", "", "That ticket was merged into {answer}, which goes on in its place.", "그 티켓은 {answer}에 병합되었습니다."},
    {"followed up", "", "That ticket is closed, and {answer} follows it.", "그 티켓은 종료되었고 {answer}가 이어받았습니다."},
    {"author", "requester", "The author is the requester of the ticket.", "발신자는 티켓의 요청자입니다."},
    {"author", "cc", "The author takes part in the ticket.", "발신자는 티켓의 참조자입니다."},
    {"author", "agent", "The author is an agent ({detail}).", "발신자는 상담원입니다 ({detail})."},
    {"author", "forwardee", "The author is somebody the ticket was forwarded to.", "발신자는 티켓을 전달받은 사람입니다."},
    {"author", "stranger", "The author takes no part in the ticket.", "발신자는 티켓의 참여자가 아닙니다."},
    {"machine", "", "It is kept as a private entry: mails of machines reopen nothing and are not answered.", "비공개 항목으로 보관합니다. 기계의 메일은 티켓을 다시 열지 않고 답장도 받지 않습니다."},
    {"agent", "not obeyed", "It claims to be an agent's and was not obeyed: {detail}.", "상담원의 메일이라고 하지만 따르지 않았습니다: {detail}."},
    {"bounce", "no", "It reports on no mail that we sent to that person.", "우리가 그 사람에게 보낸 메일에 대한 반송이 아닙니다."},
    {"bounce", "", "It reports on our mail about {answer} ({detail}).", "{answer}에 대해 우리가 보낸 메일의 반송입니다 ({detail})."},
    {"follow-up", "", "{detail}, so a new ticket was opened that follows it.", "종료된 티켓에 대한 답장이어서 이어지는 새 티켓을 만들었습니다 ({detail})."},
    {"forwarded by an agent", "", "An agent forwarded a customer's mail: {detail}.", "상담원이 고객의 메일을 전달했습니다: {detail}."},
    {"confirmation", "yes", "The agent confirmed what was asked.", "상담원이 요청을 확인했습니다."},
    {"confirmation", "", "It does not confirm what was asked: {detail}.", "요청을 확인하는 메일이 아닙니다: {detail}."},
    {"commands", "none was obeyed", "None of the commands was obeyed: {detail}.", "명령을 하나도 실행하지 않았습니다: {detail}."},
    {"commands", "", "The command {answer}: {detail}.", "명령 {answer}: {detail}."},
    {"assign", "nobody is available", "Nobody who could take it is available ({detail}): it waits, unassigned.", "지금 맡을 수 있는 상담원이 없어 배정을 기다립니다 ({detail})."},
    {"assign", "", "As the group assigns ({detail}), it went to: {answer}.", "그룹의 배정 방식({detail})에 따른 담당자: {answer}."},
    {"assignee", "", "{detail}, who has the ticket, is away.", "담당자 {detail}이(가) 부재중입니다."},
    {"fall-back", "", "No mailbox and no rule named a group, so it came to {answer}.", "메일 주소와 규칙으로 그룹이 정해지지 않아 {answer} 그룹에 접수되었습니다."},
    {"rewritten id", "", "A server gave our mail another Message-ID, which we know from now on ({detail}).", "서버가 우리 메일의 Message-ID를 바꾼 것을 알아 두었습니다 ({detail})."},
    {"confirmed", "done", "What the agent asked for and now confirmed was done.", "상담원이 요청하고 확인한 것을 실행했습니다."},
    {"confirmed", "", "What the agent confirmed is not allowed: {detail}.", "상담원이 확인했지만 할 수 없는 요청입니다: {detail}."},
    {"chain of rules", "", "The rules were stopped: {detail}.", "규칙이 서로를 너무 많이 불러 멈추었습니다 ({detail})."},
    {"time rules", "", "The rules of time were stopped: {detail}.", "시간 규칙이 서로를 너무 많이 불러 멈추었습니다 ({detail})."},
    {"answer of a rule", "", "A rule's answer was not sent ({detail}).", "규칙의 답장을 보내지 않았습니다 ({detail})."},
    {"forward of a rule", "", "A rule's forward was not sent ({detail}).", "규칙의 전달을 보내지 않았습니다 ({detail})."},
    {"sla", "", "Of what the desk promised ({detail}): {answer}.", "서비스 약속 ({detail}): {answer}."},
    {"across desks", "", "The other desk was told, in ticket {detail}.", "이관 관계에 있는 티켓 {detail}에도 전달했습니다."},
    {"acknowledge", "", "Telling the sender that it came: {answer}.", "접수 안내: {answer}."},
    {"survey", "", "Asking the customer how it was: {answer}.", "만족도 설문: {answer}."},
    {"reopen budget", "", "The ticket was reopened too often today: {detail}.", "오늘 너무 자주 다시 열려 더 열지 않습니다: {detail}."},
});
// clang-format on

std::string_view sentence_of(const TraceStep& step, bool korean) {
  const auto fits = [&](std::string_view answer) {
    return std::find_if(sentences.begin(), sentences.end(),
                        [&](const Sentence& one) { return one.rule == step.rule && one.answer == answer; });
  };
  auto found = fits(step.answer);
  if (found == sentences.end()) found = fits("");
  if (found == sentences.end()) return {};
  return korean ? found->ko : found->en;
}

std::string in_their_place(std::string_view sentence, std::string_view mark, std::string_view value) {
  const auto at = sentence.find(mark);
  if (at == std::string_view::npos) return std::string(sentence);
  return std::string(sentence.substr(0, at)) + std::string(value) +
         std::string(sentence.substr(at + mark.size()));
}

/// A sentence without the place of a detail that is not there, and what introduced it.
std::string without_detail(std::string sentence) {
  for (const std::string_view place : {" ({detail})", "({detail})", ": {detail}", " {detail}"})
    if (const auto at = sentence.find(place); at != std::string::npos) sentence.erase(at, place.size());
  return sentence;
}

/// "ticket 7" as the language has it.
std::string answer_in(const std::string& answer, bool korean) {
  constexpr std::string_view ticket = "ticket ";
  return korean && answer.starts_with(ticket) ? "티켓 " + answer.substr(ticket.size()) : answer;
}

/// A rule of the desk, by its name.
std::string rule_in_words(std::string_view name, const TraceStep& step, bool korean) {
  const auto quoted = '"' + std::string(name) + '"';
  if (step.answer == "no")
    return korean ? "규칙 " + quoted + "은 해당하지 않습니다." : "The rule " + quoted + " does not apply.";
  return (korean ? "규칙 " + quoted + "이 적용됩니다: " : "The rule " + quoted + " applies: ") + step.detail +
         ".";
}

struct RoleName {
  Role role;
  std::string_view en, ko;
};
constexpr auto role_names =
    std::to_array<RoleName>({{Role::requester, "the requester", "요청자"},
                             {Role::cc, "a participant", "참조자"},
                             {Role::agent, "an agent", "상담원"},
                             {Role::forwardee, "somebody it was forwarded to", "전달받은 사람"},
                             {Role::stranger, "a stranger", "모르는 사람"},
                             {Role::system, "a machine", "시스템"}});

}  // namespace

std::string in_words(const TraceStep& step, std::string_view language) {
  const bool korean = language == "ko";
  if (const auto rule = rule_in(step.rule)) return rule_in_words(*rule, step, korean);
  const auto sentence = sentence_of(step, korean);
  if (sentence.empty())
    return step.rule + ": " + step.answer + (step.detail.empty() ? "" : " (" + step.detail + ")");
  const auto text = step.detail.empty() ? without_detail(std::string(sentence)) : std::string(sentence);
  return in_their_place(in_their_place(text, "{answer}", answer_in(step.answer, korean)), "{detail}",
                        step.detail);
}

std::string result_in_words(const Trace& trace, std::string_view language) {
  const bool korean = language == "ko";
  if (trace.place == Place::quarantine && trace.is_deleted())
    return korean ? "격리함에서 삭제되었습니다." : "It was deleted from the quarantine.";
  if (trace.place == Place::quarantine) return korean ? "격리함에 있습니다." : "It is in the quarantine.";
  const auto number = trace.ticket ? std::to_string(trace.ticket->value) : std::string("?");
  if (trace.place == Place::duplicate)
    return korean ? "이미 들어온 메일의 중복입니다 (티켓 " + number + ")."
                  : "It is a duplicate of a mail in ticket " + number + ".";
  const auto role = std::find_if(role_names.begin(), role_names.end(),
                                 [&](const RoleName& one) { return one.role == trace.role; });
  return korean ? "티켓 " + number + "에 있으며, 발신자는 " + std::string(role->ko) + "입니다."
                : "It stands in ticket " + number + ", with its author as " + std::string(role->en) + ".";
}

}  // namespace ticketd::core
