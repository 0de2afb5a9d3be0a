#include "store/open.h"

#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"
#include "store/upkeep.h"

#include <string>
#include <utility>

namespace ticketd::store {

Result<std::unique_ptr<Store>> open_store(std::string_view url, const std::filesystem::path& state_dir,
                                          std::stop_token stopping) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.starts_with(sqlite) && url.size() > sqlite.size())
    return sqlite::open(state_dir / url.substr(sqlite.size()), {.stopping = std::move(stopping)});
  if (url == "memory:") return memory::open();
  return fail(core::ErrorKind::bad_config,
              "store.url '" + std::string(url) + "' is neither sqlite:FILE nor memory:");
}

Upkeep& upkeep_of(Store& store) { return dynamic_cast<Upkeep&>(store); }

Result<> store_ahead(Store& store, core::IncomingMail& mail) {
  if (mail.stored || mail.bytes.size() <= largest_row) return {};
  auto bytes = store.take_bytes();
  if (!bytes) return fail(bytes);
  if (auto written = (*bytes)->append(mail.bytes); !written) return written;
  auto kept = (*bytes)->keep();
  if (!kept) return fail(kept);
  mail.stored = *kept;
  std::string().swap(mail.bytes);
  return {};
}

}  // namespace ticketd::store
