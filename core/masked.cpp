#include "core/masked.h"

#include <algorithm>

namespace ticketd::core {

namespace {

constexpr std::string_view mask = "***";

/// Up to the last @ before the quotation mark or the line that ends the URL.
void mask_urls(std::string& text) {
  constexpr std::string_view separator = "://";
  for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator, at)) {
    at += separator.size();
    const auto end = text.find_first_of("\"\n", at);
    const auto sign = text.substr(at, end == std::string::npos ? end : end - at).rfind('@');
    if (sign == std::string::npos) continue;
    text.replace(at, sign, mask);
    at += mask.size();
  }
}

/// What was meant to be a URL and lacks its slashes: "smtp:user:secret@host".
void mask_pairs(std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find_first_of(" \"\n", begin), text.size());
    const std::string_view word(text.data() + begin, end - begin);
    const auto sign = word.rfind('@');
    const bool is_pair = sign != std::string_view::npos && word.find("://") == std::string_view::npos &&
                         word.substr(0, sign).find(':') != std::string_view::npos;
    if (is_pair) text.replace(begin, sign, mask);
    begin = (is_pair ? begin + mask.size() + (end - begin - sign) : end) + 1;
  }
}

}  // namespace

std::string without_userinfo(std::string_view text) {
  std::string masked(text);
  mask_urls(masked);
  mask_pairs(masked);
  return masked;
}

}  // namespace ticketd::core
