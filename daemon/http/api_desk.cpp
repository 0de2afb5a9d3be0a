// The routes about the desk and its agents.
#include "core/availability.h"
#include "core/names.h"
#include "core/rfc3339.h"
#include "core/when.h"
#include "daemon/http/api.h"
#include "daemon/http/json_body.h"
#include "daemon/http/json_views.h"

namespace ticketd::daemon {

namespace {

/// {"text": "…", "file": "/etc/ticketd/desk.toml", "reassign": {"kim": "lee"}}
Result<DeskSource> read_desk_source(std::string_view body) {
  const auto parsed = nlohmann::json::parse(body, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("text") || !parsed["text"].is_string())
    return fail(core::ErrorKind::malformed, "the body must be a JSON object with the desk's \"text\"");
  DeskSource source{parsed["text"].get<std::string>(), "desk.toml"};
  if (const auto file = parsed.find("file"); file != parsed.end() && file->is_string())
    source.file = file->get<std::string>();
  if (const auto reassign = parsed.find("reassign"); reassign != parsed.end()) {
    if (!reassign->is_object())
      return fail(core::ErrorKind::malformed, "\"reassign\" names agents by agents");
    for (const auto& [agent, heir] : reassign->items()) {
      if (!heir.is_string()) return fail(core::ErrorKind::malformed, "\"reassign\" names agents by agents");
      source.hand_over[agent] = heir.get<std::string>();
    }
  }
  return source;
}

Json agent_json(const core::Agent& agent, const core::Desk& desk, const core::DeskState& state,
                core::Time now) {
  const auto open = state.open_tickets.find(agent.name);
  const auto away = state.away.find(agent.name);
  const bool is_away = state.is_away(agent.name, now);
  const auto* hours = desk.calendar_named(agent.calendar);
  return {{"name", agent.name},
          {"display_name", agent.display_name},
          {"role", core::name_of(agent.role)},
          {"groups", agent.groups},
          {"available", !is_away},
          {"away_until", is_away && away->second ? Json(core::rfc3339(*away->second)) : Json()},
          {"at_work", !hours || core::is_open(*hours, now)},
          {"open_tickets", open == state.open_tickets.end() ? 0 : open->second},
          {"max_open", agent.max_open == 0 ? Json() : Json(agent.max_open)}};
}

/// {"available": false, "until": "3d"}
Result<core::Availability> read_availability(std::string agent, std::string_view body, core::Time now,
                                             const core::TimeZone& zone) {
  JsonBody json(body);
  std::optional<bool> available;
  std::string until;
  json.read("available", available);
  json.read("until", until);
  if (const auto read = json.finished(); !read) return fail(read);
  if (!available) return fail(core::ErrorKind::malformed, "\"available\" must be true or false");
  core::Availability wanted{std::move(agent), *available, core::time_meant(until, now, zone)};
  if (!until.empty() && !wanted.until)
    return fail(core::ErrorKind::malformed, "\"until\" must be a time to come: 3d, 2026-12-24, or RFC 3339");
  return wanted;
}

}  // namespace

void Api::show_desk(const Call& call) const {
  const auto source = services_.desk_source();
  call.respond({200, dump({{"file", source.file}, {"text", source.text}})});
}

void Api::apply_desk(const Call& call) const {
  auto source = read_desk_source(call.request.body);
  if (!source) return call.fail(source.error());
  source->over_network = !call.request.caller.local;
  services_.apply_desk(std::move(*source), [call](Result<> done) {
    if (!done) return call.fail(done.error());
    call.respond({200, "{}"});
  });
}

/// Who answers, and whether they take new tickets now.
void Api::list_agents(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto state = (*reader)->desk_state();
  if (!state) return call.fail(state.error());
  const auto desk = services_.desk();
  auto rows = Json::array();
  for (const auto& agent : desk->agents) rows.push_back(agent_json(agent, *desk, *state, services_.now()));
  call.respond({200, dump({{"agents", std::move(rows)}})});
}

void Api::set_availability(const Call& call) const {
  const auto desk = services_.desk();
  const auto wanted = read_availability(call.names.at(0), call.request.body, services_.now(),
                                        services_.settings()->time_zone);
  if (!wanted) return call.fail(wanted.error());
  const auto& caller = call.request.caller;
  const auto* speaking_as = desk->agent_named(caller.agent);
  if (!speaking_as && !caller.agent.empty())
    return call.fail({core::ErrorKind::policy, "the agent of this token has left the desk"});
  const auto actor = caller.local ? core::at_the_socket(speaking_as)
                                  : core::with_api_token(caller.token, caller.scope, speaking_as);
  const auto changes = core::set_availability(*wanted, actor, *desk, services_.now());
  if (!changes) return call.fail(changes.error());
  const auto job = [changes = *changes](store::Txn& txn) { return txn.apply(changes); };
  services_.write(job, [call, wanted = *wanted](Result<> done) {
    if (!done) return call.fail(done.error());
    call.respond({200, dump({{"agent", wanted.agent},
                             {"available", wanted.available},
                             {"until", wanted.until ? Json(core::rfc3339(*wanted.until)) : Json()}})});
  });
}

}  // namespace ticketd::daemon
