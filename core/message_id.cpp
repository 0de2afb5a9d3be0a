#include "core/message_id.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

std::string bare_message_id(std::string_view text) {
  text = trim(text);
  if (text.starts_with('<')) text.remove_prefix(1);
  if (const auto close = text.find('>'); close != std::string_view::npos) text = text.substr(0, close);
  std::string id(text);
  const auto is_gap = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; };
  std::erase_if(id, is_gap);  // folding inside an id leaves blanks
  return id;
}

std::string message_id_key(std::string_view id) {
  auto key = bare_message_id(id);
  if (const auto at = key.rfind('@'); at != std::string::npos)
    key = key.substr(0, at) + ascii_lower(std::string_view(key).substr(at));
  return key;
}

std::vector<std::string> scan_message_ids(std::string_view value, std::size_t limit) {
  std::vector<std::string> ids;
  const auto add = [&](std::string id) {
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  };
  for (std::size_t at = 0; ids.size() < limit;) {
    const auto open = value.find('<', at);
    if (open == std::string_view::npos) break;
    const auto close = value.find('>', open);
    if (close == std::string_view::npos) break;
    const auto inner = value.rfind('<', close);  // "<<a@x>" and "<junk <a@x>": the innermost pair
    add(bare_message_id(value.substr(inner + 1, close - inner - 1)));
    at = close + 1;
  }
  const auto bare = trim(value);
  if (ids.empty() && bare.find('@') != std::string_view::npos &&
      bare.find_first_of(" \t\r\n<>") == std::string_view::npos)
    add(bare_message_id(bare));
  return ids;
}

}  // namespace ticketd::core
