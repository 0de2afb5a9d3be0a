// The routes about mails: handing one in, what became of one, and those that wait to be sent.
#include "core/names.h"
#include "daemon/http/api.h"
#include "daemon/http/json_body.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"
#include "daemon/http/sight.h"

#include <algorithm>
#include <set>

namespace ticketd::daemon {

namespace {

/// {"action": "retry", "ids": [1, 2]} or {"action": "retry", "all": true}.
Result<QueueOrder> read_queue_order(std::string_view body) {
  QueueOrder order;
  std::string action;
  std::vector<std::int64_t> ids;
  JsonBody json(body);
  json.read("action", action);
  json.read("all", order.all);
  json.read("ids", ids);
  if (const auto read = json.finished(); !read) return fail(read);
  const auto named = core::named<core::QueueAction>(action);
  if (!named) return fail(core::ErrorKind::malformed, "\"action\" must be retry, hold or drop");
  order.action = *named;
  for (const auto id : ids) order.ids.push_back({id});
  if (order.ids.empty() && !order.all)
    return fail(core::ErrorKind::malformed, "name \"ids\", or \"all\": true");
  return order;
}

/// To what the caller sees of the queue: all of it, or what is named and there.
Result<> narrow(QueueOrder& order, const std::set<core::OutboxId>& seen) {
  if (order.all) {
    order.ids.assign(seen.begin(), seen.end());
    return {};
  }
  for (const auto id : order.ids)
    if (!seen.contains(id)) return not_in_queue(id);
  return {};
}

/// Traces or letters, less those that the caller may not see.
template <class What>
Result<std::vector<What>> seen_of(std::vector<What> all, Sight sight) {
  std::vector<What> seen;
  for (auto& one : all) {
    const auto has = sight.has(one);
    if (!has) return fail(has);
    if (*has) seen.push_back(std::move(one));
  }
  return seen;
}

}  // namespace

void Api::explain(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  auto traces = (*reader)->traces(call.names.at(0));
  if (!traces) return call.fail(traces.error());
  const auto desk = services_.desk();
  const auto seen = seen_of(std::move(*traces), Sight(call.request.caller, *desk, **reader));
  if (!seen) return call.fail(seen.error());
  if (seen->empty())
    return call.fail(
        {core::ErrorKind::not_found, "no mail with the Message-ID " + call.names.at(0) + " came in"});
  auto newest = trace_json(seen->back(), language_of(call));
  if (seen->size() > 1) {
    newest["earlier"] = Json::array();  // the same mail came before
    for (std::size_t i = 0; i + 1 < seen->size(); ++i)
      newest["earlier"].push_back(trace_json((*seen)[i], language_of(call)));
  }
  call.respond({200, dump(newest)});
}

void Api::dry_run(const Call& call) const {
  const auto mail = incoming_mail(call);
  if (!mail) return call.fail(mail.error());
  const auto trace = services_.dry_run(*mail);
  if (!trace) return call.fail(trace.error());
  if (const auto seen = sees(call, *trace); !seen) return call.fail(seen.error());
  call.respond({200, dump(trace_json(*trace, language_of(call)))});
}

/// Refused where the caller would not see what a mail that is only tried became.
Result<> Api::sees(const Call& call, const core::Trace& tried) const {
  const auto reader = services_.reader();
  if (!reader) return ticketd::fail(reader);
  const auto desk = services_.desk();
  const auto seen = Sight(call.request.caller, *desk, **reader).would_see(tried);
  if (!seen) return ticketd::fail(seen);
  if (*seen) return {};
  return ticketd::fail(core::ErrorKind::policy,
                       "the mail would go where " + call.request.caller.agent + " does not see it");
}

std::string Api::language_of(const Call& call) const {
  const auto asked = call.query("language");
  return asked.empty() ? services_.settings()->language : asked;
}

/// Why every mail of a ticket came to stand in it.
void Api::explain_ticket(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, call.names.at(0));
  if (!view) return call.fail(view.error());
  const auto language = language_of(call);
  auto mails = Json::array();
  for (const auto& [entry, sent_to] : view->entries) {
    if (!entry.mail || entry.message_id.empty()) continue;
    const auto traces = (*reader)->traces(entry.message_id);
    if (!traces) return call.fail(traces.error());
    for (const auto& trace : *traces)
      if (trace.entry == entry.id) mails.push_back(trace_json(trace, language));
  }
  const auto& links = view->ticket.links;
  const auto merged = std::find_if(links.begin(), links.end(), [](const core::Link& link) {
    return link.kind == core::LinkKind::merged_into;
  });
  call.respond({200, dump({{"ticket", view->ticket.id.value},
                           {"merged_into", merged == links.end() ? Json() : Json(merged->ticket.value)},
                           {"mails", std::move(mails)}})});
}

