#include "core/answered.h"

#include "core/message_id.h"

#include <algorithm>

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

const Sighting* answered_letter(const Mail& mail, const Evidence& evidence) {
  const auto& ids = mail.in_reply_to.empty() ? mail.references : mail.in_reply_to;
  if (ids.empty()) return nullptr;
  const auto answered = message_id_key(mail.in_reply_to.empty() ? ids.back() : ids.front());
  const auto seen = std::find_if(evidence.sightings.begin(), evidence.sightings.end(), [&](const auto& one) {
    return one.how == SightingHow::ours && one.message_id == answered;
  });
  return seen == evidence.sightings.end() ? nullptr : &*seen;
}

}  // namespace ticketd::core
