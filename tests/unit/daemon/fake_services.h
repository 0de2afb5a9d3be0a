// Services of the API without a daemon: one ticket, one agent, and a note of what was asked for.
#pragma once

#include "daemon/http/services.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ticketd::daemon {

/// What the reader tells, and what the writer was told.
struct FakeState {
  std::map<std::int64_t, core::Ticket> tickets;
  std::vector<core::OutboxItem> queue;
  std::vector<core::Trace> traces;
  std::vector<core::Contact> contacts;
  std::vector<core::Company> companies;
  std::vector<core::ApiToken> tokens;
  std::vector<core::AddressState> addresses;
  store::Backlog backlog;
  store::TicketQuery asked;  ///< the last query of tickets

  core::Changes applied;
  std::vector<TicketAction> actions;
  std::vector<core::IncomingMail> mails;
  DeskSource desk{"[rules]\n", "/etc/ticketd/desk.toml"};
  std::string polled;
  std::vector<core::SkippedMail> skipped;
  std::vector<SurveyVisit> visits;     ///< forms of surveys
  bool full = false;                   ///< no worker is free
  std::optional<core::Error> refusal;  ///< of whatever is asked next
};

class FakeReader final : public store::Reader {
 public:
  explicit FakeReader(FakeState& state) : state_(state) {}
  Result<std::optional<store::TicketView>> ticket(core::TicketId id) override {
    const auto found = state_.tickets.find(id.value);
    if (found == state_.tickets.end()) return std::optional<store::TicketView>{};
    return std::optional(store::TicketView{.ticket = found->second});
  }
  Result<std::vector<core::Ticket>> tickets(const store::TicketQuery& query) override {
    state_.asked = query;
    std::vector<core::Ticket> found;
    for (const auto& [number, ticket] : state_.tickets)
      if ((!query.after || number > query.after->value) && found.size() < query.limit.value_or(1000))
        found.push_back(ticket);
    return found;
  }
  Result<std::vector<core::OutboxItem>> queue(const store::QueueQuery& query) override {
    std::vector<core::OutboxItem> found;
    for (const auto& item : state_.queue)
      if ((!query.after || item.id > *query.after) && found.size() < query.limit.value_or(1000))
        found.push_back(item);
    return found;
  }
  Result<std::vector<store::QuarantinedMail>> quarantine(const store::QuarantineQuery&) override {
    return std::vector<store::QuarantinedMail>(1);
  }
  Result<std::vector<core::Trace>> traces(std::string_view message_id) override {
    std::vector<core::Trace> found;
    for (const auto& trace : state_.traces)
      if (trace.message_id == message_id) found.push_back(trace);
    return found;
  }
  Result<std::optional<core::IncomingMail>> mail(core::MailKey) override {
    return std::optional<core::IncomingMail>{};
  }
  Result<std::vector<store::WaitingMail>> waiting(core::MailKey, std::size_t) override {
    return std::vector<store::WaitingMail>{};
  }
  Result<store::Backlog> backlog(core::Time) override { return state_.backlog; }
  Result<std::vector<core::TicketId>> due_tickets(core::Time, std::size_t) override {
    return std::vector<core::TicketId>{};
  }
  Result<std::optional<core::Time>> next_due(const store::Senders&) override {
    return std::optional<core::Time>{};
  }
  Result<std::optional<core::AddressState>> address(std::string_view address) override {
    for (const auto& state : state_.addresses)
      if (state.address == address) return std::optional(state);
    return std::optional<core::AddressState>{};
  }
  Result<std::vector<core::AddressState>> marked_addresses() override { return state_.addresses; }
  Result<std::optional<store::ImapCursor>> imap_cursor(std::string_view, std::string_view) override {
    return std::optional<store::ImapCursor>{};
  }
  Result<std::vector<std::uint32_t>> imap_imported(const core::ImapFolder&, std::uint32_t) override {
    return std::vector<std::uint32_t>{};
  }
  Result<std::vector<std::uint32_t>> imap_unfinished(const core::ImapFolder&) override {
    return std::vector<std::uint32_t>{};
  }
  Result<std::vector<core::SkippedMail>> imap_skipped() override { return state_.skipped; }
  Result<core::DeskState> desk_state() override { return core::DeskState{}; }
  Result<std::vector<store::RuleRecord>> rules_acted(core::Time) override {
    return std::vector<store::RuleRecord>{{"close-after-5-days", 3, 2, {}, {7}}};
  }
  Result<std::vector<core::Contact>> contacts(const store::ContactQuery&) override { return state_.contacts; }
  Result<std::vector<core::Company>> companies() override { return state_.companies; }
  Result<std::vector<core::ApiToken>> api_tokens() override { return state_.tokens; }
  Result<std::optional<std::string>> value(std::string_view) override { return std::optional<std::string>{}; }