Result<core::IncomingMail> Api::incoming_mail(const Call& call) const {
  const auto mailbox = call.query("mailbox");
  if (call.request.body.empty())
    return fail(core::ErrorKind::malformed, "there is no mail: nothing was handed in");
  if (!mailbox.empty() && services_.desk()->mailbox_named(mailbox) == nullptr)
    return fail(core::ErrorKind::not_found, "there is no mailbox \"" + mailbox + "\"");
  core::IncomingMail mail;
  const auto& caller = call.request.caller;
  mail.source.kind = caller.local ? core::SourceKind::pipe : core::SourceKind::api;
  mail.source.peer = caller.local ? "unix" : "token " + caller.token;
  mail.source.mailbox = mailbox;
  mail.bytes = call.request.body;
  mail.received = services_.now();
  return mail;
}

void Api::ingest(const Call& call) const {
  auto mail = incoming_mail(call);
  if (!mail) return call.fail(mail.error());
  services_.accept(std::move(*mail), [call](Result<core::Accepted> accepted) {
    if (!accepted) return call.fail(accepted.error());
    call.respond({201, dump({{"mail", accepted->mail.value}, {"duplicate", accepted->duplicate}})});
  });
}

void Api::list_queue(const Call& call) const {
  const auto page = read_page(call.query("after"), call.query("limit"));
  if (!page) return call.fail(page.error());
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  auto items = (*reader)->queue({.after = core::OutboxId{page->after.value_or(0)}, .limit = page->limit});
  if (!items) return call.fail(items.error());
  const auto next = next_page(*items, page->limit, &core::OutboxItem::id);
  const auto desk = services_.desk();
  const auto seen = seen_of(std::move(*items), Sight(call.request.caller, *desk, **reader));
  if (!seen) return call.fail(seen.error());
  auto rows = Json::array();
  for (const auto& item : *seen) rows.push_back(queue_row_json(item));
  call.respond({200, dump({{"queue", std::move(rows)}, {"next", next}})});
}

/// Of all of the queue, never more than a page of which is in memory.
Result<std::set<core::OutboxId>> Api::queue_in_sight(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return fail(reader);
  const auto desk = services_.desk();
  std::set<core::OutboxId> ids;
  for (core::OutboxId after{};;) {
    auto items = (*reader)->queue({.after = after, .limit = longest_page});
    if (!items) return fail(items);
    if (items->empty()) return ids;
    after = items->back().id;
    const auto seen = seen_of(std::move(*items), Sight(call.request.caller, *desk, **reader));
    if (!seen) return fail(seen);
    for (const auto& item : *seen) ids.insert(item.id);
  }
}

void Api::change_queue(const Call& call) const {
  auto order = read_queue_order(call.request.body);
  if (!order) return call.fail(order.error());
  if (order->all || !call.request.caller.agent.empty()) {
    const auto seen = queue_in_sight(call);
    if (!seen) return call.fail(seen.error());
    if (const auto narrowed = narrow(*order, *seen); !narrowed) return call.fail(narrowed.error());
  }
  services_.change_queue(std::move(*order), [this, call](const Result<std::size_t>& changed) {
    if (!changed) return call.fail(changed.error());
    services_.send_again();
    call.respond({200, dump({{"changed", *changed}})});
  });
}

}  // namespace ticketd::daemon
