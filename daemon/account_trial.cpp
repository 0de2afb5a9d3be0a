#include "daemon/account_trial.h"

#include "daemon/intake/imap_settings.h"
#include "daemon/mail_client/imap_client.h"
#include "daemon/mail_client/smtp_client.h"
#include "daemon/outbox/make_sender.h"

#include <exception>
#include <thread>
#include <utility>

namespace ticketd::daemon {

namespace {

constexpr std::chrono::milliseconds patience = std::chrono::seconds{15};

/// Also the folder is opened: a login that shows none is worth nothing.
Result<> log_in_to_imap(const ImapSettings& settings, const Wakeup& stop) {
  auto client = log_in(settings.login, stop, [&](const Login& login) {
    return ImapClient::open(settings.server, login, stop, ImapLimits{},
                            {.connect = patience, .silence = patience, .command = patience});
  });
  if (!client) return fail(client);
  const auto folder = client->select(settings.server.url.folder);
  client->logout();
  if (!folder) return fail(folder);
  return {};
}

Result<> log_in_to_smtp(const MailServer& server, const LoginSource& source, const Wakeup& stop) {
  auto client = log_in(source, stop, [&](const Login& login) {
    return SmtpClient::open(
        server, login, stop,
        {.connect = patience, .reply = patience, .text = patience, .final_dot = patience});
  });
  if (!client) return fail(client);
  client->quit();
  return {};
}

/// The barrier of its thread.
Result<> outcome_of(const AccountTrial& account, const Wakeup& stop) {
  try {
    return account.log_in(stop);
  } catch (const std::exception& bug) {
    return fail(core::ErrorKind::internal, bug.what());
  }
}

}  // namespace

AccountTrial trial_of(const ImapSettings& settings, const core::ImapAccount& account) {
  return {.kind = core::AccountState::Kind::fetched,
          .name = settings.mailbox,
          .server = account.url,
          .user = account.user,
          .log_in = [settings](const Wakeup& stop) { return log_in_to_imap(settings, stop); }};
}

AccountTrial trial_of(std::string route, std::string user, const DeliverySettings& settings) {
  return {.kind = core::AccountState::Kind::outgoing,
          .name = std::move(route),
          .server = settings.url,
          .user = std::move(user),
          .log_in = [settings](const Wakeup& stop) -> Result<> {
            const auto server = smtp_server(settings);
            if (!server) return fail(server);
            return log_in_to_smtp(*server, settings.login, stop);
          }};
}

std::vector<TriedAccount> try_accounts(std::vector<AccountTrial> accounts, const Wakeup& stop) {
  std::vector<TriedAccount> tried;
  for (auto& account : accounts) tried.push_back({std::move(account), {}});
  {
    std::vector<std::jthread> threads;
    for (auto& one : tried)
      threads.emplace_back([&one, &stop] { one.outcome = outcome_of(one.account, stop); });
  }
  return tried;
}

}  // namespace ticketd::daemon
