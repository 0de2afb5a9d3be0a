// Makes the calls of webhooks: the end of an outbox route of their own, so that a program that is slow, or
// gone, delays no mail.
#pragma once

#include "daemon/current.h"
#include "daemon/intake/address_list.h"
#include "daemon/mail_client/wakeup.h"
#include "daemon/outbox/mail_sender.h"
#include "daemon/webhook/rests.h"

namespace ticketd::daemon {

/// What the operator allows, whatever a desk says (`[webhooks]` of ticketd.toml).
struct WebhookLimits {
  AddressList own_networks;  ///< networks of ours that may be called all the same
  bool clear_text = false;   ///< http://
};

class WebhookSender final : public MailSender {
 public:
  /// All but the limits must outlive it; the rests are shared by all senders. `stop` breaks off what is under
  /// way.
  WebhookSender(const Current& current, const Clock& clock, WebhookLimits limits, WebhookRests& rests,
                const Wakeup& stop)
      : current_(current), clock_(clock), limits_(std::move(limits)), rests_(rests), stop_(stop) {}

  std::vector<Result<SentInfo>> send(std::span<const OutgoingMail> calls,
                                     const std::stop_token& stop) override;

 private:
  Result<SentInfo> call(const OutgoingMail& call);

  const Current& current_;
  const Clock& clock_;
  const WebhookLimits limits_;
  WebhookRests& rests_;
  const Wakeup& stop_;
};

}  // namespace ticketd::daemon
