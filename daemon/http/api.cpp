#include "daemon/http/api.h"

#include "core/text.h"
#include "daemon/http/json_views.h"
#include "daemon/http/openapi.h"

#include <algorithm>
#include <exception>

namespace ticketd::daemon {

namespace {

constexpr std::size_t longest_json = std::size_t{1} << 20;

/// Whether the path is that of the route; `names` takes what stands in place of its {…}.
bool matches(std::string_view route, const std::vector<std::string>& path, std::vector<std::string>& names) {
  const auto segments = core::split(route.substr(1), '/');
  if (segments.size() != path.size()) return false;
  names.clear();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].starts_with('{'))
      names.push_back(path[i]);
    else if (segments[i] != path[i])
      return false;
  }
  return true;
}

bool takes_a_mail(const std::vector<std::string>& path) {
  std::vector<std::string> none;
  return matches("/api/v1/ingest", path, none) || matches("/api/v1/explain", path, none) ||
         matches("/api/v1/rules/test", path, none);
}

}  // namespace

constexpr std::optional<core::ApiScope> open_to_all = std::nullopt;
using enum core::ApiScope;

const Api::Route Api::routes[] = {
    {"GET", "/healthz", open_to_all, &Api::healthz},
    {"GET", "/readyz", open_to_all, &Api::readyz},
    {"GET", "/metrics", open_to_all, &Api::metrics},
    {"GET", "/api/v1/openapi.yaml", open_to_all, &Api::openapi},
    {"GET", "/survey/{token}", open_to_all, &Api::show_survey},
    {"GET", "/survey/{token}/{score}", open_to_all, &Api::show_survey},
    {"POST", "/survey/{token}", open_to_all, &Api::answer_survey},
    {"POST", "/survey/{token}/{score}", open_to_all, &Api::answer_survey},
    {"GET", "/api/v1/survey", read, &Api::show_scores},
    {"GET", "/api/v1/tickets", read, &Api::list_tickets, "view query as after limit"},
    {"POST", "/api/v1/tickets", write, &Api::create_ticket},
    {"GET", "/api/v1/tickets/{id}", read, &Api::show_ticket},
    {"GET", "/api/v1/tickets/{id}/explain", read, &Api::explain_ticket, "language"},
    {"GET", "/api/v1/tickets/{id}/attachments/{attachment}", read, &Api::download},
    {"GET", "/api/v1/tickets/{id}/entries/{entry}/mail", read, &Api::download_mail},
    {"POST", "/api/v1/tickets/bulk/{action}", write, &Api::act_on_tickets},
    {"POST", "/api/v1/tickets/{id}/{action}", write, &Api::act_on_ticket},
    {"GET", "/api/v1/contacts", read, &Api::list_contacts, "address company query after limit vip"},
    {"POST", "/api/v1/contacts", write, &Api::create_contact},
    {"GET", "/api/v1/contacts/{contact}", read, &Api::show_contact},
    {"POST", "/api/v1/contacts/{contact}", write, &Api::edit_contact},
    {"POST", "/api/v1/contacts/{contact}/merge", write, &Api::merge_contacts},
    {"POST", "/api/v1/contacts/{contact}/erase", admin, &Api::erase_contact},
    {"GET", "/api/v1/companies", read, &Api::list_companies},
    {"GET", "/api/v1/companies/{name}", read, &Api::show_company},
    {"POST", "/api/v1/companies/{name}", write, &Api::edit_company},
    {"POST", "/api/v1/companies/{name}/remove", write, &Api::remove_company},
    {"GET", "/api/v1/explain/{message_id}", read, &Api::explain, "language"},
    {"POST", "/api/v1/explain", read, &Api::dry_run, "language mailbox"},
    {"GET", "/api/v1/queue", read, &Api::list_queue, "after limit"},
    {"POST", "/api/v1/queue", admin, &Api::change_queue},
    {"GET", "/api/v1/addresses", read, &Api::list_addresses},
    {"GET", "/api/v1/addresses/{address}", read, &Api::show_address},
    {"POST", "/api/v1/addresses/{address}/clear", write, &Api::clear_address},
    {"GET", "/api/v1/quarantine", read, &Api::list_quarantine, "message_id after limit"},
    {"GET", "/api/v1/quarantine/{id}", read, &Api::show_quarantined},
    {"POST", "/api/v1/quarantine/{id}/{action}", write, &Api::change_quarantined},
    {"POST", "/api/v1/ingest", write, &Api::ingest, "mailbox"},
    {"GET", "/api/v1/idle", read, &Api::backlog},
    {"GET", "/api/v1/mailboxes", read, &Api::list_mailboxes},
    {"POST", "/api/v1/poll", write, &Api::poll, "mailbox skipped"},
    {"GET", "/api/v1/desk", read, &Api::show_desk},
    {"POST", "/api/v1/desk", admin, &Api::apply_desk},
    {"GET", "/api/v1/rules", read, &Api::list_rules, "since"},
    {"POST", "/api/v1/rules/test", read, &Api::test_rules, "ticket on mailbox language"},
    {"GET", "/api/v1/templates", read, &Api::list_templates},
    {"GET", "/api/v1/templates/{name}/preview", read, &Api::preview_template, "ticket as text"},
    {"GET", "/api/v1/agents", read, &Api::list_agents},
    {"POST", "/api/v1/agents/{name}/availability", write, &Api::set_availability},
    {"GET", "/api/v1/tokens", admin, &Api::list_tokens},
    {"POST", "/api/v1/tokens", admin, &Api::create_token},
    {"POST", "/api/v1/tokens/{name}/revoke", admin, &Api::revoke_token},
    {"POST", "/api/v1/backup", admin, &Api::back_up},
    {"GET", "/api/v1/verify", admin, &Api::verify},
    {"POST", "/api/v1/sweep", admin, &Api::sweep},
    {"POST", "/api/v1/accounts/try", admin, &Api::try_accounts},
    {"GET", "/api/v1/status", read, &Api::status},
    {"GET", "/api/v1/log", admin, &Api::log, "after events"},
};

