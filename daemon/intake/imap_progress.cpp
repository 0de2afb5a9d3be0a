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
  floor_ = known.last_uid;
  unfinished_ = known.unfinished;
  std::ranges::sort(unfinished_);
}

std::uint32_t ImapProgress::first_new() const {
  for (const auto& [uid, failures] : failures_)
    if (failures < most_failures) return uid;
  return handled_.empty() ? first_unsure() : handled_.back() + 1;
}

bool ImapProgress::is_open(std::uint32_t uid) const {
  return uid > floor_ && !std::ranges::binary_search(handled_, uid);
}

std::vector<ImapListed> ImapProgress::missing(const std::vector<ImapListed>& listed) const {
  std::vector<ImapListed> mails;
  std::ranges::copy_if(listed, std::back_inserter(mails),
                       [this](const ImapListed& mail) { return is_open(mail.uid) && !hopeless(mail.uid); });
  return mails;
}

std::vector<ImapListed> ImapProgress::given_up(const std::vector<ImapListed>& listed) const {
  std::vector<ImapListed> mails;
  std::ranges::copy_if(listed, std::back_inserter(mails),
                       [this](const ImapListed& mail) { return is_open(mail.uid) && hopeless(mail.uid); });
  return mails;
}

void ImapProgress::imported(std::uint32_t uid) {
  insert_sorted(handled_, uid);
  insert_sorted(unfinished_, uid);
  failures_.erase(uid);
}

void ImapProgress::set_aside(std::uint32_t uid) {
  insert_sorted(handled_, uid);
  failures_.erase(uid);
}

void ImapProgress::failed(std::uint32_t uid) { ++failures_[uid]; }

bool ImapProgress::hopeless(std::uint32_t uid) const {
  const auto found = failures_.find(uid);
  return found != failures_.end() && found->second >= most_failures;
}

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
