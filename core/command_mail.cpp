#include "core/command_mail.h"

#include "core/act.h"
#include "core/correspondence.h"
#include "core/message_id.h"
#include "core/names.h"
#include "core/text.h"

namespace ticketd::core {

namespace {

/// "a@x b@y", "a@x, b@y": the addresses of a `#forward` line.
std::vector<Address> addresses_in(std::string_view argument) {
  std::vector<Address> people;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) people.push_back({{}, word});
    word.clear();
  };
  for (const char c : argument) {
    if (c == ' ' || c == ',' || c == ';' || c == '\t' || c == '<' || c == '>')
      flush();
    else
      word += c;
  }
  flush();
  return people;
}

/// An agent by name, display name, or address.
std::string agent_meant(const Desk& desk, std::string_view argument) {
  if (argument.starts_with('@')) argument.remove_prefix(1);
  for (const auto& agent : desk.agents)
    if (equal_ignoring_case(agent.name, argument) || agent.display_name == argument ||
        equal_ignoring_case(agent.email, argument))
      return agent.name;
  return std::string(argument);
}

ActionRequest request_of(const MailCommand& command, const Desk& desk) {
  ActionRequest request;
  request.deed = named<Deed>(command.name).value_or(Deed::administer);
  const std::string argument(trim(command.argument));
  if (request.deed == Deed::assign) request.agent = agent_meant(desk, argument);
  if (request.deed == Deed::priority) request.priority = ascii_lower(argument);
  if (request.deed == Deed::transfer || request.deed == Deed::take) request.group = argument;
  if (request.deed == Deed::forward) request.to = addresses_in(argument);
  if (request.deed == Deed::tag || request.deed == Deed::untag)
    for (const auto word : split(argument, ' '))
      if (!trim(word).empty()) request.tags.emplace_back(trim(word));
  return request;
}

std::string written(const MailCommand& command) {
  return '#' + command.name + (command.argument.empty() ? "" : ' ' + command.argument);
}

class CommandMail {
 public:
  CommandMail(Draft& draft, const Arrival& arrival, const Agent& agent, Trace& trace, Obedience how)
      : draft_(draft),
        mail_(arrival.mail),
        actor_(agent_by_mail(agent, arrival.trust.trust, true)),
        trace_(trace),
        how_(how) {
    carrier_.message_id = message_id_key(mail_.message_id);
    for (const auto* list : {&mail_.in_reply_to, &mail_.references})
      for (const auto& id : *list) carrier_.cites.push_back(message_id_key(id));
    carrier_.files = arrival.files;
    carrier_.mail = arrival.key;
    carrier_.full_text = mail_.text;
    carrier_.html = mail_.html.has_value();
    text_ = std::string(trim(mail_.commands.empty() && mail_.command_problems.empty()
                                 ? mail_.new_text
                                 : mail_.text_without_commands));
    for (const auto& command : mail_.commands) requests_.push_back(request_of(command, draft.house().desk));
  }

  Obeyed run(bool replayed) {
    auto problems = problems_of_commands();
    if (replayed && !requests_.empty())
      problems += "this Message-ID was used before: commands never run twice\n";
    if (!problems.empty()) return refuse(problems);
    const auto obeyed = carry_words();
    for (std::size_t i = 0; i < requests_.size(); ++i)
      if (!is_words(requests_[i])) run_one(requests_[i], written(mail_.commands[i]));
    if (!done_.empty())
      write_to_agent(draft_, LetterKind::command_result, *actor_.agent, {{"done", done_}}, std::nullopt);
    return obeyed;
  }

 private:
  /// Commands whose text is the mail's own: they decide how the words are carried.
  static bool is_words(const ActionRequest& request) {
    return request.deed == Deed::note || request.deed == Deed::resolve || request.deed == Deed::hold ||
           request.deed == Deed::reply;
  }

