#include "core/placeholders.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

namespace {

/// A text as plain pieces and `{{names}}`, in order; false stops.
using Piece = std::function<bool(std::string_view text, bool is_name, std::size_t at)>;
void for_each_piece(std::string_view text, const Piece& piece) {
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find("{{", at);
    if (open != at && !piece(text.substr(at, open - at), false, at)) return;
    if (open == std::string_view::npos) return;
    const auto close = text.find("}}", open);
    const auto end = close == std::string_view::npos ? text.size() : close;
    if (!piece(trim(text.substr(open + 2, end - open - 2)), true, open)) return;
    at = std::min(text.size(), end + 2);
  }
}

}  // namespace

std::optional<UnknownName> unknown_name(std::string_view text, std::span<const std::string_view> known) {
  std::optional<UnknownName> wrong;
  for_each_piece(text, [&](std::string_view piece, bool is_name, std::size_t at) {
    if (!is_name || std::find(known.begin(), known.end(), piece) != known.end()) return true;
    const auto above = text.substr(0, at);
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    wrong = {1 + static_cast<std::size_t>(std::count(above.begin(), above.end(), '\n')),
             "unknown variable \"" + std::string(piece) + "\", this text may use: " + names};
    return false;
  });
  return wrong;
}

bool names_variable(std::string_view text, std::string_view name) {
  bool found = false;
  for_each_piece(text, [&](std::string_view piece, bool is_name, std::size_t) {
    found |= is_name && piece == name;
    return !found;
  });
  return found;
}

std::string filled(std::string_view text, const std::function<std::string(std::string_view name)>& value) {
  std::string out;
  for_each_piece(text, [&](std::string_view piece, bool is_name, std::size_t) {
    out += is_name ? value(piece) : std::string(piece);
    return true;
  });
  return out;
}

}  // namespace ticketd::core
