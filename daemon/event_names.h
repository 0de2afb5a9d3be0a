// The events that somebody may have to see to: they are counted from 0 on, so that the first of one is seen
// as an increase. The test `events` compares this list with docs/EVENTS.md.
#pragma once

#include <spdlog/common.h>

#include <array>

namespace ticketd::daemon {

struct KnownEvent {
  const char* name;
  spdlog::level::level_enum level;
};

inline constexpr auto events_to_watch = std::to_array<KnownEvent>({
    {"account.look_failed", spdlog::level::err},
    {"breaker.open", spdlog::level::warn},
    {"clock.jumped", spdlog::level::err},
    {"clock.shifted", spdlog::level::warn},
    {"desk.refused", spdlog::level::err},
    {"disk.low", spdlog::level::err},
    {"http.accept_failed", spdlog::level::warn},
    {"http.session_failed", spdlog::level::err},
    {"http.token_guessing", spdlog::level::warn},
    {"imap.after_import_failed", spdlog::level::warn},
    {"imap.alert", spdlog::level::warn},
    {"imap.login_refused", spdlog::level::err},
    {"imap.not_started", spdlog::level::err},
    {"imap.retry", spdlog::level::err},
    {"imap.retry", spdlog::level::warn},
    {"imap.skipped", spdlog::level::err},
    {"imap.uidvalidity_changed", spdlog::level::warn},
    {"job.failed", spdlog::level::err},
    {"mail.deferred", spdlog::level::warn},
    {"mail.interrupted", spdlog::level::warn},
    {"mail.not_sent", spdlog::level::warn},
    {"mail.quarantined", spdlog::level::err},
    {"outbox.account_refused", spdlog::level::err},
    {"outbox.claim_failed", spdlog::level::err},
    {"outbox.not_recorded", spdlog::level::err},
    {"outbox.not_started", spdlog::level::err},
    {"outbox.released", spdlog::level::warn},
    {"processing.not_started", spdlog::level::err},
    {"processing.refill_failed", spdlog::level::err},
    {"quarantine.expired", spdlog::level::warn},
    {"quarantine.look_failed", spdlog::level::err},
    {"quarantine.spam_expired", spdlog::level::warn},
    {"reload_refused", spdlog::level::err},
    {"restart_needed", spdlog::level::warn},
    {"smtp.accept_failed", spdlog::level::warn},
    {"smtp.mail_not_stored", spdlog::level::warn},
    {"smtp.no_descriptor", spdlog::level::warn},
    {"smtp.session_failed", spdlog::level::err},
    {"smtp.stressed", spdlog::level::warn},
    {"store.broken", spdlog::level::err},
    {"store.sweep_failed", spdlog::level::err},
    {"store.swept", spdlog::level::warn},
    {"store.trouble", spdlog::level::err},
    {"survey.page_failed", spdlog::level::err},
    {"trust.agents_by_token", spdlog::level::warn},
    {"waking_failed", spdlog::level::err},
});

}  // namespace ticketd::daemon
