// The API under /api/v1/, and /healthz, /readyz and /metrics: requests in, answers out, no sockets. Called on
// the net thread, does its work on a worker thread. Every request has its own barrier: what throws is
// answered 500. Must outlive every request under way.
#pragma once

#include "daemon/http/idempotency.h"
#include "daemon/http/message.h"
#include "daemon/http/services.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  /// What a token must allow for this request; nothing for what is open to everybody.
  [[nodiscard]] static std::optional<core::ApiScope> needs(std::string_view method, const HttpTarget& target);

  void handle(HttpRequest request, Respond respond);

  /// How long the body of this request may be: mails are longer than JSON.
  [[nodiscard]] std::size_t body_limit(const HttpTarget& target) const;

  /// Whether it reads or copies the whole store.
  [[nodiscard]] static bool takes_long(const HttpTarget& target);

 private:
  /// One request with what its path names, for one route.
  struct Call {
    HttpRequest request;
    std::vector<std::string> names;  ///< in place of the {…} of the route, in order
    Respond respond;
    [[nodiscard]] std::string query(const std::string& name) const;
    void fail(const core::Error& error) const { respond(problem(error, request.caller.local)); }
  };
  struct Route {
    std::string_view method, path;
    std::optional<core::ApiScope> needs;  ///< nothing: open to everybody
    void (Api::*serve)(const Call&) const;
    std::string_view query = {};  ///< names that may stand behind the "?", between blanks
  };
  static const Route routes[];

  void answer(HttpRequest request, Respond respond);
  void dispatch(HttpRequest request, Respond respond) const;
  void run(const Route& route, const Call& call) const;
  [[nodiscard]] static Result<> check_query(const Route& route, const HttpTarget& target);

  /// Of sentences: the one that was asked for, else the house's.
  [[nodiscard]] std::string language_of(const Call& call) const;

  /// After a write: on a worker again, since what follows reads. When all are busy the write is answered
  /// without a view of what it made.
  void write_then(const Call& call, std::function<Result<>(store::Txn&)> job,
                  std::function<void()> view) const;
  [[nodiscard]] bool may_see(const Call& call, const core::Ticket& ticket) const;

  void openapi(const Call&) const;
  void healthz(const Call&) const;
  void readyz(const Call&) const;
  void metrics(const Call&) const;
  void list_tickets(const Call&) const;
  void show_ticket(const Call&) const;
  void create_ticket(const Call&) const;
  void act_on_ticket(const Call&) const;
  void act_on_tickets(const Call&) const;
  void explain_ticket(const Call&) const;
  void download(const Call&) const;
  void download_mail(const Call&) const;
  void list_contacts(const Call&) const;
  void show_contact(const Call&) const;
  void create_contact(const Call&) const;
  void edit_contact(const Call&) const;
  void merge_contacts(const Call&) const;
  void erase_contact(const Call&) const;
  void list_companies(const Call&) const;
  void show_company(const Call&) const;
  void edit_company(const Call&) const;
  void remove_company(const Call&) const;
  void list_rules(const Call&) const;
  void test_rules(const Call&) const;
  void list_templates(const Call&) const;
  void preview_template(const Call&) const;
  void list_agents(const Call&) const;
  void list_tokens(const Call&) const;
  void create_token(const Call&) const;
  void revoke_token(const Call&) const;
  void back_up(const Call&) const;
  void verify(const Call&) const;
  void show_survey(const Call&) const;
  void answer_survey(const Call&) const;
  void show_scores(const Call&) const;
  void sweep(const Call&) const;
  void try_accounts(const Call&) const;
  void status(const Call&) const;
  void log(const Call&) const;
  void explain(const Call&) const;
  void dry_run(const Call&) const;
  void list_queue(const Call&) const;
  void change_queue(const Call&) const;
  void list_addresses(const Call&) const;
  void show_address(const Call&) const;
  void clear_address(const Call&) const;
  void list_quarantine(const Call&) const;
  void show_quarantined(const Call&) const;
  void change_quarantined(const Call&) const;
  void ingest(const Call&) const;
  void backlog(const Call&) const;
  void list_mailboxes(const Call&) const;
  void poll(const Call&) const;
  void show_desk(const Call&) const;
  void apply_desk(const Call&) const;
  void set_availability(const Call&) const;

  void order(const Call& call, std::function<void()> answer) const;
  void run_action(const Call& call, TicketAction action, int status) const;
  [[nodiscard]] Result<> sees(const Call& call, const core::Trace& tried) const;
  /// What the caller sees of it.
  [[nodiscard]] Result<std::set<core::OutboxId>> queue_in_sight(const Call& call) const;
  /// By its number, when whoever asks may see it.
  [[nodiscard]] Result<store::TicketView> find_ticket(store::Reader& reader, const Call& call,
                                                      const std::string& number) const;
  void answer_with_contact(const Call& call, const std::string& who, int status) const;
  void answer_with_ticket(const Call& call, core::TicketId id, int status) const;
  [[nodiscard]] Result<core::IncomingMail> incoming_mail(const Call& call) const;

  Services services_;
  IdempotentAnswers answers_;
};

}  // namespace ticketd::daemon
