#include "store/searched_text.h"

#include "core/text.h"

#include <string_view>

namespace ticketd::store {
namespace {

constexpr std::size_t longest_text = std::size_t{256} * 1024;

void append_line(std::string& lines, std::string_view text) {
  if (!text.empty()) lines.append(text.substr(0, longest_text)).push_back('\n');
}

void append_person(std::string& lines, const core::Address& person) {
  append_line(lines, person.name);
  append_line(lines, person.address);
}

}  // namespace

std::string searched_text(const core::Ticket& ticket) {
  std::string lines;
  append_line(lines, ticket.subject);
  append_person(lines, ticket.requester);
  return lines;
}

std::string searched_text(const core::Entry& entry) {
  std::string lines;
  const bool twice = entry.full_text.find(core::trim(entry.text)) != std::string::npos;
  if (!twice) append_line(lines, entry.text);
  append_line(lines, entry.full_text);
  append_line(lines, entry.author.address.name);
  if (entry.author.agent.empty()) append_line(lines, entry.author.address.address);
  for (const auto& file : entry.attachments) append_line(lines, file.filename);
  return lines;
}

}  // namespace ticketd::store
