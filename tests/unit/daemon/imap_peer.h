// An IMAP server in a thread of the test: one folder in memory, and faults that a real one shows only now and
// then.
#pragma once

#include "tests/unit/daemon/loopback_peer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ticketd::daemon {

class ImapPeer {
 public:
  [[nodiscard]] std::string url() const { return "imap://" + server_.address() + "/INBOX"; }

  void put(std::uint32_t uid, std::string mail) {
    const std::scoped_lock lock(mutex_);
    mails_[uid] = std::move(mail);
  }
  /// RFC822.SIZE, where it is not the truth.
  void say_size(std::uint32_t uid, std::size_t size) {
    const std::scoped_lock lock(mutex_);
    said_sizes_[uid] = size;
  }
  void change_uid_validity() {
    const std::scoped_lock lock(mutex_);
    ++uid_validity_;
  }
  void cut_while_sending(std::uint32_t uid, int times) {
    const std::scoped_lock lock(mutex_);
    cuts_[uid] = times;
  }
  /// Answers NO to every fetch of bodies that names this mail.
  void refuse_to_send(std::uint32_t uid) {
    const std::scoped_lock lock(mutex_);
    unreadable_.insert(uid);
  }
  /// What SEARCH SINCE does not name.
  void put_old(std::uint32_t uid, std::string mail) {
    put(uid, std::move(mail));
    const std::scoped_lock lock(mutex_);
    old_.insert(uid);
  }
  void remove(std::uint32_t uid) {
    const std::scoped_lock lock(mutex_);
    mails_.erase(uid);
  }
  void refuse_logins(std::string answer = "NO [AUTHENTICATIONFAILED] wrong") {
    const std::scoped_lock lock(mutex_);
    login_answer_ = std::move(answer);
  }
  /// What it can instead, before and after the login.
  void offer(std::string capabilities) {
    const std::scoped_lock lock(mutex_);
    capabilities_ = std::move(capabilities);
  }
  /// NO to the commands that contain this, or the end of the connection in place of an answer.
  void refuse(const std::string& part, int times = 1000000) {
    const std::scoped_lock lock(mutex_);
    refused_[part] = times;
  }
  /// Takes so long to answer the commands that contain this.
  void delay(const std::string& part, std::chrono::milliseconds pause) {
    const std::scoped_lock lock(mutex_);
    delays_[part] = pause;
  }
  void cut_at(const std::string& part, int times) {
    const std::scoped_lock lock(mutex_);
    cut_at_[part] = times;
  }
  void take_logins() { refuse_logins("OK in"); }
  /// To whoever idles.
  void alert(std::string text) {
    const std::scoped_lock lock(mutex_);
    alert_ = std::move(text);
  }
  void cut_all_connections() { ++cut_generation_; }

  /// Every command so far, without tags and logins.
  [[nodiscard]] std::vector<std::string> commands() const {
    const std::scoped_lock lock(mutex_);
    return commands_;
  }
  [[nodiscard]] int logins() const { return logins_; }

 private:
  struct Cut {};  ///< thrown to end one connection

  void serve(int peer) {
    peer_ = peer;
    generation_ = cut_generation_;
    input_.clear();
    try {
      say("* OK [CAPABILITY " + capabilities() + "] ready\r\n");
      while (true) answer(line());
    } catch (const Cut&) {}
  }

  void say(const std::string& bytes) {
    if (::send(peer_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) throw Cut{};
  }

  /// The next line; `idle` is called while there is none.
  template <class Idle>
  std::string line(Idle idle) {
    while (true) {
      if (const auto end = input_.find("\r\n"); end != std::string::npos) {
        auto text = input_.substr(0, end);
        input_.erase(0, end + 2);
        return text;
      }
      if (server_.is_leaving() || generation_ != cut_generation_) throw Cut{};
      pollfd waiting{.fd = peer_, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 10) <= 0) {
        idle();
        continue;
      }
      char buffer[4096];
      const auto got = ::recv(peer_, buffer, sizeof buffer, 0);
      if (got <= 0) throw Cut{};
      input_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  std::string line() {
    return line([] {});
  }

  void answer(const std::string& request) {
    const auto space = request.find(' ');
    const auto tag = request.substr(0, space);
    const auto command = request.substr(space + 1);
    if (command.starts_with("AUTHENTICATE") || command.starts_with("LOGIN ")) {
      ++logins_;
      const std::scoped_lock lock(mutex_);
      return say(tag + ' ' + login_answer_ + "\r\n");
    }
    {
      const std::scoped_lock lock(mutex_);
      commands_.push_back(command);
    }
    std::this_thread::sleep_for(delay_of(command));
    if (counts(cut_at_, command)) throw Cut{};
    if (counts(refused_, command)) return say(tag + " NO refused\r\n");
    if (command == "CAPABILITY") say("* CAPABILITY " + capabilities() + "\r\n");
    if (command.starts_with("SELECT")) select();
    if (command.starts_with("UID FETCH")) {
      if (names_unreadable(command)) return say(tag + " NO can't fetch that data\r\n");
      fetch(command);
    }
    if (command.starts_with("UID SEARCH")) search();
    if (command == "IDLE") idle();
    say(tag + " OK done\r\n");
    if (command == "LOGOUT") throw Cut{};
  }

  bool counts(std::map<std::string, int>& faults, const std::string& command) {
    const std::scoped_lock lock(mutex_);
    return std::ranges::any_of(faults, [&](auto& fault) {
      return command.find(fault.first) != std::string::npos && fault.second-- > 0;
    });
  }

  std::chrono::milliseconds delay_of(const std::string& command) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [part, pause] : delays_)
      if (command.find(part) != std::string::npos) return pause;
    return {};
  }

