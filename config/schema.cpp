#include "config/schema.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace ticketd::config {

namespace {

/// Levenshtein's distance: insertions, deletions, changes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

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

void write_key(std::string& out, const Key& key) {
  const auto value = key.example.empty() ? key.fallback : key.example;
  out += "# " + std::string(key.help);
  if (!key.choices.empty()) {
    out += " (";
    for (const auto choice : key.choices)
      out += std::string(choice) + (choice == key.choices.back() ? ")" : ", ");
  }
  if (!key.example.empty()) out += "; default: " + std::string(key.fallback);
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

std::string_view nearest(std::span<const std::string_view> words, std::string_view word) {
  word = word.substr(0, 64);  // of a longer one the beginning tells enough
  const auto closer = [&](std::string_view a, std::string_view b) {
    return edit_distance(a, word) < edit_distance(b, word);
  };
  const auto best = std::min_element(words.begin(), words.end(), closer);
  return best == words.end() ? std::string_view{} : *best;
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
  return "the nearest known key is \"" + std::string(nearest(here, name)) + "\"" + in_section(section);
}

std::string example(Schema schema) {
  std::string out;
  std::string_view section;
  for (const auto& key : schema) {
    if (key.section != section) out += (section.empty() ? "[" : "\n[") + std::string(key.section) + "]\n";
    section = key.section;
    write_key(out, key);
  }
  return out;
}

}  // namespace ticketd::config
