#include "daemon/intake/imap_import.h"

#include "core/text.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t mails_at_once = 100;
constexpr std::uint64_t octets_at_once = std::uint64_t{16} << 20;
constexpr std::size_t actions_at_once = 500;
constexpr auto longest_commit = std::chrono::minutes{2};

bool is_about_this_mail(const core::Error& error) { return error.severity() == core::Severity::permanent; }

}  // namespace

Result<AfterImport> parse_after_import(std::string_view text) {
  if (text == "seen") return AfterImport{.act = AfterImport::Act::mark_seen, .folder = {}};
  if (text == "none") return AfterImport{.act = AfterImport::Act::nothing, .folder = {}};
  if (text == "delete") return AfterImport{.act = AfterImport::Act::remove, .folder = {}};
  constexpr std::string_view move = "move:";
  if (text.starts_with(move) && text.size() > move.size() && folder_name(text.substr(move.size())))
    return AfterImport{.act = AfterImport::Act::move, .folder = std::string(text.substr(move.size()))};
  return fail(core::ErrorKind::bad_config, "after_import is seen, move:FOLDER, delete or none");
}

Result<ImapSettings> imap_settings(const core::Mailbox& mailbox, std::string our_name,
                                   std::size_t max_message_size, std::function<core::Time()> now) {
  if (!mailbox.imap) return fail(core::ErrorKind::bad_config, mailbox.name + " is not fetched by IMAP");
  const auto& account = *mailbox.imap;
  auto url = parse_mail_url(account.url);
  if (!url) return fail(url);
  if (url->protocol != MailProtocol::imap)
    return fail(core::ErrorKind::bad_config, account.url + ": not an IMAP url");
  if (account.user.empty()) return fail(core::ErrorKind::bad_config, account.url + ": no user");
  auto after_import = parse_after_import(account.after_import);
  if (!after_import) return fail(after_import);
  ImapSettings settings;
  settings.mailbox = mailbox.name;
  settings.server = {
      .url = std::move(*url), .tls_ca_file = account.tls_ca_file, .our_name = std::move(our_name)};
  settings.login = login_from_file(account.user, account.password_file);
  settings.after_import = std::move(*after_import);
  settings.max_message_size = max_message_size;
  settings.now = std::move(now);
  return settings;
}

Result<> ImapImport::begin(ImapClient& client) {
  const auto& folder = settings_.server.url.folder;
  const auto selected = client.select(folder);
  if (!selected) return fail(selected);
  spdlog::info("imap.connected mailbox={} host={} folder=\"{}\" mails={} uidvalidity={}", settings_.mailbox,
               settings_.server.url.host, folder, selected->exists, selected->uid_validity);
  if (selected->uid_validity == progress_.uid_validity()) return {};

  const auto known = ledger_.known(folder);
  if (!known) return fail(known);
  if (known->uid_validity != 0 && known->uid_validity != selected->uid_validity)
    spdlog::warn("imap.uidvalidity_changed mailbox={} folder=\"{}\" from={} to={}", settings_.mailbox, folder,
                 known->uid_validity, selected->uid_validity);
  progress_ = ImapProgress(selected->uid_validity, *known);
  return {};
}

Result<std::size_t> ImapImport::pass(ImapClient& client, bool everything) {
  if (auto repeated = finish(client); !repeated) return fail(repeated);
  const auto listed = client.list(everything ? progress_.first_unsure() : progress_.first_new());
  if (!listed) return fail(listed);
  auto work = portions(progress_.missing(*listed), mails_at_once, octets_at_once);
  if (everything)
    for (const auto& mail : progress_.given_up(*listed)) work.push_back({mail.uid});
  std::size_t imported = 0;
  for (const auto& uids : work) {
    const auto count = import_portion(client, uids);
    if (!count) return count;
    imported += *count;
    if (auto done = finish(client); !done) return fail(done);
  }
  return imported;
}

Result<std::size_t> ImapImport::import_portion(ImapClient& client, const ImapUids& uids) {
  ImapUids outstanding = uids;
  std::size_t imported = 0;
  auto outcome = client.fetch(uids, [&](ImapFetched mail) -> Result<> {
    std::erase(outstanding, mail.uid);
    const auto is_new = import_mail(std::move(mail));
    if (!is_new) return fail(is_new);
    imported += *is_new ? 1 : 0;
    return {};
  });
  const bool server_failed = !outcome && outcome.error().kind == core::ErrorKind::network && !stop_.raised();
  if (server_failed && !outstanding.empty()) outstanding.resize(1);  // the one it stumbled over
  if (outcome || server_failed) {
    for (const auto uid : outstanding) {
      progress_.failed(uid);  // or it was expunged meanwhile: then no listing names it again
      if (progress_.hopeless(uid))
        spdlog::error("imap.unreadable mailbox={} uid={} problem=\"the server does not deliver it\"",
                      settings_.mailbox, uid);
    }
  }
  if (!outcome) return fail(outcome);
  return imported;
}

