// ticket list|show|create and everything that is done to a ticket.
#include "ctl/commands.h"
#include "ctl/table.h"
#include "ctl/ticket_view.h"

#include <optional>

namespace ticketd::ctl {

namespace {

// ---- list, show
// --------------------------------------------------------------------------------------------------

struct Selection {
  std::string view, query, as;
  std::size_t limit = 0;  // none
};

std::string list_target(const Selection& selection, const Json& after) {
  std::string target = "/api/v1/tickets?view=" + percent_encoded(selection.view) +
                       "&query=" + percent_encoded(selection.query) + "&as=" + percent_encoded(selection.as);
  if (selection.limit != 0) target += "&limit=" + std::to_string(selection.limit);
  if (!after.is_null()) target += "&after=" + plain(after);
  return target;
}

/// Page after page, until the view or the limit is at its end.
int list_tickets(Selection selection, const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const bool limited = selection.limit != 0;
  std::vector<Row> rows;
  Json after;
  do {
    const auto page = client->get(list_target(selection, after));
    if (!page) return invocation.fail(page.error());
    for (const auto& ticket : field(*page, "tickets")) {
      if (invocation.json) invocation.print(ticket);
      rows.push_back({plain(ticket, "id"), plain(ticket, "state"), plain(ticket, "priority"),
                      plain(ticket, "assignee"), plain(field(ticket, "requester"), "address"),
                      plain(ticket, "updated_at"), plain(ticket, "subject")});
    }
    const auto taken = field(*page, "tickets").size();
    after = field(*page, "next");
    if (limited && taken >= selection.limit) break;
    if (limited) selection.limit -= taken;
  } while (!after.is_null());
  if (!invocation.json)
    print_table(invocation.terminal.out,
                {"ID", "STATE", "PRIORITY", "ASSIGNEE", "REQUESTER", "UPDATED", "SUBJECT"}, rows);
  return done;
}

void add_list(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("list", "the tickets of a view, oldest first");
  auto given = std::make_shared<Selection>();
  command->add_option("--view", given->view,
                      "all, open, unassigned, mine, on_hold, resolved, closed, spam, group:NAME");
  command->add_option("--query", given->query,
                      "words, and state: priority: assignee: group: mailbox: requester: tag: channel:");
  command->add_option("--as", given->as, "whose view mine is");
  command->add_option("--limit", given->limit, "at most so many")->check(CLI::Range(1, 1'000'000));
  command->callback([given, &invocation] {
    invocation.run = [given, &invocation] { return list_tickets(*given, invocation); };
  });
}

void add_show(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("show", "one ticket with its entries and events");
  auto id = std::make_shared<std::int64_t>();
  command->add_option("ID", *id, "the ticket's number")->required();
  command->callback([id, &invocation] {
    invocation.run = [id, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.get("/api/v1/tickets/" + std::to_string(*id)); },
          [&](const Json& shown) { print_ticket(invocation.terminal.out, shown); });
    };
  });
}

// ---- actions
// -----------------------------------------------------------------------------------------------------

/// What the command lines of all actions can hold.
struct Given {
  std::int64_t id = 0;
  std::string as, text, text_file, template_name, reason, agent, group, priority;
  std::string mailbox, requester, subject, channel;
  std::vector<std::string> to, cc, tags;
};
using GivenPointer = std::shared_ptr<Given>;

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
  put("mailbox", given.mailbox);
  put("requester", given.requester);
  put("subject", given.subject);
  put("channel", given.channel);
  put("to", given.to);
  put("cc", given.cc);
  put("tags", given.tags);
  if (given.text_file.empty()) return body;
  const auto text = read_file(given.text_file, invocation);
  if (!text) return fail(text);
  body["text"] = *text;
  return body;
}

int run_action(const Given& given, const std::string& target, const Invocation& invocation) {
  const auto body = body_of(given, invocation);
  if (!body) return invocation.fail(body.error());
  return invocation.ask([&](const ControlClient& daemon) { return daemon.post(target, *body); },
                        [&](const Json& ticket) { invocation.terminal.out << plain(ticket, "id") << '\n'; });
}

void add_text(CLI::App& command, const GivenPointer& given) {
  auto* text = command.add_option("--text", given->text, "what is said");
  command.add_option("--text-file", given->text_file, "a file that holds it; - reads standard input")
      ->excludes(text);
}

