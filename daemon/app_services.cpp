// What the HTTP API may ask of the daemon, part by part.
#include "daemon/app.h"

namespace ticketd::daemon {

Services App::services() {
  Services given;
  given.now = [this] { return clock_.now(); };
  given.ready = [this]() -> Result<> {
    if (writer_->broken()) return fail(core::ErrorKind::store_down, "the database cannot be written");
    if (disk_is_low_) return fail(core::ErrorKind::store_full, "less free space than [store] min_free");
    return {};
  };
  given.work = [this](std::function<void()> job) { return work(std::move(job)); };
  given.reader = [this] { return store_->reader(); };
  given.write = [this](std::function<Result<>(store::Txn&)> job, Done<> done) {
    writer_->submit(std::move(job), std::move(done));
  };
  given.outbox_changed = [this] { outbox_->wake(); };
  given.send_again = [this] {
    webhook_rests_.end();
    outbox_->try_now();
  };
  given.mails_released = [this] { processing_->look_again(); };
  given.desk = [this] {
    const auto standing = desk_->current().get();
    return std::shared_ptr<const core::Desk>(standing, &standing->desk);
  };
  given.language = [this] { return desk_->current().get()->settings.language; };
  given.utc_offset = [this] { return desk_->current().get()->settings.utc_offset; };
  given.desk_source = [this] { return desk_->source(); };
  given.apply_desk = [this](DeskSource source, Done<> done) {
    desk_->apply(std::move(source), [this, done = std::move(done)](Result<> applied) {
      if (applied)
        (void)work([this] { imap_->restart(); });  // when too busy, the mailboxes change with the next reload
      done(std::move(applied));
    });
  };
  given.act = [this](TicketAction action, Done<core::TicketId> done) {
    casework_->act(std::move(action), std::move(done));
  };
  given.accept = [this](core::IncomingMail mail, AcceptDone done) {
    pipeline_->accept_waiting_for_disk(std::move(mail), std::move(done));
  };
  given.dry_run = [this](const core::IncomingMail& mail) -> Result<core::Trace> {
    auto decision = rehearsal_->mail(mail, false);
    if (!decision) return fail(decision);
    return std::move(decision->trace);
  };
  given.rehearse_mail = [this](const core::IncomingMail& mail) { return rehearsal_->mail(mail, true); };
  given.rehearse_event = [this](core::TicketId ticket, core::RuleEvent event) {
    return rehearsal_->event(ticket, event);
  };
  given.preview = [this](const core::PreviewRequest& wanted) { return rehearsal_->letter(wanted); };
  given.poll = [this](const std::string& mailbox, bool skipped, Done<std::size_t> done) {
    imap_->poll(mailbox, skipped, std::move(done));
  };
  given.mailboxes = [this] { return imap_->states(); };
  given.try_accounts = [this] { return try_accounts(); };
  given.survey_page = [this](const SurveyVisit& visit) { return surveys_->page(visit); };
  given.answer_survey = [this](const SurveyVisit& visit, Respond respond) {
    surveys_->answer(visit, std::move(respond));
  };
  given.tokens_changed = [this] { return read_tokens(); };
  given.back_up = [this](const std::string& file) { return store_->back_up(file); };
  given.verify = [this] { return store_->verify(); };
  given.sweep = [this](std::chrono::seconds older_than, const Done<store::Swept>& done) {
    const auto job = [this, older_than, done] { housekeeping_->sweep(older_than, done); };
    if (!work(job)) done(fail(core::ErrorKind::overloaded, "too many requests wait"));
  };
  given.erase = [this](const core::ErasedPerson& person, core::Changes besides, const Done<>& done) {
    housekeeping_->erase(person, std::move(besides), done);
  };
  given.census = [this](core::Time now) { return store::upkeep_of(*store_).census(now); };
  given.condition = [this] { return condition(); };
  given.webhook_calls = [this] { return webhook_calls_.counts(); };
  given.event_counts = [this] { return events_->counts(); };
  given.log_lines = [this](std::uint64_t after, const std::vector<std::string>& events) {
    return events_->lines(after, events);
  };
  given.max_message_size = config_.smtp.max_message_size;
  return given;
}

std::vector<TriedAccount> App::try_accounts() const {
  auto trials = imap_->trials();
  trials.insert(trials.end(), routes_to_try_.begin(), routes_to_try_.end());
  return daemon::try_accounts(std::move(trials), trials_stop_);
}

Condition App::condition() const {
  return {.started = started_,
          .engine = store::upkeep_of(*store_).engine(),
          .store_bytes = bytes_of(config_.store.database),
          .free_bytes = free_space_,
          .min_free_bytes = config_.store.min_free,
          .writer_silence = std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::steady_clock::now() - writer_->heartbeat()),
          .certificate_ends = end_of_certificate(config_.smtp.tls_certificate),
          .process = use_of_this_process()};
}

Result<> App::read_tokens() {
  const auto reader = store_->reader();
  if (!reader) return fail(reader);
  auto tokens = (*reader)->api_tokens();
  if (!tokens) return fail(tokens);
  tokens_.replace(std::move(*tokens));
  return {};
}

void App::note_use(const core::ApiToken& token) {
  const auto now = clock_.now();
  if (!tokens_.is_noteworthy(token.name, now)) return;
  const auto job = [use = core::change::UseToken{token.name, token.digest, now}](store::Txn& txn) {
    return txn.apply({use});
  };
  writer_->submit(job, [](const Result<>&) {});  // a use that is not noted harms nobody
}

}  // namespace ticketd::daemon
