#include "daemon/intake/imap_commits.h"

#include "daemon/mail_client/deadline.h"

#include <memory>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t most_mails = 400;  // a few groups of the writer
constexpr std::size_t most_octets = std::size_t{16} << 20;
constexpr auto longest_commit = std::chrono::minutes{2};

}  // namespace

void ImapCommits::hand_in(core::IncomingMail mail) {
  // The answer may come after we have stopped waiting, so it is owned by both sides.
  const auto answer = std::make_shared<std::promise<Result<core::Accepted>>>();
  under_way_.push_back({mail.imap->uid, mail.bytes.size(), answer->get_future()});
  octets_ += mail.bytes.size();
  accept_(std::move(mail),
          [answer](Result<core::Accepted> outcome) { answer->set_value(std::move(outcome)); });
}

bool ImapCommits::full() const { return under_way_.size() >= most_mails || octets_ >= most_octets; }

bool ImapCommits::answered() const {
  return !empty() &&
         under_way_.front().accepted.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

ImapCommits::Answer ImapCommits::next() {
  auto oldest = std::move(under_way_.front());
  under_way_.pop_front();
  octets_ -= oldest.size;
  return {oldest.uid, oldest.size, wait(oldest.accepted)};
}

Result<core::Accepted> ImapCommits::wait(std::future<Result<core::Accepted>>& accepted) {
  constexpr std::chrono::milliseconds a_look{250}, none{0};
  const auto deadline = after(longest_commit);
  while (accepted.wait_for(stop_.raised() ? none : a_look) != std::future_status::ready) {
    if (stop_.raised()) return fail(core::ErrorKind::store_busy, "stopped before the mail was durable");
    if (std::chrono::steady_clock::now() > deadline)
      return fail(core::ErrorKind::store_busy, "the store does not answer");
  }
  return accepted.get();
}

}  // namespace ticketd::daemon
