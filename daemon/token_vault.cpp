#include "daemon/token_vault.h"

namespace ticketd::daemon {

TokenVault token_vault(store::Store& store, store::Writer& writer) {
  return {.load = [&store](const std::string& name) -> Result<std::optional<std::string>> {
            auto reader = store.reader();
            if (!reader) return fail(reader);
            return (*reader)->value(name);
          },
          .save =
              [&writer](const std::string& name, const std::string& token) {
                return writer.run([&](store::Txn& txn) { return txn.set_value(name, token); });
              }};
}

}  // namespace ticketd::daemon
