#include "daemon/mail_client/imap_client.h"

#include "core/text.h"
#include "crypto/digest.h"

#include <algorithm>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t most_alerts = 8;          // until they are asked for
constexpr std::size_t most_listed = 4'000'000;  // a server that lists without end is not believed

std::string random_tag_prefix() { return "t" + std::to_string(crypto::random_number()) + "x"; }

}  // namespace

ImapClient::ImapClient(ServerConnection connection, ImapDialog dialog, ImapTimeouts timeouts)
    : connection_(std::move(connection)), dialog_(std::move(dialog)), timeouts_(timeouts) {}

Result<ImapClient> ImapClient::open(const MailServer& server, const Login& login, const Wakeup& stop,
                                    ImapLimits limits, ImapTimeouts timeouts) {
  auto connection = ServerConnection::open(server, login, stop, after(timeouts.connect));
  if (!connection) return fail(connection);
  ImapClient client(std::move(*connection), ImapDialog(random_tag_prefix(), limits), timeouts);
  if (auto learnt = client.learn_capabilities(); !learnt) return fail(learnt);
  return client;
}

/// Asked again after the login: what was said before it could have been changed on the way, and often is
/// less.
Result<> ImapClient::learn_capabilities() {
  return run("CAPABILITY", [this](ImapResponse& response) -> Result<> {
    if (auto words = daemon::capabilities(response)) capabilities_ = std::move(*words);
    return {};
  });
}

bool ImapClient::can(std::string_view capability) const {
  return std::ranges::count(capabilities_, capability) > 0;
}

Result<ImapFolderState> ImapClient::select(std::string_view folder) {
  const auto name = folder_name(folder);
  if (!name) return fail(core::ErrorKind::bad_config, "not the name of a folder: " + std::string(folder));
  ImapFolderState state;
  exists_ = 0;
  auto selected = run("SELECT " + *name, [&state](ImapResponse& response) -> Result<> {
    if (const auto number = number_in_code(response.text, "UIDVALIDITY")) state.uid_validity = *number;
    if (const auto number = number_in_code(response.text, "UIDNEXT")) state.uid_next = *number;
    return {};
  });
  if (!selected) return fail(selected);
  if (state.uid_validity == 0)
    return fail(core::ErrorKind::remote_temporary, "the folder has no UIDVALIDITY");
  state.exists = exists_;
  return state;
}

Result<std::vector<ImapListed>> ImapClient::list(std::uint32_t first) {
  // What came since the last command may show only after this one (RFC 3501 6.1.2): FETCH asks of what is
  // known.
  if (auto looked = run("NOOP"); !looked) return fail(looked);
  grown_ = false;
  std::vector<ImapListed> mails;
  if (auto listed = list_set(std::to_string(first) + ":*", first, mails); !listed) return fail(listed);
  return mails;
}

Result<std::vector<ImapListed>> ImapClient::list_since(std::uint32_t first, const std::string& day) {
  if (auto looked = run("NOOP"); !looked) return fail(looked);
  grown_ = false;
  ImapUids uids;
  const std::string kind = can("esearch") ? "RETURN (ALL) " : "";  // ranges instead of every single number
  auto searched = run("UID SEARCH " + kind + "UID " + std::to_string(first) + ":* SINCE " + day,
                      [&](ImapResponse& response) -> Result<> {
                        auto found = found_uids(response, most_listed);
                        if (!found) return fail(found);
                        uids.insert(uids.end(), found->begin(), found->end());
                        return {};
                      });
  if (!searched) return fail(searched);
  std::erase_if(uids, [first](std::uint32_t uid) { return uid < first; });
  std::ranges::sort(uids);
  const auto repeated = std::ranges::unique(uids);
  uids.erase(repeated.begin(), repeated.end());
  return list(uids);
}

Result<std::vector<ImapListed>> ImapClient::list(const ImapUids& uids) {
  constexpr std::size_t at_once = 1000;  // servers limit the length of a line
  std::vector<ImapListed> mails;
  for (std::size_t from = 0; from < uids.size(); from += at_once) {
    const auto until = std::min(from + at_once, uids.size());
    const ImapUids some(uids.begin() + static_cast<std::ptrdiff_t>(from),
                        uids.begin() + static_cast<std::ptrdiff_t>(until));
    if (auto listed = list_set(uid_set(some), 1, mails); !listed) return fail(listed);
  }
  return mails;
}

