// What the API asks of the daemon: functions, so that neither knows how the other is built. All may be called
// on any thread; what takes a Done calls it once, on any thread.
#pragma once

#include "core/desk.h"
#include "core/intake.h"
#include "core/preview.h"
#include "core/receive.h"
#include "core/result.h"
#include "core/settings.h"
#include "core/trace.h"
#include "daemon/account_trial.h"
#include "daemon/condition.h"
#include "daemon/http/message.h"
#include "daemon/intake/acceptor.h"
#include "daemon/intake/imap_status.h"
#include "daemon/log_line.h"
#include "daemon/queue_order.h"
#include "daemon/webhook/calls.h"
#include "store/store.h"
#include "store/upkeep.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::daemon {

template <class T = void>
using Done = std::function<void(Result<T>)>;

/// What a person asks for through ticketctl or the API, as it came: nothing of it is checked yet.
struct TicketAction {
  core::TicketId ticket;  ///< none for "create"
  std::string
      action;      ///< create, reply, note, resolve, hold, pending, close, reopen, assign, forward, take, …
  std::string as;  ///< agent's name; empty: the operator
  std::string text;
  std::string template_name;
  bool internal = false;  ///< resolve without a mail, for `reason`
  bool off = false;       ///< of "star": the mark goes
  std::string reason;
  std::vector<std::string> to, cc;
  std::string agent, group, priority;
  std::vector<std::string> tags;
  core::FieldValues fields;                          ///< as they were written; an empty one is cleared
  std::vector<std::int64_t> tickets;                 ///< of "merge": those that are merged into `ticket`
  std::string until;                                 ///< of "snooze": "2d", a date or RFC 3339; empty: awake
  std::int64_t entry = 0;                            ///< of "split"; 0: the newest of a customer
  std::string mailbox, requester, subject, channel;  ///< of "create"
  Caller caller{.local = true};                      ///< who asks for it
};

/// desk.toml as it was applied: its text, and the file that its relative paths start at.
struct DeskSource {
  std::string text;
  std::string file;
  /// Agent who leaves → who takes over that agent's tickets; empty: nobody, they are unassigned.
  std::map<std::string, std::string> hand_over = {};
  bool over_network = false;  ///< it names no files that the desk which stands does not name
};

/// Who follows a link of a survey mail, or sends the form behind it.
struct SurveyVisit {
  std::string token;
  std::optional<int> score;
  std::string comment{};
};

/// A letter that nobody gets: what it is made of, and its bytes.
struct PreviewedLetter {
  core::Letter letter;
  std::string text, html, mail;
};

struct MailboxState {
  std::string name;
  ImapStatus status;
};

struct Services {
  std::function<core::Time()> now;
  std::function<Result<>()> ready;  ///< for /readyz
  /// Runs it on a worker thread; false when there are too many waiting.
  std::function<bool(std::function<void()>)> work;
  /// The same for what may take minutes: one behind the other, beside all that is work.
  std::function<bool(std::function<void()>)> take_order;
  std::function<Result<std::unique_ptr<store::Reader>>()> reader;
  /// One job of the writer; `done` after COMMIT.
  std::function<void(std::function<Result<>(store::Txn&)> job, Done<> done)> write;
  std::function<void(QueueOrder, Done<std::size_t>)> change_queue;  ///< to how many it was done
  std::function<void()> send_again;      ///< a person wants what waits in it to be tried now
  std::function<void()> mails_released;  ///< some left the quarantine and wait to be processed

  std::function<std::shared_ptr<const core::Desk>()> desk;
  std::function<std::shared_ptr<const core::Settings>()> settings;
  std::function<DeskSource()> desk_source;
  std::function<void(DeskSource, Done<>)> apply_desk;

  std::function<void(TicketAction, Done<core::TicketId>)> act;  ///< the ticket that it was done to, or made
  Accept accept;
  // On a worker thread; none of them changes anything.
  std::function<Result<core::Trace>(const core::IncomingMail&)> dry_run;
  std::function<Result<core::Decision>(const core::IncomingMail&)> rehearse_mail;
  std::function<Result<core::Decision>(core::TicketId, core::RuleEvent)> rehearse_event;
  std::function<Result<PreviewedLetter>(const core::PreviewRequest&)> preview;
  /// Fetches that mailbox now, or every one where it is empty; with what was skipped before, or without.
  std::function<void(std::string mailbox, bool skipped, Done<std::size_t>)> poll;  ///< how many were new
  std::function<std::vector<MailboxState>()> mailboxes;                            ///< those that are fetched
  std::function<std::vector<TriedAccount>()> try_accounts;  ///< logs in everywhere; blocks for some seconds

  std::function<HttpResponse(const SurveyVisit&)> survey_page;  ///< on a worker thread; changes nothing
  std::function<void(const SurveyVisit&, Respond)> answer_survey;

  std::function<Result<>()> tokens_changed;                   ///< they are read again
  std::function<void(const std::string& name)> forget_token;  ///< it was revoked
  std::function<Result<>(const std::string& file)> back_up;   ///< blocks, for minutes: an order
  std::function<Result<std::vector<std::string>>()> verify;   ///< the same
  /// Removes the files that no mail names any more, but none that is younger; and erased bytes from the log.
  /// Blocks, for minutes: an order.
  std::function<void(std::chrono::seconds older_than, Done<store::Swept>)> sweep;

  /// With the changes that go with it; `done` after COMMIT.
  std::function<void(core::ErasedPerson, core::Changes besides, Done<>)> erase;
  std::function<Result<store::Census>(core::Time now)> census;
  std::function<Condition()> condition;
  std::function<std::map<std::string, WebhookCalls::Counts>()> webhook_calls;
  std::function<std::vector<EventCount>()> event_counts;
  std::function<std::vector<LogLine>(std::uint64_t after, const std::vector<std::string>& events)> log_lines;

  std::function<std::size_t()> max_message_size;
};

}  // namespace ticketd::daemon
