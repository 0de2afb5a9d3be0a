#include "daemon/surveys.h"

#include "core/satisfaction.h"
#include "core/text.h"
#include "daemon/log_value.h"
#include "templates/clean.h"

#include <spdlog/spdlog.h>

namespace ticketd::daemon {

namespace {

using Values = std::map<std::string, std::string>;

constexpr int visits_per_minute = 30;  // by the link of one ticket
constexpr std::size_t longest_comment = 2000;

/// Nothing from elsewhere, no script, not in a frame; and no other page learns the link.
HttpResponse html(int status, std::string body) {
  HttpResponse response{status, std::move(body), "text/html; charset=utf-8"};
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                       "frame-ancestors 'none'; base-uri 'none'"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Frame-Options", "DENY"},
                      {"X-Robots-Tag", "noindex, nofollow"}};
  return response;
}

HttpResponse rendered(int status, const Standing& standing, const std::string& ticket_language,
                      Values values) {
  const auto& language = ticket_language.empty() ? standing.settings.language : ticket_language;
  auto page = standing.texts.page("survey_page", language, values);
  if (page) return html(status, std::move(*page));
  spdlog::error("survey.page_failed error={}", escaped(page.error().detail));
  return html(500, "");
}

HttpResponse refusal(const Standing& standing, const core::Error& error, const std::string& language = {}) {
  if (error.kind == core::ErrorKind::not_found)
    return rendered(404, standing, language, {{"unknown", "yes"}});
  if (error.severity() == core::Severity::permanent)
    return rendered(403, standing, language, {{"over", "yes"}});
  return rendered(503, standing, language, {{"later", "yes"}});
}

/// Readable text of a sensible length, with nothing hidden in it.
std::string as_comment(std::string_view written) {
  const auto text = templates::clean_text(written);
  return std::string(core::first_code_points(core::trim(text), longest_comment));
}

Result<> keep(store::Txn& txn, core::TicketId ticket, const core::SurveyAnswer& answer,
              const core::House& house) {
  auto seen = txn.evidence({.tickets = {ticket}, .now = house.now});
  if (!seen) return fail(seen);
  const auto context = seen->tickets.find(ticket);
  if (context == seen->tickets.end()) return fail(core::ErrorKind::not_found, "the ticket is gone");
  core::Changes changes;
  core::Draft draft(house, context->second, seen->desk, seen->fresh, changes);
  if (const auto taken = core::take_score(draft, answer); !taken) return taken;
  return txn.apply(changes);
}

}  // namespace

Result<Surveys::Found> Surveys::find(const std::string& text, const Standing& standing) const {
  const auto unknown = [] { return fail(core::ErrorKind::not_found, "no such survey"); };
  const auto house = standing.house(around_.clock.now());
  const auto token = house.seal.read(text);
  if (!token) return unknown();
  const auto reader = around_.store.reader();
  if (!reader) return fail(reader);
  auto tickets = (*reader)->tickets({.id = token->ticket});
  if (!tickets) return fail(tickets);
  if (tickets->empty() || !core::opens_survey(*token, tickets->front(), house)) return unknown();
  Found found{std::move(tickets->front()), {}};
  if (const auto* mailbox = standing.desk.mailbox_named(found.ticket.mailbox))
    found.mailbox = mailbox->address.name;
  return found;
}

bool Surveys::too_often(core::TicketId ticket) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - minute_ >= std::chrono::minutes(1)) {
    visits_.clear();
    minute_ = now;
  }
  return ++visits_[ticket] > visits_per_minute;
}

HttpResponse Surveys::page(const SurveyVisit& visit) {
  const auto standing = around_.current.get();
  const auto found = find(visit.token, *standing);
  if (!found) return refusal(*standing, found.error());
  const auto& ticket = found->ticket;
  if (too_often(ticket.id)) return rendered(429, *standing, ticket.language, {{"later", "yes"}});
  Values values{{"ticket", std::to_string(ticket.id.value)}, {"mailbox", found->mailbox}};
  if (!core::is_open(*ticket.survey, around_.clock.now())) {
    values["over"] = "yes";
    return rendered(403, *standing, ticket.language, std::move(values));
  }
  values["form"] = "yes";
  const auto chosen = visit.score ? visit.score : ticket.survey->score;
  if (chosen) values["chosen_" + std::to_string(*chosen)] = "yes";
  return rendered(200, *standing, ticket.language, std::move(values));
}

void Surveys::answer(const SurveyVisit& visit, Respond respond) {
  if (!visit.score) return respond(page(visit));
  auto standing = around_.current.get();
  const auto found = find(visit.token, *standing);
  if (!found) return respond(refusal(*standing, found.error()));
  const auto ticket = found->ticket.id;
  if (too_often(ticket)) return respond(rendered(429, *standing, found->ticket.language, {{"later", "yes"}}));
  const core::SurveyAnswer given{*visit.score, as_comment(visit.comment)};
  auto job = [standing, ticket, given, now = around_.clock.now()](store::Txn& txn) {
    return keep(txn, ticket, given, standing->house(now));
  };
  auto done = [this, standing, ticket, language = found->ticket.language, mailbox = found->mailbox,
               respond = std::move(respond)](const Result<>& kept) {
    if (!kept) return respond(refusal(*standing, kept.error(), language));
    spdlog::info("survey.answered ticket={}", ticket.value);
    around_.letters_queued();
    respond(rendered(200, *standing, language,
                     {{"ticket", std::to_string(ticket.value)}, {"mailbox", mailbox}, {"thanks", "yes"}}));
  };
  around_.writer.submit(std::move(job), std::move(done));
}

}  // namespace ticketd::daemon
