#include "config/schema.h"

#include "core/nearest.h"

#include <algorithm>
#include <vector>

namespace ticketd::config {

namespace {

std::string in_section(std::string_view section) {
  return section.empty() ? std::string{} : " in [" + std::string(section) + "]";
}

/// "limits" of "smtp" and "smtp.limits"; empty when `inner` does not stand directly in `outer`.
std::string_view name_below(std::string_view outer, std::string_view inner) {
  if (!inner.starts_with(outer)) return {};
  inner.remove_prefix(outer.size());
  if (!outer.empty() && !inner.starts_with('.')) return {};
  if (!outer.empty()) inner.remove_prefix(1);
  return inner.find('.') == std::string_view::npos ? inner : std::string_view{};
}

/// The row of "delivery.route" itself, where it has one.
const Key* row_of_section(Schema schema, std::string_view section) {
  const auto dot = section.rfind('.');
  if (dot == std::string_view::npos) return find(schema, {}, section);
  return find(schema, section.substr(0, dot), section.substr(dot + 1));
}

bool is_section(const Key& key) { return key.type == Type::table || key.type == Type::tables; }

std::string heading(Schema schema, std::string_view section) {
  const auto* own = row_of_section(schema, section);
  const bool may_stand_many_times = own && own->type == Type::tables;
  return (may_stand_many_times ? "[[" : "[") + std::string(section) + (may_stand_many_times ? "]]" : "]");
}

void write_key(std::string& out, const Key& key) {
  const auto value = key.example.empty() ? key.fallback : key.example;
  out += "# " + std::string(key.help);
  if (!key.choices.empty()) {
    out += " (";
    for (const auto choice : key.choices)
      out += std::string(choice) + (choice == key.choices.back() ? ")" : ", ");
  }
  if (!key.example.empty()) out += "; default: " + std::string(key.fallback);
  if (key.needs_restart) out += "; a change takes a restart";
  out += "\n" + std::string(key.name) + " = " + std::string(value) + "\n";
}

}  // namespace

const Key* find(Schema schema, std::string_view section, std::string_view name) {
  const auto found = std::find_if(schema.begin(), schema.end(),
                                  [&](const Key& key) { return key.section == section && key.name == name; });
  return found == schema.end() ? nullptr : &*found;
}

bool has_section(Schema schema, std::string_view section) {
  return std::any_of(schema.begin(), schema.end(), [&](const Key& key) { return key.section == section; });
}

std::string nearest_key(Schema schema, std::string_view section, std::string_view name) {
  std::vector<std::string_view> here;
  for (const auto& key : schema) {
    if (key.section == section)
      here.push_back(key.name);
    else if (const auto below = name_below(section, key.section); !below.empty())
      here.push_back(below);
    if (key.name == name) return "the key \"" + std::string(name) + "\" stands" + in_section(key.section);
  }
  return "the nearest known key is \"" + std::string(core::nearest(here, name)) + "\"" + in_section(section);
}

std::string example(Schema schema) {
  std::string out;
  std::string_view section;
  for (const auto& key : schema) {
    if (is_section(key)) continue;
    if (key.section != section) out += (section.empty() ? "" : "\n") + heading(schema, key.section) + "\n";
    section = key.section;
    write_key(out, key);
  }
  return out;
}

}  // namespace ticketd::config
