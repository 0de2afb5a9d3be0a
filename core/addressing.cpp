#include "core/addressing.h"

#include "core/message_id.h"
#include "core/numbers.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

constexpr int agent_weeks = 5;      // 30 days, rounded up to whole weeks
constexpr int customer_weeks = 26;  // 180 days after the last activity: each mail of ours renews it
constexpr int survey_weeks = 5;     // as long as a survey is open, rounded up
constexpr int bounce_weeks = 2;     // five days of retries at the next hop, and some

bool expired(const Token& token, Time now) { return week_of(now) > token.expires_week; }

std::optional<Token> token_of_address(std::string_view address, const House& house) {
  const auto* mailbox = house.desk.mailbox_of(address);
  if (!mailbox) return std::nullopt;
  const auto own_local = mailbox->address.address.rfind('@');
  const auto local = address.substr(0, address.rfind('@'));
  if (local.size() <= own_local + 1) return std::nullopt;
  return house.seal.read(local.substr(own_local + 1));
}

/// `TOKEN.n@our-host` → both; anything else is not ours.
std::optional<FoundToken> token_of_message_id(std::string_view id, const House& house) {
  const auto at = id.rfind('@');
  if (at == std::string_view::npos || !equal_ignoring_case(id.substr(at + 1), house.settings.hostname))
    return std::nullopt;
  const auto local = id.substr(0, at);
  const auto dot = local.find('.');
  if (dot != token_text_size) return std::nullopt;
  const auto number = parse_number<std::int64_t>(local.substr(dot + 1));
  if (!number) return std::nullopt;
  const auto token = house.seal.read(local.substr(0, dot));
  if (!token) return std::nullopt;
  return FoundToken{*token, FoundToken::Where::reference, OutboxId{*number}};
}

}  // namespace

std::vector<FoundToken> find_tokens(const Mail& mail, const Envelope& envelope, const House& house) {
  std::vector<FoundToken> found;
  const auto add = [&](std::optional<FoundToken> token) {
    if (!token || expired(token->token, house.now)) return;
    if (token->token.purpose == Purpose::survey) return;  // it opens a page, and says nothing in a mail
    const bool known = std::any_of(found.begin(), found.end(), [&](const FoundToken& other) {
      return other.token == token->token && other.where == token->where && other.outbox == token->outbox;
    });
    if (!known) found.push_back(*token);
  };
  const auto add_address = [&](std::string_view address) {
    if (const auto token = token_of_address(address, house))
      add(FoundToken{*token, FoundToken::Where::address, std::nullopt});
  };
  for (const auto& address : envelope.recipients) add_address(address);
  for (const auto& address : mail.delivered_to) add_address(address);
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& address : *list) add_address(address.address);
  const auto add_id = [&](const std::string& id, bool answered) {
    auto token = token_of_message_id(id, house);
    if (token) token->answered = answered;
    add(token);
  };
  for (const auto& id : mail.in_reply_to) add_id(id, true);
  for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id)
    add_id(*id, mail.in_reply_to.empty() && id == mail.references.rbegin());
  return found;
}

bool names_party(const Token& token, std::string_view address, const Seal& seal) {
  return token.purpose != Purpose::bounce && token.purpose != Purpose::confirm &&
         token.party == seal.party(address);
}

const Mailbox* mailbox_of(const Mail& mail, const Source& source, const Envelope& envelope,
                          const Desk& desk) {
  if (const auto* fetched = desk.mailbox_named(source.mailbox)) return fetched;
  for (const auto& recipient : envelope.recipients)
    if (const auto* mailbox = desk.mailbox_of(recipient)) return mailbox;
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& address : *list)
      if (const auto* mailbox = desk.mailbox_of(address.address)) return mailbox;
  for (const auto& address : mail.delivered_to)
    if (const auto* mailbox = desk.mailbox_of(address)) return mailbox;
  return desk.mailboxes.empty() ? nullptr : &desk.mailboxes.front();
}

RecipientVerdict judge_recipient(std::string_view address, const House& house) {
  const auto at = address.rfind('@');
  if (equal_ignoring_case(address.substr(0, at), "postmaster")) {
    if (at == std::string_view::npos) return RecipientVerdict::ours;  // RFC 5321 4.5.1: without a domain too
    const auto domain = address.substr(at);
    for (const auto& mailbox : house.desk.mailboxes) {
      const std::string_view own = mailbox.address.address;
      if (equal_ignoring_case(own.substr(own.rfind('@')), domain)) return RecipientVerdict::ours;
    }
    return equal_ignoring_case(domain.substr(1), house.settings.hostname) ? RecipientVerdict::ours
                                                                          : RecipientVerdict::unknown;
  }
  const auto* mailbox = house.desk.mailbox_of(address);
  if (!mailbox) return RecipientVerdict::unknown;
  if (address.size() == mailbox->address.address.size()) return RecipientVerdict::ours;
  return token_of_address(address, house) ? RecipientVerdict::ours : RecipientVerdict::bad_token;
}

Token make_token(Purpose purpose, TicketId ticket, std::string_view address, const House& house) {
  const int weeks = purpose == Purpose::customer || purpose == Purpose::forward ? customer_weeks
                    : purpose == Purpose::survey                                ? survey_weeks
                                                                                : agent_weeks;
  return {.purpose = purpose,
          .ticket = ticket,
          .party = house.seal.party(address),
          .expires_week = static_cast<std::uint16_t>(week_of(house.now) + weeks),
          .generation = 0};
}

namespace {

std::string sub_address(const Mailbox& mailbox, const std::string& token) {
  const auto& own = mailbox.address.address;
  const auto at = own.rfind('@');
  return own.substr(0, at) + mailbox.subaddress_delimiter + token + own.substr(at);
}

}  // namespace

std::string reply_address(const Mailbox& mailbox, const Token& token, const Seal& seal) {
  return mailbox.token_in_reply_address ? sub_address(mailbox, seal.write(token)) : mailbox.address.address;
}

std::string our_message_id(const Token& token, OutboxId outbox, const House& house) {
  return house.seal.write(token) + '.' + std::to_string(outbox.value) + '@' + house.settings.hostname;
}

std::string bounce_address(const Mailbox& mailbox, TicketId ticket, OutboxId outbox, const House& house) {
  const auto party = static_cast<std::uint32_t>(outbox.value);
  if (!mailbox.token_in_reply_address || party != outbox.value) return mailbox.address.address;
  const Token token{.purpose = Purpose::bounce,
                    .ticket = ticket,
                    .party = party,
                    .expires_week = static_cast<std::uint16_t>(week_of(house.now) + bounce_weeks),
                    .generation = 0};
  return sub_address(mailbox, house.seal.write(token));
}

}  // namespace ticketd::core
