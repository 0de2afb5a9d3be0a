// Every key of ticketd.toml and desk.toml in one table: loading, checking, the printed example and the manual
// are made of it, so that none of them knows a key that the others do not.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace ticketd::config {

enum class Type : std::uint8_t {
  text,
  path,      ///< relative to the file that names it
  size,      ///< "36MiB"
  duration,  ///< "5m"
  integer,
  boolean,
  list,            ///< of texts; a single text stands for a list of one
  choice,          ///< one of `choices`
  choice_list,     ///< some of `choices`
  pattern,         ///< RE2
  number_bound,    ///< 80, ">= 80" or "< 80"
  duration_bound,  ///< "5d", ">= 5d" or "< 5d"
  table,           ///< a section of its own
  tables           ///< one that may stand many times: [[delivery.route]]
};

struct Key {
  std::string_view section;  ///< "smtp.limits"; of a [[rule]]: "rule", "rule.when", "rule.then"
  std::string_view name;
  Type type = Type::text;
  std::string_view fallback{};  ///< the default as it would be written; empty: none
  std::string_view help{};      ///< one line
  std::span<const std::string_view> choices{};
  std::int64_t least = 0;  ///< of integers (and sizes in bytes, durations in seconds)
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::string_view example{};  ///< shown in the example instead of the default
  bool needs_restart = false;  ///< a reload leaves it as it was when the daemon started
};

using Schema = std::span<const Key>;

[[nodiscard]] Schema server_schema();  ///< ticketd.toml
[[nodiscard]] Schema desk_schema();    ///< desk.toml

[[nodiscard]] const Key* find(Schema schema, std::string_view section, std::string_view name);
[[nodiscard]] bool has_section(Schema schema, std::string_view section);

/// "the nearest known key is "hostname"": by edit distance within the section, or where the name stands
/// elsewhere.
[[nodiscard]] std::string nearest_key(Schema schema, std::string_view section, std::string_view name);

/// ticketd.toml with every key, its help and its default or example.
[[nodiscard]] std::string example(Schema schema);

}  // namespace ticketd::config
