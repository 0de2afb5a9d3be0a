#include "daemon/http/json_views.h"

#include "core/author_name.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/trace_words.h"

namespace ticketd::daemon {

namespace {

using core::name_of;
using core::rfc3339;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

template <class List, class View>
Json list_of(const List& list, View view) {
  auto json = Json::array();
  for (const auto& item : list) json.push_back(view(item));
  return json;
}

Json address_json(const core::Address& address) {
  return {{"name", address.name}, {"address", address.address}};
}

Json resolution_json(const std::optional<core::Resolution>& resolution) {
  if (!resolution) return nullptr;
  return {{"internal", resolution->internal}, {"reason", text_or_null(resolution->reason)}};
}

Json participant_json(const core::Participant& participant) {
  return {{"name", participant.address.name},
          {"address", participant.address.address},
          {"role", name_of(participant.role)}};
}

Json attachment_json(const core::EntryAttachment& file) {
  return {{"id", std::to_string(file.mail.value) + "-" + std::to_string(file.index)},
          {"filename", file.filename},
          {"content_type", file.content_type},
          {"size", file.size},
          {"sha256", file.sha256},
          {"content_id", file.content_id ? Json(*file.content_id) : Json()},
          {"disposition", file.disposition}};
}

Json author_json(const core::Author& author) {
  Json json{{"name", author.address.name},
            {"address", author.address.address},
            {"role", name_of(author.role)},
            {"trust", name_of(author.trust)}};
  if (!author.agent.empty()) json["agent"] = author.agent;
  return json;
}

Json sent_to_json(const store::SentTo& sent) {
  return {{"address", sent.address},      {"state", name_of(sent.state)},
          {"attempts", sent.attempts},    {"last_error", text_or_null(sent.last_error)},
          {"id", sent.outbox.value},      {"letter", name_of(sent.letter)},
          {"message_id", sent.message_id}};
}

Json entry_json(const store::TicketView::EntryView& view) {
  const auto& entry = view.entry;
  Json json{{"id", entry.id.value},
            {"kind", name_of(entry.kind)},
            {"visibility", name_of(entry.visibility)},
            {"author", author_json(entry.author)},
            {"message_id", text_or_null(entry.message_id)},
            {"text", entry.text}};
  if (!entry.full_text.empty() && entry.full_text != entry.text) json["full_text"] = entry.full_text;
  json["html"] = entry.html;
  json["unverified"] = entry.unverified;
  json["attachments"] = list_of(entry.attachments, attachment_json);
  json["created_at"] = rfc3339(entry.created_at);
  json["sent_to"] = list_of(view.sent_to, sent_to_json);
  return json;
}

Json link_json(const core::Link& link) {
  return {{"kind", name_of(link.kind)}, {"ticket", link.ticket.value}};
}

/// As in the history: whoever is no agent is the operator.
Json star_json(const std::string& agent) { return agent.empty() ? core::by_operator() : agent; }

/// What an agent should know of the requester.
Json known_of(const core::Contact& contact, const std::optional<core::Company>& company) {
  return {{"id", contact.id.value},
          {"name", contact.name},
          {"company", text_or_null(contact.company)},
          {"vip", contact.vip || (company && company->vip)},
          {"customer_number", text_or_null(contact.customer_number)},
          {"phone", text_or_null(contact.phone)}};
}

Json survey_json(const std::optional<core::Survey>& survey) {
  if (!survey) return nullptr;
  return {{"score", survey->score ? Json(*survey->score) : Json()},
          {"comment", text_or_null(survey->comment)},
          {"agent", text_or_null(survey->agent)},
          {"asked_at", rfc3339(survey->asked_at)},
          {"answered_at", survey->answered_at ? Json(rfc3339(*survey->answered_at)) : Json()}};
}

}  // namespace

Json event_json(const core::Event& event) {
  return {{"at", rfc3339(event.at)},
          {"kind", name_of(event.kind)},
          {"from", text_or_null(event.from)},
          {"to", text_or_null(event.to)},
          {"by", event.by}};
}

Json ticket_json(const store::TicketView& view) {
  const auto& ticket = view.ticket;
  return {{"id", ticket.id.value},
          {"subject", ticket.subject},
          {"state", name_of(ticket.state)},
          {"priority", name_of(ticket.priority)},
          {"channel", ticket.channel},
          {"mailbox", text_or_null(ticket.mailbox)},
          {"group", text_or_null(ticket.group)},
          {"assignee", text_or_null(ticket.assignee)},
          {"requester", address_json(ticket.requester)},
          {"participants", list_of(ticket.participants, participant_json)},
          {"undeliverable", list_of(view.undeliverable, address_state_json)},
          {"tags", ticket.tags},
          {"fields", ticket.fields},
          {"resolution", resolution_json(ticket.resolution)},
          {"links", list_of(ticket.links, link_json)},
          {"interactions", ticket.interactions},
          {"reopened", ticket.reopened},
          {"contact", view.contact ? known_of(*view.contact, view.company) : Json()},
          {"starred_by", list_of(view.starred_by, star_json)},
          {"snoozed_until", ticket.snoozed_until ? Json(rfc3339(*ticket.snoozed_until)) : Json()},
          {"survey", survey_json(ticket.survey)},
          {"created_at", rfc3339(ticket.created_at)},
          {"updated_at", rfc3339(ticket.updated_at)},
          {"entries", list_of(view.entries, entry_json)},
          {"events", list_of(view.events, event_json)}};
}

Json ticket_row_json(const core::Ticket& ticket) {
  return {{"id", ticket.id.value},
          {"subject", ticket.subject},
          {"state", name_of(ticket.state)},
          {"priority", name_of(ticket.priority)},
          {"channel", ticket.channel},
          {"mailbox", text_or_null(ticket.mailbox)},
          {"group", text_or_null(ticket.group)},
          {"assignee", text_or_null(ticket.assignee)},
          {"requester", address_json(ticket.requester)},
          {"tags", ticket.tags},
          {"fields", ticket.fields},
          {"created_at", rfc3339(ticket.created_at)},
          {"updated_at", rfc3339(ticket.updated_at)}};
}

Json queue_row_json(const core::OutboxItem& item) {
  return {{"id", item.id.value},
          {"ticket", item.ticket ? Json(item.ticket.value) : Json()},
          {"entry", item.entry ? Json(item.entry->value) : Json()},
          {"to", item.letter.to.address},
          {"subject", item.letter.subject},
          {"state", name_of(item.state)},
          {"attempts", item.attempts},
          {"next_at", rfc3339(item.next_at)},
          {"last_error", text_or_null(item.last_error)}};
}

Json quarantine_row_json(const store::QuarantinedMail& mail) {
  return {{"id", mail.mail.value},
          {"reason", mail.reason},
          {"from", mail.from},
          {"to", mail.to},
          {"subject", mail.subject},
          {"message_id", text_or_null(mail.message_id)},
          {"received_at", rfc3339(mail.received_at)}};
}

Json address_state_json(const core::AddressState& state) {
  return {{"address", state.address},
          {"undeliverable", state.marked_at.has_value()},
          {"marked_at", state.marked_at ? Json(rfc3339(*state.marked_at)) : Json()},
          {"hard_bounces", state.hard_bounces},
          {"last_bounce", state.hard_bounces > 0 ? Json(rfc3339(state.last_bounce)) : Json()},
          {"reason", text_or_null(state.reason)}};
}

Json trace_json(const core::Trace& trace, std::string_view language) {
  const auto step_json = [&](const core::TraceStep& step) {
    return Json{{"rule", step.rule},
                {"answer", step.answer},
                {"detail", step.detail},
                {"words", core::in_words(step, language)}};
  };
  return {{"message_id", trace.message_id},
          {"steps", list_of(trace.steps, step_json)},
          {"result",
           {{"place", name_of(trace.place)},
            {"ticket", trace.ticket ? Json(trace.ticket->value) : Json()},
            {"entry", trace.entry ? Json(trace.entry->value) : Json()},
            {"role", name_of(trace.role)},
            {"trust", name_of(trace.trust)},
            {"words", core::result_in_words(trace, language)}}}};
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace ticketd::daemon
