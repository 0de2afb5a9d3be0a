// One action for one ticket, or for many with a report of each.
#pragma once

#include "ctl/invocation.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ticketd::ctl {

/// "12" or "#12".
[[nodiscard]] bool is_ticket_number(const std::string& word);
[[nodiscard]] Result<std::vector<std::int64_t>> ticket_numbers(const std::vector<std::string>& words);

/// Prints the ticket's number.
[[nodiscard]] int act_on_one(std::int64_t ticket, const std::string& action, const Json& body,
                             const Invocation& invocation);
/// Prints what became of each; `refused` when one was.
[[nodiscard]] int act_on_many(const std::vector<std::int64_t>& tickets, const std::string& action,
                              const Json& body, const Invocation& invocation);
/// The same for all tickets that a query finds.
[[nodiscard]] int act_on_query(const std::string& query, const std::string& as, const std::string& action,
                               const Json& body, const Invocation& invocation);

}  // namespace ticketd::ctl
