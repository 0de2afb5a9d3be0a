// How far the import of one IMAP folder has come: what is still missing of a listing, in which portions to
// fetch it, and whose after_import action is still to be done. No socket, no store: values in, values out.
#pragma once

#include "daemon/mail_client/imap_client.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace ticketd::daemon {

/// What the store remembers of a folder.
struct ImapKnown {
  std::uint32_t uid_validity = 0;  ///< 0: never seen
  std::uint32_t last_uid = 0;      ///< every mail up to here was imported
  ImapUids unfinished;             ///< imported, after_import action not yet confirmed
};

class ImapProgress {
 public:
  ImapProgress() = default;
  /// UIDs mean nothing under another UIDVALIDITY: the folder is read again, and the store knows its
  /// duplicates.
  ImapProgress(std::uint32_t uid_validity, const ImapKnown& known);

  [[nodiscard]] std::uint32_t uid_validity() const { return uid_validity_; }

  /// Where a listing begins that shows what came since, and one that shows all that this process may have
  /// missed.
  [[nodiscard]] std::uint32_t first_new() const;
  [[nodiscard]] std::uint32_t first_unsure() const { return floor_ + 1; }

  /// What is to be imported, in the order of the folder.
  [[nodiscard]] std::vector<ImapListed> missing(const std::vector<ImapListed>& listed) const;
  /// What could not be fetched three times. It stands in no other's way: to be tried now and then, last and
  /// alone.
  [[nodiscard]] std::vector<ImapListed> given_up(const std::vector<ImapListed>& listed) const;

  void imported(std::uint32_t uid);   ///< from now on its action is to be done
  void set_aside(std::uint32_t uid);  ///< stays in the folder, untouched
  void failed(std::uint32_t uid);     ///< could not be fetched this time
  [[nodiscard]] bool hopeless(std::uint32_t uid) const;

  [[nodiscard]] const ImapUids& unfinished() const { return unfinished_; }
  void finished(const ImapUids& uids);

 private:
  [[nodiscard]] bool is_open(std::uint32_t uid) const;

  std::uint32_t uid_validity_ = 0;
  std::uint32_t floor_ = 0;  ///< imported before this process began
  ImapUids handled_;         ///< above the floor, ascending
  ImapUids unfinished_;      ///< ascending
  std::map<std::uint32_t, int> failures_;
};

/// Portions of at most so many mails and octets; one mail may be larger than a portion.
[[nodiscard]] std::vector<ImapUids> portions(const std::vector<ImapListed>& mails, std::size_t most_mails,
                                             std::uint64_t most_octets);

}  // namespace ticketd::daemon
