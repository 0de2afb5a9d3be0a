#include "daemon/account_watch.h"

#include "core/breaker.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

namespace ticketd::daemon {

namespace {

constexpr std::string_view stopped = "stopped ", worked = "worked ";

std::string name_of(const core::AccountState& account) {
  return (account.kind == core::AccountState::Kind::fetched ? "mailbox:" : "route:") + account.name;
}

/// Of the value in the store.
std::string key_of(const std::string& account) { return "account.told." + account; }

/// What was told last, and when the last stop was told of: "worked 1795344076000".
std::string written(const core::AccountTold& told) {
  return std::string(told.stopped ? stopped : worked) + std::to_string(told.at.time_since_epoch().count());
}

core::AccountTold read(std::string_view text) {
  core::AccountTold told{.stopped = text.starts_with(stopped), .at = {}};
  std::int64_t at = 0;
  text.remove_prefix(text.rfind(' ') + 1);
  std::from_chars(text.data(), text.data() + text.size(), at);
  told.at = core::Time(std::chrono::milliseconds(at));
  return told;
}

}  // namespace

Result<> AccountWatch::look() {
  const auto standing = around_.current.get();
  const auto house = standing->house(around_.clock.now());
  if (house.desk.mailboxes.empty()) return {};  // nobody to speak as
  for (const auto& account : accounts_()) {
    const auto name = name_of(account);
    const auto before = told(name);
    if (!before) return fail(before);
    const auto news = core::account_news(account, *before, house.now);
    if (news == core::AccountNews::none) continue;
    if (const auto done = tell(name, account, news, house); !done) return done;
  }
  return {};
}

Result<core::AccountTold> AccountWatch::told(const std::string& account) {
  if (const auto known = told_.find(account); known != told_.end()) return known->second;
  const auto reader = around_.store.reader();
  if (!reader) return fail(reader);
  const auto kept = (*reader)->value(key_of(account));
  if (!kept) return fail(kept);
  return told_.emplace(account, read(kept->value_or(""))).first->second;
}

/// What a breaker stops, or nobody is there to be told, is news at the next look as well.
Result<> AccountWatch::tell(const std::string& name, const core::AccountState& account,
                            core::AccountNews news, const core::House& house) {
  const auto& from = speaker(house.desk);
  const bool stops = news == core::AccountNews::stopped;
  const core::AccountTold told{stops, stops ? house.now : told_[name].at};
  std::size_t letters = 0;
  const auto done = around_.writer.run(
      [&](store::Txn& txn) -> Result<> {
        letters = 0;  // the job may run again
        for (const auto& to : core::operators(house)) {
          auto seen = txn.evidence({.author = to.address.address, .now = house.now});
          if (!seen) return fail(seen);
          if (!core::open_breaker(seen->automatic, house.settings.automatic, to.address.address).empty())
            continue;
          auto item = core::account_letter(account, news, from, to, house, seen->fresh.next_outbox());
          if (auto queued = txn.apply({core::change::Enqueue{std::move(item)}}); !queued) return queued;
          ++letters;
        }
        return letters == 0 ? Result<>{} : txn.set_value(key_of(name), written(told));
      },
      store::Urgency::background);
  if (!done || letters == 0) return done;
  told_[name] = told;
  spdlog::info("account.told account={} news={} letters={}", word(name), stops ? "stopped" : "works",
               letters);
  around_.letters_queued();
  return {};
}

/// A mailbox whose letters get out; where none does, they wait in the outbox.
const core::Mailbox& AccountWatch::speaker(const core::Desk& desk) const {
  const auto found = std::find_if(desk.mailboxes.begin(), desk.mailboxes.end(),
                                  [&](const auto& mailbox) { return can_send_(mailbox.address.address); });
  return found == desk.mailboxes.end() ? desk.mailboxes.front() : *found;
}

}  // namespace ticketd::daemon
