// The routes about the desk and its agents.
#include "core/names.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"

#include <algorithm>

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

}  // namespace

void Api::show_desk(const Call& call) const {
  const auto source = services_.desk_source();
  call.respond({200, dump({{"file", source.file}, {"text", source.text}})});
}

void Api::apply_desk(const Call& call) const {
  auto source = read_desk_source(call.request.body);
  if (!source) return call.fail(source.error());
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
  for (const auto& agent : desk->agents) {
    const auto open = state->open_tickets.find(agent.name);
    rows.push_back({{"name", agent.name},
                    {"display_name", agent.display_name},
                    {"role", core::name_of(agent.role)},
                    {"groups", agent.groups},
                    {"available", std::find(state->unavailable.begin(), state->unavailable.end(),
                                            agent.name) == state->unavailable.end()},
                    {"open_tickets", open == state->open_tickets.end() ? 0 : open->second}});
  }
  call.respond({200, dump({{"agents", std::move(rows)}})});
}

void Api::set_availability(const Call& call) const {
  const auto& name = call.names.at(0);
  const auto body = nlohmann::json::parse(call.request.body, nullptr, false);
  if (!body.is_object() || !body.contains("available") || !body["available"].is_boolean())
    return call.fail(
        {core::ErrorKind::malformed, "the body must be {\"available\": true} or {\"available\": false}"});
  if (services_.desk()->agent_named(name) == nullptr)
    return call.fail({core::ErrorKind::unknown_recipient, "there is no agent \"" + name + "\""});
  const bool available = body["available"].get<bool>();
  const auto job = [name, available](store::Txn& txn) {
    return txn.apply({core::change::SetAvailability{name, available}});
  };
  services_.write(job, [call, name, available](Result<> done) {
    if (!done) return call.fail(done.error());
    call.respond({200, dump({{"agent", name}, {"available", available}})});
  });
}

}  // namespace ticketd::daemon