  std::string problems_of_commands() const {
    std::string problems;
    for (const auto& problem : mail_.command_problems) problems += problem + '\n';
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      auto request = requests_[i];
      if (is_words(request) && request.text.empty())
        request.text = text_.empty() && request.deed == Deed::note ? "" : "-";
      if (const auto allowed = check(request, draft_, actor_); !allowed)
        problems += written(mail_.commands[i]) + ": " + allowed.error().detail + '\n';
    }
    return problems;
  }

  /// Nothing is done and nothing goes out; the words are kept, and the agent is told what was understood.
  Obeyed refuse(const std::string& problems) {
    trace_.tried("commands", "none was obeyed", problems);
    std::string understood;
    for (const auto& command : mail_.commands) understood += written(command) + '\n';
    ActionRequest note{.deed = Deed::note, .text = text_.empty() ? std::string(trim(mail_.new_text)) : text_};
    const auto entry =
        note.text.empty() ? Result<std::optional<EntryId>>{} : act(draft_, note, actor_, carrier_);
    const auto id = entry ? *entry : std::nullopt;
    write_to_agent(draft_, LetterKind::command_result, *actor_.agent,
                   {{"problems", problems}, {"done", understood}, {"text", text_}}, id);
    return {id, false};
  }

  const ActionRequest* words_command() const {
    for (const auto deed : {Deed::note, Deed::resolve, Deed::hold})
      for (const auto& request : requests_)
        if (request.deed == deed) return &request;
    return nullptr;
  }

  bool forwards() const {
    for (const auto& request : requests_)
      if (request.deed == Deed::forward) return true;
    return false;
  }

  Obeyed carry_words() {
    const auto* command = words_command();
    auto request = command ? *command : ActionRequest{.deed = Deed::reply};
    request.text = text_;
    if (!command && (text_.empty() || forwards()))
      return {};  // words above a forward go with it; no words, no entry
    if (how_ == Obedience::in_private && request.deed == Deed::reply) request.deed = Deed::note;
    trace_.tried("commands", std::string(name_of(request.deed)), command ? "the words go with it" : "");
    const auto entry = act(draft_, request, actor_, carrier_);
    if (!entry) return {};
    if (command && request.deed != Deed::note) done_ += '#' + std::string(name_of(request.deed)) + '\n';
    return {*entry, entry->has_value() && request.deed != Deed::note};
  }

  void run_one(const ActionRequest& request, const std::string& as_written) {
    if (authorize(actor_, request.deed).is == Verdict::Is::needs_confirmation) return ask_to_confirm(request);
    const auto done = act(draft_, request, actor_, carrier_);
    trace_.tried("commands", std::string(name_of(request.deed)), done ? "done" : done.error().detail);
    if (done) done_ += as_written + '\n';
  }

  void ask_to_confirm(const ActionRequest& request) {
    Confirmation confirmation;
    confirmation.agent = actor_.agent->name;
    confirmation.to = request.to;
    confirmation.text = text_;
    confirmation.expires = draft_.house().now + std::chrono::hours(1);
    std::string people;
    for (const auto& person : request.to) people += person.address + '\n';
    const auto id = draft_.ask_confirmation(std::move(confirmation));
    draft_.record(EventKind::confirmation, "asked", people, actor_.by());
    write_to_agent(draft_, LetterKind::confirmation, *actor_.agent, {{"people", people}, {"text", text_}},
                   std::nullopt, id);
    trace_.tried("commands", "forward", "waits for the agent's confirmation");
  }

  Draft& draft_;
  const Mail& mail_;
  Actor actor_;
  Trace& trace_;
  Obedience how_;
  Carrier carrier_;
  std::string text_;
  std::vector<ActionRequest> requests_;
  std::string done_;
};

}  // namespace

Obeyed obey(Draft& draft, const Arrival& arrival, const Agent& agent, bool replayed, Trace& trace,
            Obedience how) {
  return CommandMail(draft, arrival, agent, trace, how).run(replayed);
}

}  // namespace ticketd::core
