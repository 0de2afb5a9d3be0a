#include "daemon/intake/imap_progress.h"

#include <algorithm>
#include <iterator>

namespace ticketd::daemon {
namespace {

constexpr int most_failures = 3;

void insert_sorted(ImapUids& uids, std::uint32_t uid) {
  const auto place = std::ranges::lower_bound(uids, uid);  // mails come in order: almost always the end
  if (place == uids.end() || *place != uid) uids.insert(place, uid);
}

}  // namespace

ImapProgress::ImapProgress(std::uint32_t uid_validity, const ImapKnown& known) : uid_validity_(uid_validity) {
  if (known.uid_validity != uid_validity) return;
  settled_ = listed_to_ = known.settled_up_to;
  imported_ = known.imported;
  skipped_.insert(known.skipped.begin(), known.skipped.end());
  unfinished_ = known.unfinished;
  std::ranges::sort(unfinished_);
}

std::uint32_t ImapProgress::first_unsure() const {
  const auto settled = settled_up_to();
  return settled > look_back ? settled - look_back + 1 : 1;
}

bool ImapProgress::is_missing(std::uint32_t uid) const {
  return !std::ranges::binary_search(imported_, uid) && !skipped_.contains(uid);
}

std::vector<ImapListed> ImapProgress::expect(const std::vector<ImapListed>& listed,
                                             std::uint32_t complete_up_to) {
  std::vector<ImapListed> missing;
  std::ranges::copy_if(listed, std::back_inserter(missing),
                       [this](const ImapListed& mail) { return is_missing(mail.uid); });
  open_.clear();
  for (const auto& mail : missing) open_.insert(open_.end(), mail.uid);
  listed_to_ = std::max({listed_to_, complete_up_to, listed.empty() ? 0 : listed.back().uid});
  return missing;
}

std::uint32_t ImapProgress::settled_up_to() const {
  return std::max(settled_, open_.empty() ? listed_to_ : *open_.begin() - 1);
}

void ImapProgress::imported(std::uint32_t uid) {
  insert_sorted(imported_, uid);
  insert_sorted(unfinished_, uid);
  open_.erase(uid);
  skipped_.erase(uid);
  failures_.erase(uid);
  if (imported_.size() < 4 * std::size_t{look_back}) return;
  const auto forgotten = std::ranges::lower_bound(imported_, first_unsure());  // no listing goes back so far
  imported_.erase(imported_.begin(), forgotten);
}

void ImapProgress::skipped(std::uint32_t uid) {
  open_.erase(uid);
  skipped_.insert(uid);
  failures_.erase(uid);
}

void ImapProgress::gone(std::uint32_t uid) { skipped_.erase(uid); }

bool ImapProgress::failed(std::uint32_t uid) { return ++failures_[uid] >= most_failures; }

void ImapProgress::finished(const ImapUids& uids) {
  std::erase_if(unfinished_, [&](std::uint32_t uid) { return std::ranges::binary_search(uids, uid); });
}

std::vector<ImapUids> portions(const std::vector<ImapListed>& mails, std::size_t most_mails,
                               std::uint64_t most_octets) {
  std::vector<ImapUids> all;
  std::uint64_t octets = 0;
  for (const auto& mail : mails) {
    if (all.empty() || all.back().size() == most_mails || octets + mail.size > most_octets) {
      all.emplace_back();
      octets = 0;
    }
    all.back().push_back(mail.uid);
    octets += mail.size;
  }
  return all;
}

}  // namespace ticketd::daemon
