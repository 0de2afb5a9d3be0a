// A whole desk without sockets: the real pipeline over the in-memory store, with the shipped rules. Mails go
// in as bytes, tickets and letters come out.
#pragma once

#include "config/load.h"
#include "core/availability.h"
#include "crypto/digest.h"
#include "daemon/account_watch.h"
#include "daemon/casework.h"
#include "daemon/desk_keeper.h"
#include "daemon/pipeline.h"
#include "daemon/quarantine_keeper.h"
#include "daemon/rehearsal.h"
#include "daemon/surveys.h"
#include "daemon/token_seal.h"
#include "daemon/waking.h"
#include "outgoing_check.h"
#include "store/open.h"
#include "templates/compose.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>

namespace ticketd::daemon {

/// A mail that is written sentence by sentence: mail("a@x").from("park@…").saying("…").citing("b@y").
class TestMail {
 public:
  explicit TestMail(std::string id) : id_(std::move(id)) {}
  TestMail& from(std::string address) { return from_ = std::move(address), *this; }
  TestMail& to(std::string address) { return to_ = std::move(address), *this; }
  TestMail& cc(std::string address) { return head("Cc: " + address); }
  TestMail& about(std::string subject) { return subject_ = std::move(subject), *this; }
  TestMail& saying(std::string text) { return text_ = std::move(text), *this; }
  TestMail& citing(const std::string& id) {
    return head("In-Reply-To: <" + id + ">\r\nReferences: <" + id + ">");
  }
  TestMail& head(const std::string& fields) { return more_ += fields + "\r\n", *this; }
  /// As the MTA in front would say of an authenticated author.
  TestMail& proven() { return top_ = result("pass"), *this; }
  TestMail& failed() { return top_ = result("fail"), *this; }
  /// An answer to a letter of ours, by its recipient's mail client.
  TestMail& answering(const core::Letter& letter) {
    to_ = letter.reply_to;
    from_ = letter.to.address;
    subject_ = "Re: " + letter.subject;
    return citing(letter.message_id);
  }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& sender() const { return from_; }
  [[nodiscard]] const std::string& recipient() const { return to_; }
  [[nodiscard]] std::string bytes() const {
    return (top_.empty() ? ""
                         : top_ + "; dmarc=" + result_ + " header.from=" + from_.substr(from_.find('@') + 1) +
                               "\r\n") +
           "From: " + from_ + "\r\nTo: " + to_ + "\r\nSubject: " + subject_ + "\r\nMessage-ID: <" + id_ +
           ">\r\n" + more_ + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text_ +
           "\r\n";
  }