 private:
  FakeState& state_;
};

class FakeTxn final : public store::Txn {
 public:
  explicit FakeTxn(FakeState& state) : state_(state) {}
  Result<core::Accepted> accept(const core::IncomingMail&) override { return core::Accepted{}; }
  Result<core::Evidence> evidence(const core::ThreadQuery& query) override {
    core::Evidence evidence;
    for (const auto& item : state_.queue)
      for (const auto id : query.outbox)
        if (item.id == id) evidence.outbox[id] = item;
    return evidence;
  }
  Result<> apply(const core::Changes& changes) override {
    state_.applied.insert(state_.applied.end(), changes.begin(), changes.end());
    return {};
  }
  Result<std::vector<core::Ticket>> tickets(const store::TicketQuery&) override {
    return std::vector<core::Ticket>{};
  }
  Result<std::vector<core::Contact>> contacts(const store::ContactQuery&) override { return state_.contacts; }
  Result<std::vector<core::Company>> companies() override { return state_.companies; }
  Result<std::vector<core::OutboxItem>> claim_due(core::Time, std::size_t, core::Time,
                                                  const store::Senders&) override {
    return std::vector<core::OutboxItem>{};
  }
  Result<std::optional<core::OutboxItem>> letter(core::OutboxId id) override {
    for (const auto& item : state_.queue)
      if (item.id == id) return std::optional(item);
    return std::optional<core::OutboxItem>{};
  }
  Result<std::size_t> release_claims() override { return std::size_t{0}; }
  Result<> record(const core::ImapStep&) override { return {}; }
  Result<> set_value(std::string_view, std::string_view) override { return {}; }
  Result<> add_attempt(core::MailKey) override { return {}; }
  Result<> mark() override { return {}; }
  Result<> back_to_mark() override { return {}; }
  bool usable() const override { return true; }
  Result<> commit() override { return {}; }

 private:
  FakeState& state_;
};

