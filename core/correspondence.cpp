#include "core/correspondence.h"

#include "core/addressing.h"
#include "core/audience.h"
#include "core/breaker.h"
#include "core/masking.h"
#include "core/mention.h"
#include "core/names.h"
#include "core/reason_words.h"
#include "core/shorten.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

constexpr auto nobody_outside = "nobody outside is written to about this ticket";

struct Recipient {
  Address address;
  Purpose purpose = Purpose::customer;
  std::string language;
};

Variables ticket_variables(const Draft& draft) {
  const auto* mailbox = draft.mailbox();
  return {{"ticket", std::to_string(draft.ticket().id.value)},
          {"mailbox", mailbox ? mailbox->address.name : std::string{}},
          {"subject", draft.ticket().subject}};
}

std::string tagged_subject(const Draft& draft, const std::string& subject) {
  return "[#" + std::to_string(draft.ticket().id.value) + "] " + subject;
}

/// Outlook goes by its own index before References: the recipient's own last one is carried on. The topic is
/// the sender's text, which an acknowledgement must not repeat.
void thread_for_outlook(Letter& letter, const TicketContext& context) {
  for (const auto& mail : context.thread)
    if (!mail.outlook.index.empty() && equal_ignoring_case(mail.party, letter.to.address))
      letter.outlook = mail.outlook;
  letter.outlook.index = child_index(letter.outlook.index, letter.date);
  if (letter.outlook.index.empty() || letter.kind == LetterKind::acknowledgement)
    letter.outlook.topic.clear();
}

/// In-Reply-To: the last mail that this person wrote or got. References: the first two of the thread and the
/// last eight of those that this person knows; nobody is shown an id of a mail that was not theirs.
void thread_letter(Letter& letter, const TicketContext& context) {
  std::vector<std::string> known;
  for (const auto& mail : context.thread)
    if (equal_ignoring_case(mail.party, letter.to.address)) known.push_back(mail.message_id);
  if (known.empty()) return;
  letter.in_reply_to = known.back();
  constexpr std::size_t first = 2, last = 8;
  if (known.size() > first + last) known.erase(known.begin() + first, known.end() - last);
  letter.references = std::move(known);
  thread_for_outlook(letter, context);
}

std::string language_of(const Draft& draft, const std::string& own) {
  return own.empty() ? draft.house().settings.language : own;
}

std::string automatic_mark(LetterKind kind) {
  switch (kind) {
    case LetterKind::public_reply:
    case LetterKind::resolved:
    case LetterKind::on_hold:
    case LetterKind::forward:
      return {};  // answers of a person
    case LetterKind::acknowledgement:
    case LetterKind::command_result:
    case LetterKind::unverified:
      return "auto-replied";
    default:
      return "auto-generated";
  }
}

std::string fixed_subject(const Draft& draft, LetterKind kind, const std::string& language) {
  const bool korean = language == "ko";
  switch (kind) {
    case LetterKind::woken:
      return tagged_subject(draft, (korean ? "다시 알림: " : "Back from snooze: ") + draft.ticket().subject);
    case LetterKind::escalated:
      return tagged_subject(draft, (korean ? "이관: " : "Escalated: ") + draft.ticket().subject);
    case LetterKind::unassigned:
      return tagged_subject(draft,
                            (korean ? "담당자 없음: " : "Nobody available: ") + draft.ticket().subject);
    case LetterKind::acknowledgement:  // nothing that the sender chose
      return tagged_subject(draft, korean ? "문의가 접수되었습니다" : "We have received your request");
    case LetterKind::confirmation:
      return tagged_subject(draft, korean ? "확인이 필요합니다" : "Please confirm");
    case LetterKind::command_result:
      return tagged_subject(draft, korean ? "명령 처리 결과" : "Result of your commands");
    case LetterKind::unverified:
      return tagged_subject(
          draft, korean ? "확인되지 않은 메일이 보류되었습니다" : "A mail in your name was not verified");
    case LetterKind::delivery_failed:
      return tagged_subject(draft, korean ? "메일을 전달하지 못했습니다" : "A mail could not be delivered");
    case LetterKind::sla_warning:
      return tagged_subject(draft, (korean ? "기한 임박: " : "Due soon: ") + draft.ticket().subject);
    case LetterKind::sla_breached:
      return tagged_subject(draft, (korean ? "기한 초과: " : "Overdue: ") + draft.ticket().subject);
    case LetterKind::closing_soon:
      return tagged_subject(draft,
                            (korean ? "곧 종료됩니다: " : "About to be closed: ") + draft.ticket().subject);
    case LetterKind::after_hours:
      return tagged_subject(draft,
                            korean ? "다음 업무일에 답변드리겠습니다" : "We answer on the next business day");
    case LetterKind::survey:
      return tagged_subject(draft, korean ? "처리 결과에 만족하셨나요?" : "How did we do?");
    case LetterKind::rule_notice:
      return tagged_subject(draft, (korean ? "알림: " : "Notice: ") + draft.ticket().subject);
    case LetterKind::call_failed:
      return tagged_subject(draft,
                            korean ? "외부 프로그램을 호출하지 못했습니다" : "A program could not be called");
    case LetterKind::delivery_late:
      return tagged_subject(draft, korean ? "메일 전달이 늦어지고 있습니다" : "A mail is not delivered yet");
    case LetterKind::delivery_held:
      return tagged_subject(draft, korean ? "발송 여부를 확인해 주세요" : "A mail waits for your decision");
    default:
      return tagged_subject(draft, draft.ticket().subject);
  }
}

