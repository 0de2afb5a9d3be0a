// log: the last lines of the daemon's log, of all events or some.
#include "core/nearest.h"
#include "ctl/commands.h"
#include "ctl/log_events.h"
#include "ctl/table.h"

#include <algorithm>
#include <memory>
#include <thread>

namespace ticketd::ctl {

namespace {

struct Asked {
  std::vector<std::string> events;
  bool follow = false;
};

std::string target_of(const Asked& asked, const Json& after) {
  std::string names;
  for (const auto& event : asked.events) names += (names.empty() ? "" : ",") + percent_encoded(event);
  return "/api/v1/log?events=" + names + "&after=" + (after.is_null() ? "0" : plain(after));
}

/// A name that no event has would be waited for in vain.
Result<> check_events(const std::vector<std::string>& events) {
  const auto& known = log_events();
  for (const auto& event : events)
    if (std::find(known.begin(), known.end(), event) == known.end())
      return fail(core::ErrorKind::malformed, "no event is called \"" + event + "\"; the nearest is \"" +
                                                  std::string(core::nearest(known, event)) + '"');
  return {};
}

int show_log(const Asked& asked, const Invocation& invocation) {
  constexpr auto pause = std::chrono::milliseconds(500);
  if (const auto named = check_events(asked.events); !named) return invocation.misuse(named.error());
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  for (Json after;; std::this_thread::sleep_for(pause)) {
    const auto answer = client->get(target_of(asked, after));
    if (!answer) return invocation.fail(answer.error());
    for (const auto& line : field(*answer, "lines")) {
      if (invocation.json)
        invocation.print(line);
      else
        invocation.terminal.out << plain(line, "at") << ' ' << plain(line, "level") << ' '
                                << printable(plain(line, "text")) << '\n';
    }
    invocation.terminal.out.flush();
    if (!asked.follow || !invocation.terminal.out) return done;
    after = field(*answer, "after");
  }
}

}  // namespace

void add_log(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand(
      "log", "the last lines of the daemon's log, from level info on; older ones are in the journal");
  const auto asked = std::make_shared<Asked>();
  command->add_option("EVENT", asked->events,
                      "only these, such as mail.quarantined imap.retry; default: all");
  command->add_flag("--follow", asked->follow, "go on with what comes, until Ctrl-C");
  command->callback([asked, &invocation] {
    invocation.run = [asked, &invocation] { return show_log(*asked, invocation); };
  });
}

}  // namespace ticketd::ctl
