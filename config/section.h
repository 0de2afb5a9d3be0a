// One table of a TOML file, read against its rows of the schema: unknown keys and wrong types become problems
// with their line, and the reader goes on with the default, so that one run finds everything. Only config/
// includes this.
#pragma once

#include "config/problems.h"
#include "config/schema.h"
#include "core/names.h"

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::config {

/// The root table of a TOML text; a syntax error is reported and gives nothing.
[[nodiscard]] std::optional<toml::table> parse_toml(std::string_view text, Problems& problems);

class Section {
 public:
  /// Reports every key of `table` that `schema` does not know in the section `name`.
  Section(const toml::table& table, std::string name, Schema schema, Problems& problems);

  [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
  /// The section below this one; an absent one is empty. It has the keys of the section `like`, or its own.
  [[nodiscard]] Section below(std::string_view key, std::string_view like = {}) const;
  /// The sections of an array of tables (`[[rule]]`); a single table stands for an array of one. They have
  /// the keys of the section `like`; without it, of the one below this.
  [[nodiscard]] std::vector<Section> each(std::string_view key, std::string_view like = {}) const;

  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::filesystem::path path(std::string_view key) const;  ///< absolute; empty stays empty
  [[nodiscard]] std::filesystem::path at_file(
      const std::filesystem::path& written) const;  ///< from the file's directory
  [[nodiscard]] std::uint64_t size(std::string_view key) const;
  [[nodiscard]] std::chrono::seconds duration(std::string_view key) const;
  [[nodiscard]] int integer(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view key) const;
  [[nodiscard]] std::optional<core::DurationBound> duration_bound(std::string_view key) const;
  [[nodiscard]] std::optional<core::NumberBound> number_bound(std::string_view key) const;
  [[nodiscard]] std::function<bool(std::string_view)> pattern(std::string_view key) const;

  template <class Enum>
  [[nodiscard]] Enum choice(std::string_view key) const {
    return core::named<Enum>(text(key)).value_or(Enum{});
  }
  template <class Enum>
  [[nodiscard]] std::vector<Enum> choices(std::string_view key) const {
    std::vector<Enum> chosen;
    for (const auto& name : list(key))
      if (const auto value = core::named<Enum>(name)) chosen.push_back(*value);
    return chosen;
  }

  /// Reports a key that must be there and is not, or is an empty text.
  bool require(std::string_view key) const;
  void wrong(std::string_view key, const std::string& what) const;  ///< at the key's line, or the section's
  void wrong(const std::string& what) const;                        ///< at the section's line
  /// At the n-th line of a text, in the file.
  void wrong_in_text(std::string_view key, std::size_t line, const std::string& what) const;
  /// A table whose keys the desk itself declares, with every value as a list of texts: 3 is "3", true "true".
  [[nodiscard]] std::map<std::string, std::vector<std::string>> free_table(std::string_view key) const;
  [[nodiscard]] const toml::table& table() const { return *table_; }

 private:
  [[nodiscard]] std::string name_of(std::string_view below) const;
  /// The key's value when it can be converted, else its default when that can be, else nothing.
  template <class Convert>
  [[nodiscard]] auto read(std::string_view key, std::string_view expected, Convert convert) const;
  [[nodiscard]] const Key& row(std::string_view key) const;
  void check_keys() const;
  void check_choice(const Key& key, const std::string& value) const;
  void check_range(const Key& key, std::int64_t value) const;

  const toml::table* table_;
  std::string name_;
  Schema schema_;
  Problems* problems_;
};

/// A path that must exist when it is given.
[[nodiscard]] std::filesystem::path existing_file(const Section& section, std::string_view key);

/// A mail address, when one is given.
[[nodiscard]] std::string mail_address(const Section& section, std::string_view key);

}  // namespace ticketd::config