/// Appends what the set names, ascending. `n:*` always names the last mail, also when its UID is below
/// `first` (RFC 3501 6.4.8).
Result<> ImapClient::list_set(const std::string& set, std::uint32_t first, std::vector<ImapListed>& into) {
  std::vector<ImapListed> mails;
  auto listed = run("UID FETCH " + set + " (UID RFC822.SIZE)", [&](ImapResponse& response) -> Result<> {
    const auto mail = fetched(response);
    if (!mail || mail->uid < first || !mail->size) return {};
    if (into.size() + mails.size() == most_listed)
      return fail(core::ErrorKind::network, "the folder's list has no end");
    mails.push_back({mail->uid, *mail->size});
    return {};
  });
  if (!listed) return listed;
  std::ranges::sort(mails, {}, &ImapListed::uid);
  const auto repeated = std::ranges::unique(mails, {}, &ImapListed::uid);
  into.insert(into.end(), mails.begin(), repeated.begin());
  return {};
}

Result<> ImapClient::fetch(const ImapUids& uids, const std::function<Result<>(ImapFetched)>& take) {
  ImapUids expected = uids;
  return run("UID FETCH " + uid_set(uids) + " (UID BODY.PEEK[])", [&](ImapResponse& response) -> Result<> {
    auto mail = fetched(response);
    if (!mail || (!mail->body && !mail->body_too_large)) return {};
    if (std::erase(expected, mail->uid) == 0) return {};  // not asked for, or twice
    return take(std::move(*mail));
  });
}

Result<std::optional<bool>> ImapClient::is_longer_than(std::uint64_t octets, std::uint32_t uid) {
  std::optional<bool> longer;
  const auto one_behind = "BODY.PEEK[]<" + std::to_string(octets) + ".1>";
  const auto words = "UID FETCH " + std::to_string(uid) + " (UID " + one_behind + ')';
  const auto asked = run(words, [&](ImapResponse& response) -> Result<> {
    const auto mail = fetched(response);
    if (mail && mail->uid == uid && mail->piece) longer = !mail->piece->empty();
    return {};
  });
  if (!asked && asked.error().kind != core::ErrorKind::remote_temporary) return fail(asked);
  return longer;
}

Result<> ImapClient::mark_seen(const ImapUids& uids) {
  return run("UID STORE " + uid_set(uids) + " +FLAGS.SILENT (\\Seen)");
}

Result<> ImapClient::move(const ImapUids& uids, std::string_view folder) {
  return into_folder("UID MOVE", uids, folder);
}

Result<> ImapClient::copy(const ImapUids& uids, std::string_view folder) {
  return into_folder("UID COPY", uids, folder);
}

Result<> ImapClient::unmark_removed(const ImapUids& uids) {
  return run("UID STORE " + uid_set(uids) + " -FLAGS.SILENT (\\Deleted)");
}

Result<> ImapClient::remove(const ImapUids& uids) {
  if (auto flagged = run("UID STORE " + uid_set(uids) + " +FLAGS.SILENT (\\Deleted)"); !flagged)
    return flagged;
  // A plain EXPUNGE would remove what other people have marked; without UIDPLUS the mark is all that we do.
  return can("uidplus") ? run("UID EXPUNGE " + uid_set(uids)) : Result<>{};
}

Result<> ImapClient::into_folder(std::string_view verb, const ImapUids& uids, std::string_view folder) {
  const auto name = folder_name(folder);
  if (!name) return fail(core::ErrorKind::bad_config, "not the name of a folder: " + std::string(folder));
  const auto words = std::string(verb) + ' ' + uid_set(uids) + ' ' + *name;
  auto completion = completion_of(words, {});
  if (!completion) return fail(completion);
  if (!has_code(completion->text, "TRYCREATE")) return outcome_of(*completion, verb);
  if (auto created = run("CREATE " + *name); !created) return created;
  return run(words);
}

ImapClient::Outlasting::Outlasting(ServerConnection& connection) : connection_(connection) {
  connection_.outlast_stop(std::chrono::seconds{5});
}

