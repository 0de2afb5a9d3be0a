#include "store/open.h"

#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"

#include <string>

namespace ticketd::store {

Result<std::unique_ptr<Store>> open_store(std::string_view url, const std::filesystem::path& state_dir) {
  constexpr std::string_view sqlite = "sqlite:";
  if (url.starts_with(sqlite) && url.size() > sqlite.size())
    return sqlite::open(state_dir / url.substr(sqlite.size()));
  if (url == "memory:") return memory::open();
  return fail(core::ErrorKind::bad_config,
              "store.url '" + std::string(url) + "' is neither sqlite:FILE nor memory:");
}

}  // namespace ticketd::store