 private:
  std::string result(std::string result) {
    result_ = std::move(result);
    return "Authentication-Results: mx.desk.example";
  }
  std::string id_, from_ = "park@customer.example", to_ = "support@desk.example", subject_ = "printer",
                   text_ = "It does not print.";
  std::string more_, top_, result_;
};

inline TestMail mail(std::string id) { return TestMail(std::move(id)); }

/// The very desk of a file.
struct DeskFile {
  std::filesystem::path path;
};

class TestDesk {
 public:
  /// `more` is written behind the desk's people: rules, calendars, promises.
  explicit TestDesk(const std::string& domain = "desk.example", const std::string& more = {})
      : TestDesk(domain, config::parse_desk(desk_text(domain) + more, "/desk.toml")) {}
  explicit TestDesk(const DeskFile& file) : TestDesk("desk.example", config::load_desk(file.path)) {}
  TestDesk(const std::string& domain, Result<core::Desk> desk) {
    core::Settings settings;
    settings.hostname = domain;
    settings.public_url = "https://" + domain + "/help";
    settings.trust.authserv_ids = settings.trust.hosts = {"mx." + domain};
    settings.trust.spam_headers = {"X-Spam-Flag"};
    const TokenKey key{1, crypto::sha256("a key for tests of " + domain)};
    settings.loop_id = loop_id(key);
    if (!desk) throw std::runtime_error(desk.error().detail);
    auto texts = templates::templates_for(*desk).value();
    current_ = std::make_unique<Current>(std::make_shared<const Standing>(
        Standing{std::move(*desk), std::move(settings), make_seal({key}), std::move(texts)}));
    store_ = std::move(store::open_store("memory:", "/").value());
    writer_ = std::make_unique<store::Writer>(*store_);
    in_flight_ = std::move(InFlight::open(ledger_).value());
    const Surroundings around{*store_, *writer_, *current_, clock_, [] {}};
    pipeline_ = std::make_unique<Pipeline>(around, *in_flight_, [] { return false; });
    rehearsal_ = std::make_unique<Rehearsal>(*writer_, *current_, clock_);
    casework_ = std::make_unique<Casework>(around);
    quarantine_keeper_ = std::make_unique<QuarantineKeeper>(around);
    surveys_ = std::make_unique<Surveys>(around);
    waking_ = std::make_unique<Waking>(around);
  }
  ~TestDesk() {
    if (outgoing_is_checked) check_outgoing(*current_->get(), outbox(), private_texts());
    check_escalations(*current_->get(), outbox(), tickets());
    writer_.reset();
    std::filesystem::remove(ledger_);
  }
  TestDesk(const TestDesk&) = delete;
  TestDesk& operator=(const TestDesk&) = delete;

  /// Every letter of every test is looked at when the desk goes: what may never leave the house did not.
  bool outgoing_is_checked = true;

  /// A mail of a list that the support address is on, as the list sent it.
  core::Trace receive_list_mail(std::string bytes) {
    const auto id = parsers::parse(bytes).message_id;
    return receive(std::move(bytes), "bounces@list.example", "support@desk.example", id);
  }

  /// Takes the mail in and through; where it ended. A mail that was accepted before ends as a duplicate at
  /// the door.
  core::Trace receive(const TestMail& mail) {
    return receive(mail.bytes(), mail.sender(), mail.recipient(), mail.id());
  }
  core::Trace receive(std::string bytes, std::string sender, std::string recipient, const std::string& id) {
    core::IncomingMail incoming{
        .source = {.kind = core::SourceKind::smtp, .peer = "127.0.0.1", .behind_our_border = true},
        .envelope = {std::move(sender), {std::move(recipient)}},
        .bytes = std::move(bytes),
        .received = clock_.now()};
    const auto accepted = writer_->run([&](store::Txn& txn) { return txn.accept(incoming); }).value();
    if (accepted.duplicate) return {.place = core::Place::duplicate};
    std::promise<Result<>> processed;
    pipeline_->process({accepted.mail, incoming},
                       [&](Result<> done) { processed.set_value(std::move(done)); });
    const auto done = processed.get_future().get();
    if (!done) ADD_FAILURE() << done.error().detail;
    return store_->reader().value()->traces(id).value().back();
  }

  /// Takes the mail in, and not through.
  store::WaitingMail accept(const TestMail& mail) {
    core::IncomingMail incoming{.source = {.kind = core::SourceKind::smtp, .peer = "127.0.0.1"},
                                .envelope = {mail.sender(), {mail.recipient()}},
                                .bytes = mail.bytes(),
                                .received = clock_.now()};
    const auto accepted = writer_->run([&](store::Txn& txn) { return txn.accept(incoming); }).value();
    return {accepted.mail, std::move(incoming)};
  }
  Pipeline& pipeline() { return *pipeline_; }
  store::Writer& writer() { return *writer_; }
  /// Whom a process that ended now would have left behind.
  [[nodiscard]] std::vector<core::MailKey> being_read() const {
    return InFlight::open(ledger_).value()->interrupted();
  }

