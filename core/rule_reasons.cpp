#include "core/rule_reasons.h"

#include "core/names.h"
#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string minutes_since(std::optional<Time> since, const Facts& facts) {
  if (!since) return "not yet";
  return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(facts.now - *since).count()) +
         " minutes";
}

std::string tags_of(const Facts& facts) {
  const auto& tags = facts.ticket.tags;
  return tags.empty() ? "none" : joined(tags);
}

std::string fields_of(const Facts& facts) {
  const auto& fields = facts.ticket.fields;
  return fields.empty()
             ? "none"
             : joined(fields, [](const auto& field) { return field.first + " = " + field.second; });
}

struct Found {
  std::string_view condition;
  std::string (*found)(const Facts&);
};
constexpr auto all_found = std::to_array<Found>({
    {"state", [](const Facts& f) { return std::string(name_of(f.ticket.state)); }},
    {"priority", [](const Facts& f) { return std::string(name_of(f.ticket.priority)); }},
    {"mailbox", [](const Facts& f) { return quoted(f.ticket.mailbox); }},
    {"group", [](const Facts& f) { return quoted(f.ticket.group); }},
    {"assignee", [](const Facts& f) { return f.ticket.assignee.empty() ? "nobody" : f.ticket.assignee; }},
    {"channel", [](const Facts& f) { return f.ticket.channel; }},
    {"author", [](const Facts& f) { return f.author ? std::string(name_of(*f.author)) : "nobody"; }},
    {"language", [](const Facts& f) { return quoted(f.ticket.language); }},
    {"tags", tags_of},
    {"field", fields_of},
    {"reopened", [](const Facts& f) { return std::to_string(f.ticket.reopened); }},
    {"interactions", [](const Facts& f) { return std::to_string(f.ticket.interactions); }},
    {"score",
     [](const Facts& f) {
       const auto& survey = f.ticket.survey;
       return survey && survey->score ? std::to_string(*survey->score) : std::string("none yet");
     }},
    {"requester", [](const Facts& f) { return f.ticket.requester.address; }},
    {"requester_name", [](const Facts& f) { return quoted(f.ticket.requester.name); }},
    {"vip", [](const Facts& f) { return std::string(f.customer && f.customer->vip ? "a VIP" : "no VIP"); }},
    {"company", [](const Facts& f) { return quoted(f.customer ? f.customer->company : std::string{}); }},
    {"since_created", [](const Facts& f) { return minutes_since(f.ticket.created_at, f); }},
    {"since_last_interaction", [](const Facts& f) { return minutes_since(f.ticket.last_interaction, f); }},
    {"since_resolved", [](const Facts& f) { return minutes_since(f.ticket.resolved_at, f); }},
    {"unanswered_for", [](const Facts& f) { return minutes_since(f.ticket.clocks.waiting_since, f); }},
    {"business_hours", [](const Facts&) { return std::string("not as wanted now"); }},
    {"trust", [](const Facts& f) { return std::string(name_of(f.trust)); }},
    {"mood", [](const Facts& f) { return std::string(name_of(f.mood)); }},
    {"mail", [](const Facts&) { return std::string("no mail caused it"); }},
    {"kind", [](const Facts& f) { return std::string(name_of(f.mail->kind)); }},
    {"text_length",
     [](const Facts& f) { return std::to_string(count_code_points(f.mail->new_text)) + " characters"; }},
    {"all", [](const Facts&) { return std::string("one of them does not hold"); }},
    {"any", [](const Facts&) { return std::string("none of them holds"); }},
    {"not", [](const Facts&) { return std::string("that holds"); }},
});

}  // namespace

std::string found_instead(std::string_view condition, const Facts& facts) {
  const auto row = std::find_if(all_found.begin(), all_found.end(),
                                [&](const Found& one) { return one.condition == condition; });
  return row == all_found.end() ? "not found" : row->found(facts);
}

}  // namespace ticketd::core
