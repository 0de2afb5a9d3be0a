// The pages behind the links of survey mails. Following a link changes nothing, so that no mail scanner that
// tries all links gives an opinion; the form of the page does.
#pragma once

#include "daemon/http/services.h"
#include "daemon/surroundings.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace ticketd::daemon {

class Surveys {
 public:
  explicit Surveys(Surroundings around) : around_(std::move(around)) {}

  /// What the link shows. Blocks: on a worker thread.
  [[nodiscard]] HttpResponse page(const SurveyVisit& visit);

  /// Keeps the answer of the form, then thanks. Any thread; `respond` after COMMIT.
  void answer(const SurveyVisit& visit, Respond respond);

 private:
  struct Found {
    core::Ticket ticket;
    std::string mailbox;  ///< as customers know it
  };
  [[nodiscard]] Result<Found> find(const std::string& token, const Standing& standing) const;
  [[nodiscard]] bool too_often(core::TicketId);

  Surroundings around_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point minute_{};  ///< guarded by mutex_, as the next
  std::map<core::TicketId, int> visits_;            ///< in this minute; only links that open a survey count
};

}  // namespace ticketd::daemon
