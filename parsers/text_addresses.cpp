#include "parsers/text_addresses.h"

#include "parsers/byte_scan.h"

#include <algorithm>

namespace ticketd::parsers {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_local(char c) {  // RFC 5322 atext and the dot; quotes of the text around it are not part of it
  static constexpr ByteSet marks(".!#$%&*+-/=?^_{|}~'");
  return is_alnum(c) || marks.holds(c);
}

bool is_domain(char c) {
  return is_alnum(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// 、。「」 and the wide forms of ( ) , : ; that Chinese and Japanese text sets around an address.
bool is_wide_punctuation(std::string_view text) {
  return text.starts_with("\xE3\x80") || text.starts_with("\xEF\xBC") || text.starts_with("\xEF\xBD");
}

/// "example.com으로": no last label begins in ASCII and goes on in another script; a particle does.
std::size_t end_of_last_label(std::string_view domain) {
  const auto label = domain.rfind('.') + 1;
  if (label == 0 || label == domain.size() || !is_ascii(domain[label])) return domain.size();
  return static_cast<std::size_t>(
      std::find_if_not(domain.begin() + static_cast<std::ptrdiff_t>(label), domain.end(), is_ascii) -
      domain.begin());
}

constexpr std::size_t longest_local = 64, longest_domain = 255;  // RFC 5321 4.5.3.1

}  // namespace

std::vector<TextAddress> addresses_in(std::string_view line) {
  std::vector<TextAddress> found;
  std::size_t floor = 0;  // behind the address before
  for (auto at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    auto begin = at;
    if (begin > floor + 1 && line[begin - 1] == '"') {  // a quoted local part
      const auto open = line.rfind('"', begin - 2);
      if (open != std::string_view::npos && open >= floor && begin - open <= longest_local) begin = open;
    } else {
      while (begin > floor && at - begin < longest_local && is_local(line[begin - 1])) --begin;
      while (begin < at && (line[begin] == '\'' || line[begin] == '.')) ++begin;
    }
    auto end = at + 1;
    while (end < line.size() && end - at <= longest_domain && is_domain(line[end]) &&
           !is_wide_punctuation(line.substr(end)))
      ++end;
    end = at + 1 + end_of_last_label(line.substr(at + 1, end - at - 1));
    while (end > at + 1 && (line[end - 1] == '.' || line[end - 1] == '-')) --end;
    const auto domain = line.substr(at + 1, end - at - 1);
    if (begin == at || domain.find('.') == std::string_view::npos || !is_alnum(domain.back())) continue;
    TextAddress address{line.substr(begin, end - begin), begin, end};
    while (address.begin > floor &&
           std::string_view("<\"'").find(line[address.begin - 1]) != std::string_view::npos)
      --address.begin;
    while (address.end < line.size() &&
           std::string_view(">\"'").find(line[address.end]) != std::string_view::npos)
      ++address.end;
    floor = address.end;
    found.push_back(address);
    at = std::max(at, end - 1);
  }
  return found;
}

}  // namespace ticketd::parsers
