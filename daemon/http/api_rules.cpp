// The routes about what the desk does by itself: its rules, and its texts.
#include "core/author_name.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/rules.h"
#include "core/text.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

/// One row for a rule, however many events it is tried at.
Json rule_json(const core::Desk& desk, const core::Rule& rule,
               const std::vector<store::RuleRecord>& records) {
  auto events = Json::array();
  for (const auto& same : desk.rules)
    if (same.name == rule.name) events.push_back(core::name_of(same.on));
  const auto does = core::joined(rule.then, core::in_words);
  const auto acted = std::find_if(records.begin(), records.end(),
                                  [&](const store::RuleRecord& record) { return record.rule == rule.name; });
  const bool ever = acted != records.end();
  return {{"name", rule.name},
          {"on", std::move(events)},
          {"enabled", rule.enabled},
          {"does", does},
          {"times", ever ? acted->times : 0},
          {"tickets", ever ? acted->tickets : 0},
          {"last_at", ever ? Json(core::rfc3339(acted->last)) : Json()},
          {"last_ticket", ever ? Json(acted->last_ticket.value) : Json()}};
}

/// A rule that is in the desk no more, and what it did.
Json gone_rule_json(const store::RuleRecord& record) {
  return {{"name", record.rule},
          {"on", Json::array()},
          {"enabled", false},
          {"does", ""},
          {"times", record.times},
          {"tickets", record.tickets},
          {"last_at", core::rfc3339(record.last)},
          {"last_ticket", record.last_ticket.value}};
}

/// What a decision would change, and whom it would write to.
Json rehearsal_json(const core::Decision& decision, std::string_view language) {
  auto json = trace_json(decision.trace, language);
  auto rules = Json::array(), events = Json::array(), mails = Json::array();
  for (const auto& step : decision.trace.steps)
    if (const auto rule = core::rule_in(step.rule))
      rules.push_back({{"rule", *rule},
                       {"applies", step.answer == "yes"},
                       {step.answer == "yes" ? "does" : "because", step.detail}});
  for (const auto& change : decision.changes) {
    if (const auto* recorded = std::get_if<core::change::RecordEvent>(&change))
      events.push_back(event_json(recorded->event));
    if (const auto* queued = std::get_if<core::change::Enqueue>(&change))
      mails.push_back({{"to", queued->item.letter.to.address},
                       {"letter", core::name_of(queued->item.letter.kind)},
                       {"subject", queued->item.letter.subject}});
  }
  json["rules"] = std::move(rules);
  json["events"] = std::move(events);
  json["mails"] = std::move(mails);
  return json;
}

}  // namespace

void Api::list_rules(const Call& call) const {
  core::Time since{};
  if (const auto asked = call.query("since"); !asked.empty()) {
    const auto day = begin_of_day(asked);
    if (!day) return call.fail({core::ErrorKind::malformed, "since must be a day like 2026-11-21"});
    since = *day;
  }
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  auto records = (*reader)->rules_acted(since);
  if (!records) return call.fail(records.error());
  const auto desk = services_.desk();
  auto rows = Json::array();
  std::vector<std::string> shown;
  for (const auto& rule : desk->rules) {
    if (std::find(shown.begin(), shown.end(), rule.name) != shown.end()) continue;
    shown.push_back(rule.name);
    rows.push_back(rule_json(*desk, rule, *records));
  }
  for (const auto& record : *records)
    if (std::find(shown.begin(), shown.end(), record.rule) == shown.end())
      rows.push_back(gone_rule_json(record));
  call.respond({200, dump({{"rules", std::move(rows)}})});
}

/// With a mail as the body: what would become of it. With a ticket and an event: what its rules would do.
void Api::test_rules(const Call& call) const {
  const auto number = call.query("ticket");
  if (number.empty()) {
    const auto mail = incoming_mail(call);
    if (!mail) return call.fail(mail.error());
    const auto decision = services_.rehearse_mail(*mail);
    if (!decision) return call.fail(decision.error());
    if (const auto seen = sees(call, decision->trace); !seen) return call.fail(seen.error());
    return call.respond({200, dump(rehearsal_json(*decision, language_of(call)))});
  }
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, number);
  if (!view) return call.fail(view.error());
  const auto asked = call.query("on");
  const auto event = asked.empty() ? core::RuleEvent::time : core::named<core::RuleEvent>(asked);
  if (!event) return call.fail({core::ErrorKind::malformed, "no event of rules is called \"" + asked + '"'});
  const auto decision = services_.rehearse_event(view->ticket.id, *event);
  if (!decision) return call.fail(decision.error());
  call.respond({200, dump(rehearsal_json(*decision, language_of(call)))});
}

void Api::list_templates(const Call& call) const {
  const auto desk = services_.desk();
  auto rows = Json::array();
  for (const auto& text : desk->texts)
    rows.push_back({{"name", text.name},
                    {"language", text.language.empty() ? Json() : Json(text.language)},
                    {"mailbox", text.mailbox.empty() ? Json() : Json(text.mailbox)},
                    {"html", !text.html.empty()},
                    {"replaces", core::named<core::LetterKind>(text.name).has_value()}});
  call.respond({200, dump({{"templates", std::move(rows)}})});
}

void Api::preview_template(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, call.query("ticket"));
  if (!view) return call.fail(view.error());
  const auto shown =
      services_.preview({view->ticket.id, call.names.at(0), call.query("as"), call.query("text")});
  if (!shown) return call.fail(shown.error());
  const auto& letter = shown->letter;
  call.respond({200, dump({{"from", letter.from.address},
                           {"to", letter.to.address},
                           {"subject", letter.subject},
                           {"language", letter.language},
                           {"text", shown->text},
                           {"html", shown->html},
                           {"mail", shown->mail}})});
}

}  // namespace ticketd::daemon
