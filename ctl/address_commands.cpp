// address list|show|clear: addresses that bounced for good.
#include "ctl/commands.h"
#include "ctl/control_client.h"
#include "ctl/table.h"

namespace ticketd::ctl {

namespace {

constexpr auto path = "/api/v1/addresses";

int list_addresses(const Invocation& invocation) {
  const auto row = [](const Json& state) {
    return Row{plain(state, "address"), plain(state, "marked_at"), plain(state, "reason")};
  };
  return invocation.list(path, "addresses", {"ADDRESS", "SINCE", "REASON"}, row);
}

void show_address(std::ostream& out, const Json& state) {
  out << printable(plain(state, "address")) << ": ";
  if (field(state, "undeliverable") == true)
    out << "undeliverable since " << plain(state, "marked_at") << '\n';
  else
    out << "mails are sent\n";
  if (!field(state, "reason").is_null())
    out << plain(state, "hard_bounces") << " hard bounces, the last " << plain(state, "last_bounce") << ": "
        << printable(plain(state, "reason")) << '\n';
}

void add_action(CLI::App& addresses, Invocation& invocation, bool clear, const std::string& help) {
  auto* command = addresses.add_subcommand(clear ? "clear" : "show", help);
  auto address = std::make_shared<std::string>();
  command->add_option("ADDRESS", *address, "local@domain")->required();
  command->callback([clear, address, &invocation] {
    invocation.run = [clear, address, &invocation] {
      const auto one = std::string(path) + '/' + percent_encoded(*address);
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return clear ? daemon.post(one + "/clear", Json::object()) : daemon.get(one);
          },
          [&](const Json& answer) {
            auto& out = invocation.terminal.out;
            if (!clear) return show_address(out, answer);
            if (field(answer, "cleared") == true)
              out << printable(*address) << ": cleared; `queue retry` sends what was held\n";
            else
              out << printable(*address) << ": no mail to it bounced\n";
          });
    };
  });
}

}  // namespace

void add_address_commands(CLI::App& app, Invocation& invocation) {
  auto* addresses = app.add_subcommand("address", "addresses that bounced for good");
  addresses->require_subcommand(0, 1);
  const auto list = [&invocation] { invocation.run = [&invocation] { return list_addresses(invocation); }; };
  addresses->add_subcommand("list", "those that get no mail (the default)")->callback(list);
  add_action(*addresses, invocation, false, "what is known of one");
  add_action(*addresses, invocation, true, "it is good again: mails are sent to it");
  addresses->callback([addresses, list] {
    if (addresses->get_subcommands().empty()) list();
  });
}

}  // namespace ticketd::ctl
