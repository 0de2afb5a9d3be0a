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
constexpr std::string_view undelivered = "the server does not deliver it", larger = "too large";

bool is_about_this_mail(const core::Error& error) { return error.severity() == core::Severity::permanent; }

/// The server answered one command with NO: the connection goes on.
bool is_refusal(const Result<>& imported) {
  return !imported && imported.error().kind == core::ErrorKind::remote_temporary;
}

}  // namespace

Result<> ImapImport::begin(ImapClient& client) {
  (void)take_all();  // of a pass that an exception ended
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
  if (known->uid_validity == selected->uid_validity) return {};
  if (known->uid_validity == 0 && settings_.since) since_ = imap_date(*settings_.since, settings_.now());
  record({});  // so that a first reading that is cut off is gone on with, and keeps its day beyond midnight
  return await_record();
}

Result<std::size_t> ImapImport::pass(ImapClient& client, ImapPass how) {
  imported_ = 0;
  auto done = import_missing(client, how);
  if (done && how != ImapPass::news) done = try_skipped(client, how);
  // Whatever ended the pass, every mail that is durable by then counts as imported.
  for (auto rest : {take_all(), await_record()})
    if (done) done = std::move(rest);
  if (!done) return fail(done);
  return imported_;
}

Result<> ImapImport::import_missing(ImapClient& client, ImapPass how) {
  if (auto repeated = conclude(client); !repeated) return repeated;
  const auto missing = list_missing(client, how);
  if (!missing) return fail(missing);
  for (const auto& uids : portions(*missing, mails_at_once, octets_at_once))
    if (auto imported = import_portion(client, uids); !imported) return imported;
  return conclude_all(client);
}

Result<std::vector<ImapListed>> ImapImport::list_missing(ImapClient& client, ImapPass how) {
  const bool first_reading = progress_.settled_up_to() == 0;
  const auto from = how == ImapPass::news ? progress_.first_new() : progress_.first_unsure();
  const bool all = since_.empty() || (how == ImapPass::news && !first_reading);
  auto listed = all ? client.list(from) : client.list_since(from, since_);
  if (!listed) return listed;
  const auto complete_up_to = first_reading && first_unborn_ > 0 ? first_unborn_ - 1 : 0;
  std::vector<ImapListed> missing;
  for (const auto& mail : progress_.expect(*listed, complete_up_to)) {
    const auto too_large = is_too_large(client, mail);
    if (!too_large) return fail(too_large);
    if (*too_large)
      skip(mail.uid, std::string(larger));
    else
      missing.push_back(mail);
  }
  return missing;
}

/// Servers are known to err about sizes, but not so far as by half. Between, one octet behind the limit
/// tells, and the mail itself is not fetched; what the server does not say the fetch will.
Result<bool> ImapImport::is_too_large(ImapClient& client, const ImapListed& mail) {
  const auto most = settings_.max_message_size;
  if (mail.size <= most || mail.size / 2 > most) return mail.size > most;
  const auto longer = client.is_longer_than(most, mail.uid);
  if (longer) return longer->value_or(false);
  const bool lost = longer.error().kind == core::ErrorKind::network;
  if (lost && !stop_.raised() && progress_.failed(mail.uid)) skip(mail.uid, std::string(undelivered));
  return fail(longer);
}

/// Last, and each alone: the connection may break at every one of them.
Result<> ImapImport::try_skipped(ImapClient& client, ImapPass how) {
  const auto skipped = progress_.skipped_ones();
  if (skipped.empty()) return {};
  const auto there = client.list(skipped);
  if (!there) return fail(there);
  core::ImapStep step;
  for (const auto uid : skipped)
    if (std::ranges::find(*there, uid, &ImapListed::uid) == there->end()) {
      step.no_longer_there.push_back(uid);
      progress_.gone(uid);
    }
  if (!step.no_longer_there.empty()) {
    record(std::move(step));
    if (auto noted = await_record(); !noted) return noted;
  }
  for (const auto& mail : *there) {
    if (how == ImapPass::reconciliation && mail.size > settings_.max_message_size) continue;
    const auto too_large = is_too_large(client, mail);
    if (!too_large) return fail(too_large);
    if (*too_large) {
      skip(mail.uid, std::string(larger));
      continue;
    }
    const auto imported = import_portion(client, {mail.uid});
    if (is_refusal(imported)) continue;  // it stays skipped
    if (!imported) return imported;
  }
  return conclude_all(client);
}

/// What the server has been asked for and neither sent nor denied keeps its turn three times.
Result<> ImapImport::import_portion(ImapClient& client, const ImapUids& uids) {
  ImapUids outstanding = uids;
  const auto imported = fetch(client, outstanding);
  if (is_refusal(imported) && uids.size() > 1) return import_one_by_one(client, outstanding);
  const bool lost = !imported && imported.error().kind == core::ErrorKind::network;
  const bool server_failed = (lost || is_refusal(imported)) && !stop_.raised();
  if (server_failed && !outstanding.empty()) outstanding.resize(1);  // the one it stumbled over
  if (imported || server_failed)
    for (const auto uid : outstanding)  // or it was expunged meanwhile: then no listing names it again
      if (progress_.failed(uid)) skip(uid, std::string(undelivered));
  return imported ? conclude(client) : imported;
}