std::string Api::Call::query(const std::string& name) const {
  const auto found = request.target.query.find(name);
  return found == request.target.query.end() ? std::string{} : found->second;
}

std::size_t Api::body_limit(const HttpTarget& target) const {
  return takes_a_mail(target.path) ? services_.max_message_size() : longest_json;
}

bool Api::takes_long(const HttpTarget& target) {
  std::vector<std::string> none;
  return matches("/api/v1/backup", target.path, none) || matches("/api/v1/verify", target.path, none) ||
         matches("/api/v1/sweep", target.path, none);
}

/// Whoever has no token does not learn which paths there are.
std::optional<core::ApiScope> Api::needs(std::string_view method, const HttpTarget& target) {
  std::vector<std::string> names;
  for (const auto& route : routes)
    if (matches(route.path, target.path, names) &&
        (route.method == method || (method == "HEAD" && route.method == "GET")))
      return route.needs;
  return core::ApiScope::read;
}

void Api::handle(HttpRequest request, Respond respond) {
  const bool local = request.caller.local;
  auto job = [this, request = std::move(request), respond]() mutable { answer(std::move(request), respond); };
  if (!services_.work(std::move(job)))
    respond(problem({core::ErrorKind::overloaded, "too many requests wait"}, local));
}

/// A write with a key is done once, however often it is asked for.
void Api::answer(HttpRequest request, Respond respond) {
  const auto key = IdempotentAnswers::key_of(request);
  if (!key) return dispatch(std::move(request), std::move(respond));
  if (auto known = answers_.begin(*key, request)) return respond(std::move(*known));
  dispatch(std::move(request), [this, key, respond = std::move(respond)](HttpResponse response) {
    answers_.finish(*key, response);
    respond(std::move(response));
  });
}

void Api::dispatch(HttpRequest request, Respond respond) const {
  std::string allowed;
  Call call{std::move(request), {}, std::move(respond)};
  for (const auto& route : routes) {
    if (!matches(route.path, call.request.target.path, call.names)) continue;
    if (route.method == call.request.method) return run(route, call);
    (allowed += allowed.empty() ? "" : ", ") += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (allowed.empty()) return call.respond(problem(404, "not_found", "no such path"));
  auto refusal = problem(405, "malformed", "this path does not know " + call.request.method);
  refusal.headers.emplace_back("Allow", allowed);
  call.respond(std::move(refusal));
}

/// A misspelt parameter would pass for an absent one. Links in mails are left alone: others lengthen them.
Result<> Api::check_query(const Route& route, const HttpTarget& target) {
  if (!route.needs) return {};
  const auto known = core::split(route.query, ' ');
  for (const auto& [name, value] : target.query)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return fail(core::ErrorKind::malformed,
                  "\"" + name + "\" is not known here; there is " +
                      (route.query.empty() ? "nothing to ask for" : std::string(route.query)));
  return {};
}

void Api::run(const Route& route, const Call& call) const {
  if (const auto query = check_query(route, call.request.target); !query) return call.fail(query.error());
  try {
    (this->*route.serve)(call);
  } catch (const std::exception& bug) {
    call.fail({core::ErrorKind::internal, bug.what()});
  }
}

void Api::write_then(const Call& call, std::function<Result<>(store::Txn&)> job,
                     std::function<void()> view) const {
  services_.write(std::move(job), [this, call, view = std::move(view)](const Result<>& done) {
    if (!done) return call.fail(done.error());
    if (!services_.work(view)) call.respond({200, "{}"});
  });
}

void Api::openapi(const Call& call) const {
  call.respond({200, std::string(openapi_yaml()), "application/yaml"});
}

void Api::healthz(const Call& call) const { call.respond({200, "ok\n", "text/plain"}); }

void Api::readyz(const Call& call) const {
  if (const auto ready = services_.ready(); !ready) return call.fail(ready.error());
  call.respond({200, "ready\n", "text/plain"});
}

void Api::backlog(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto backlog = (*reader)->backlog(services_.now());
  if (!backlog) return call.fail(backlog.error());
  const bool idle = backlog->unprocessed_mails == 0 && backlog->due_outbox == 0;
  call.respond({200, dump({{"idle", idle},
                           {"unprocessed_mails", backlog->unprocessed_mails},
                           {"due_outbox", backlog->due_outbox}})});
}

}  // namespace ticketd::daemon
