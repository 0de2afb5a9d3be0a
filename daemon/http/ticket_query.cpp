#include "daemon/http/ticket_query.h"

#include "core/names.h"

#include <algorithm>
#include <vector>

namespace ticketd::daemon {

namespace {

using core::State;

std::vector<State> active_states() {
  std::vector<State> states;
  for (std::size_t i = 0; i < core::names_of<State>.size(); ++i)
    if (const auto state = static_cast<State>(i); is_active(state)) states.push_back(state);
  return states;
}

Result<store::TicketQuery> view_query(std::string_view view, std::string_view as) {
  store::TicketQuery query;
  constexpr std::string_view group = "group:";
  if (view.empty() || view == "all") return query;
  if (view == "open") {
    query.states = active_states();
    std::erase(query.states, State::on_hold);
  } else if (view == "unassigned") {
    query.states = active_states();
    query.assigned = false;
  } else if (view == "mine") {
    if (as.empty())
      return fail(core::ErrorKind::malformed, "view mine needs the agent whose tickets it shows (--as NAME)");
    query.states = active_states();
    query.assignee = as;
  } else if (view == "on_hold" || view == "resolved" || view == "closed" || view == "spam") {
    query.states = {*core::named<State>(view)};
  } else if (view.starts_with(group) && view.size() > group.size()) {
    query.group = view.substr(group.size());
  } else {
    return fail(
        core::ErrorKind::malformed,
        "unknown view \"" + std::string(view) +
            "\"; there are all, open, unassigned, mine, on_hold, resolved, closed, spam and group:NAME");
  }
  return query;
}

/// At blanks; what stands in "double quotes" stays together.
std::vector<std::string> terms(std::string_view text) {
  std::vector<std::string> found;
  std::string term;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!term.empty()) found.push_back(std::exchange(term, {}));
    } else {
      term += c;
    }
  }
  if (!term.empty()) found.push_back(std::move(term));
  return found;
}

Result<> narrow_to_state(store::TicketQuery& query, const std::string& name) {
  const auto state = core::named<State>(name);
  if (!state) return fail(core::ErrorKind::malformed, "unknown state \"" + name + "\"");
  const bool inside = query.states.empty() ||
                      std::find(query.states.begin(), query.states.end(), *state) != query.states.end();
  if (!inside) query.limit = 0;  // the view holds no ticket of that state
  query.states = {*state};
  return {};
}

Result<bool> narrow_to_field(store::TicketQuery& query, std::string_view field, const std::string& value) {
  if (field == "state") {
    if (const auto narrowed = narrow_to_state(query, value); !narrowed) return fail(narrowed);
  } else if (field == "priority") {
    query.priority = core::named<core::Priority>(value);
    if (!query.priority) return fail(core::ErrorKind::malformed, "unknown priority \"" + value + "\"");
  } else if (field == "assignee" || field == "agent") {
    if (value == "none")
      query.assigned = false;
    else
      query.assignee = value;
  } else if (field == "group") {
    query.group = value;
  } else if (field == "mailbox") {
    query.mailbox = value;
  } else if (field == "requester") {
    query.requester = value;
  } else if (field == "tag") {
    query.tag = value;
  } else if (field == "channel") {
    query.channel = value;
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<store::TicketQuery> ticket_query(std::string_view view, std::string_view query, std::string_view as) {
  auto selected = view_query(view, as);
  if (!selected) return selected;
  for (auto& term : terms(query)) {
    const auto colon = term.find(':');
    if (colon != std::string::npos) {
      const auto known =
          narrow_to_field(*selected, std::string_view(term).substr(0, colon), term.substr(colon + 1));
      if (!known) return fail(known);
      if (*known) continue;
    }
    selected->words.push_back(std::move(term));
  }
  return selected;
}

}  // namespace ticketd::daemon
