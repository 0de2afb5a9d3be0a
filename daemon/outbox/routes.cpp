#include "daemon/outbox/routes.h"

#include "core/text.h"
#include "core/webhook.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

bool names(const std::vector<std::string>& list, std::string_view one) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& other) { return core::equal_ignoring_case(other, one); });
}

}  // namespace

std::size_t Routes::of(std::string_view sender) const {
  const auto standing = current_.get();
  const auto* mailbox = standing->desk.mailbox_of(sender);
  for (std::size_t i = 0; mailbox && i < matches_.size(); ++i)
    if (names(matches_[i].mailboxes, mailbox->name)) return i;
  const auto domain = sender.substr(sender.rfind('@') + 1);
  for (std::size_t i = 0; i < matches_.size(); ++i)
    if (names(matches_[i].domains, domain)) return i;
  return matches_.size();
}

store::Senders Routes::senders_of(std::size_t route) const {
  return [routes = *this, route](std::string_view sender) {
    return !core::is_webhook_sender(sender) && routes.of(sender) == route;
  };
}

}  // namespace ticketd::daemon
