// A conversation with one folder of an IMAP server, in the operations that fetching a support mailbox needs.
// Blocking; for one thread. `remote_temporary` means that the server refused one command; after any other
// error the connection is over: open another client.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/imap_dialog.h"
#include "daemon/mail_client/imap_words.h"
#include "daemon/mail_client/server_connection.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ticketd::daemon {

struct ImapTimeouts {
  std::chrono::milliseconds connect = std::chrono::seconds{60};  ///< with TLS and login
  std::chrono::milliseconds silence = std::chrono::seconds{60};  ///< of the server within a command
  std::chrono::milliseconds command =
      std::chrono::minutes{20};  ///< a whole command, however busily it trickles
};

struct ImapFolderState {
  std::uint32_t uid_validity = 0;
  std::uint32_t uid_next = 0;  ///< a mail that comes later has this UID or a higher one; 0: not said
  std::uint32_t exists = 0;
};

struct ImapListed {
  std::uint32_t uid = 0;
  std::uint64_t size = 0;
};

class ImapClient {
 public:
  static Result<ImapClient> open(const MailServer& server, const Login& login, const Wakeup& stop,
                                 ImapLimits limits, ImapTimeouts timeouts);

  Result<ImapFolderState> select(std::string_view folder);

  /// Every mail with this UID or a higher one, ascending.
  Result<std::vector<ImapListed>> list(std::uint32_t first);
  /// Those of them that the server received on that day or later (RFC 3501 date).
  Result<std::vector<ImapListed>> list_since(std::uint32_t first, const std::string& day);
  /// Those of these that are still there.
  Result<std::vector<ImapListed>> list(const ImapUids& uids);

  /// Calls `take` for each mail that still exists, while its successors are on their way. What `take` returns
  /// as an error ends the connection.
  Result<> fetch(const ImapUids& uids, const std::function<Result<>(ImapFetched)>& take);

  /// Whether the mail has more octets than that, whatever its size was said to be, by a single one of them;
  /// nothing where the server does not say.
  Result<std::optional<bool>> is_longer_than(std::uint64_t octets, std::uint32_t uid);

  Result<> mark_seen(const ImapUids& uids);
  /// Both make the folder where it does not exist. Only a server that can "move" moves.
  Result<> move(const ImapUids& uids, std::string_view folder);
  Result<> copy(const ImapUids& uids, std::string_view folder);
  Result<> unmark_removed(const ImapUids& uids);  ///< undoes the mark that remove() sets first
  Result<> remove(const ImapUids& uids);

  /// Waits until the folder changed, `nudge` is raised, or the deadline; by IDLE where the server knows it,
  /// else by waiting for the deadline and a NOOP.
  Result<> wait_for_news(const Wakeup& nudge, Deadline deadline);

  /// What the server wants shown to a person (RFC 9051 7.1, ALERT) since this was last asked for.
  std::vector<std::string> take_alerts() { return std::exchange(alerts_, {}); }

  /// While one lives, a stop leaves the commands under way some seconds: for what would be done twice if only
  /// half of it were done.
  class Outlasting {
   public:
    explicit Outlasting(ServerConnection& connection);
    ~Outlasting();
    Outlasting(const Outlasting&) = delete;
    Outlasting& operator=(const Outlasting&) = delete;

   private:
    ServerConnection& connection_;
  };
  [[nodiscard]] Outlasting outlast_stop() { return Outlasting(connection_); }

  void logout();  ///< best effort, two seconds

  [[nodiscard]] bool can(std::string_view capability) const;  ///< in lower case

 private:
  using OnUntagged = std::function<Result<>(ImapResponse&)>;

  ImapClient(ServerConnection connection, ImapDialog dialog, ImapTimeouts timeouts);
  Result<> learn_capabilities();
  Result<> list_set(const std::string& set, std::uint32_t first, std::vector<ImapListed>& into);
  Result<> run(std::string_view words, const OnUntagged& on_untagged = {});
  Result<ImapResponse> completion_of(std::string_view words, const OnUntagged& on_untagged);
  Result<ImapResponse> next(Deadline deadline);
  Result<std::optional<ImapResponse>> next_received();
  Result<> idle(const Wakeup& nudge, Deadline deadline);
  Result<> idle_until_news(const Wakeup& nudge, Deadline deadline);
  Result<> into_folder(std::string_view verb, const ImapUids& uids, std::string_view folder);

  ServerConnection connection_;
  ImapDialog dialog_;
  ImapTimeouts timeouts_;
  std::vector<std::string> capabilities_;
  std::uint32_t exists_ = 0;  ///< mails in the folder, as far as the server told
  bool grown_ = false;        ///< since the last list; said in the middle of any command
  std::vector<std::string> alerts_;
};

}  // namespace ticketd::daemon
