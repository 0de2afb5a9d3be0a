// What the HTTP API may ask of the daemon, part by part.
#include "daemon/app.h"

namespace ticketd::daemon {

Services App::services() {
  Services given;
  given.now = [this] { return clock_.now(); };
  given.work = [this](std::function<void()> job) { return work(std::move(job)); };
  given.take_order = [this](std::function<void()> order) { return take_order(std::move(order)); };
  given.tokens_changed = [this] { return read_tokens(); };
  given.forget_token = [this](const std::string& name) { tokens_.forget(name); };
  given.act = [this](TicketAction action, Done<core::TicketId> done) {
    casework_->act(std::move(action), std::move(done));
  };
  given.survey_page = [this](const SurveyVisit& visit) { return surveys_->page(visit); };
  given.answer_survey = [this](const SurveyVisit& visit, Respond respond) {
    surveys_->answer(visit, std::move(respond));
  };
  offer_store(given);
  offer_desk(given);
  offer_rehearsals(given);
  offer_mailboxes(given);
  offer_upkeep(given);
  offer_reports(given);
  return given;
}

void App::offer_store(Services& given) {
  given.ready = [this]() -> Result<> {
    if (writer_->broken()) return fail(core::ErrorKind::store_down, "the database cannot be written");
    if (writer_->shut_out())
      return fail(core::ErrorKind::store_busy, "the database cannot be written now: see store.trouble");
    if (disk_is_low_) return fail(core::ErrorKind::store_full, "less free space than [store] min_free");
    return {};
  };
  given.reader = [this] { return store_->reader(); };
  given.write = [this](std::function<Result<>(store::Txn&)> job, Done<> done) {
    writer_->submit(std::move(job), std::move(done));
  };
  given.change_queue = [this](QueueOrder order, Done<std::size_t> done) {
    auto work = [order = std::move(order), standing = desk_->current().get(),
                 now = clock_.now()](store::Txn& txn) { return carry_out(txn, order, standing->house(now)); };
    writer_->submit(std::move(work), std::move(done));
  };
  given.send_again = [this] {
    webhook_rests_.end();
    outbox_->try_now();
  };
  given.mails_released = [this] { processing_->look_again(); };
}

void App::offer_desk(Services& given) {
  given.desk = [this] {
    const auto standing = desk_->current().get();
    return std::shared_ptr<const core::Desk>(standing, &standing->desk);
  };
  given.settings = [this] {
    const auto standing = desk_->current().get();
    return std::shared_ptr<const core::Settings>(standing, &standing->settings);
  };
  given.desk_source = [this] { return desk_->source(); };
  given.apply_desk = [this](DeskSource source, Done<> done) {
    desk_->apply(std::move(source), [this, done = std::move(done)](Result<> applied) {
      if (applied && !only_to_look_at_) follow_the_desk_soon();
      done(std::move(applied));
    });
  };
}

void App::offer_rehearsals(Services& given) {
  given.dry_run = [this](const core::IncomingMail& mail) -> Result<core::Trace> {
    auto decision = rehearsal_->mail(mail);
    if (!decision) return fail(decision);
    return std::move(decision->trace);
  };
  given.rehearse_mail = [this](const core::IncomingMail& mail) { return rehearsal_->mail_anew(mail); };
  given.rehearse_event = [this](core::TicketId ticket, core::RuleEvent event) {
    return rehearsal_->event(ticket, event);
  };
  given.preview = [this](const core::PreviewRequest& wanted) { return rehearsal_->letter(wanted); };
}

void App::offer_mailboxes(Services& given) {
  given.accept = [this](core::IncomingMail mail, AcceptDone done) {
    pipeline_->accept_waiting_for_disk(std::move(mail), std::move(done));
  };
  given.max_message_size = [this] { return config_.get()->smtp.max_message_size; };
  given.poll = [this](const std::string& mailbox, bool skipped, Done<std::size_t> done) {
    imap_->poll(mailbox, skipped, std::move(done));
  };
  given.mailboxes = [this] { return imap_->states(); };
  given.try_accounts = [this] { return try_accounts(); };
}

void App::offer_upkeep(Services& given) {
  given.back_up = [this](const std::string& file) { return store_->back_up(file, jobs_stop_.get_token()); };
  given.verify = [this] { return store_->verify(jobs_stop_.get_token()); };
  given.sweep = [this](std::chrono::seconds older_than, const Done<store::Swept>& done) {
    housekeeping_->sweep(older_than, done);
  };
  given.erase = [this](const core::ErasedPerson& person, core::Changes besides, const Done<>& done) {
    housekeeping_->erase(person, std::move(besides), done);
  };
}

void App::offer_reports(Services& given) {
  given.census = [this](core::Time now) { return store::upkeep_of(*store_).census(now); };
  given.condition = [this] { return condition(); };
  given.webhook_calls = [this] { return webhook_calls_.counts(); };
  given.event_counts = [this] { return events_->counts(); };
  given.log_lines = [this](std::uint64_t after, const std::vector<std::string>& events) {
    return events_->lines(after, events);
  };
}

std::vector<TriedAccount> App::try_accounts() const {
  auto trials = imap_->trials();
  const auto routes = routes_to_try_.get();
  trials.insert(trials.end(), routes->begin(), routes->end());
  return daemon::try_accounts(std::move(trials), trials_stop_);
}

Condition App::condition() const {
  const auto config = config_.get();
  return {.started = started_,
          .engine = store::upkeep_of(*store_).engine(),
          .store_bytes = bytes_of(config->store.database),
          .free_bytes = free_space_,
          .min_free_bytes = config->store.min_free,
          .writer_silence = std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::steady_clock::now() - writer_->heartbeat()),
          .certificate_ends = end_of_certificate(config->smtp.tls_certificate),
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
