#include "daemon/intake/imap_import.h"

#include "core/text.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t mails_at_once = 500;
constexpr std::uint64_t octets_at_once = std::uint64_t{16} << 20;
constexpr std::size_t actions_at_once = 500;
constexpr std::string_view undelivered = "the server does not deliver it";

bool is_about_this_mail(const core::Error& error) { return error.severity() == core::Severity::permanent; }

/// The server answered one command with NO: the connection goes on.
bool is_refusal(const Result<std::size_t>& imported) {
  return !imported && imported.error().kind == core::ErrorKind::remote_temporary;
}

}  // namespace

Result<> ImapImport::begin(ImapClient& client) {
  const auto& folder = settings_.server.url.folder;
  const auto selected = client.select(folder);
  if (!selected) return fail(selected);
  first_unborn_ = selected->uid_next;
  spdlog::info("imap.connected mailbox={} host={} folder={} mails={} uidvalidity={}", word(settings_.mailbox),
               word(settings_.server.url.host), escaped(folder), selected->exists, selected->uid_validity);
  if (selected->uid_validity == progress_.uid_validity()) return {};

  const auto known = ledger_.known(folder);
  if (!known) return fail(known);
  if (known->uid_validity != 0 && known->uid_validity != selected->uid_validity)
    spdlog::warn("imap.uidvalidity_changed mailbox={} folder={} from={} to={}", word(settings_.mailbox),
                 escaped(folder), known->uid_validity, selected->uid_validity);
  progress_ = ImapProgress(selected->uid_validity, *known);
  recorded_ = progress_.settled_up_to();
  newly_skipped_.clear();
  copied_.clear();
  since_ = known->since;
  if (known->uid_validity != 0 || !settings_.since) return {};
  since_ = imap_date(*settings_.since, settings_.now());
  return record({});  // so that a first reading that lasts beyond midnight keeps its day
}

Result<std::size_t> ImapImport::pass(ImapClient& client, ImapPass how) {
  if (auto repeated = conclude(client); !repeated) return fail(repeated);
  const auto missing = list_missing(client, how);
  if (!missing) return fail(missing);
  std::size_t imported = 0;
  for (const auto& uids : portions(*missing, mails_at_once, octets_at_once)) {
    const auto count = import_portion(client, uids);
    if (!count) return count;
    imported += *count;
  }
  if (auto noted = conclude(client); !noted) return fail(noted);
  if (how == ImapPass::news) return imported;
  const auto late = try_skipped(client, how);
  return late ? imported + *late : late;
}

Result<std::vector<ImapListed>> ImapImport::list_missing(ImapClient& client, ImapPass how) {
  const bool first_reading = progress_.settled_up_to() == 0;
  const auto from = how == ImapPass::news ? progress_.first_new() : progress_.first_unsure();
  const bool all = since_.empty() || (how == ImapPass::news && !first_reading);
  auto listed = all ? client.list(from) : client.list_since(from, since_);
  if (!listed) return listed;
  const auto complete_up_to = first_reading && first_unborn_ > 0 ? first_unborn_ - 1 : 0;
  auto missing = progress_.expect(*listed, complete_up_to);
  std::erase_if(missing, [this](const ImapListed& mail) {
    const bool hopeless =
        mail.size / 2 > settings_.max_message_size;  // servers are known to err, but not so far
    if (hopeless) skip(mail.uid, "too large");
    return hopeless;
  });
  return missing;
}

/// Last, and each alone: the connection may break at every one of them.
Result<std::size_t> ImapImport::try_skipped(ImapClient& client, ImapPass how) {
  const auto skipped = progress_.skipped_ones();
  if (skipped.empty()) return 0;
  const auto there = client.list(skipped);
  if (!there) return fail(there);
  core::ImapStep step;
  for (const auto uid : skipped)
    if (std::ranges::find(*there, uid, &ImapListed::uid) == there->end()) {
      step.no_longer_there.push_back(uid);
      progress_.gone(uid);
    }
  if (!step.no_longer_there.empty())
    if (auto noted = record(std::move(step)); !noted) return fail(noted);
  std::size_t imported = 0;
  for (const auto& mail : *there) {
    if (how == ImapPass::reconciliation && mail.size > settings_.max_message_size) continue;
    const auto count = import_portion(client, {mail.uid});
    if (is_refusal(count)) continue;  // it stays skipped
    if (!count) return count;
    imported += *count;
  }
  if (auto noted = conclude(client); !noted) return fail(noted);
  return imported;
}

