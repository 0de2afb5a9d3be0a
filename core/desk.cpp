#include "core/desk.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

template <class List>
auto* named_in(const List& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

bool Agent::is_in(std::string_view group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

const Mailbox* Desk::mailbox_named(std::string_view name) const { return named_in(mailboxes, name); }
const Group* Desk::group_named(std::string_view name) const { return named_in(groups, name); }
const Calendar* Desk::calendar_named(std::string_view name) const { return named_in(calendars, name); }
const Webhook* Desk::webhook_named(std::string_view name) const { return named_in(webhooks, name); }
const Field* Desk::field_named(std::string_view name) const { return named_in(fields, name); }
Result<FieldValues> Desk::fields_from(const FieldValues& written) const {
  FieldValues values;
  for (const auto& [name, text] : written) {
    const auto* field = field_named(name);
    if (!field) {
      std::string known;
      for (const auto& one : fields) known += (known.empty() ? "; there are " : ", ") + one.name;
      return fail(ErrorKind::malformed, "the desk has no field \"" + name + '"' + known);
    }
    auto value = field_value(*field, text);
    if (!value) return fail(value);
    values[name] = std::move(*value);
  }
  return values;
}

const Agent* Desk::agent_named(std::string_view name) const { return named_in(agents, name); }

const Calendar* Desk::calendar_of_group(std::string_view name) const {
  const auto* group = group_named(name);
  if (group && !group->calendar.empty()) return calendar_named(group->calendar);
  return calendars.empty() ? nullptr : &calendars.front();
}

bool DeskState::reaches(const Agent& agent) const { return !unreachable.contains(ascii_lower(agent.email)); }

bool DeskState::is_away(const std::string& agent, Time now) const {
  const auto found = away.find(agent);
  return found != away.end() && (!found->second || now < *found->second);
}

const Agent* Desk::agent_with_address(std::string_view address) const {
  const auto found = std::find_if(agents.begin(), agents.end(), [&](const Agent& agent) {
    return equal_ignoring_case(agent.email, address) ||
           std::any_of(agent.addresses.begin(), agent.addresses.end(),
                       [&](const auto& other) { return equal_ignoring_case(other, address); });
  });
  return found == agents.end() ? nullptr : &*found;
}

const Mailbox* Desk::mailbox_of(std::string_view address) const {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return nullptr;
  const auto local = address.substr(0, at);
  const Mailbox* nearest = nullptr;  // support+vip@ may be a mailbox beside support@: the longest name counts
  std::size_t longest = 0;
  for (const auto& mailbox : mailboxes) {
    const std::string_view own = mailbox.address.address;
    const auto own_at = own.rfind('@');
    if (own_at == std::string_view::npos || !equal_ignoring_case(own.substr(own_at), address.substr(at)))
      continue;
    const auto own_local = own.substr(0, own_at);
    if (!starts_with_ignoring_case(local, own_local) || own_local.size() <= longest) continue;
    if (local.size() != own_local.size() && local[own_local.size()] != mailbox.subaddress_delimiter) continue;
    nearest = &mailbox;
    longest = own_local.size();
  }
  return nearest;
}

}  // namespace ticketd::core
