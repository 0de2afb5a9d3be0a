#include "daemon/http/exposition.h"

#include <array>
#include <charconv>

namespace ticketd::daemon {

namespace {

std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text + '"';
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  for (const auto& [keyword, words] : {std::pair{"# HELP ", help}, std::pair{"# TYPE ", type}})
    ((((text_ += keyword) += name) += ' ') += words) += '\n';
}

void Exposition::sample(const Labels& labels, double value) {
  text_ += name_;
  for (std::size_t i = 0; i < labels.size(); ++i)
    (((text_ += i == 0 ? '{' : ',') += labels[i].first) += '=') += quoted(labels[i].second);
  std::array<char, 32> number{};
  const auto end = std::to_chars(number.data(), number.data() + number.size(), value).ptr;
  (((text_ += labels.empty() ? " " : "} ")).append(number.data(), end)) += '\n';
}

}  // namespace ticketd::daemon