struct PostOptions {
  std::vector<EntryAttachment> attachments = {};
  std::optional<std::int64_t> confirmation = std::nullopt;
  bool by_rule = false;
  std::string html = {};
};

/// The breaker that is open for this letter. News for agents are only counted: each has a cause of its own,
/// and somebody must hear of it. What agents are answered is bounded by their address alone: a flood of
/// customers' mail must not leave them without.
std::string what_stops(const Draft& draft, LetterKind kind, const std::string& address) {
  if (is_news_for_agents(kind)) return {};
  const bool answers_agent = kind == LetterKind::command_result || kind == LetterKind::unverified;
  return open_breaker(draft.context().automatic, draft.house().settings.automatic, address,
                      answers_agent ? Breaker::address : Breaker::all_and_address);
}

/// Whether the letter is on its way; one that a breaker stops stands in the history instead.
bool post(Draft& draft, LetterKind kind, const Recipient& to, Variables variables,
          std::optional<EntryId> entry, PostOptions options = {}) {
  const auto& house = draft.house();
  const auto* mailbox = draft.mailbox();
  if (!mailbox) return false;  // a desk without mailboxes has nobody to speak as; configuration refuses it
  const auto mark = options.by_rule ? std::string("auto-generated") : automatic_mark(kind);
  if (!mark.empty() && is_stopped(draft, kind, to.address.address)) return false;
  const auto id = draft.next_outbox();

  auto token = make_token(to.purpose, draft.ticket().id, to.address.address, house);
  if (options.confirmation) token.party = static_cast<std::uint32_t>(*options.confirmation);
  Letter letter;
  letter.kind = kind;
  letter.from = mailbox->address;
  letter.to = to.address;
  letter.envelope_sender = bounce_address(*mailbox, draft.ticket().id, id, house);
  letter.reply_to = reply_address(*mailbox, token, house.seal);
  letter.message_id = our_message_id(token, id, house);
  letter.date = house.now;
  letter.auto_submitted = mark;
  if (!letter.auto_submitted.empty()) letter.loop_id = house.settings.loop_id;
  letter.language = language_of(draft, to.language);
  letter.template_name = text_of_letter(house.desk, kind, mailbox->name, letter.language);
  letter.html = std::move(options.html);
  letter.subject = fixed_subject(draft, kind, letter.language);
  letter.variables = ticket_variables(draft);
  variables.merge(letter.variables);  // what the caller says goes before
  letter.variables = std::move(variables);
  letter.attachments = std::move(options.attachments);
  thread_letter(letter, draft.context());
  if (!house.desk.agent_with_address(letter.to.address)) keep_inside(letter, house);
  draft.enqueue(id, std::move(letter), entry);
  return true;
}

Recipient as_recipient(const Agent& agent, Purpose purpose) {
  return {
      {agent.display_name.empty() ? agent.name : agent.display_name, agent.email}, purpose, agent.language};
}

/// To whom an answer to that entry goes: the people of the forward that it is about; empty: to colleagues.
std::string circle_of(const Draft& draft, const Entry& entry) {
  std::string people;
  for (const auto& forward : draft.context().forwards)
    if (forward.entry == entry.forward)
      for (const auto& person : forward.people) people += (people.empty() ? "" : ", ") + person.address;
  return people;
}

std::string file_names(const std::vector<EntryAttachment>& attachments) {
  std::string names;
  for (const auto& file : attachments)
    names += (names.empty() ? "" : "\n") + (file.filename.empty() ? file.content_type : file.filename);
  return names;
}

