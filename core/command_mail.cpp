#include "core/command_mail.h"

#include "core/act.h"
#include "core/answered.h"
#include "core/correspondence.h"
#include "core/masking.h"
#include "core/mention.h"
#include "core/message_id.h"
#include "core/names.h"
#include "core/own_notice.h"
#include "core/picture_words.h"
#include "core/spoken.h"
#include "core/text.h"
#include "core/when.h"

#include <algorithm>
#include <charconv>

namespace ticketd::core {

namespace {

/// "a@x b@y", "a@x, Kim <b@y>": the addresses of a line.
std::vector<Address> addresses_in(std::string_view argument) {
  std::vector<Address> people;
  std::string word;
  const auto flush = [&] {
    if (word.find('@') != std::string::npos) people.push_back({{}, word});
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
    if (equal_ignoring_case(agent.name, argument) || agent.display_name == argument) return agent.name;
  const auto* by_address = desk.agent_with_address(argument);
  return by_address ? by_address->name : std::string(argument);
}

std::vector<std::string> words_in(std::string_view argument) {
  std::vector<std::string> words;
  for (const auto word : split(argument, ' '))
    if (!trim(word).empty()) words.emplace_back(trim(word));
  return words;
}

std::vector<TicketId> tickets_in(std::string_view argument) {
  std::vector<TicketId> tickets;
  for (const auto& word : words_in(argument)) {
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    tickets.push_back({number});
  }
  return tickets;
}

/// `#template` and `#help` are no deeds: one says what the answer's words are, the other asks us something.
std::optional<ActionRequest> request_of(const MailCommand& command, const House& house) {
  const std::string argument(trim(command.argument));
  if (command.name == "internal_resolve")
    return ActionRequest{.deed = Deed::resolve, .internal = true, .reason = argument};
  const auto deed = named<Deed>(command.name);
  if (!deed) return std::nullopt;
  ActionRequest request;
  request.deed = *deed;
  if (deed == Deed::assign) request.agent = agent_meant(house.desk, argument);
  if (deed == Deed::priority) request.priority = ascii_lower(argument);
  if (deed == Deed::transfer || deed == Deed::take) request.group = argument;
  if (deed == Deed::forward || deed == Deed::cc) request.to = addresses_in(argument);
  if (deed == Deed::tag || deed == Deed::untag) request.tags = words_in(argument);
  if (deed == Deed::merge) request.tickets = tickets_in(argument);
  if (deed == Deed::escalate) request.group = argument;
  if (deed == Deed::snooze || deed == Deed::away)
    request.until = time_meant(argument, house.now, house.settings.time_zone);
  return request;
}

std::string one_a_line(const std::vector<Address>& people) {
  std::string lines;
  for (const auto& person : people) lines += person.address + '\n';
  return lines;
}

/// The files that the reader of a mail may miss: signatures and logos are none of these.
std::string names_of_attached(const std::vector<EntryAttachment>& files) {
  std::string names;
  for (const auto& file : attached(files))
    if (!file.stays_inside) names += (file.filename.empty() ? file.content_type : file.filename) + '\n';
  return names + names_of_kept(files);
}

class CommandMail {
 public:
  CommandMail(Draft& draft, const Arrival& arrival, const Agent& agent, const Evidence& known,
              std::optional<EntryId> forward, Trace& trace, Obedience how)
      : draft_(draft),
        mail_(arrival.mail),
        actor_(agent_by_mail(agent, arrival.trust.trust, true)),
        known_(known),
        trace_(trace),
        how_(how) {
    carrier_.message_id = message_id_key(mail_.message_id);
    for (const auto* list : {&mail_.in_reply_to, &mail_.references})
      for (const auto& id : *list) carrier_.cites.push_back(message_id_key(id));
    carrier_.files = arrival.files;
    carrier_.mail = arrival.key;
    carrier_.full_text = mail_.text;
    carrier_.html = mail_.html.has_value();
    carrier_.forward = forward;
    text_ = std::string(trim(mail_.commands.empty() && mail_.command_problems.empty()
                                 ? mail_.new_text
                                 : mail_.text_without_commands));
    for (const auto& command : mail_.commands) read(command);
    if (how_ == Obedience::in_public && mail_.nothing_new) text_.clear();
    if (!commands_.empty() && !asked(Deed::note) && !asked(Deed::reply) && is_pictures_alone(text_))
      text_.clear();  // a signature's; who asks for a note or an answer means the picture
    const bool pages_count = mail_.commands.empty() && !mail_.nothing_new;  // a logo is no answer
    has_files_ = !(pages_count ? arrival.files : attached(arrival.files)).empty();
  }

  Obeyed run() {
    auto problems = problems_of_commands();
    if (known_.message_id_known && !mail_.commands.empty())
      problems += "this Message-ID was used before: commands never run twice\n";
    if (!problems.empty()) return refuse(problems);
    auto before = draft_.savepoint();
    const auto steps = trace_.steps.size();
    const auto obeyed = do_all();
    if (!not_done_.empty()) {  // what one command does may forbid another
      draft_.back_to(std::move(before));
      trace_.steps.resize(steps);
      return refuse(not_done_);
    }
    const bool can_be_undone = !done_.empty() && !asked(Deed::undo);
    const bool unheard = obeyed.as_note && !asked(Deed::note) && answers_what_nobody_hears();
    const auto not_told = obeyed.as_note ? named_who_may_not_see() : std::string{};
    if (!done_.empty() || help_ || unheard || !not_told.empty())
      tell({{"done", done_},
            {"not_told", not_told},
            {"undo", can_be_undone ? "#undo" : ""},
            {"help", help_ ? "#help" : ""},
            {"unheard", unheard ? "yes" : ""},
            {"text", unheard ? text_ : ""}},
           std::nullopt);
    return obeyed;
  }

 private:
  struct Command {
    ActionRequest request;
    std::string written;
  };

  void read(const MailCommand& command) {
    if (command.name == "help") {
      help_ = true;
    } else if (command.name == "template") {
      template_ = std::string(trim(command.argument));
    } else if (auto request = request_of(command, draft_.house())) {
      if (request->deed == Deed::split || request->deed == Deed::forward) request->entry = entry_answered();
      commands_.push_back({std::move(*request), written(command)});
    } else {
      unknown_ += written(command) + ": is not known here\n";
    }
  }

  /// The customer's words that this mail answers; those are split off or shown, not what came since.
  std::optional<EntryId> entry_answered() const {
    for (const auto& seen : known_.sightings)
      if (seen.entry && known_.entries.contains(*seen.entry) &&
          known_.entries.at(*seen.entry).visibility == Visibility::public_)
        return seen.entry;
    return std::nullopt;
  }

  /// Deeds whose text is the mail's own: they decide how the words are carried. What answers something
  /// private is a note, and the deeds go without words.
  bool is_words(const ActionRequest& request) const {
    if (request.deed == Deed::note || request.deed == Deed::reply || request.internal) return true;
    return how_ == Obedience::in_public && (request.deed == Deed::resolve || request.deed == Deed::hold);
  }

  std::string problems_of_commands() const {
    std::string problems = unknown_;
    if (asked(Deed::undo) && commands_.size() > 1) problems += "#undo stands alone in a mail\n";
    for (const auto& problem : mail_.command_problems) problems += problem + '\n';
    for (const auto& command : commands_) {
      auto request = command.request;
      if (is_words(request)) {
        request.text = text_.empty() && !template_.empty() ? "-" : text_;  // a template is judged below
        request.has_files = has_files_;
      }
      const bool names_a_time =
          request.deed == Deed::snooze || (request.deed == Deed::away && command.written != "#away");
      const auto allowed = names_a_time && !request.until
                               ? Result<>(fail(ErrorKind::policy, "is no time to come"))
                               : check(request, draft_, actor_, known_);
      if (!allowed) problems += command.written + ": " + allowed.error().detail + '\n';
    }
    if (how_ == Obedience::in_public && mail_.nothing_new && commands_.empty() && template_.empty() &&
        !has_files_)
      problems += "the mail says nothing but what it quotes, and went to nobody\n";
    if (how_ == Obedience::in_public && !asked(Deed::note) && quotes_our_notice(text_))
      problems +=
          "your words stand among lines of our own notice: leave only the customer's lines between them, or "
          "write above the quote\n";
    if (may_miss_circle())
      problems +=
          "which of our mails yours answers cannot be told, and a forward's people may have been meant\n";
    if (template_.empty()) return problems;
    if (how_ != Obedience::in_public || asked(Deed::note))
      return problems + "#template " + template_ + ": a template goes out, and this mail is private\n";
    const ActionRequest request{.deed = Deed::reply, .text = text_, .template_name = template_};
    if (const auto allowed = check(request, draft_, actor_, known_); !allowed)
      problems += "#template " + template_ + ": " + allowed.error().detail + '\n';
    return problems;
  }

  /// A relay may have changed the Message-ID of the mail that is answered: plain words to a forward's people
  /// would be taken for a note.
  bool may_miss_circle() const {
    const bool cites = !mail_.in_reply_to.empty() || !mail_.references.empty();
    return how_ == Obedience::in_private && commands_.empty() && cites && !carrier_.forward &&
           !answered_mail(mail_, known_) && !draft_.context().forwards.empty();
  }

  bool answers_what_nobody_hears() const {
    const auto* answered = answered_letter(mail_, known_);
    return answered && tells_of_doings(*answered);
  }

  /// `@kim` in a note of a ticket that kim may not see: the author relies on kim's having read it.
  std::string named_who_may_not_see() const {
    const auto& desk = draft_.house().desk;
    std::string names;
    for (const auto* agent : agents_named_in(text_, desk))
      if (!may_see(*agent, draft_.ticket(), desk)) names += agent->name + '\n';
    return names;
  }

  bool asked(Deed deed) const {
    return std::any_of(commands_.begin(), commands_.end(),
                       [&](const Command& command) { return command.request.deed == deed; });
  }

  void tell(Variables variables, std::optional<EntryId> entry) {
    write_to_agent(draft_, LetterKind::command_result, *actor_.agent, std::move(variables), entry);
  }

  /// Nothing is done and nothing goes out; the words are kept, and the agent is told what was understood.
  Obeyed refuse(const std::string& problems) {
    trace_.tried("commands", "none was obeyed", problems);
    std::string understood;
    for (const auto& command : mail_.commands) understood += written(command) + '\n';
    const auto entry = keep_words();
    tell({{"problems", problems}, {"done", understood}, {"text", text_}}, entry);
    return {.entry = entry, .as_note = entry.has_value()};
  }

  /// For colleagues alone, whatever the agent may do to this ticket now: no mail ends in no place.
  std::optional<EntryId> keep_words() {
    auto words = text_.empty() ? std::string(trim(mail_.new_text)) : text_;
    if (words.empty() && !has_files_) return std::nullopt;
    carrier_.to_circle = false;
    draft_.leave_other_side();  // the words were not meant as a note, which another desk would read
    auto note = spoken(draft_, actor_, carrier_, std::move(words));
    note.kind = EntryKind::note;
    return draft_.add_private(std::move(note), carrier_.cites)->id;
  }

  Obeyed do_all() {
    auto obeyed = carry_words();
    for (const auto& command : commands_) {
      if (is_words(command.request)) continue;
      const auto kept = run_one(command, obeyed.entry.has_value());
      if (!obeyed.entry) obeyed = kept;
    }
    return obeyed;
  }

  const Command* words_command() const {
    for (const auto deed : {Deed::note, Deed::resolve, Deed::hold, Deed::reply})
      for (const auto& command : commands_)
        if (command.request.deed == deed && is_words(command.request)) return &command;
    return nullptr;
  }

  Obeyed carry_words() {
    const auto* command = words_command();
    auto request = command ? command->request : ActionRequest{.deed = Deed::reply};
    request.text = text_;
    request.template_name = template_;
    request.has_files = has_files_;
    const bool silent = text_.empty() && template_.empty() && !has_files_;
    if (!command && (silent || asked(Deed::forward) || asked(Deed::escalate)))
      return {};  // words above a forward or an escalation go with it; no words, no entry
    if (!command && (how_ != Obedience::in_public || asked(Deed::spam))) {  // a spammer hears nothing
      request.deed = Deed::note;
      carrier_.to_circle = carrier_.forward.has_value() && !asked(Deed::spam);
    }
    trace_.tried("commands", std::string(name_of(request.deed)), command ? "the words go with it" : "");
    const auto acted = act(draft_, request, actor_, known_, carrier_);
    if (!acted) return could_not(command ? command->written : "your words went to nobody", acted.error());
    if (acted->publicly && draft_.last_added()->kind == EntryKind::mail) answer_ = draft_.last_added();
    if (command && request.deed != Deed::note) done_ += command->written + '\n';
    if (!template_.empty()) done_ += "#template " + template_ + '\n';
    return {acted->entry, acted->publicly, acted->as_note};
  }

  /// The entry that keeps the mail's words, where they go with this command.
  Obeyed run_one(const Command& command, bool words_are_kept) {
    auto request = command.request;
    if (authorize(actor_, request.deed).is == Verdict::Is::needs_confirmation) {
      ask_to_confirm(request);
      return {.entry = words_are_kept ? std::nullopt : keep_files_of(request)};
    }
    if (request.deed == Deed::escalate && !words_are_kept) request.text = text_;
    const auto acted = act(draft_, request, actor_, known_, carrier_);
    trace_.tried("commands", std::string(name_of(request.deed)), acted ? "done" : acted.error().detail);
    if (!acted) return could_not(command.written, acted.error());
    done_ += command.written;
    if (acted->made) done_ += " → #" + std::to_string(acted->made->value);
    for (const auto& person : acted->joined) done_ += "\n  + " + person.address;
    done_ += '\n';
    return {acted->entry, acted->publicly, acted->as_note};
  }

  Obeyed could_not(const std::string& what, const Error& error) {
    not_done_ += what + ": " + error.detail + '\n';
    return {};
  }

  /// What was attached to a forward does not wait with the question, and is found here.
  std::optional<EntryId> keep_files_of(const ActionRequest& request) {
    const bool has_some = request.deed == Deed::forward && !names_of_attached(carrier_.files).empty();
    return has_some ? keep_words() : std::nullopt;
  }

  std::optional<EntryId> entry_to_show(const ActionRequest& request) const {
    return request.entry ? request.entry : draft_.context().customer_entry;
  }

  std::optional<EntryId> answer_id() const { return answer_ ? std::optional(answer_->id) : std::nullopt; }

  void ask_to_confirm(const ActionRequest& request) {
    const bool forwards = request.deed == Deed::forward;
    Confirmation confirmation;
    confirmation.deed = request.deed;
    confirmation.agent = actor_.agent->name;
    confirmation.to = request.to;
    confirmation.text = forwards ? text_ : std::string{};
    confirmation.entry = forwards ? entry_to_show(request) : answer_id();
    confirmation.expires = draft_.house().now + std::chrono::hours(1);
    const auto people = one_a_line(request.to);
    Variables variables{{forwards ? "people" : "joins", people},
                        {"answer", confirmation.deed == Deed::cc && answer_ ? answer_->text : std::string{}},
                        {"text", confirmation.text},
                        {"left_files", forwards ? names_of_attached(carrier_.files) : std::string{}}};
    const auto id = draft_.ask_confirmation(std::move(confirmation));
    draft_.record(EventKind::confirmation, "asked", people, actor_.by());
    write_to_agent(draft_, LetterKind::confirmation, *actor_.agent, std::move(variables), std::nullopt, id);
    trace_.tried("commands", std::string(name_of(request.deed)), "waits for the agent's confirmation");
  }

  Draft& draft_;
  const Mail& mail_;
  Actor actor_;
  const Evidence& known_;
  Trace& trace_;
  Obedience how_;
  Carrier carrier_;
  std::string text_, template_, unknown_, done_, not_done_;
  std::optional<Entry> answer_;  ///< this mail's words, as they went to the customers
  bool help_ = false, has_files_ = false;
  std::vector<Command> commands_;
};

}  // namespace

std::string written(const MailCommand& command) {
  return '#' + command.name + (command.argument.empty() ? "" : ' ' + command.argument);
}

Obeyed obey(Draft& draft, const Arrival& arrival, const Agent& agent, const Evidence& known,
            std::optional<EntryId> forward, Trace& trace, Obedience how) {
  return CommandMail(draft, arrival, agent, known, forward, trace, how).run();
}

void ask_for_commands(const Mail& mail, const House& house, ThreadQuery& query) {
  for (const auto& command : mail.commands)
    if (const auto request = request_of(command, house)) ask_for(*request, query);
}

}  // namespace ticketd::core
