#include "parsers/html_tag.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/html_entities.h"

#include <algorithm>

namespace ticketd::parsers {
namespace {

std::string without_entities(std::string_view text) {
  std::string out;
  for (auto amp = text.find('&'); amp != std::string_view::npos; amp = text.find('&')) {
    out += text.substr(0, amp);
    text.remove_prefix(amp);
    const auto taken = append_entity(text, out);
    if (taken == 0) out += '&';
    text.remove_prefix(std::max<std::size_t>(taken, 1));
  }
  out += text;
  return out;
}

/// The value of one attribute, as written; empty without.
std::string_view written_attribute(std::string_view attributes, std::string_view wanted) {
  static constexpr ByteSet ends_name(" \t\n\r\f="), ends_value(" \t\r\n");
  for (std::size_t at = 0; at < attributes.size();) {
    while (at < attributes.size() && (is_html_blank(attributes[at]) || attributes[at] == '/')) ++at;
    const auto start = at;
    at = ends_name.find_in(attributes, at);
    const auto name = attributes.substr(start, at - start);
    while (at < attributes.size() && is_html_blank(attributes[at])) ++at;
    if (at >= attributes.size() || attributes[at] != '=') {
      if (at == start) ++at;
      continue;
    }
    ++at;
    while (at < attributes.size() && is_html_blank(attributes[at])) ++at;
    const char quote =
        at < attributes.size() && (attributes[at] == '"' || attributes[at] == '\'') ? attributes[at] : '\0';
    const auto begin = quote ? at + 1 : at;
    const auto stop = quote ? std::min(attributes.size(), attributes.find(quote, begin))
                            : ends_value.find_in(attributes, begin);
    at = stop + (quote ? 1 : 0);
    if (name.size() == wanted.size() && core::equal_ignoring_case(name, wanted))
      return attributes.substr(begin, stop - begin);
  }
  return {};
}

}  // namespace

std::string attribute(const Tag& tag, std::string_view wanted) {
  return without_entities(written_attribute(tag.attributes, wanted));
}

bool is_hidden(const Tag& tag) {
  constexpr std::size_t shortest = 5;  // "style"
  if (tag.attributes.size() < shortest) return false;
  const auto written = written_attribute(tag.attributes, "style");
  if (written.empty()) return false;
  auto style = core::ascii_lower(without_entities(written));
  std::erase_if(style, is_html_blank);
  const auto says = [&](std::string_view words) { return style.find(words) != std::string::npos; };
  return says("display:none") || says("visibility:hidden") ||
         (says("max-height:0") && says("overflow:hidden"));
}

}  // namespace ticketd::parsers