/// Whether the mail was new. An error means that this connection can't go on: nothing is passed over.
Result<bool> ImapImport::import_mail(ImapFetched mail) {
  if (mail.body_too_large) {
    spdlog::error("imap.too_large mailbox={} uid={} limit={}", settings_.mailbox, mail.uid,
                  settings_.max_message_size);
    progress_.set_aside(mail.uid);
    return false;
  }
  const auto size = mail.body->size();
  core::IncomingMail incoming;
  incoming.source = {.kind = core::SourceKind::imap,
                     .peer = settings_.server.url.host,
                     .mailbox = settings_.mailbox,
                     .behind_our_border = true};
  incoming.bytes = std::move(*mail.body);
  incoming.received = settings_.now();
  incoming.imap = position_of(mail.uid);

  const auto accepted = accept_durably(std::move(incoming));
  if (!accepted && is_about_this_mail(accepted.error())) {
    spdlog::error("imap.refused mailbox={} uid={} problem=\"{}\"", settings_.mailbox, mail.uid,
                  accepted.error().detail);
    progress_.set_aside(mail.uid);
    return false;
  }
  if (!accepted) return fail(accepted);
  progress_.imported(mail.uid);
  spdlog::info("imap.imported mailbox={} uid={} mail={} size={} duplicate={}", settings_.mailbox, mail.uid,
               accepted->mail.value, size, accepted->duplicate);
  return !accepted->duplicate;
}

/// Waits for the commit. The answer may come after we have stopped waiting, so it is owned by both sides.
Result<core::Accepted> ImapImport::accept_durably(core::IncomingMail mail) {
  const auto answer = std::make_shared<std::promise<Result<core::Accepted>>>();
  auto accepted = answer->get_future();
  accept_(std::move(mail),
          [answer](Result<core::Accepted> outcome) { answer->set_value(std::move(outcome)); });
  const auto deadline = after(longest_commit);
  while (accepted.wait_for(std::chrono::milliseconds{250}) != std::future_status::ready) {
    if (stop_.raised()) return fail(core::ErrorKind::store_busy, "stopped before the mail was durable");
    if (std::chrono::steady_clock::now() > deadline)
      return fail(core::ErrorKind::store_busy, "the store does not answer");
  }
  return accepted.get();
}

/// Does on the server what is due for imported mails, again and again until the ledger has it. A server that
/// refuses does not hinder the import.
Result<> ImapImport::finish(ImapClient& client) {
  const ImapUids due = progress_.unfinished();
  for (std::size_t from = 0; from < due.size(); from += actions_at_once) {
    const ImapUids uids(
        due.begin() + static_cast<std::ptrdiff_t>(from),
        due.begin() + static_cast<std::ptrdiff_t>(std::min(from + actions_at_once, due.size())));
    if (const auto acted = act_on(client, uids); !acted) {
      spdlog::warn("imap.after_import_failed mailbox={} mails={} problem=\"{}\"", settings_.mailbox,
                   uids.size(), acted.error().detail);
      return acted.error().kind == core::ErrorKind::remote_temporary ? Result<>{} : acted;
    }
    std::vector<core::ImapPosition> positions;
    for (const auto uid : uids) positions.push_back(position_of(uid));
    if (auto noted = ledger_.finished(positions); !noted) return noted;
    progress_.finished(uids);
  }
  return {};
}

Result<> ImapImport::act_on(ImapClient& client, const ImapUids& uids) {
  switch (settings_.after_import.act) {
    case AfterImport::Act::nothing:
      return {};
    case AfterImport::Act::mark_seen:
      return client.mark_seen(uids);
    case AfterImport::Act::move:
      return client.move(uids, settings_.after_import.folder);
    case AfterImport::Act::remove:
      return client.remove(uids);
  }
  return {};
}

core::ImapPosition ImapImport::position_of(std::uint32_t uid) const {
  return {.mailbox = settings_.mailbox,
          .folder = settings_.server.url.folder,
          .uid_validity = progress_.uid_validity(),
          .uid = uid};
}

}  // namespace ticketd::daemon
