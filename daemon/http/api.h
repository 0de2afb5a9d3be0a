// The API under /api/v1/, and /healthz, /readyz and /metrics: requests in, answers out, no sockets. Called on
// the net thread, does its work on a worker thread. Every request has its own barrier: what throws is
// answered 500. Must outlive every request under way.
#pragma once

#include "daemon/http/idempotency.h"
#include "daemon/http/message.h"
#include "daemon/http/services.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ticketd::daemon {

class Api {
 public:
  explicit Api(Services services) : services_(std::move(services)) {}

  void handle(HttpRequest request, Respond respond);

  /// How long the body of this request may be: mails are longer than JSON.
  [[nodiscard]] std::size_t body_limit(const HttpTarget& target) const;

 private:
  /// One request with what its path names, for one route.
  struct Call {
    HttpRequest request;
    std::vector<std::string> names;  ///< in place of the {…} of the route, in order
    Respond respond;
    [[nodiscard]] std::string query(const std::string& name) const;
    void fail(const core::Error& error) const { respond(problem(error, request.local)); }
  };
  struct Route {
    std::string_view method, path;
    void (Api::*serve)(const Call&) const;
  };
  static const Route routes[];

  void answer(HttpRequest request, Respond respond);
  void dispatch(HttpRequest request, Respond respond) const;
  void run(const Route& route, const Call& call) const;

  void healthz(const Call&) const;
  void readyz(const Call&) const;
  void metrics(const Call&) const;
  void list_tickets(const Call&) const;
  void show_ticket(const Call&) const;
  void create_ticket(const Call&) const;
  void act_on_ticket(const Call&) const;
  void explain(const Call&) const;
  void dry_run(const Call&) const;
  void list_queue(const Call&) const;
  void change_queue(const Call&) const;
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

  void run_action(const Call& call, TicketAction action, int status) const;
  void answer_with_ticket(const Call& call, core::TicketId id, int status) const;
  [[nodiscard]] Result<core::IncomingMail> incoming_mail(const Call& call) const;

  Services services_;
  IdempotentAnswers answers_;
};

}  // namespace ticketd::daemon
