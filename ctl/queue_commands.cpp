// queue list|retry|hold|drop: mails of ours that wait to be sent.
#include "ctl/commands.h"

namespace ticketd::ctl {

namespace {

int list_queue(const Invocation& invocation) {
  const auto row = [](const Json& mail) {
    return Row{plain(mail, "id"),        plain(mail, "state"),   plain(mail, "ticket"),
               plain(mail, "attempts"),  plain(mail, "next_at"), plain(mail, "to"),
               plain(mail, "last_error")};
  };
  return invocation.list("/api/v1/queue", "queue",
                         {"ID", "STATE", "TICKET", "TRIES", "NEXT", "TO", "LAST ERROR"}, row);
}

struct QueueOrder {
  std::vector<std::int64_t> ids;
  bool all = false;
};

void add_action(CLI::App& queue, Invocation& invocation, const std::string& name, const std::string& help) {
  auto* command = queue.add_subcommand(name, help);
  auto order = std::make_shared<QueueOrder>();
  auto* ids = command->add_option("ID", order->ids, "as in queue list");
  auto* all = command->add_flag("--all", order->all, "every mail of the queue that it is possible for")
                  ->excludes(ids);
  command->callback([name, order, &invocation, ids, all] {
    if (ids->empty() && all->empty()) throw CLI::RequiredError("ID or --all");
    invocation.run = [name, order, &invocation] {
      Json body{{"action", name}};
      if (order->all)
        body["all"] = true;
      else
        body["ids"] = order->ids;
      return invocation.ask([&](const ControlClient& daemon) { return daemon.post("/api/v1/queue", body); },
                            [&](const Json& answer) {
                              invocation.terminal.out << plain(answer, "changed") << " mails: " << name
                                                      << '\n';
                            });
    };
  });
}

}  // namespace

void add_queue_commands(CLI::App& app, Invocation& invocation) {
  auto* queue = app.add_subcommand("queue", "mails of ours that are not sent yet");
  queue->require_subcommand(0, 1);
  const auto list = [&invocation] { invocation.run = [&invocation] { return list_queue(invocation); }; };
  queue->add_subcommand("list", "show them (the default)")->callback(list);
  add_action(*queue, invocation, "retry", "try again at once");
  add_action(*queue, invocation, "hold", "keep back until retry");
  add_action(*queue, invocation, "drop",
             "give up: it has failed and leaves the queue, and whoever has the ticket is told");
  queue->callback([queue, list] {
    if (queue->get_subcommands().empty()) list();
  });
}

}  // namespace ticketd::ctl
