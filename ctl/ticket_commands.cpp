// ticket create and everything that is done to tickets, to one or to many.
#include "ctl/bulk.h"
#include "ctl/commands.h"
#include "parsers/charset.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace ticketd::ctl {

namespace {

/// What the command lines of all actions can hold.
struct Given {
  std::vector<std::string>
      words;  ///< as they stand on the command line: tickets, then what the action is about
  std::string as, text, text_file, template_name, reason, agent, group, priority, until, query;
  std::string mailbox, requester, subject, channel;
  std::vector<std::string> to, cc, tags, fields;  ///< fields: NAME=VALUE
  std::int64_t entry = 0;
  bool off = false;
};
using GivenPointer = std::shared_ptr<Given>;

tl::unexpected<core::Error> not_utf8(const Given& given) {
  return fail(core::ErrorKind::malformed,
              (given.text_file.empty() ? "--text" : given.text_file) +
                  " is not UTF-8, as the customer would see; `iconv -f CP949 -t UTF-8` makes it so");
}

Result<Json> body_of(const Given& given, const Invocation& invocation) {
  auto body = Json::object();
  const auto put = [&](const char* key, const auto& value) {
    if (!value.empty()) body[key] = value;
  };
  put("as", given.as);
  put("text", given.text);
  put("template", given.template_name);
  put("reason", given.reason);
  if (!given.reason.empty()) body["internal"] = true;
  put("agent", given.agent);
  put("group", given.group);
  put("priority", given.priority);
  put("until", given.until);
  put("mailbox", given.mailbox);
  put("requester", given.requester);
  put("subject", given.subject);
  put("channel", given.channel);
  put("to", given.to);
  put("cc", given.cc);
  put("tags", given.tags);
  for (const auto& pair : given.fields) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos)
      return fail(core::ErrorKind::malformed, "a field is set by NAME=VALUE, not \"" + pair + '"');
    body["fields"][pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  if (given.entry != 0) body["entry"] = given.entry;
  if (given.off) body["off"] = true;
  if (!given.text_file.empty()) {
    const auto text = read_file(given.text_file, invocation);
    if (!text) return fail(text);
    body["text"] = *text;
  }
  if (!parsers::is_utf8(plain(body, "text"))) return not_utf8(given);
  return body;
}

/// What cannot be meant is bad usage, a file that cannot be read is not.
int no_body(const core::Error& error, const Invocation& invocation) {
  return error.kind == core::ErrorKind::malformed ? invocation.misuse(error) : invocation.fail(error);
}

/// What follows the tickets on the command line.
enum class Last : std::uint8_t { nothing, agent, priority, until, tags, fields, others };

/// Options beside the tickets and --as.
enum Options : unsigned {
  none = 0,
  text = 1,
  canned = 2,
  people = 4,
  group = 8,
  agent = 16,
  internal = 32,
  entry = 64,
  off = 128
};

struct Action {
  std::string_view name, help;
  Last last = Last::nothing;
  unsigned options = none;
  bool speaks = false;  ///< --as must be given
};
constexpr auto actions = std::to_array<Action>({
    {"reply", "answer the requester and the participants", Last::nothing, text | canned, true},
    {"note", "a private note for colleagues", Last::nothing, text | canned, true},
    {"resolve", "resolve it, and tell the requester", Last::nothing, text | canned | internal, true},
    {"hold", "put it on hold, and tell the requester", Last::nothing, text | canned, true},
    {"forward", "send it to people outside", Last::nothing, text | people, true},
    {"cc", "let more people take part", Last::nothing, people},
    {"pending", "wait for something", Last::nothing, text | canned},
    {"close", "close it for good", Last::nothing, text | canned},
    {"reopen", "work on it again", Last::nothing, text | canned},
    {"assign", "give it to an agent", Last::agent},
    {"take", "make it one's own", Last::nothing, group},
    {"transfer", "hand it to another group", Last::nothing, group | agent},
    {"escalate", "ask another desk, in a ticket of its own", Last::nothing, text | group | agent, true},
    {"priority", "how urgent it is: low, normal, high or urgent", Last::priority},
    {"tag", "add tags", Last::tags},
    {"untag", "take tags away", Last::tags},
    {"field", "set fields of the desk's own; an empty value clears one", Last::fields},
    {"snooze", "out of sight for a while: 2d, or a date", Last::until},
    {"star", "mark it for oneself", Last::nothing, off},
    {"merge", "others become part of it", Last::others},
    {"split", "one entry of it becomes a ticket of its own", Last::nothing, entry},
    {"undo", "take back what one did to it last, within ten minutes", Last::nothing},
    {"spam", "put it into the spam box: nothing is answered", Last::nothing},
    {"restore", "take it out of the spam box", Last::nothing},
    {"delete", "remove it with its mails, for ever", Last::nothing},
});

std::string words_help(Last last) {
  switch (last) {
    case Last::nothing:
      return "ID...";
    case Last::agent:
      return "ID... AGENT";
    case Last::priority:
      return "ID... PRIORITY";
    case Last::until:
      return "ID... TIME";
    case Last::tags:
      return "ID WORD...";
    case Last::fields:
      return "ID... NAME=VALUE...";
    case Last::others:
      return "ID OTHER...";
  }
  return {};
}

/// How many words name tickets. A tag may be a number, so that of those only the first is a ticket; a field
/// is none.
std::size_t tickets_before(Last last, const Given& given) {
  if (!given.query.empty()) return 0;
  if (last == Last::tags) return 1;
  const auto& words = given.words;
  return static_cast<std::size_t>(std::find_if_not(words.begin(), words.end(), is_ticket_number) -
                                  words.begin());
}

/// Takes the words after the tickets away, into their places.
Result<> take_last(const Action& action, Given& given) {
  const auto too_few = [&] {
    return ticketd::fail(core::ErrorKind::malformed,
                         std::string(action.name) + " needs " + words_help(action.last));
  };
  auto& words = given.words;
  if (action.last == Last::nothing || action.last == Last::others) return {};
  if (words.empty()) return too_few();
  if (action.last == Last::tags || action.last == Last::fields) {
    const auto tickets = tickets_before(action.last, given);
    if (tickets == words.size()) return too_few();
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(tickets);
    (action.last == Last::tags ? given.tags : given.fields).assign(first, words.end());
    words.erase(first, words.end());
    return {};
  }
  auto& place = action.last == Last::agent      ? given.agent
                : action.last == Last::priority ? given.priority
                                                : given.until;
  place = words.back();
  words.pop_back();
  return {};
}

int merge(const Given& given, Json body, const Invocation& invocation) {
  const auto numbers = ticket_numbers(given.words);
  if (!numbers) return invocation.misuse(numbers.error());
  if (numbers->size() < 2 || !given.query.empty())
    return invocation.misuse({core::ErrorKind::malformed, "merge needs the ticket that is kept, and others"});
  body["tickets"] = std::vector<std::int64_t>(numbers->begin() + 1, numbers->end());
  return act_on_one(numbers->front(), "merge", body, invocation);
}

int run_action(const Action& action, Given given, const Invocation& invocation) {
  if (const auto taken = take_last(action, given); !taken) return invocation.misuse(taken.error());
  const auto body = body_of(given, invocation);
  if (!body) return no_body(body.error(), invocation);
  if (action.last == Last::others) return merge(given, *body, invocation);
  if (given.query.empty() == given.words.empty())
    return invocation.misuse({core::ErrorKind::malformed, "name tickets, or --query"});
  if (!given.query.empty())
    return act_on_query(given.query, given.as, std::string(action.name), *body, invocation);
  const auto numbers = ticket_numbers(given.words);
  if (!numbers) return invocation.misuse(numbers.error());
  if (numbers->size() == 1) return act_on_one(numbers->front(), std::string(action.name), *body, invocation);
  return act_on_many(*numbers, std::string(action.name), *body, invocation);
}

void add_text(CLI::App& command, const GivenPointer& given) {
  auto* said = command.add_option("--text", given->text, "what is said");
  command.add_option("--text-file", given->text_file, "a file that holds it; - reads standard input")
      ->excludes(said);
}

void add_options(CLI::App& command, const Action& action, const GivenPointer& given) {
  const auto has = [&](Options option) { return (action.options & option) != 0; };
  if (has(text)) add_text(command, given);
  if (has(canned)) command.add_option("--template", given->template_name, "the text of this template");
  if (has(internal))
    command
        .add_option("--internal", given->reason, "without a mail, for this reason: spam, test, duplicate, …")
        ->check([](const std::string& reason) { return reason.empty() ? "needs a reason" : std::string{}; });
  if (has(people)) {
    command.add_option("--to", given->to, "their addresses")->required();
    if (has(text)) command.add_option("--cc", given->cc, "more addresses");
  }
  if (has(group)) {
    auto* name = command.add_option("--group", given->group, "group's name");
    if (has(agent)) name->required();
  }
  if (has(agent)) command.add_option("--agent", given->agent, "an agent of it");
  if (has(entry)) {
    command.add_option("--entry", given->entry, "its number; default: the newest of a customer");
    command.add_option("--subject", given->subject, "of the new ticket");
  }
  if (has(off)) command.add_flag("--off", given->off, "take the mark away");
}

void add_action(CLI::App& ticket, Invocation& invocation, const Action& action) {
  const auto given = std::make_shared<Given>();
  auto* command = ticket.add_subcommand(std::string(action.name), std::string(action.help));
  command->add_option("WORD", given->words, words_help(action.last));
  if (action.last != Last::others)
    command->add_option("--query", given->query, "all tickets that this finds, as in ticket list");
  auto* as =
      command->add_option("--as", given->as, "the agent who does it; the operator where it may be left out");
  if (action.speaks) as->required();
  add_options(*command, action, given);
  command->callback([given, &action, &invocation] {
    invocation.run = [given, &action, &invocation] { return run_action(action, *given, invocation); };
  });
}

void add_create(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("create", "a new ticket on behalf of a requester; prints its number");
  const auto given = std::make_shared<Given>();
  command->add_option("--requester", given->requester, "their address")->required();
  command->add_option("--subject", given->subject, "of the ticket")->required();
  add_text(*command, given);
  command->add_option("--channel", given->channel, "email, web, api, chat, phone, social, agent, escalation");
  command->add_option("--mailbox", given->mailbox, "name of the mailbox that answers");
  command->add_option("--field", given->fields, "NAME=VALUE, of the desk's own fields");
  command->add_option("--as", given->as, "the agent who does it");
  command->callback([given, &invocation] {
    if (given->text.empty() && given->text_file.empty()) throw CLI::RequiredError("--text or --text-file");
    invocation.run = [given, &invocation] {
      const auto body = body_of(*given, invocation);
      if (!body) return no_body(body.error(), invocation);
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.post("/api/v1/tickets", *body); },
          [&](const Json& made) { invocation.terminal.out << plain(made, "id") << '\n'; });
    };
  });
}

}  // namespace

void add_ticket_commands(CLI::App& app, Invocation& invocation) {
  auto* ticket = app.add_subcommand("ticket", "see tickets and work on them");
  ticket->require_subcommand(1);
  add_ticket_views(*ticket, invocation);
  add_create(*ticket, invocation);
  for (const auto& action : actions) add_action(*ticket, invocation, action);
}

}  // namespace ticketd::ctl
