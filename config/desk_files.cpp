#include "config/desk_files.h"

#include "config/section.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace ticketd::config {

namespace {

/// A key of a desk that names a file, or a server beside one.
struct Mention {
  std::string place;  ///< "mailbox support.imap.password_file"
  std::string value;
  std::size_t line;
};
using Mentions = std::vector<Mention>;

bool names_file(std::string_view key) {
  const auto schema = desk_schema();
  return std::any_of(schema.begin(), schema.end(),
                     [&](const Key& row) { return row.name == key && row.type == Type::path; });
}

bool names_server(std::string_view key) { return key == "url" || key == "token_url"; }

void collect(const toml::table& table, const std::string& place, Mentions& found);

/// Tables of an array are told apart by their names.
void collect_below(const toml::node& node, const std::string& place, Mentions& found) {
  if (const auto* array = node.as_array())
    for (const auto& item : *array) collect_below(item, place, found);
  const auto* table = node.as_table();
  if (table == nullptr) return;
  const auto name = (*table)["name"].value_exact<std::string>();
  collect(*table, name ? place + ' ' + *name : place, found);
}

/// A server counts where a file is named in its table or below it.
void collect(const toml::table& table, const std::string& place, Mentions& found) {
  Mentions files, servers;
  for (const auto& [key, node] : table) {
    const auto here = place.empty() ? std::string(key.str()) : place + '.' + std::string(key.str());
    collect_below(node, here, files);
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) continue;
    const auto line = static_cast<std::size_t>(key.source().begin.line);
    if (names_file(key.str())) files.push_back({here, *value, line});
    if (names_server(key.str())) servers.push_back({here, *value, line});
  }
  if (!files.empty()) std::move(servers.begin(), servers.end(), std::back_inserter(found));
  std::move(files.begin(), files.end(), std::back_inserter(found));
}

/// Nothing of a text that is no TOML: no desk comes of it.
Mentions mentions_of(std::string_view text) {
  Problems told_elsewhere{{}};
  Mentions found;
  if (const auto desk = parse_toml(text, told_elsewhere))
    for (const auto& [key, node] : *desk) collect_below(node, std::string(key.str()), found);
  return found;
}

}  // namespace

Result<> check_files(std::string_view text, std::string_view standing, const std::filesystem::path& file) {
  std::set<std::pair<std::string, std::string>> known;
  for (auto& mention : mentions_of(standing))
    known.emplace(std::move(mention.place), std::move(mention.value));
  Problems problems(file);
  for (const auto& mention : mentions_of(text))
    if (!known.contains({mention.place, mention.value}))
      problems.at(mention.line, mention.place +
                                    ": a desk that comes over the network names no other files, nor other "
                                    "servers beside them, than the desk that stands; apply it on the machine "
                                    "of ticketd");
  if (problems.none()) return {};
  return fail(core::ErrorKind::policy, problems.as_error().detail);
}

}  // namespace ticketd::config
