#include "ctl/bulk.h"

#include "core/numbers.h"
#include "ctl/table.h"

#include <algorithm>

namespace ticketd::ctl {

namespace {

constexpr std::size_t most_at_once = 500;  // that the API takes

std::int64_t number_of(std::string_view word) {
  if (word.starts_with('#')) word.remove_prefix(1);
  return std::max<std::int64_t>(core::parse_number<std::int64_t>(word).value_or(0), 0);
}

Result<std::vector<std::int64_t>> find_tickets(const ControlClient& daemon, const std::string& query,
                                               const std::string& as) {
  std::vector<std::int64_t> found;
  Json after;
  do {
    auto target = "/api/v1/tickets?query=" + percent_encoded(query) + "&as=" + percent_encoded(as);
    if (!after.is_null()) target += "&after=" + plain(after);
    const auto page = daemon.get(target);
    if (!page) return fail(page);
    for (const auto& ticket : field(*page, "tickets"))
      if (const auto& id = field(ticket, "id"); id.is_number_integer())
        found.push_back(id.get<std::int64_t>());
    after = field(*page, "next");
  } while (!after.is_null());
  return found;
}

/// True when all of them were done.
bool report(const Json& results, const Invocation& invocation) {
  bool all = true;
  for (const auto& one : results) {
    const bool done = field(one, "done") == true;
    all = all && done;
    if (invocation.json)
      invocation.print(one);
    else
      invocation.terminal.out << plain(one, "ticket")
                              << (done ? " done" : " refused: " + printable(plain(one, "detail"))) << '\n';
  }
  return all;
}

}  // namespace

bool is_ticket_number(const std::string& word) { return number_of(word) > 0; }

Result<std::vector<std::int64_t>> ticket_numbers(const std::vector<std::string>& words) {
  std::vector<std::int64_t> numbers;
  for (const auto& word : words) {
    if (!is_ticket_number(word))
      return fail(core::ErrorKind::malformed, "\"" + word + "\" is not a ticket's number");
    numbers.push_back(number_of(word));
  }
  return numbers;
}

int act_on_one(std::int64_t ticket, const std::string& action, const Json& body,
               const Invocation& invocation) {
  const auto target = "/api/v1/tickets/" + std::to_string(ticket) + "/" + action;
  return invocation.ask([&](const ControlClient& daemon) { return daemon.post(target, body); },
                        [&](const Json& done) { invocation.terminal.out << plain(done, "id") << '\n'; });
}

int act_on_many(const std::vector<std::int64_t>& tickets, const std::string& action, const Json& body,
                const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  bool all = true;
  for (std::size_t first = 0; first < tickets.size(); first += most_at_once) {
    const auto last = std::min(tickets.size(), first + most_at_once);
    auto order = body;
    order["tickets"] = std::vector<std::int64_t>(tickets.begin() + static_cast<std::ptrdiff_t>(first),
                                                 tickets.begin() + static_cast<std::ptrdiff_t>(last));
    const auto answer = client->post("/api/v1/tickets/bulk/" + action, order);
    if (!answer) return invocation.fail(answer.error());
    all = report(field(*answer, "results"), invocation) && all;
  }
  return all ? done : refused;
}

int act_on_query(const std::string& query, const std::string& as, const std::string& action, const Json& body,
                 const Invocation& invocation) {
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto tickets = find_tickets(*client, query, as);
  if (!tickets) return invocation.fail(tickets.error());
  return act_on_many(*tickets, action, body, invocation);
}

}  // namespace ticketd::ctl