ImapClient::Outlasting::~Outlasting() { connection_.outlast_stop(std::chrono::milliseconds{0}); }

Result<> ImapClient::wait_for_news(const Wakeup& nudge, Deadline deadline) {
  if (grown_) return {};
  if (can("idle")) return idle(nudge, deadline);
  std::string unasked;
  const auto woken = connection_.receive_unless(nudge, unasked, deadline);
  if (!woken) return fail(woken);
  dialog_.feed(unasked);
  return run("NOOP");
}

Result<> ImapClient::idle(const Wakeup& nudge, Deadline deadline) {
  if (auto sent = connection_.send(dialog_.command("IDLE"), after(timeouts_.silence)); !sent) return sent;
  if (auto woken = idle_until_news(nudge, deadline); !woken) return woken;
  if (!dialog_.busy()) return {};  // the server refused to idle, or has ended it
  if (auto sent = connection_.send("DONE\r\n", after(timeouts_.silence)); !sent) return sent;
  while (dialog_.busy())
    if (auto response = next(after(timeouts_.silence)); !response) return fail(response);
  return {};
}

Result<> ImapClient::idle_until_news(const Wakeup& nudge, Deadline deadline) {
  bool idling = false;
  while (true) {
    for (auto response = next_received();; response = next_received()) {
      if (!response) return fail(response);
      if (!*response) break;
      if ((*response)->kind == ImapResponse::Kind::continuation) idling = true;
      if ((*response)->kind == ImapResponse::Kind::completion) {
        std::erase(capabilities_, "idle");  // refused, or ended without our DONE: this server is polled
        return {};
      }
    }
    if (idling && grown_) return {};
    std::string bytes;
    if (!idling) {  // DONE may only follow the server's "+"
      if (auto received = connection_.receive(bytes, after(timeouts_.silence)); !received) return received;
    } else {
      const auto arrival = connection_.receive_unless(nudge, bytes, deadline);
      if (!arrival) return fail(arrival);
      if (*arrival != ServerConnection::Arrival::bytes) return {};
    }
    dialog_.feed(bytes);
  }
}

void ImapClient::logout() {
  if (dialog_.busy()) return;
  timeouts_.silence = timeouts_.command = std::chrono::seconds{2};
  (void)run("LOGOUT");  // we leave either way
}

Result<> ImapClient::run(std::string_view words, const OnUntagged& on_untagged) {
  const auto completion = completion_of(words, on_untagged);
  if (!completion) return fail(completion);
  return outcome_of(*completion, core::trim(words.substr(0, words.find_first_of("0123456789\"("))));
}

Result<ImapResponse> ImapClient::completion_of(std::string_view words, const OnUntagged& on_untagged) {
  const auto deadline = after(timeouts_.command);
  if (auto sent = connection_.send(dialog_.command(words), after(timeouts_.silence)); !sent)
    return fail(sent);
  while (true) {
    auto response = next(deadline);
    if (!response) return response;
    if (response->kind == ImapResponse::Kind::completion) return response;
    if (response->kind == ImapResponse::Kind::continuation) continue;
    if (!on_untagged) continue;
    if (auto taken = on_untagged(*response); !taken) return fail(taken);
  }
}

Result<ImapResponse> ImapClient::next(Deadline deadline) {
  while (true) {
    auto response = next_received();
    if (!response) return fail(response);
    if (*response) return std::move(**response);
    if (std::chrono::steady_clock::now() > deadline)
      return fail(core::ErrorKind::network, "the command took too long");
    std::string bytes;
    if (auto received = connection_.receive(bytes, std::min(deadline, after(timeouts_.silence))); !received)
      return fail(received);
    dialog_.feed(bytes);
  }
}

/// What has been received already, keeping count of the folder: EXISTS, EXPUNGE and alerts may come within
/// any command.
Result<std::optional<ImapResponse>> ImapClient::next_received() {
  auto response = dialog_.next();
  if (!response || !*response) return response;
  if (const auto count = exists(**response)) {
    grown_ = grown_ || *count > exists_;
    exists_ = *count;
  }
  if (is_expunge(**response) && exists_ > 0) --exists_;
  if (auto said = alert(**response); said && alerts_.size() < most_alerts)
    alerts_.push_back(std::move(*said));
  return response;
}

}  // namespace ticketd::daemon
