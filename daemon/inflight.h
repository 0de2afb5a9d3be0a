// The ledger of mails that are being read at this moment: survives a crash of ours, so that a mail that kills
// the reader is found out and put into the quarantine instead of killing us at every start. Plain writes, no
// sync: it must outlive the process, not the power.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace ticketd::daemon {

class InFlight {
 public:
  /// Opens or creates the ledger, and names the mails that were being read when the last process ended. They
  /// stay in it until begin_anew().
  static Result<std::unique_ptr<InFlight>> open(const std::filesystem::path& file);
  ~InFlight();
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  [[nodiscard]] const std::vector<core::MailKey>& interrupted() const { return interrupted_; }

  /// Those are counted elsewhere for good: the ledger forgets them. Before any is read.
  Result<> begin_anew();

  /// A mail is in the ledger as long as its Reading lives, however the reading ends.
  class Reading {
   public:
    Reading(Reading&& other) noexcept : ledger_(std::exchange(other.ledger_, nullptr)), mail_(other.mail_) {}
    Reading& operator=(Reading&&) = delete;
    ~Reading() {
      if (ledger_ != nullptr) ledger_->write('-', mail_);
    }

   private:
    friend InFlight;
    Reading(InFlight& ledger, core::MailKey mail) : ledger_(&ledger), mail_(mail) { ledger.write('+', mail); }
    InFlight* ledger_;
    core::MailKey mail_;
  };
  [[nodiscard]] Reading begin(core::MailKey mail) { return {*this, mail}; }

 private:
  InFlight(int file, std::vector<core::MailKey> interrupted)
      : file_(file), interrupted_(std::move(interrupted)) {}
  void write(char what, core::MailKey);

  int file_;
  std::vector<core::MailKey> interrupted_;
  std::mutex mutex_;
  std::size_t open_ = 0, lines_ = 0;  ///< guarded by mutex_
};

}  // namespace ticketd::daemon
