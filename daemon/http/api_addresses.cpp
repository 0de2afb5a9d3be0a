// Addresses that bounced for good: shown, and cleared by a person who knows better.
#include "core/rfc3339.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/log_value.h"

#include <spdlog/spdlog.h>

namespace ticketd::daemon {

void Api::list_addresses(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto marked = (*reader)->marked_addresses();
  if (!marked) return call.fail(marked.error());
  auto rows = Json::array();
  for (const auto& state : *marked) rows.push_back(address_state_json(state));
  call.respond({200, dump({{"addresses", std::move(rows)}})});
}

void Api::show_address(const Call& call) const {
  const auto& address = call.names.at(0);
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto known = (*reader)->address(address);
  if (!known) return call.fail(known.error());
  core::AddressState nothing;  // an address that never bounced is as good as any
  nothing.address = address;
  call.respond({200, dump(address_state_json(*known ? **known : nothing))});
}

/// What was held for it stays held: a person looks at each with `queue retry`.
void Api::clear_address(const Call& call) const {
  const auto& address = call.names.at(0);
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto known = (*reader)->address(address);
  if (!known) return call.fail(known.error());
  if (!*known) return call.respond({200, dump({{"address", address}, {"cleared", false}})});
  services_.write([address](store::Txn& txn) { return txn.apply({core::change::ClearAddress{address}}); },
                  [call, address](const Result<>& done) {
                    if (!done) return call.fail(done.error());
                    spdlog::info("address.cleared address={}", word(address));
                    call.respond({200, dump({{"address", address}, {"cleared", true}})});
                  });
}

}  // namespace ticketd::daemon