/// What the server has been asked for and neither sent nor denied keeps its turn three times.
Result<std::size_t> ImapImport::import_portion(ImapClient& client, const ImapUids& uids) {
  ImapUids outstanding = uids;
  const auto imported = fetch(client, outstanding);
  if (is_refusal(imported) && uids.size() > 1) return import_one_by_one(client, outstanding);
  const bool lost = !imported && imported.error().kind == core::ErrorKind::network;
  const bool server_failed = (lost || is_refusal(imported)) && !stop_.raised();
  if (server_failed && !outstanding.empty()) outstanding.resize(1);  // the one it stumbled over
  if (imported || server_failed)
    for (const auto uid : outstanding)  // or it was expunged meanwhile: then no listing names it again
      if (progress_.failed(uid)) skip(uid, std::string(undelivered));
  if (!imported) return imported;
  if (auto done = conclude(client); !done) return fail(done);
  return imported;
}

/// A NO to several mails does not tell which of them it means. The first that is refused alone ends the pass,
/// as a connection that breaks does: what refuses all of them passes, and must not have them all skipped.
Result<std::size_t> ImapImport::import_one_by_one(ImapClient& client, const ImapUids& uids) {
  std::size_t imported = 0;
  for (const auto uid : uids) {
    const auto count = import_portion(client, {uid});
    if (!count) return count;
    imported += *count;
  }
  return imported;
}

/// How many were new. Whatever ends the fetch, every mail that is durable by then counts as imported.
Result<std::size_t> ImapImport::fetch(ImapClient& client, ImapUids& outstanding) {
  ImapCommits commits(accept_, stop_);
  std::size_t imported = 0;
  Result<> trouble;
  const auto take_next = [&] {
    const auto is_new = take(commits.next());
    if (is_new) imported += *is_new ? 1 : 0;
    if (!is_new && trouble) trouble = fail(is_new);
  };
  const ImapUids wanted = outstanding;
  const auto fetched = client.fetch(wanted, [&](ImapFetched mail) -> Result<> {
    std::erase(outstanding, mail.uid);
    hand_in(std::move(mail), commits);
    while (commits.full()) take_next();
    return trouble;
  });
  while (!commits.empty()) take_next();
  if (!trouble) return fail(trouble);
  if (!fetched) return fail(fetched);
  return imported;
}

void ImapImport::hand_in(ImapFetched mail, ImapCommits& commits) {
  if (mail.body_too_large) return skip(mail.uid, "too large");
  core::IncomingMail incoming;
  incoming.source = {.kind = core::SourceKind::imap,
                     .peer = settings_.server.url.host,
                     .mailbox = settings_.mailbox,
                     .behind_our_border = true};
  incoming.bytes = std::move(*mail.body);
  incoming.received = settings_.now();
  incoming.imap = position_of(mail.uid);
  commits.hand_in(std::move(incoming));
}

/// Whether the mail was new. An error means that this connection can't go on: nothing is passed over.
Result<bool> ImapImport::take(const ImapCommits::Answer& answer) {
  const auto& [uid, size, accepted] = answer;
  if (!accepted && is_about_this_mail(accepted.error())) {
    skip(uid, "refused: " + accepted.error().detail);
    return false;
  }
  if (!accepted) return fail(accepted);
  progress_.imported(uid);
  spdlog::info("imap.imported mailbox={} uid={} mail={} size={} duplicate={}", word(settings_.mailbox), uid,
               accepted->mail.value, size, accepted->duplicate);
  return !accepted->duplicate;
}

