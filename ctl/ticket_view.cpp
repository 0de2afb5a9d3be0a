#include "ctl/ticket_view.h"

#include "core/text.h"
#include "ctl/invocation.h"
#include "ctl/table.h"

#include <algorithm>
#include <string>

namespace ticketd::ctl {

namespace {

std::string person(const Json& address) {
  const auto name = plain(address, "name"), mail = plain(address, "address");
  return printable(name.empty() ? mail : name + " <" + mail + ">");
}

void print_field(std::ostream& out, std::string_view name, const std::string& value) {
  constexpr std::size_t column = 13;
  if (!value.empty())
    out << name << std::string(column - std::min(name.size(), column - 1), ' ') << printable(value) << '\n';
}

/// "Big Corp, VIP, customer C-17, 02-123-4567"
std::string known_as(const Json& contact) {
  std::string known = plain(contact, "company");
  const auto add = [&](const std::string& fact) {
    if (!fact.empty()) known += (known.empty() ? "" : ", ") + fact;
  };
  if (field(contact, "vip") == true) add("VIP");
  if (const auto number = plain(contact, "customer_number"); !number.empty()) add("customer " + number);
  add(plain(contact, "phone"));
  return known;
}

/// "4 of 5: quick"
std::string opinion(const Json& survey) {
  if (survey.is_null()) return {};
  if (field(survey, "score").is_null()) return "asked";
  const auto comment = plain(survey, "comment");
  return plain(survey, "score") + " of 5" + (comment.empty() ? "" : ": " + comment);
}

void print_entry(std::ostream& out, const Json& entry) {
  const auto& author = field(entry, "author");
  out << "\n--- " << plain(entry, "id") << "  " << plain(entry, "created_at") << "  "
      << plain(entry, "visibility") << ' ' << plain(entry, "kind") << "  " << person(author) << " ("
      << plain(author, "role") << ", " << plain(author, "trust") << ")\n";
  const auto text = plain(entry, "text");
  for (const auto line : core::split_lines(text)) out << printable(line) << '\n';
  for (const auto& file : field(entry, "attachments"))
    out << "  [" << printable(plain(file, "filename")) << ", " << plain(file, "content_type") << ", "
        << plain(file, "size") << " bytes]\n";
  for (const auto& sent : field(entry, "sent_to")) {
    out << "  -> " << printable(plain(sent, "address")) << ": " << plain(sent, "state");
    if (!field(sent, "last_error").is_null()) out << " (" << printable(plain(sent, "last_error")) << ')';
    out << '\n';
  }
}

}  // namespace

void print_ticket(std::ostream& out, const Json& ticket) {
  out << '#' << plain(ticket, "id") << "  " << printable(plain(ticket, "subject")) << '\n';
  print_field(out, "state", plain(ticket, "state"));
  print_field(out, "priority", plain(ticket, "priority"));
  print_field(out, "assignee", plain(ticket, "assignee"));
  print_field(out, "group", plain(ticket, "group"));
  print_field(out, "mailbox", plain(ticket, "mailbox"));
  print_field(out, "channel", plain(ticket, "channel"));
  print_field(out, "requester", person(field(ticket, "requester")));
  print_field(out, "known as", known_as(field(ticket, "contact")));
  for (const auto& participant : field(ticket, "participants"))
    print_field(out, "participant", person(participant) + " (" + plain(participant, "role") + ")");
  print_field(out, "tags", joined(field(ticket, "tags")));
  for (const auto& [name, value] : field(ticket, "fields").items()) print_field(out, name, plain(value));
  for (const auto& link : field(ticket, "links"))
    print_field(out, "link", plain(link, "kind") + " " + plain(link, "ticket"));
  for (const auto& state : field(ticket, "undeliverable"))
    print_field(
        out, "no mail to",
        plain(state, "address") + " since " + plain(state, "marked_at") + ": " + plain(state, "reason"));
  print_field(out, "snoozed", plain(ticket, "snoozed_until"));
  print_field(out, "survey", opinion(field(ticket, "survey")));
  print_field(out, "created", plain(ticket, "created_at"));
  print_field(out, "updated", plain(ticket, "updated_at"));
  for (const auto& entry : field(ticket, "entries")) print_entry(out, entry);

  std::vector<Row> events;
  for (const auto& event : field(ticket, "events"))
    events.push_back({plain(event, "at"), plain(event, "kind"), plain(event, "from"), plain(event, "to"),
                      plain(event, "by")});
  out << '\n';
  print_table(out, {"AT", "EVENT", "FROM", "TO", "BY"}, events);
}

}  // namespace ticketd::ctl
