#include "core/answered.h"

#include "core/message_id.h"

namespace ticketd::core {

bool is_between_us(LetterKind kind) {
  return kind == LetterKind::note_added || kind == LetterKind::confirmation ||
         kind == LetterKind::command_result || kind == LetterKind::unverified ||
         kind == LetterKind::delivery_failed || kind == LetterKind::delivery_late ||
         kind == LetterKind::delivery_held || kind == LetterKind::call_failed;
}

bool tells_of_doings(const Sighting& seen) {
  return seen.how == SightingHow::ours && is_between_us(seen.letter) && seen.letter != LetterKind::note_added;
}

const Sighting* answered_mail(const Mail& mail, const Evidence& evidence) {
  const auto& ids = mail.in_reply_to.empty() ? mail.references : mail.in_reply_to;
  if (ids.empty()) return nullptr;
  const auto answered = message_id_key(mail.in_reply_to.empty() ? ids.back() : ids.front());
  const Sighting* found = nullptr;
  for (const auto& seen : evidence.sightings) {
    if (seen.message_id != answered || seen.how == SightingHow::cites) continue;
    if (!found || (seen.how == SightingHow::ours && found->how != SightingHow::ours)) found = &seen;
  }
  return found;
}

const Sighting* answered_letter(const Mail& mail, const Evidence& evidence) {
  const auto* answered = answered_mail(mail, evidence);
  return answered && answered->how == SightingHow::ours ? answered : nullptr;
}

}  // namespace ticketd::core
