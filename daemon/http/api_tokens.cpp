// The routes about tokens: who else may speak to the API.
#include "core/names.h"
#include "daemon/http/api.h"
#include "daemon/http/json_body.h"
#include "daemon/http/people_views.h"
#include "daemon/http/token_book.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

constexpr std::size_t longest_name = 100;

/// {"name": "web form", "scope": "write", "agent": "kim"}
Result<core::ApiToken> read_token(std::string_view body, const core::Desk& desk) {
  core::ApiToken token;
  std::string scope;
  JsonBody json(body);
  json.read("name", token.name);
  json.read("scope", scope);
  json.read("agent", token.agent);
  if (const auto read = json.finished(); !read) return fail(read);
  const bool odd = std::any_of(token.name.begin(), token.name.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '/' || c == 127;
  });
  if (token.name.empty() || token.name.size() > longest_name || odd)
    return fail(ErrorKind::malformed, "a token needs a short name on one line, without a slash");
  const auto named = core::named<core::ApiScope>(scope);
  if (!named) return fail(ErrorKind::malformed, "\"scope\" must be read, write or admin");
  token.scope = *named;
  if (!token.agent.empty() && !desk.agent_named(token.agent))
    return fail(ErrorKind::malformed, "no agent is called \"" + token.agent + '"');
  return token;
}

const core::ApiToken* token_named(const std::vector<core::ApiToken>& tokens, const std::string& name) {
  const auto found =
      std::find_if(tokens.begin(), tokens.end(), [&](const auto& token) { return token.name == name; });
  return found == tokens.end() ? nullptr : &*found;
}

}  // namespace

void Api::list_tokens(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto tokens = (*reader)->api_tokens();
  if (!tokens) return call.fail(tokens.error());
  auto rows = Json::array();
  for (const auto& token : *tokens) rows.push_back(token_json(token));
  call.respond({200, dump({{"tokens", std::move(rows)}})});
}

/// The only answer that holds the secret.
void Api::create_token(const Call& call) const {
  auto token = read_token(call.request.body, *services_.desk());
  if (!token) return call.fail(token.error());
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto known = (*reader)->api_tokens();
  if (!known) return call.fail(known.error());
  if (token_named(*known, token->name))
    return call.fail({ErrorKind::policy, "there is a token \"" + token->name + "\": revoke it first"});
  auto secret = make_secret();
  token->digest = std::move(secret.digest);
  token->created_at = services_.now();
  auto view = token_json(*token);
  view["token"] = std::move(secret.text);
  const auto job = [token = *token](store::Txn& txn) { return txn.apply({core::change::AddToken{token}}); };
  services_.write(job, [this, call, view](const Result<>& done) {
    if (!done) return call.fail(done.error());
    if (const auto renewed = services_.tokens_changed(); !renewed) return call.fail(renewed.error());
    HttpResponse answer{201, dump(view)};
    answer.secret = true;
    call.respond(std::move(answer));
  });
}

void Api::revoke_token(const Call& call) const {
  const auto& name = call.names.at(0);
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto known = (*reader)->api_tokens();
  if (!known) return call.fail(known.error());
  if (!token_named(*known, name))
    return call.fail({ErrorKind::not_found, "there is no token \"" + name + '"'});
  const auto job = [name](store::Txn& txn) { return txn.apply({core::change::RevokeToken{name}}); };
  services_.write(job, [this, call, name](const Result<>& done) {
    if (!done) return call.fail(done.error());
    services_.forget_token(name);
    call.respond({200, "{}"});
  });
}

}  // namespace ticketd::daemon
