// How far the import of one IMAP folder has come: what is still missing of a listing, in which portions to
// fetch it, what had to be skipped, and whose after_import action is still to be done. No socket, no store:
// values in, values out.
#pragma once

#include "daemon/mail_client/imap_client.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ticketd::daemon {

/// What the store remembers of a folder.
struct ImapKnown {
  std::uint32_t uid_validity = 0;   ///< 0: never seen
  std::uint32_t settled_up_to = 0;  ///< every mail up to here is imported or skipped
  std::string since;                ///< IMAP date of the oldest mails that are read; empty: all
  ImapUids imported;                ///< above `look_back` below the settled ones, ascending
  ImapUids unfinished;              ///< imported, after_import action not yet confirmed
  ImapUids skipped;
};

class ImapProgress {
 public:
  /// How far below the settled mails a reconciliation looks: servers that deliver in parallel have shown a
  /// lower UID after a higher one.
  static constexpr std::uint32_t look_back = 10'000;

  ImapProgress() = default;
  /// UIDs mean nothing under another UIDVALIDITY: the folder is read again, and the store knows its
  /// duplicates.
  ImapProgress(std::uint32_t uid_validity, const ImapKnown& known);

  [[nodiscard]] std::uint32_t uid_validity() const { return uid_validity_; }

  /// Where a listing begins that shows what came since, and one that shows all that may have been missed.
  [[nodiscard]] std::uint32_t first_new() const { return settled_up_to() + 1; }
  [[nodiscard]] std::uint32_t first_unsure() const;

  /// Takes a listing, complete from where it began: what is to be imported, in the order of the folder. What
  /// it does not name any more is not waited for. `complete_up_to`: where a listing leaves out what is too
  /// old.
  [[nodiscard]] std::vector<ImapListed> expect(const std::vector<ImapListed>& listed,
                                               std::uint32_t complete_up_to = 0);

  void imported(std::uint32_t uid);  ///< from now on its action is to be done
  void skipped(std::uint32_t uid);   ///< stays in the folder, untouched, and holds up nobody
  void gone(std::uint32_t uid);      ///< skipped once, and no longer there
  /// Could not be fetched this time; true when it has kept its turn often enough.
  [[nodiscard]] bool failed(std::uint32_t uid);

  /// Everything up to here is imported or skipped: what the store should remember.
  [[nodiscard]] std::uint32_t settled_up_to() const;
  [[nodiscard]] ImapUids skipped_ones() const { return {skipped_.begin(), skipped_.end()}; }

  [[nodiscard]] const ImapUids& unfinished() const { return unfinished_; }
  void finished(const ImapUids& uids);

 private:
  [[nodiscard]] bool is_missing(std::uint32_t uid) const;

  std::uint32_t uid_validity_ = 0;
  std::uint32_t settled_ = 0;     ///< as the store knows it
  std::uint32_t listed_to_ = 0;   ///< how far listings have seen everything
  ImapUids imported_;             ///< ascending
  std::set<std::uint32_t> open_;  ///< listed, and neither imported nor skipped
  std::set<std::uint32_t> skipped_;
  ImapUids unfinished_;  ///< ascending
  std::map<std::uint32_t, int> failures_;
};

/// Portions of at most so many mails and octets; one mail may be larger than a portion.
[[nodiscard]] std::vector<ImapUids> portions(const std::vector<ImapListed>& mails, std::size_t most_mails,
                                             std::uint64_t most_octets);

}  // namespace ticketd::daemon