/// A sub-command for one action, with ID and --as; options of its own are added to what is returned.
CLI::App* add_action(CLI::App& ticket, Invocation& invocation, const std::string& name,
                     const std::string& help, const GivenPointer& given) {
  auto* command = ticket.add_subcommand(name, help);
  command->add_option("ID", given->id, "the ticket's number")->required();
  command->add_option("--as", given->as, "the agent who does it; the operator where it may be left out");
  command->callback([given, name, &invocation] {
    invocation.run = [given, name, &invocation] {
      return run_action(*given, "/api/v1/tickets/" + std::to_string(given->id) + "/" + name, invocation);
    };
  });
  return command;
}

/// Somebody speaks: an agent, by name, with a text or a template.
CLI::App* add_speech(CLI::App& ticket, Invocation& invocation, const std::string& name,
                     const std::string& help, const GivenPointer& given) {
  auto* command = add_action(ticket, invocation, name, help, given);
  command->get_option("--as")->required();
  add_text(*command, given);
  command->add_option("--template", given->template_name, "the text of this template");
  return command;
}

void add_speeches(CLI::App& ticket, Invocation& invocation) {
  const auto fresh = [] { return std::make_shared<Given>(); };
  add_speech(ticket, invocation, "reply", "answer the requester and the participants", fresh());
  add_speech(ticket, invocation, "note", "a private note for colleagues", fresh());
  add_speech(ticket, invocation, "hold", "put it on hold, and tell the requester", fresh());
  const auto resolving = fresh();
  add_speech(ticket, invocation, "resolve", "resolve it, and tell the requester", resolving)
      ->add_option("--internal", resolving->reason,
                   "without a mail, for this reason: spam, test, duplicate, …");
  const auto forwarding = fresh();
  auto* forward = add_speech(ticket, invocation, "forward", "send it to people outside", forwarding);
  forward->add_option("--to", forwarding->to, "their addresses")->required();
  forward->add_option("--cc", forwarding->cc, "more addresses");
}

void add_changes(CLI::App& ticket, Invocation& invocation) {
  const auto fresh = [] { return std::make_shared<Given>(); };
  for (const auto& [name, help] :
       {std::pair{"pending", "wait for something"}, std::pair{"close", "close it for good"},
        std::pair{"reopen", "work on it again"}}) {
    const auto given = fresh();
    add_text(*add_action(ticket, invocation, name, help, given), given);
  }
  const auto assigning = fresh();
  add_action(ticket, invocation, "assign", "give it to an agent", assigning)
      ->add_option("AGENT", assigning->agent, "agent's name")
      ->required();
  const auto taking = fresh();
  add_action(ticket, invocation, "take", "make it one's own", taking)
      ->add_option("--group", taking->group, "as one of this group");
  const auto transferring = fresh();
  auto* transfer = add_action(ticket, invocation, "transfer", "hand it to another group", transferring);
  transfer->add_option("--group", transferring->group, "group's name")->required();
  transfer->add_option("--agent", transferring->agent, "an agent of it");
  const auto weighing = fresh();
  add_action(ticket, invocation, "priority", "how urgent it is", weighing)
      ->add_option("PRIORITY", weighing->priority, "low, normal, high or urgent")
      ->required()
      ->check(CLI::IsMember({"low", "normal", "high", "urgent"}));
  for (const auto& [name, help] : {std::pair{"tag", "add tags"}, std::pair{"untag", "take tags away"}}) {
    const auto given = fresh();
    add_action(ticket, invocation, name, help, given)->add_option("WORD", given->tags, "tags")->required();
  }
}

void add_create(CLI::App& ticket, Invocation& invocation) {
  auto* command = ticket.add_subcommand("create", "a new ticket on behalf of a requester; prints its number");
  const auto given = std::make_shared<Given>();
  command->add_option("--requester", given->requester, "address, or \"Name <address>\"")->required();
  command->add_option("--subject", given->subject, "of the ticket")->required();
  add_text(*command, given);
  command->add_option("--channel", given->channel, "email, web, api, chat, phone, social, agent");
  command->add_option("--mailbox", given->mailbox, "name of the mailbox that answers");
  command->add_option("--as", given->as, "the agent who does it");
  command->callback([given, &invocation] {
    if (given->text.empty() && given->text_file.empty()) throw CLI::RequiredError("--text or --text-file");
    invocation.run = [given, &invocation] { return run_action(*given, "/api/v1/tickets", invocation); };
  });
}

}  // namespace

void add_ticket_commands(CLI::App& app, Invocation& invocation) {
  auto* ticket = app.add_subcommand("ticket", "see tickets and work on them");
  ticket->require_subcommand(1);
  add_list(*ticket, invocation);
  add_show(*ticket, invocation);
  add_create(*ticket, invocation);
  add_speeches(*ticket, invocation);
  add_changes(*ticket, invocation);
}

}  // namespace ticketd::ctl
