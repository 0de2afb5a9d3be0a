#include "core/house_letter.h"

#include "core/names.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

std::vector<HouseReader> managers(const House& house) {
  std::vector<HouseReader> readers;
  for (const auto& agent : house.desk.agents)
    if (agent.role != AgentRole::agent)
      readers.push_back({{agent.display_name.empty() ? agent.name : agent.display_name, agent.email},
                         agent.language.empty() ? house.settings.language : agent.language});
  return readers;
}

std::vector<HouseReader> operators(const House& house) {
  const auto& address = house.settings.operator_address;
  if (address.empty()) return managers(house);
  return {{{{}, address}, house.settings.language}};
}

OutboxItem house_letter(LetterKind kind, const Mailbox& from, const HouseReader& to, const House& house,
                        OutboxId id) {
  OutboxItem item;
  item.id = id;
  item.created_at = item.queued_at = item.next_at = house.now;
  auto& letter = item.letter;
  letter.kind = kind;
  letter.from = from.address;
  letter.to = to.address;
  letter.template_name = std::string(name_of(kind));
  letter.message_id = letter.template_name + '.' + std::to_string(id.value) + '.' +
                      std::to_string(house.now.time_since_epoch().count()) + '@' + house.settings.hostname;
  letter.date = house.now;
  letter.auto_submitted = "auto-generated";
  letter.loop_id = house.settings.loop_id;
  letter.language = to.language;
  letter.variables = {{"mailbox", from.address.name}};
  return item;
}

std::string short_line(std::string_view text, std::size_t length) {
  std::string line(first_code_points(text, length));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line.size() < text.size() ? line + "…" : line;
}

}  // namespace ticketd::core
