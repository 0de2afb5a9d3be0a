#include "parsers/flowed.h"

namespace ticketd::parsers {

std::string unflow(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  bool open = false;  // the last line ended with a soft break
  std::size_t open_depth = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    auto depth = line.find_first_not_of('>');
    if (depth == std::string_view::npos) depth = line.size();
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);  // space-stuffing
    const bool signature = line == "-- ";              // never flowed (RFC 3676 4.3)
    if (open && (depth != open_depth || signature)) {
      out += '\n';
      open = false;
    }
    if (!open) {
      out.append(depth, '>');
      if (depth > 0 && !line.empty()) out += ' ';
    }
    const bool soft = line.ends_with(' ') && !signature;
    if (soft && delete_space) line.remove_suffix(1);
    out += line;
    if (!soft && (end != std::string_view::npos)) out += '\n';
    open = soft;
    open_depth = depth;
  }
  return out;
}

}  // namespace ticketd::parsers
