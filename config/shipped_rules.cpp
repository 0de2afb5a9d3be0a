#include "config/shipped_rules.h"

#include "config/load.h"
#include "config/rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::config {

namespace {

using core::Rule;

/// They stand for themselves, without mailboxes and agents.
struct Shipped {
  std::vector<Rule> rules;
  std::vector<std::string> keep;  ///< in front of a desk's own
};

Shipped read_shipped(Problems& problems) {
  const auto table = parse_toml(shipped_desk(), problems);
  if (!table) return {};
  const Section root(*table, "", desk_schema(), problems);
  return {read_rules(root, {}), root.below("rules").list("keep")};
}

bool is_among(const std::vector<Rule>& rules, std::string_view name) {
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.name == name; });
}

/// `enable` and `disable`.
void switch_rules(const Section& table, const std::vector<Rule>& shipped, std::vector<Rule>& rules) {
  for (const bool on : {false, true}) {
    const auto* key = on ? "enable" : "disable";
    for (const auto& name : table.list(key)) {
      if (!is_among(shipped, name))
        table.wrong(key, "no shipped rule is called \"" + name + '"');
      else if (!is_among(rules, name))
        table.wrong(key, "the rules of this desk stand instead of \"" + name + "\"; keep = […] brings it in");
      for (auto& rule : rules)
        if (rule.name == name) rule.enabled = on;
    }
  }
}

}  // namespace

void add_shipped_rules(const Section& root, core::Desk& desk) {
  const auto table = root.below("rules");
  const bool has_own = root.has("rule");
  const bool wants_all = table.boolean("shipped") && (table.has("shipped") || !has_own);
  const bool wants_none = !table.boolean("shipped") && !table.has("keep");
  Problems problems("shipped desk.toml");
  const auto shipped = read_shipped(problems);
  if (!problems.none()) return table.wrong(problems.as_error().detail);

  const auto keep = table.has("keep") ? table.list("keep") : shipped.keep;
  for (const auto& name : keep)
    if (!is_among(shipped.rules, name)) table.wrong("keep", "no shipped rule is called \"" + name + '"');
  const bool as_they_are = wants_all && !has_own;
  if (as_they_are && table.has("keep"))
    table.wrong("keep", "is for a desk with rules of its own; this one has all the shipped ones");

  std::vector<Rule> front, behind;
  for (const auto& rule : shipped.rules) {
    const bool kept = !as_they_are && std::find(keep.begin(), keep.end(), rule.name) != keep.end();
    if (wants_none || is_among(desk.rules, rule.name)) continue;
    if (kept)
      front.push_back(rule);
    else if (wants_all)
      behind.push_back(rule);
  }
  desk.rules.insert(desk.rules.begin(), front.begin(), front.end());
  desk.rules.insert(desk.rules.end(), behind.begin(), behind.end());
  switch_rules(table, shipped.rules, desk.rules);
}

}  // namespace ticketd::config