/// The requester (where answers are wanted) and the participants, each once, never an address of ours or of
/// an agent; nobody about an escalation, whose original writes.
std::vector<Address> customers(const Draft& draft) {
  const auto& ticket = draft.ticket();
  std::vector<Address> people;
  if (is_escalation(ticket)) return people;
  const auto add = [&](const Address& address) {
    if (address.address.empty() || draft.house().desk.mailbox_of(address.address)) return;
    for (const auto& known : people)
      if (equal_ignoring_case(known.address, address.address)) return;
    people.push_back(address);
  };
  add(ticket.reply_to.empty() ? ticket.requester : Address{ticket.requester.name, ticket.reply_to});
  for (const auto& participant : ticket.participants)
    if (participant.role == Role::cc && !draft.house().desk.agent_with_address(participant.address.address))
      add(participant.address);
  return people;
}

std::vector<Address> customers_in(const Draft& draft, Circle circle) {
  auto people = customers(draft);
  if (circle == Circle::everybody) return people;
  const auto& ticket = draft.ticket();
  const auto& answers_at = ticket.reply_to.empty() ? ticket.requester.address : ticket.reply_to;
  std::erase_if(people,
                [&](const Address& person) { return !equal_ignoring_case(person.address, answers_at); });
  return people;
}

void send_words(Draft& draft, LetterKind kind, const PublicEntry& entry, const std::vector<Address>& people,
                const std::string& html) {
  const bool words = entry->kind != EntryKind::automatic;
  for (const auto& person : people)
    post(draft, kind, {person, Purpose::customer, draft.ticket().language},
         {{"text", words ? entry->text : std::string{}}}, entry->id,
         {.attachments = entry->attachments, .html = html});
}

/// Whoever sent files hears which of them went to nobody.
void tell_of_kept_files(Draft& draft, const Entry& entry, const std::vector<EntryAttachment>& files) {
  const auto* agent = draft.house().desk.agent_named(entry.author.agent);
  if (auto names = names_of_kept(files); agent && !names.empty())
    write_to_agent(draft, LetterKind::command_result, *agent, {{"kept_files", std::move(names)}}, entry.id);
}

}  // namespace

Entry waiting_words(const Draft& draft) {
  Entry about;
  about.text = draft.context().customer_text;
  about.visibility = Visibility::public_;
  about.author = {draft.ticket().requester, Role::requester, Trust::plausible, {}};
  return about;
}

void tell_agents(Draft& draft, LetterKind kind, const Entry& entry, const std::vector<const Agent*>& agents,
                 const Variables& more) {
  const auto& ticket = draft.ticket();
  auto text = entry.text;
  shorten(text, longest_notice_text);
  if (kind == LetterKind::new_ticket && is_escalation(ticket)) kind = LetterKind::escalated;
  const auto circle = circle_of(draft, entry);
  if (!circle.empty()) kind = LetterKind::note_added;  // whose text says who reads an answer
  for (const auto* agent : agents) {
    auto variables = more;
    variables.merge(Variables{{"text", text},
                              {"author_name", entry.author.address.name},
                              {"author_address", entry.author.address.address},
                              {"author_role", std::string(name_of(entry.author.role))},
                              {"trust", std::string(name_of(entry.author.trust))},
                              {"state", std::string(name_of(ticket.state))},
                              {"assignee", ticket.assignee},
                              {"attachments", file_names(entry.attachments)}});
    if (entry.author.role != Role::requester) {  // else the author stands there already
      variables["requester_name"] = ticket.requester.name;
      variables["requester_address"] = ticket.requester.address;
    }
    if (kind == LetterKind::note_added && entry.author.role == Role::agent)
      variables["author_address"].clear();
    const bool inside = kind == LetterKind::note_added || kind == LetterKind::rule_notice ||
                        entry.visibility == Visibility::private_;
    if (kind == LetterKind::new_ticket) variables["answers_to"] = ticket.reply_to;
    if (!circle.empty()) variables["circle"] = circle;
    const auto purpose = inside ? Purpose::note : Purpose::agent;  // an answer to it stays private
    post(draft, kind, as_recipient(*agent, purpose), std::move(variables),
         entry.id ? std::optional(entry.id) : std::nullopt, {.attachments = entry.attachments});
  }
}

void send_to_customers(Draft& draft, LetterKind kind, const PublicEntry& entry, const std::string& html) {
  const auto people = customers(draft);
  send_words(draft, kind, entry, people, html);
  if (!people.empty()) tell_of_kept_files(draft, *entry, entry->attachments);
}