  std::string capabilities() const {
    const std::scoped_lock lock(mutex_);
    return capabilities_;
  }

  void select() {
    const std::scoped_lock lock(mutex_);
    shown_ = mails_.size();
    say("* " + std::to_string(shown_) + " EXISTS\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity_) +
        "] valid\r\n* OK [UIDNEXT " + std::to_string(mails_.empty() ? 1 : mails_.rbegin()->first + 1) +
        "] next\r\n");
  }

  void search() {
    const std::scoped_lock lock(mutex_);
    std::string found = "* SEARCH";
    for (const auto& [uid, mail] : mails_)
      if (!old_.contains(uid)) found += ' ' + std::to_string(uid);
    say(found + "\r\n");
  }

  void idle() {
    say("+ idling\r\n");
    (void)line([this] {
      const std::scoped_lock lock(mutex_);
      if (!alert_.empty()) say("* OK [ALERT] " + std::exchange(alert_, {}) + "\r\n");
      if (mails_.size() != shown_) say("* " + std::to_string(shown_ = mails_.size()) + " EXISTS\r\n");
    });
  }

  /// `UID FETCH 4:*`, or a set of single UIDs and ranges.
  void fetch(const std::string& command) {
    const std::scoped_lock lock(mutex_);
    const bool bodies = command.find("BODY.PEEK[]") != std::string::npos;
    const auto piece = command.find("BODY.PEEK[]<");
    const auto set = command.substr(10, command.find(' ', 10) - 10);
    int number = 0;
    for (const auto& [uid, mail] : mails_) {
      ++number;
      if (!contains(set, uid) && !(set.ends_with("*") && uid == mails_.rbegin()->first)) continue;
      const auto head = "* " + std::to_string(number) + " FETCH (UID " + std::to_string(uid);
      if (!bodies) {
        const auto said = said_sizes_.find(uid);
        say(head + " RFC822.SIZE " + std::to_string(said == said_sizes_.end() ? mail.size() : said->second) +
            ")\r\n");
        continue;
      }
      if (piece != std::string::npos) {  // of one octet
        const auto from = std::stoul(command.substr(piece + 12));
        const auto octet = from < mail.size() ? mail.substr(from, 1) : "";
        say(head + " BODY[]<" + std::to_string(from) + "> {" + std::to_string(octet.size()) + "}\r\n");
        if (cuts_[uid]-- > 0) throw Cut{};
        say(octet + ")\r\n");
        continue;
      }
      say("* 1 FETCH (FLAGS (\\Seen))\r\n" + head + " BODY[] {" + std::to_string(mail.size()) + "}\r\n");
      if (cuts_[uid]-- > 0) throw Cut{};
      say(mail + ")\r\n");
    }
  }

  bool names_unreadable(const std::string& command) {
    if (command.find("BODY.PEEK[]") == std::string::npos) return false;
    const auto set = command.substr(10, command.find(' ', 10) - 10);
    const std::scoped_lock lock(mutex_);
    return std::ranges::any_of(unreadable_, [&](std::uint32_t uid) { return contains(set, uid); });
  }

  static bool contains(const std::string& set, std::uint32_t uid) {
    std::istringstream parts(set);
    for (std::string part; std::getline(parts, part, ',');) {
      const auto colon = part.find(':');
      const auto first = static_cast<std::uint32_t>(std::stoul(part));
      const auto last = colon == std::string::npos ? first
                        : part.substr(colon + 1) == "*"
                            ? ~0U
                            : static_cast<std::uint32_t>(std::stoul(part.substr(colon + 1)));
      if (uid >= first && uid <= last) return true;
    }
    return false;
  }

  int peer_ = -1;
  std::string input_;
  std::size_t shown_ = 0;
  int generation_ = 0;

  mutable std::mutex mutex_;
  std::map<std::uint32_t, std::string> mails_;
  std::map<std::uint32_t, std::size_t> said_sizes_;
  std::map<std::uint32_t, int> cuts_;
  std::map<std::string, int> refused_, cut_at_;
  std::map<std::string, std::chrono::milliseconds> delays_;
  std::vector<std::string> commands_;
  std::string capabilities_ = "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE";
  std::uint32_t uid_validity_ = 77;
  std::atomic<int> logins_{0}, cut_generation_{0};
  std::string login_answer_ = "OK in", alert_;
  std::set<std::uint32_t> old_, unreadable_;
  LoopbackPeer server_{[this](int peer) { serve(peer); }};
};

}  // namespace ticketd::daemon
