#include "store/netstrings.h"

#include <array>
#include <charconv>

namespace ticketd::store {

void append_netstring(std::string& bytes, std::string_view text) {
  std::array<char, 24> length{};
  const auto end = std::to_chars(length.data(), length.data() + length.size(), text.size()).ptr;
  bytes.append(length.data(), end).append(1, ':').append(text);
}

std::optional<std::string_view> take_netstring(std::string_view& bytes) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), length);
  if (error != std::errc{}) return std::nullopt;
  bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
  if (!bytes.starts_with(':') || bytes.size() - 1 < length) return std::nullopt;
  const auto text = bytes.substr(1, length);
  bytes.remove_prefix(1 + length);
  return text;
}

std::string to_netstrings(const std::map<std::string, std::string>& texts) {
  std::string bytes;
  for (const auto& [name, text] : texts) {
    append_netstring(bytes, name);
    append_netstring(bytes, text);
  }
  return bytes;
}

Result<> from_netstrings(std::string_view bytes, std::map<std::string, std::string>& texts) {
  texts.clear();
  while (!bytes.empty()) {
    const auto name = take_netstring(bytes);
    const auto text = name ? take_netstring(bytes) : std::nullopt;
    if (!text) return fail(core::ErrorKind::corrupt_store, "texts under names that cannot be read");
    texts.emplace_hint(texts.end(), *name, *text);
  }
  return {};
}

}  // namespace ticketd::store
