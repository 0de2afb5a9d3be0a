// The routes that tell how it is: /metrics, the operator's screen, and the last lines of the log.
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/text.h"
#include "core/version.h"
#include "daemon/http/api.h"
#include "daemon/http/exposition.h"
#include "daemon/http/json_views.h"
#include "daemon/http/mailbox_views.h"
#include "daemon/http/numbers.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

double seconds_of(core::Time time) { return static_cast<double>(time.time_since_epoch().count()) / 1000; }

double age(const std::optional<core::Time>& since, core::Time now) {
  return since ? std::max(0.0, seconds_of(now) - seconds_of(*since)) : 0;
}

template <class Name>
void expose_by_name(Exposition& out, std::string_view label, const std::map<Name, std::int64_t>& counts,
                    std::optional<Name> uncounted = {}) {
  const auto& names = core::names_of<Name>;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (static_cast<Name>(i) == uncounted) continue;
    const auto found = counts.find(static_cast<Name>(i));
    out.sample({{label, std::string(names[i])}},
               found == counts.end() ? 0 : static_cast<double>(found->second));
  }
}

void expose(Exposition& out, const store::Census& census, core::Time now) {
  out.gauge("ticketd_unprocessed_mails", "Accepted mails that have no place yet.",
            census.backlog.unprocessed_mails);
  out.gauge("ticketd_oldest_unprocessed_seconds", "Age of the oldest of them.",
            age(census.oldest_unprocessed, now));
  out.gauge("ticketd_due_outbox", "Mails of ours that are due and not sent.", census.backlog.due_outbox);
  out.gauge("ticketd_oldest_due_seconds", "How long the oldest of them has been due.",
            age(census.oldest_due, now));
  out.family("ticketd_outbox_mails", "gauge",
             "Mails of ours by state; those that were sent are not counted.");
  expose_by_name(out, "state", census.outbox, std::optional(core::SendState::sent));
  out.family("ticketd_tickets", "gauge", "Tickets, by state.");
  expose_by_name(out, "state", census.tickets);
  out.gauge("ticketd_quarantined_mails", "Mails that wait for a person to decide.", census.quarantined);
  out.gauge("ticketd_undeliverable_addresses", "Addresses that bounced for good.", census.undeliverable);
  out.gauge("ticketd_timers", "Tickets that time will do something to.", census.clocks);
  out.gauge("ticketd_timers_due", "Of these, those whose time has come.", census.clocks_due);
}

/// Of every webhook of the desk, also of one that was never called.
void expose(Exposition& out, const core::Desk& desk, const std::map<std::string, std::int64_t>& waiting,
            const std::map<std::string, WebhookCalls::Counts>& calls) {
  auto known = calls;
  for (const auto& webhook : desk.webhooks) known.try_emplace(webhook.name);
  for (const auto& [name, count] : waiting) known.try_emplace(name);
  out.family("ticketd_webhook_calls_waiting", "gauge", "Calls of a webhook that are to be made.");
  for (const auto& [name, counts] : known) {
    const auto found = waiting.find(name);
    out.sample({{"webhook", name}}, found == waiting.end() ? 0 : static_cast<double>(found->second));
  }
  out.family("ticketd_webhook_calls_total", "counter",
             "Calls since the start: sent, failed for good, or put off to another try.");
  for (const auto& [name, counts] : known)
    for (const auto& [outcome, count] : {std::pair{"sent", counts.sent}, std::pair{"failed", counts.failed},
                                         std::pair{"put_off", counts.put_off}})
      out.sample({{"webhook", name}, {"outcome", outcome}}, static_cast<double>(count));
}

void expose(Exposition& out, const std::vector<MailboxState>& mailboxes,
            const std::vector<core::SkippedMail>& skipped) {
  out.family("ticketd_mailbox_connected", "gauge", "Whether a mailbox is being fetched.");
  for (const auto& [name, status] : mailboxes)
    out.sample({{"mailbox", name}}, status.state == ImapStatus::State::connected);
  out.family("ticketd_mailbox_last_success_timestamp_seconds", "gauge",
             "When a mailbox was last read to its end; 0: not since the start.");
  for (const auto& [name, status] : mailboxes)
    out.sample({{"mailbox", name}}, status.last_success ? seconds_of(*status.last_success) : 0);
  out.family("ticketd_mailbox_skipped_mails", "gauge", "Mails on the server that could not be imported.");
  for (const auto& [name, status] : mailboxes)
    out.sample({{"mailbox", name}},
               static_cast<double>(std::count_if(skipped.begin(), skipped.end(),
                                                 [&](const auto& mail) { return mail.at.mailbox == name; })));
}