void ImapImport::skip(std::uint32_t uid, std::string reason) {
  spdlog::error("imap.skipped mailbox={} uid={} reason={}", word(settings_.mailbox), uid, escaped(reason));
  progress_.skipped(uid);
  newly_skipped_.push_back({position_of(uid), std::move(reason), settings_.now()});
}

/// Does on the server what is due for imported mails, again and again until the ledger has it, and has the
/// ledger know how far the folder is settled.
Result<> ImapImport::conclude(ImapClient& client) {
  auto finished = finish_on_server(client);
  if (!finished) return fail(finished);
  if (finished->empty() && newly_skipped_.empty() && progress_.settled_up_to() == recorded_) return {};
  core::ImapStep step;
  step.finished = *finished;
  step.skipped = newly_skipped_;
  if (auto noted = record(std::move(step)); !noted) return noted;
  progress_.finished(*finished);
  for (const auto uid : *finished) copied_.erase(uid);
  newly_skipped_.clear();
  return {};
}

/// Whose action is done. A server that refuses does not hinder the import.
Result<ImapUids> ImapImport::finish_on_server(ImapClient& client) {
  const ImapUids due = progress_.unfinished();
  refused_action_.clear();
  for (std::size_t from = 0; from < due.size(); from += actions_at_once) {
    const auto until = std::min(from + actions_at_once, due.size());
    const ImapUids uids(due.begin() + static_cast<std::ptrdiff_t>(from),
                        due.begin() + static_cast<std::ptrdiff_t>(until));
    const auto acted = act_on(client, uids);
    if (acted) continue;
    spdlog::warn("imap.after_import_failed mailbox={} mails={} problem={}", word(settings_.mailbox),
                 uids.size(), escaped(acted.error().detail));
    if (acted.error().kind != core::ErrorKind::remote_temporary) return fail(acted);
    refused_action_ = "after_import fails: " + acted.error().detail;
    return ImapUids(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(from));
  }
  return due;
}

Result<> ImapImport::act_on(ImapClient& client, const ImapUids& uids) {
  switch (settings_.after_import.act) {
    case AfterImport::Act::nothing:
      return {};
    case AfterImport::Act::mark_seen:
      return client.mark_seen(uids);
    case AfterImport::Act::move:
      return move(client, uids);
    case AfterImport::Act::remove:
      return client.remove(uids);
  }
  return {};
}

/// Without MOVE: a copy, and the removal here. Whatever hinders the removal must not have the mail copied
/// again with each pass: a folder that takes no marks is not copied from, and what is copied is remembered.
Result<> ImapImport::move(ImapClient& client, const ImapUids& uids) {
  const auto& folder = settings_.after_import.folder;
  if (client.can("move")) return client.move(uids, folder);
  ImapUids uncopied;
  std::ranges::copy_if(uids, std::back_inserter(uncopied),
                       [this](std::uint32_t uid) { return !copied_.contains(uid); });
  if (!uncopied.empty()) {
    if (auto takes_marks = client.unmark_removed(uncopied); !takes_marks) return takes_marks;
    if (auto copied = client.copy(uncopied, folder); !copied) return copied;
    copied_.insert(uncopied.begin(), uncopied.end());
  }
  return client.remove(uids);
}

Result<> ImapImport::record(core::ImapStep step) {
  step.folder = {settings_.mailbox, settings_.server.url.folder, progress_.uid_validity()};
  step.settled_up_to = progress_.settled_up_to();
  step.since = since_;
  if (auto recorded = ledger_.record(step); !recorded) return recorded;
  recorded_ = step.settled_up_to;
  return {};
}

core::ImapPosition ImapImport::position_of(std::uint32_t uid) const {
  return {.mailbox = settings_.mailbox,
          .folder = settings_.server.url.folder,
          .uid_validity = progress_.uid_validity(),
          .uid = uid};
}

}  // namespace ticketd::daemon
