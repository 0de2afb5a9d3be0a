#include "core/digest.h"

#include "core/house_letter.h"

#include <algorithm>

namespace ticketd::core {

namespace {

constexpr std::size_t most_lines = 50, longest_subject = 80, longest_name = 60;

std::string line_of(const HeldBack& one) {
  auto line = std::to_string(one.number) + "  " + short_line(one.from, longest_name) + "  " +
              short_line(one.subject, longest_subject);
  return one.reason.empty() ? line : line + "  (" + short_line(one.reason, longest_subject) + ")";
}

/// The new ones, oldest first; of very many the newest.
std::string new_lines(const std::vector<HeldBack>& all, Time told) {
  std::vector<const HeldBack*> fresh;
  for (const auto& one : all)
    if (one.since > told) fresh.push_back(&one);
  std::string text = fresh.size() > most_lines ? "…" : "";
  for (std::size_t i = fresh.size() - std::min(fresh.size(), most_lines); i < fresh.size(); ++i)
    text += (text.empty() ? "" : "\n") + line_of(*fresh[i]);
  return text;
}

std::string subject_in(const std::string& language, const HeldBackMails& mails) {
  const auto quarantined = std::to_string(mails.quarantined.size()), spam = std::to_string(mails.spam.size());
  if (language == "ko") return "격리함 " + quarantined + "통, 스팸함 " + spam + "건";
  return "Quarantine: " + quarantined + ", spam box: " + spam;
}

OutboxItem letter_to(const HouseReader& manager, const Mailbox& mailbox, const HeldBackMails& mails,
                     OutboxId id, const House& house) {
  auto item = house_letter(LetterKind::digest, mailbox, manager, house, id);
  auto& letter = item.letter;
  letter.subject = subject_in(letter.language, mails);
  const auto days = std::chrono::duration_cast<std::chrono::days>(house.settings.quarantine.keep).count();
  letter.variables["kept_days"] = std::to_string(days);
  if (auto lines = new_lines(mails.quarantined, mails.told); !lines.empty()) {
    letter.variables["quarantined"] = std::move(lines);
    letter.variables["quarantined_count"] = std::to_string(mails.quarantined.size());
  }
  if (auto lines = new_lines(mails.spam, mails.told); !lines.empty()) {
    letter.variables["spam"] = std::move(lines);
    letter.variables["spam_count"] = std::to_string(mails.spam.size());
  }
  return item;
}

}  // namespace

Changes digest_letters(const HeldBackMails& mails, const House& house, FreshIds& fresh) {
  Changes changes;
  if (house.desk.mailboxes.empty()) return changes;
  const auto is_new = [&](const HeldBack& one) { return one.since > mails.told; };
  if (std::none_of(mails.quarantined.begin(), mails.quarantined.end(), is_new) &&
      std::none_of(mails.spam.begin(), mails.spam.end(), is_new))
    return changes;
  for (const auto& manager : managers(house))
    changes.emplace_back(
        change::Enqueue{letter_to(manager, house.desk.mailboxes.front(), mails, fresh.next_outbox(), house)});
  return changes;
}

}  // namespace ticketd::core