void expose(Exposition& out, const Condition& condition, bool ready) {
  out.gauge("ticketd_ready", "Whether mail can be taken in.", ready);
  out.gauge("ticketd_store_bytes", "Size of the database and its log.", condition.store_bytes);
  out.gauge("ticketd_disk_free_bytes", "Free where the state lies.", condition.free_bytes);
  out.gauge("ticketd_disk_min_free_bytes", "With less free than this no mail is taken in.",
            condition.min_free_bytes);
  out.gauge("ticketd_writer_silence_seconds", "Since the writer last showed that it lives.",
            static_cast<double>(condition.writer_silence.count()) / 1000);
  if (condition.certificate_ends)
    out.gauge("ticketd_certificate_not_after_timestamp_seconds", "When our certificate ends.",
              seconds_of(*condition.certificate_ends));
  out.family("ticketd_build_info", "gauge", "Always 1.");
  out.sample({{"version", std::string(core::version())}, {"engine", condition.engine}}, 1);
  out.gauge("process_start_time_seconds", "When the process started.", seconds_of(condition.started));
  out.gauge("process_resident_memory_bytes", "Memory in use.", condition.process.resident_bytes);
  out.gauge("process_open_fds", "Files and sockets in use.", condition.process.open_files);
  out.gauge("process_max_fds", "Files and sockets that may be.", condition.process.most_files);
  out.family("process_cpu_seconds_total", "counter", "Time of the processor.");
  out.sample(static_cast<double>(condition.process.cpu.count()) / 1e6);
}

Json time_or_null(const std::optional<core::Time>& time) {
  return time ? Json(core::rfc3339(*time)) : Json();
}

template <class Name>
Json counts_json(const std::map<Name, std::int64_t>& counts) {
  auto json = Json::object();
  for (const auto& [name, count] : counts) json[std::string(core::name_of(name))] = count;
  return json;
}

}  // namespace

void Api::metrics(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto now = services_.now();
  const auto census = services_.census(now);
  if (!census) return call.fail(census.error());
  const auto skipped = (*reader)->imap_skipped();
  if (!skipped) return call.fail(skipped.error());
  Exposition out;
  expose(out, *census, now);
  expose(out, *services_.desk(), census->calls, services_.webhook_calls());
  expose(out, services_.mailboxes(), *skipped);
  expose(out, services_.condition(), services_.ready().has_value());
  out.family("ticketd_events_total", "counter", "Lines of the log by event, from level info on.");
  for (const auto& [event, level, count] : services_.event_counts())
    out.sample({{"event", event}, {"level", level}}, static_cast<double>(count));
  call.respond({200, out.text(), "text/plain; version=0.0.4; charset=utf-8"});
}

void Api::status(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto now = services_.now();
  const auto census = services_.census(now);
  if (!census) return call.fail(census.error());
  const auto skipped = (*reader)->imap_skipped();
  if (!skipped) return call.fail(skipped.error());
  const auto condition = services_.condition();
  const auto ready = services_.ready();
  auto queue = counts_json(census->outbox);
  queue["due"] = census->backlog.due_outbox;
  queue["oldest_due"] = time_or_null(census->oldest_due);
  call.respond({200, dump({{"version", core::version()},
                           {"engine", condition.engine},
                           {"started_at", core::rfc3339(condition.started)},
                           {"now", core::rfc3339(now)},
                           {"ready", ready.has_value()},
                           {"problem", ready ? Json() : Json(ready.error().detail)},
                           {"mailboxes", mailboxes_json(services_.mailboxes(), *skipped)},
                           {"mails",
                            {{"unprocessed", census->backlog.unprocessed_mails},
                             {"oldest_unprocessed", time_or_null(census->oldest_unprocessed)}}},
                           {"queue", std::move(queue)},
                           {"quarantine", census->quarantined},
                           {"undeliverable_addresses", census->undeliverable},
                           {"timers",
                            {{"set", census->clocks},
                             {"due", census->clocks_due},
                             {"next", time_or_null(census->next_clock)}}},
                           {"tickets", counts_json(census->tickets)},
                           {"store",
                            {{"bytes", condition.store_bytes},
                             {"disk_free", condition.free_bytes},
                             {"min_free", condition.min_free_bytes},
                             {"writer_silence_ms", condition.writer_silence.count()}}},
                           {"process",
                            {{"resident_bytes", condition.process.resident_bytes},
                             {"open_files", condition.process.open_files},
                             {"most_files", condition.process.most_files}}},
                           {"certificate_ends", time_or_null(condition.certificate_ends)}})});
}

/// The events asked for are named one behind the other: ?events=mail.quarantined,imap.retry.
void Api::log(const Call& call) const {
  const auto after = parse_number<std::uint64_t>(call.query("after")).value_or(0);
  const auto named = call.query("events");
  std::vector<std::string> events;
  for (const auto event : core::split(named, ','))
    if (!event.empty()) events.emplace_back(event);
  auto rows = Json::array();
  std::uint64_t last = after;
  for (const auto& line : services_.log_lines(after, events)) {
    last = line.number;
    rows.push_back(
        {{"at", core::rfc3339(line.at)}, {"level", line.level}, {"event", line.event}, {"text", line.text}});
  }
  call.respond({200, dump({{"lines", std::move(rows)}, {"after", last}})});
}

}  // namespace ticketd::daemon
