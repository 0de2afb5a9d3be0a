#include "core/delivery.h"

#include "core/correspondence.h"
#include "core/mail.h"
#include "core/names.h"
#include "core/webhook.h"

namespace ticketd::core {

namespace {

void note_lateness(DeliveryOutcome& outcome, const OutboxItem& item, Time now, const RetryPolicy& policy) {
  if (item.late_told || now - item.queued_at < policy.late_after) return;
  outcome.change.late_told = true;
  outcome.news = DeliveryNews::late;
}

/// The next hop says that there is no such address. Its other refusals may speak of us as well as of the
/// recipient: they do not count against the address.
std::optional<AddressState> learnt(const OutboxItem& item, const Error* failure, Time now) {
  if (!failure || failure->kind != ErrorKind::unknown_recipient) return std::nullopt;
  const BouncedRecipient refused{.address = item.letter.to.address,
                                 .action = DeliveryAction::failed,
                                 .status = "5.1.1",
                                 .reason = BounceReason::user_unknown,
                                 .diagnostic = failure->detail};
  return after_hard_bounce(item.recipient, refused, now);
}

}  // namespace

DeliveryOutcome after_try(const OutboxItem& item, const Error* failure, Time now, std::uint64_t dice,
                          const RetryPolicy& policy) {
  DeliveryOutcome outcome{.change = {.outbox = item.id,
                                     .state = SendState::queued,
                                     .attempts = item.attempts + 1,
                                     .next_at = now,
                                     .last_error = failure ? failure->detail : std::string{}}};
  const auto verdict = after_attempt(outcome.change.attempts, failure, item.queued_at, now, dice, policy);
  std::visit(Overloaded{[&](const Sent&) { outcome.change.state = SendState::sent; },
                        [&](const RetryAt& later) {
                          outcome.change.next_at = later.at;
                          note_lateness(outcome, item, now, policy);
                        },
                        [&](const GiveUp& end) {
                          outcome.change.state = SendState::failed;
                          outcome.change.last_error = end.why;
                          outcome.news = DeliveryNews::failed;
                          outcome.address = learnt(item, failure, now);
                        },
                        [&](const Unsure&) {
                          outcome.change.state = SendState::uncertain;
                          outcome.news = DeliveryNews::uncertain;
                        }},
             verdict);
  return outcome;
}

DeliveryOutcome while_paused(const OutboxItem& item, const Error& refusal, Time until, Time now,
                             const RetryPolicy& policy) {
  DeliveryOutcome outcome{.change = {.outbox = item.id,
                                     .state = SendState::queued,
                                     .attempts = item.attempts,
                                     .next_at = until,
                                     .last_error = refusal.detail}};
  note_lateness(outcome, item, now, policy);
  return outcome;
}

DeliveryOutcome held(const OutboxItem& item, std::string why) {
  return {.change = {.outbox = item.id,
                     .state = SendState::held,
                     .attempts = item.attempts,
                     .next_at = item.created_at,
                     .last_error = std::move(why)},
          .news = DeliveryNews::held};
}

DeliveryOutcome dropped(const OutboxItem& item) {
  const bool is_known = item.state == SendState::failed;
  return {.change = {.outbox = item.id,
                     .state = SendState::failed,
                     .attempts = item.attempts,
                     .next_at = item.next_at,
                     .last_error = is_known ? item.last_error : "dropped by the operator",
                     .given_up = true},
          .news = is_known ? DeliveryNews::none : DeliveryNews::failed};
}

void tell_of(Draft& draft, const OutboxItem& item, const DeliveryOutcome& outcome) {
  if (outcome.news == DeliveryNews::none) return;
  const auto& address = item.letter.to.address;
  const auto& error = outcome.change.last_error;
  const bool late = outcome.news == DeliveryNews::late;
  draft.record(EventKind::delivery, address,
               (late ? "late" : std::string(name_of(outcome.change.state))) + ": " + error, by_system());
  const auto* agent = draft.house().desk.agent_with_address(address);
  bool lost = false;  // from now on nothing goes there
  if (outcome.address) {
    auto known = *outcome.address;
    known.of_agent = agent != nullptr;
    lost = known.marked_at && !item.recipient.marked_at;
    if (lost) draft.record(EventKind::delivery, address, "undeliverable: " + known.reason, by_system());
    draft.change(change::SetAddressState{std::move(known)});
  }
  if (agent && !lost) return;
  if (outcome.is_known) return;
  if (item.letter.kind == LetterKind::webhook && outcome.news != DeliveryNews::uncertain) {
    if (outcome.news == DeliveryNews::failed) tell_of_call(draft, webhook_name(address), error);
    return;
  }
  if (outcome.news == DeliveryNews::held && is_automatic(item.letter)) return;

  Variables about{{"recipient", address}, {"error", error}};
  if (late) return tell_of_delivery(draft, LetterKind::delivery_late, about, item.entry);
  if (outcome.news == DeliveryNews::failed)
    return tell_of_delivery(draft, LetterKind::delivery_failed, about, item.entry, agent);
  about["outbox"] = std::to_string(item.id.value);
  if (outcome.news == DeliveryNews::uncertain) about["uncertain"] = "yes";
  tell_of_delivery(draft, LetterKind::delivery_held, about, item.entry);
}

}  // namespace ticketd::core