  /// Takes bytes in that may be no mail at all; whether they were processed.
  bool place_of(const std::string& bytes) {
    core::IncomingMail incoming{.source = {.kind = core::SourceKind::pipe, .mailbox = "support"},
                                .bytes = bytes,
                                .received = clock_.now()};
    const auto accepted = writer_->run([&](store::Txn& txn) { return txn.accept(incoming); }).value();
    if (accepted.duplicate) return true;
    std::promise<Result<>> processed;
    pipeline_->process({accepted.mail, incoming},
                       [&](Result<> done) { processed.set_value(std::move(done)); });
    return processed.get_future().get().has_value();
  }
  /// As a person lets it out of the quarantine.
  void release(core::MailKey held) {
    know({core::change::ReleaseQuarantined{held}});
    std::promise<Result<>> processed;
    pipeline_->process(reader()->waiting({}, 1).value().at(0),
                       [&](Result<> done) { processed.set_value(std::move(done)); });
    ASSERT_TRUE(processed.get_future().get());
  }
  std::int64_t unprocessed() {
    return store_->reader().value()->backlog(clock_.now()).value().unprocessed_mails;
  }

  Result<core::TicketId> act(TicketAction action) {
    std::promise<Result<core::TicketId>> acted;
    casework_->act(std::move(action), [&](Result<core::TicketId> done) { acted.set_value(std::move(done)); });
    return acted.get_future().get();
  }
  /// As `ticketctl agent away` and `agent back` say it.
  void say_available(const std::string& agent, bool available,
                     std::optional<core::Time> until = std::nullopt) {
    const auto changes = core::set_availability({agent, available, until}, core::at_the_socket(),
                                                current_->get()->desk, clock_.now());
    ASSERT_TRUE(changes);
    ASSERT_TRUE(writer_->run([&](store::Txn& txn) { return txn.apply(*changes); }));
  }
  [[nodiscard]] core::Time now() const { return clock_.now(); }
  Rehearsal& rehearsal() { return *rehearsal_; }
  /// What is kept about people: contacts, companies.
  void know(const core::Changes& changes) {
    if (const auto kept = writer_->run([&](store::Txn& txn) { return txn.apply(changes); }); !kept)
      throw std::runtime_error(kept.error().detail);
  }
  /// Does what time has made due; for how many tickets.
  std::size_t wake() { return waking_->wake_due().value(); }
  /// A new desk, as `desk apply` brings it.
  void apply_desk(const std::string& more) {
    const auto text = desk_text("desk.example") + more;
    auto next = *current_->get();
    next.desk = config::parse_desk(text, "/desk.toml").value();
    next.texts = templates::templates_for(next.desk).value();
    (void)writer_->run([&](store::Txn& txn) { return txn.set_value(DeskKeeper::text_value, text); });
    current_->replace(std::make_shared<const Standing>(std::move(next)));
  }
  /// What a link of a survey mail shows.
  HttpResponse survey_page(const SurveyVisit& visit) { return surveys_->page(visit); }
  /// What its form is answered.
  HttpResponse answer_survey(const SurveyVisit& visit) {
    std::promise<HttpResponse> answered;
    surveys_->answer(visit, [&](HttpResponse response) { answered.set_value(std::move(response)); });
    return answered.get_future().get();
  }
  /// The calls of webhooks that wait, oldest first, with their values.
  std::vector<core::Letter> calls() {
    std::vector<core::Letter> found;
    for (auto& item : outbox())
      if (item.letter.kind == core::LetterKind::webhook) found.push_back(std::move(item.letter));
    return found;
  }
  /// As one that has just been started.
  AccountWatch watch_over(const std::vector<core::AccountState>& accounts,
                          std::function<bool(std::string_view)> can_send) {
    return AccountWatch(
        {*store_, *writer_, *current_, clock_, [] {}}, [&accounts] { return accounts; }, std::move(can_send));
  }
  void look_at_quarantine() { ASSERT_TRUE(quarantine_keeper_->look()); }
  void pass(std::chrono::milliseconds time) { clock_ = Clock(offset_ += time); }
  /// The clock says this from now on.
  void go_to(core::Time time) { pass(time - clock_.now()); }