void send_to_joined(Draft& draft, const PublicEntry& entry, const std::vector<Address>& people) {
  send_words(draft, LetterKind::public_reply, entry, people, {});
}

bool is_stopped(Draft& draft, LetterKind kind, const std::string& address) {
  auto why = what_stops(draft, kind, address);
  if (why.empty()) return false;
  draft.record(EventKind::breaker, address, std::move(why), by_system());
  return true;
}

std::string why_to_nobody(const Draft& draft) {
  const bool somebody = is_escalation(draft.ticket()) || !customers(draft).empty();
  return somebody ? std::string{} : nobody_outside;
}

std::string why_to_nobody(Draft& draft, LetterKind kind, Circle circle) {
  const auto people = customers_in(draft, circle);
  if (people.empty()) return nobody_outside;
  for (const auto& person : people)
    if (what_stops(draft, kind, person.address).empty()) return {};
  for (const auto& person : people) (void)is_stopped(draft, kind, person.address);
  return "a breaker is open";
}

void send_automatically(Draft& draft, LetterKind kind, const PublicEntry& entry, const Filled& words,
                        Circle circle) {
  for (const auto& person : customers_in(draft, circle))
    post(draft, kind, {person, Purpose::customer, draft.ticket().language}, {{"text", words.text}}, entry->id,
         {.by_rule = true, .html = words.html});
}

void send_survey(Draft& draft, const PublicEntry& entry, const std::string& page) {
  post(draft, LetterKind::survey, {draft.ticket().requester, Purpose::customer, draft.ticket().language},
       {{"page", page}}, entry->id);
}

std::string acknowledge(Draft& draft, const Evidence& evidence, EntryId entry) {
  const auto& limits = draft.house().settings.automatic;
  const auto* mailbox = draft.mailbox();
  if (!mailbox || !mailbox->acknowledge) return "no: the mailbox does not acknowledge";
  if (evidence.acknowledged_last_hour >= limits.per_address_per_hour)
    return "no: one went to this address within the hour";
  if (evidence.acknowledged_last_day >= limits.per_address_per_day)
    return "no: enough went to this address today";
  if (draft.context().automatic_today >= limits.per_ticket_per_day)
    return "no: enough automatic mails for this ticket today";
  if (customers(draft).empty()) return std::string("no: ") + nobody_outside;
  const auto& requester = draft.ticket().requester;
  const bool posted = post(draft, LetterKind::acknowledgement,
                           {requester, Purpose::customer, draft.ticket().language}, {}, entry);
  return posted ? "yes" : "no: a breaker is open";
}

void send_to_circle(Draft& draft, const Forward& forward, const PrivateEntry& words, const Original& original,
                    bool by_rule) {
  const Variables variables{{"comment", words->text},
                            {"original_from", original.from},
                            {"original_subject", original.subject},
                            {"original_text", original.text}};
  auto files = words->attachments;
  files.insert(files.end(), original.files.begin(), original.files.end());
  for (const auto& person : forward.people)
    post(draft, LetterKind::forward, {person, Purpose::forward, draft.ticket().language}, variables,
         words->id, {.attachments = files, .by_rule = by_rule});
  tell_of_kept_files(draft, *words, files);
}

void write_to_agent(Draft& draft, LetterKind kind, const Agent& agent, Variables variables,
                    std::optional<EntryId> entry, std::optional<std::int64_t> confirmation) {
  const auto purpose = confirmation ? Purpose::confirm : Purpose::note;
  if (!may_see(agent, draft.ticket(), draft.house().desk)) variables["subject"].clear();
  if (const auto problems = variables.find("problems"); problems != variables.end())
    problems->second = reasons_in(problems->second, language_of(draft, agent.language));
  post(draft, kind, as_recipient(agent, purpose), std::move(variables), entry,
       {.confirmation = confirmation});
}

void tell_of_call(Draft& draft, std::string_view webhook, const std::string& error) {
  auto people = audience(draft, "manager");
  if (people.empty()) people = audience(draft, assignee_or_group);
  for (const auto* agent : people)
    post(draft, LetterKind::call_failed, as_recipient(*agent, Purpose::note),
         {{"webhook", std::string(webhook)}, {"error", error}}, std::nullopt);
}

void tell_of_delivery(Draft& draft, LetterKind kind, const Variables& about, std::optional<EntryId> entry,
                      const Agent* recipient) {
  for (const auto* agent :
       recipient ? agents_instead_of(draft, *recipient) : audience(draft, assignee_or_group))
    post(draft, kind, as_recipient(*agent, Purpose::note), about, entry);
}

}  // namespace ticketd::core
