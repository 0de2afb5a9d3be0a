#include "daemon/pipeline.h"

#include "core/names.h"
#include "crypto/digest.h"
#include "daemon/attachments.h"
#include "daemon/log_value.h"
#include "parsers/parse.h"

#include <spdlog/spdlog.h>

#include <future>
#include <optional>
#include <vector>

namespace ticketd::daemon {

namespace {

// Accepted mails that wait to be processed. With more of them the doors are no quicker than the desk.
constexpr std::size_t most_waiting = 20'000;

std::vector<core::Event> breakers_in(const core::Changes& changes) {
  std::vector<core::Event> found;
  for (const auto& change : changes)
    if (const auto* recorded = std::get_if<core::change::RecordEvent>(&change);
        recorded != nullptr && recorded->event.kind == core::EventKind::breaker)
      found.push_back(recorded->event);
  return found;
}

}  // namespace

/// One mail under way: kept alive until its commit is known.
struct Pipeline::Job {
  store::WaitingMail waiting;
  std::shared_ptr<const Standing> standing;
  core::House house;
  core::Mail mail{};
  core::Trace trace{};
  std::vector<core::Event> breakers{};
};

Pipeline::Pipeline(Surroundings around, InFlight& in_flight, std::function<bool()> disk_is_low)
    : around_(std::move(around)), in_flight_(in_flight), disk_is_low_(std::move(disk_is_low)) {}

Result<> Pipeline::check_disk() const {
  if (!disk_is_low_()) return {};
  return fail(core::ErrorKind::store_full, "less free space than [store] min_free");
}

void Pipeline::accept_waiting_for_disk(core::IncomingMail mail, AcceptDone done) {
  auto ready = check_disk();
  if (ready) ready = store::store_ahead(around_.store, mail);
  if (!ready) return done(fail(ready));
  accept(std::move(mail), std::move(done));
}

void Pipeline::accept(core::IncomingMail mail, AcceptDone done) {
  if (const auto space = check_disk(); !space) return done(fail(space));
  const auto kept = std::make_shared<core::IncomingMail>(std::move(mail));
  auto committed = [this, kept, done = std::move(done)](Result<core::Accepted> accepted) {
    if (accepted) {
      const auto from = std::string(core::name_of(kept->source.kind)) + ':' + kept->source.peer;
      spdlog::info("mail.accepted id={} from={} size={} duplicate={}", accepted->mail.value, word(from),
                   kept->size(), accepted->duplicate);
      if (!accepted->duplicate) processing_->add({accepted->mail, std::move(*kept)});
    }
    done(std::move(accepted));  // 250, flag, exit 0
  };
  const auto urgency =
      processing_->waiting() < most_waiting ? store::Urgency::awaited : store::Urgency::background;
  around_.writer.submit([kept](store::Txn& txn) { return txn.accept(*kept); }, std::move(committed),
                        urgency);  // accept
}

void Pipeline::process(store::WaitingMail waiting, ProcessDone done) {
  const bool suspect = waiting.attempts > 0;
  if (!suspect) return read(std::move(waiting), std::move(done));
  const std::lock_guard alone(one_suspect_);  // should we die again, only the culprit was being read
  if (waiting.attempts >= 2) return quarantine(waiting, "reading it ended the daemon twice", std::move(done));
  const auto ended = std::make_shared<std::promise<Result<>>>();
  read(std::move(waiting), [ended](Result<> outcome) { ended->set_value(std::move(outcome)); });
  done(ended->get_future().get());
}

// The queues carry no large bytes, nor those of a mail that is tried again; a mail has them while it is read.
Result<> Pipeline::fetch_bytes(store::WaitingMail& waiting) {
  auto& incoming = waiting.incoming;
  if (!incoming.bytes.empty()) return {};
  const auto reader = around_.store.reader();
  if (!reader) return fail(reader);
  auto mail = (*reader)->mail(waiting.mail);
  if (!mail) return fail(mail);
  if (!*mail) return fail(core::ErrorKind::internal, "an accepted mail is not in the store");
  incoming = std::move(**mail);
  return {};
}

// In the ledger of what is being read only while its content is at work: who is killed while mails wait for
// the writer, or during the sync that follows, was not killed by one of them.
void Pipeline::read(store::WaitingMail waiting, ProcessDone done) {
  if (const auto fetched = fetch_bytes(waiting); !fetched) {
    if (fetched.error().kind != core::ErrorKind::corrupt_store) return done(fail(fetched));
    return quarantine(waiting, fetched.error().detail, std::move(done));
  }
  const auto standing = around_.current.get();
  std::optional reading(in_flight_.begin(waiting.mail));
  const auto job = std::make_shared<Job>(
      Job{std::move(waiting), standing, standing->house(around_.clock.now(), crypto::random_number())});
  const auto& incoming = job->waiting.incoming;

  job->mail = parsers::parse(incoming.bytes, parse_options(incoming, standing->desk));  // parse
  auto arrival = core::arrive(job->waiting.mail, job->mail, incoming.envelope, incoming.source,
                              job->house);  // authenticate
  arrival.files = describe_attachments(job->mail, job->waiting.mail, job->house);
  std::string().swap(job->waiting.incoming.bytes);  // they are read: many mails wait for their commit
  arrival.released = job->waiting.released;
  const auto query = core::thread_query(arrival, job->house);

  auto work = [this, job, arrival, query](store::Txn& txn) -> Result<> {
    const auto deciding = in_flight_.begin(job->waiting.mail);
    auto seen = txn.evidence(query);
    if (!seen) return fail(seen);
    auto decision = core::receive(arrival, std::move(*seen), job->house);  // resolve, apply rules
    job->trace = std::move(decision.trace);
    job->breakers = breakers_in(decision.changes);
    return txn.apply(decision.changes);  // commit
  };
  auto finished = [this, job, done = std::move(done)](Result<> committed) {
    if (committed) {
      const auto& trace = job->trace;
      spdlog::info("mail.processed id={} mail={} place={} ticket={} role={} trust={}",
                   job->waiting.mail.value, word('<' + trace.message_id + '>'), core::name_of(trace.place),
                   trace.ticket.value_or(core::TicketId{}).value, core::name_of(trace.role),
                   core::name_of(trace.trust));
      for (const auto& event : job->breakers)  // nobody else tells that a loop was cut, or of a flood
        spdlog::warn("breaker.open ticket={} why={}", event.ticket.value, escaped(event.to));
      around_.letters_queued();  // deliver
    }
    done(std::move(committed));
  };
  reading.reset();
  around_.writer.submit(std::move(work), std::move(finished), store::Urgency::background);
}

void Pipeline::quarantine(const store::WaitingMail& waiting, const std::string& reason, ProcessDone done) {
  core::change::Quarantine change{
      .mail = waiting.mail, .reason = reason, .from = waiting.incoming.envelope.sender};
  change.trace.place = core::Place::quarantine;
  change.trace.tried("read", "no", reason);
  spdlog::error("mail.quarantined id={} reason={}", waiting.mail.value, escaped(reason));
  around_.writer.submit([change](store::Txn& txn) { return txn.apply({change}); }, std::move(done),
                        store::Urgency::background);
}

}  // namespace ticketd::daemon