  store::TicketView ticket(std::int64_t number) {
    return store_->reader().value()->ticket({number}).value().value();
  }
  std::shared_ptr<const Standing> standing() const { return current_->get(); }
  [[nodiscard]] const Current& current() const { return *current_; }
  std::unique_ptr<store::Reader> reader() { return std::move(store_->reader().value()); }
  /// What the job of the writer answers.
  template <class Job>
  auto in_one_transaction(Job job) {
    return writer_->run(std::move(job));
  }
  std::vector<core::Ticket> tickets() { return store_->reader().value()->tickets({}).value(); }
  std::vector<store::QuarantinedMail> quarantine() {
    return store_->reader().value()->quarantine({}).value();
  }
  /// As it leaves the house.
  std::string bytes_of(const core::Letter& letter) {
    return templates::compose(letter, {}, current_->get()->texts).value();
  }
  /// What waits to be sent, with the variables that a listing leaves out.
  std::vector<core::OutboxItem> outbox() {
    std::vector<core::OutboxItem> items;
    (void)writer_->run([&](store::Txn& txn) -> Result<> {
      items =
          txn.claim_due(clock_.now() + std::chrono::hours(1), 1000, clock_.now(), store::any_sender).value();
      return fail(core::ErrorKind::internal, "only a look: the claims are rolled back");
    });
    return items;
  }
  /// The newest letter of that kind, with what its text is made of.
  core::Letter letter_with_words(const std::string& to, core::LetterKind kind) {
    std::optional<core::Letter> newest;
    for (auto& item : outbox())
      if (item.letter.to.address == to && item.letter.kind == kind) newest = std::move(item.letter);
    if (!newest) throw std::runtime_error("no " + std::string(core::name_of(kind)) + " to " + to);
    return std::move(*newest);
  }
  /// Every letter so far, oldest first.
  std::vector<core::Letter> letters(const std::string& to = {}) {
    std::vector<core::Letter> found;
    auto items = store_->reader().value()->queue({}).value();
    for (auto& item : items)
      if (to.empty() || item.letter.to.address == to) found.push_back(std::move(item.letter));
    return found;
  }
  core::Letter last_letter(const std::string& to) {
    auto all = letters(to);
    if (all.empty()) throw std::runtime_error("no letter to " + to);
    return std::move(all.back());
  }

 private:
  /// What stands in private entries of all tickets, with their forward's people left out of it.
  std::vector<std::string> private_texts() {
    std::vector<std::string> texts;
    for (const auto& one : tickets()) {
      const auto view = ticket(one.id.value);
      for (const auto& [entry, sent] : view.entries)
        if (entry.visibility == core::Visibility::private_) texts.push_back(entry.text);
    }
    return texts;
  }

  static std::string desk_text(const std::string& domain) {
    return R"(
[[mailbox]]
name = "support"
address = "support@)" +
           domain + R"("
display_name = "Example Support"
group = "cs"
[[group]]
name = "cs"
assign = "agent:kim"
[[agent]]
name = "kim"
display_name = "김민지"
email = "kim@corp.example"
addresses = ["kim@home.example"]
groups = ["cs"]
[[agent]]
name = "lee"
display_name = "이준호"
email = "lee@corp.example"
groups = ["cs"]
)";
  }

  std::filesystem::path ledger_ =
      std::filesystem::temp_directory_path() / ("in-flight-" + std::to_string(crypto::random_number()));
  Clock clock_;
  std::chrono::milliseconds offset_{};
  std::unique_ptr<Current> current_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<InFlight> in_flight_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<Casework> casework_;
  std::unique_ptr<Rehearsal> rehearsal_;
  std::unique_ptr<QuarantineKeeper> quarantine_keeper_;
  std::unique_ptr<Surveys> surveys_;
  std::unique_ptr<Waking> waking_;
};

}  // namespace ticketd::daemon
