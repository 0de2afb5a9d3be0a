#include "store/netstrings.h"

#include <charconv>
#include <optional>

namespace ticketd::store {
namespace {

void add(std::string& bytes, std::string_view text) {
  bytes.append(std::to_string(text.size())).append(":").append(text);
}

std::optional<std::string_view> take(std::string_view& bytes) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), length);
  if (error != std::errc{}) return std::nullopt;
  bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
  if (!bytes.starts_with(':') || bytes.size() - 1 < length) return std::nullopt;
  const auto text = bytes.substr(1, length);
  bytes.remove_prefix(1 + length);
  return text;
}

}  // namespace

std::string to_netstrings(const std::map<std::string, std::string>& texts) {
  std::string bytes;
  for (const auto& [name, text] : texts) {
    add(bytes, name);
    add(bytes, text);
  }
  return bytes;
}

Result<> from_netstrings(std::string_view bytes, std::map<std::string, std::string>& texts) {
  texts.clear();
  while (!bytes.empty()) {
    const auto name = take(bytes);
    const auto text = name ? take(bytes) : std::nullopt;
    if (!text) return fail(core::ErrorKind::corrupt_store, "texts under names that cannot be read");
    texts.emplace_hint(texts.end(), *name, *text);
  }
  return {};
}

}  // namespace ticketd::store