/// Everything is answered at once, on the calling thread.
inline Services fake_services(FakeState& state) {
  auto desk = std::make_shared<core::Desk>();
  desk->agents.push_back(
      {.name = "kim", .display_name = "김민지", .email = "kim@example.com", .groups = {}, .language = {}});
  desk->mailboxes.emplace_back().name = "support";
  Services services;
  services.now = [] { return core::Time(std::chrono::hours(1)); };
  services.ready = [] { return Result<>{}; };
  services.work = [&state](const std::function<void()>& job) { return state.full ? false : (job(), true); };
  services.take_order = services.work;
  services.max_message_size = [] { return std::size_t{36} << 20; };
  services.reader = [&state]() -> Result<std::unique_ptr<store::Reader>> {
    return std::make_unique<FakeReader>(state);
  };
  services.write = [&state](const std::function<Result<>(store::Txn&)>& job, const Done<>& done) {
    FakeTxn txn(state);
    done(job(txn));
  };
  services.change_queue = [&state](const QueueOrder& order, const Done<std::size_t>& done) {
    const core::Desk nobodys;
    const core::Settings settings;
    const core::Seal seal;
    FakeTxn txn(state);
    done(carry_out(txn, order, core::House{nobodys, settings, seal, core::Time(std::chrono::hours(1))}));
  };
  services.send_again = [] {};
  services.desk = [desk] { return desk; };
  auto settings = std::make_shared<core::Settings>();
  settings->language = "en";
  services.settings = [settings] { return settings; };
  services.desk_source = [&state] { return state.desk; };
  services.apply_desk = [&state](DeskSource source, const Done<>& done) {
    if (state.refusal) return done(tl::unexpected(*state.refusal));
    state.desk = std::move(source);
    done({});
  };
  services.act = [&state](const TicketAction& action, const Done<core::TicketId>& done) {
    if (state.refusal) return done(tl::unexpected(*state.refusal));
    state.actions.push_back(action);
    done(action.ticket ? action.ticket : core::TicketId{1});
  };
  services.accept = [&state](const core::IncomingMail& mail, const AcceptDone& done) {
    if (state.refusal) return done(tl::unexpected(*state.refusal));
    state.mails.push_back(mail);
    done(core::Accepted{{static_cast<std::int64_t>(state.mails.size())}, false});
  };
  services.dry_run = [](const core::IncomingMail&) -> Result<core::Trace> {
    core::Trace trace;
    trace.message_id = "dry@example.com";
    return trace;
  };
  services.survey_page = [](const SurveyVisit&) { return HttpResponse{404, {}, "text/html"}; };
  services.answer_survey = [&state](const SurveyVisit& visit, const Respond& respond) {
    state.visits.push_back(visit);
    respond({404, {}, "text/html"});
  };
  services.rehearse_mail = [](const core::IncomingMail&) -> Result<core::Decision> {
    core::Decision decision;
    decision.trace.tried("rule:reopen-on-reply", "no", "state: open");
    decision.trace.tried("rule:complaint-to-manager", "yes", "set_priority high");
    decision.changes.emplace_back(core::change::RecordEvent{
        {{7}, {}, core::EventKind::priority, "normal", "high", "rule:complaint-to-manager"}});
    decision.changes.emplace_back(core::change::Enqueue{});
    return decision;
  };
  services.rehearse_event = [](core::TicketId ticket, core::RuleEvent) -> Result<core::Decision> {
    core::Decision decision;
    decision.trace.ticket = ticket;
    return decision;
  };
  services.preview = [](const core::PreviewRequest& wanted) -> Result<PreviewedLetter> {
    if (wanted.name != "refund") return fail(core::ErrorKind::policy, "no template is called so");
    PreviewedLetter shown;
    shown.text = "Refunded, " + wanted.text;
    return shown;
  };
  services.try_accounts = [] { return std::vector<TriedAccount>{}; };
  services.tokens_changed = [&state]() -> Result<> {
    if (state.refusal) return tl::unexpected(*state.refusal);
    return {};
  };
  services.forget_token = [&state](const std::string& name) {
    std::erase_if(state.tokens, [&](const core::ApiToken& token) { return token.name == name; });
  };
  services.back_up = [](const std::string&) { return Result<>{}; };
  services.verify = []() -> Result<std::vector<std::string>> { return std::vector<std::string>{}; };
  services.sweep = [](std::chrono::seconds, const Done<store::Swept>& done) { done(store::Swept{}); };
  services.erase = [](const core::ErasedPerson&, const core::Changes&, const Done<>& done) { done({}); };
  services.census = [&state](core::Time) -> Result<store::Census> {
    store::Census census;
    census.backlog = state.backlog;
    return census;
  };
  services.webhook_calls = [] { return std::map<std::string, WebhookCalls::Counts>{{"ops", {3, 1, 2}}}; };
  services.condition = [] { return Condition{.started = core::Time{}, .engine = "fake"}; };
  services.event_counts = [] { return std::vector<EventCount>{{"mail.accepted", "info", 3}}; };
  services.log_lines = [](std::uint64_t, const std::vector<std::string>&) { return std::vector<LogLine>{}; };
  services.mailboxes = [] {
    const ImapStatus refused{ImapStatus::State::stopped, core::Time{}, "wrong password"};
    return std::vector<MailboxState>{{"support", refused}};
  };
  services.poll = [&state](std::string mailbox, bool skipped, const Done<std::size_t>& done) {
    state.polled = std::move(mailbox) + (skipped ? " with skipped" : "");
    done(20);
  };
  return services;
}

}  // namespace ticketd::daemon
