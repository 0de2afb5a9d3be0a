#include "daemon/http/ticket_query.h"

#include "core/create_ticket.h"
#include "core/names.h"
#include "core/nearest.h"
#include "core/text.h"
#include "daemon/http/numbers.h"

#include <algorithm>
#include <vector>

namespace ticketd::daemon {

namespace {

using core::State;

constexpr std::size_t most_words = 16, longest_word = 300;  // of a question: each is a look through the index

/// What is snoozed is out of sight until it wakes.
store::TicketQuery to_work_on() {
  store::TicketQuery query;
  query.states = core::values_where(core::is_active);
  query.snoozed = false;
  return query;
}

Result<store::TicketQuery> view_query(std::string_view view, std::string_view as) {
  store::TicketQuery query;
  constexpr std::string_view group = "group:";
  if (view.empty() || view == "all") return query;
  if (view == "open") {
    query = to_work_on();
    std::erase(query.states, State::on_hold);
  } else if (view == "unassigned") {
    query = to_work_on();
    query.assigned = false;
  } else if (view == "mine") {
    if (as.empty()) return wrong_value("view mine needs the agent whose tickets it shows");
    query = to_work_on();
    query.assignee = as;
  } else if (view == "on_hold" || view == "resolved" || view == "closed" || view == "spam") {
    query.states = {*core::named<State>(view)};
  } else if (view == "snoozed") {
    query.snoozed = true;
  } else if (view == "starred") {
    query.starred_by = as;
  } else if (view.starts_with(group) && view.size() > group.size()) {
    query.group = view.substr(group.size());
  } else {
    return wrong_value("unknown view \"" + std::string(view) +
                       "\"; there are all, open, unassigned, mine, on_hold, "
                       "resolved, closed, spam, snoozed, starred and group:NAME");
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
  if (!state) return wrong_value("unknown state \"" + name + "\"");
  const bool inside = query.states.empty() ||
                      std::find(query.states.begin(), query.states.end(), *state) != query.states.end();
  if (!inside) query.limit = 0;  // the view holds no ticket of that state
  query.states = {*state};
  return {};
}

Result<> narrow_to_priority(store::TicketQuery& query, const std::string& name) {
  query.priority = core::named<core::Priority>(name);
  if (!query.priority) return wrong_value("unknown priority \"" + name + "\"");
  return {};
}

/// A query holds one value of each: a second one must not quietly take the place of the first, or of the
/// view's.
Result<> set_once(std::string& field, const std::string& value) {
  if (!field.empty() && !core::equal_ignoring_case(field, value))
    return wrong_value("\"" + field + "\" and \"" + value + "\" cannot both be asked for");
  field = value;
  return {};
}

Result<> narrow_to_agent(store::TicketQuery& query, const std::string& name) {
  if (name != "none") return set_once(query.assignee, name);
  query.assigned = false;
  return {};
}

Result<> narrow_to_channel(store::TicketQuery& query, const std::string& name) {
  if (std::find(core::channels.begin(), core::channels.end(), name) == core::channels.end())
    return wrong_value("channel is one of " + core::joined(core::channels) + ", not \"" + name + '"');
  return set_once(query.channel, name);
}

Result<> narrow_to_id(store::TicketQuery& query, const std::string& number) {
  const auto id = parse_number<std::int64_t>(number);
  if (!id) return wrong_value("\"" + number + "\" is not a ticket's number");
  query.id = core::TicketId{*id};
  return {};
}

/// "yes" or "no".
template <auto Member>
Result<> set_flag(store::TicketQuery& query, const std::string& value) {
  if (value != "yes" && value != "no") return wrong_value("\"" + value + "\" is not yes or no");
  query.*Member = value == "yes";
  return {};
}

Result<> narrow_to_score(store::TicketQuery& query, const std::string& number) {
  query.score = parse_number<int>(number);
  if (!query.score) return wrong_value("\"" + number + "\" is not a score");
  return {};
}

Result<> narrow_to_readers(store::TicketQuery& query, const std::string& readers) {
  if (readers != "public" && readers != "notes")
    return wrong_value("in is public or notes, not \"" + readers + "\"");
  query.words_in = readers == "public" ? core::Visibility::public_ : core::Visibility::private_;
  return {};
}

/// A day, "FROM..TO" of which one may be absent, ">=DAY" or "<DAY".
Result<> narrow_to_created(store::TicketQuery& query, const std::string& when) {
  constexpr auto one_day = std::chrono::hours(24);
  const std::string_view text = when;
  const auto dots = text.find("..");
  const bool is_range = dots != std::string_view::npos;
  const bool from = text.starts_with(">="), before = text.starts_with('<');
  const auto begin = from ? text.substr(2) : before ? text.substr(1) : text.substr(0, dots);
  const auto end = is_range ? text.substr(dots + 2) : begin;
  const bool no_begin = is_range && begin.empty(), no_end = is_range && end.empty();
  const auto first = begin_of_day(begin), last = begin_of_day(end);
  if ((!first && !no_begin) || (!last && !no_end) || (no_begin && no_end))
    return wrong_value(
        "created is DAY, DAY..DAY, DAY.., ..DAY, >=DAY or <DAY, with a DAY like 2026-11-21, not \"" + when +
        '"');
  if (!before && !no_begin) query.created_from = *first;
  if (!from && !no_end) query.created_before = before ? *first : *last + one_day;
  return {};
}

template <auto Member>
Result<> set_text(store::TicketQuery& query, const std::string& value) {
  return set_once(query.*Member, value);
}
template <auto Member>
Result<> set_person(store::TicketQuery& query, const std::string& value) {
  return set_once(query.requested_by.*Member, value);
}

struct Field {
  std::string_view name;
  Result<> (*narrow)(store::TicketQuery&, const std::string&);
};
using store::RequesterQuery;
using store::TicketQuery;
constexpr Field fields[] = {{"id", narrow_to_id},
                            {"state", narrow_to_state},
                            {"priority", narrow_to_priority},
                            {"created", narrow_to_created},
                            {"in", narrow_to_readers},
                            {"snoozed", set_flag<&TicketQuery::snoozed>},
                            {"surveyed", set_flag<&TicketQuery::surveyed>},
                            {"score", narrow_to_score},
                            {"agent", narrow_to_agent},
                            {"assignee", narrow_to_agent},
                            {"group", set_text<&TicketQuery::group>},
                            {"mailbox", set_text<&TicketQuery::mailbox>},
                            {"channel", narrow_to_channel},
                            {"subject", set_text<&TicketQuery::subject>},
                            {"tag", set_text<&TicketQuery::tag>},
                            {"tags", set_text<&TicketQuery::tag>},
                            {"requester", set_text<&TicketQuery::requester>},
                            {"name", set_person<&RequesterQuery::name>},
                            {"email", set_person<&RequesterQuery::email>},
                            {"phone", set_person<&RequesterQuery::phone>},
                            {"company", set_person<&RequesterQuery::company>},
                            {"customer", set_person<&RequesterQuery::customer_number>},
                            {"customer_number", set_person<&RequesterQuery::customer_number>}};

Result<bool> narrow_to_field(store::TicketQuery& query, std::string_view name, const std::string& value) {
  constexpr std::string_view own = "field.";
  if (name.starts_with(own) && name.size() > own.size()) {
    query.fields[std::string(name.substr(own.size()))] = value;
    return true;
  }
  for (const auto& field : fields) {
    if (field.name != name) continue;
    if (const auto narrowed = field.narrow(query, value); !narrowed) return fail(narrowed);
    return true;
  }
  return false;
}

/// A word may have a colon of its own, `re:x`; but what is nearly a field would quietly find nothing.
Result<> check_word(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& field : fields) names.push_back(field.name);
  const auto meant = core::one_letter_off(names, name);
  if (meant.empty()) return {};
  return wrong_value("there is no field \"" + std::string(name) + "\": did you mean \"" + std::string(meant) +
                     ":\"? To search for the words, leave the colon out");
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
      if (const auto word = check_word(std::string_view(term).substr(0, colon)); !word) return fail(word);
    }
    if (term.size() > longest_word || selected->words.size() == most_words)
      return wrong_value("a search takes " + std::to_string(most_words) + " words of up to " +
                         std::to_string(longest_word) + " bytes");
    selected->words.push_back(std::move(term));
  }
  return selected;
}

}  // namespace ticketd::daemon