/// A NO to several mails does not tell which of them it means. The first that is refused alone ends the pass,
/// as a connection that breaks does: what refuses all of them passes, and must not have them all skipped.
Result<> ImapImport::import_one_by_one(ImapClient& client, const ImapUids& uids) {
  for (const auto uid : uids)
    if (auto imported = import_portion(client, {uid}); !imported) return imported;
  return {};
}

/// The last of them may still be under way into the store when it returns.
Result<> ImapImport::fetch(ImapClient& client, ImapUids& outstanding) {
  const ImapUids wanted = outstanding;
  auto fetched = client.fetch(wanted, [&](ImapFetched mail) -> Result<> {
    std::erase(outstanding, mail.uid);
    hand_in(std::move(mail));
    Result<> taken;
    while (taken && commits_.full()) taken = take(commits_.next());
    return taken;
  });
  while (fetched && commits_.answered()) fetched = take(commits_.next());
  return fetched;
}

void ImapImport::hand_in(ImapFetched mail) {
  if (mail.body_too_large) return skip(mail.uid, std::string(larger));
  core::IncomingMail incoming;
  incoming.source = {.kind = core::SourceKind::imap,
                     .peer = settings_.server.url.host,
                     .mailbox = settings_.mailbox,
                     .behind_our_border = true};
  incoming.bytes = std::move(*mail.body);
  incoming.received = settings_.now();
  incoming.imap = position_of(mail.uid);
  commits_.hand_in(std::move(incoming));
}

/// The first trouble of all that are under way; each of them is answered first.
Result<> ImapImport::take_all() {
  Result<> all;
  while (!commits_.empty()) {
    auto taken = take(commits_.next());
    if (all) all = std::move(taken);
  }
  return all;
}

/// An error means that this connection can't go on: nothing is passed over.
Result<> ImapImport::take(const ImapCommits::Answer& answer) {
  const auto& [uid, size, accepted] = answer;
  if (!accepted && is_about_this_mail(accepted.error())) {
    skip(uid, "refused: " + accepted.error().detail);
    return {};
  }
  if (!accepted) return fail(accepted);
  progress_.imported(uid);
  spdlog::info("imap.imported mailbox={} uid={} mail={} size={} duplicate={}", word(settings_.mailbox), uid,
               accepted->mail.value, size, accepted->duplicate);
  if (!accepted->duplicate) ++imported_;
  return {};
}

void ImapImport::skip(std::uint32_t uid, std::string reason) {
  spdlog::error("imap.skipped mailbox={} uid={} reason={}", word(settings_.mailbox), uid, escaped(reason));
  progress_.skipped(uid);
  newly_skipped_.push_back({position_of(uid), std::move(reason), settings_.now()});
}

/// Does on the server what is due for imported mails, again and again until the ledger has it, and has the
/// ledger know how far the folder is settled. What it asks of the ledger is answered before the next time.
Result<> ImapImport::conclude(ImapClient& client) {
  if (auto known = await_record(); !known) return known;
  auto finished = finish_on_server(client);
  if (!finished) return fail(finished);
  if (finished->empty() && newly_skipped_.empty() && progress_.settled_up_to() == recorded_) return {};
  core::ImapStep step;
  step.finished = std::move(*finished);
  step.skipped = std::exchange(newly_skipped_, {});
  record(std::move(step));
  return {};
}

/// With all that is under way.
Result<> ImapImport::conclude_all(ImapClient& client) {
  if (auto taken = take_all(); !taken) return taken;
  if (auto concluded = conclude(client); !concluded) return concluded;
  return await_record();
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
/// again with each pass: a folder that takes no marks is not copied from, what is copied is remembered, and a
/// stop that comes between waits for the removal.
Result<> ImapImport::move(ImapClient& client, const ImapUids& uids) {
  const auto& folder = settings_.after_import.folder;
  if (client.can("move")) return client.move(uids, folder);
  const auto whole = client.outlast_stop();
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

void ImapImport::record(core::ImapStep step) {
  step.folder = {settings_.mailbox, settings_.server.url.folder, progress_.uid_validity()};
  step.settled_up_to = progress_.settled_up_to();
  step.since = since_;
  auto outcome = ledger_.record(step);
  recording_ = Recording{std::move(step), std::move(outcome)};
}

/// What could not be recorded is still to be done.
Result<> ImapImport::await_record() {
  if (!recording_) return {};
  auto [step, outcome] = std::move(*recording_);
  recording_.reset();
  if (auto recorded = outcome.get(); !recorded) {
    newly_skipped_.insert(newly_skipped_.begin(), step.skipped.begin(), step.skipped.end());
    return recorded;
  }
  recorded_ = step.settled_up_to;
  progress_.finished(step.finished);
  for (const auto uid : step.finished) copied_.erase(uid);
  return {};
}

core::ImapPosition ImapImport::position_of(std::uint32_t uid) const {
  return {.mailbox = settings_.mailbox,
          .folder = settings_.server.url.folder,
          .uid_validity = progress_.uid_validity(),
          .uid = uid};
}

}  // namespace ticketd::daemon
