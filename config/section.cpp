#include "config/section.h"

#include "config/addresses.h"
#include "config/file.h"
#include "config/units.h"
#include "core/nearest.h"
#include "core/numbers.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace ticketd::config {

namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::size_t line_of(const toml::source_region& source) { return std::max<std::size_t>(source.begin.line, 1); }

std::optional<std::string> as_text(const toml::node& node) { return node.value_exact<std::string>(); }

std::optional<std::vector<std::string>> as_list(const toml::node& node) {
  if (const auto one = as_text(node)) return std::vector{*one};
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& item : *array) {
    const auto text = as_text(item);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

/// A converter for texts with units or bounds.
template <class Parse>
auto from_text(Parse parse) {
  return [parse](const toml::node& node) {
    const auto text = as_text(node);
    return text ? parse(*text) : decltype(parse(*text)){};
  };
}

const toml::table empty_table;

/// A bound as it could be typed: in the largest unit that has it whole.
std::string as_written(Type type, std::int64_t value) {
  struct Unit {
    std::int64_t factor;
    std::string_view name;
  };
  constexpr auto sizes =
      std::to_array<Unit>({{1LL << 30, "GiB"}, {1LL << 20, "MiB"}, {1LL << 10, "KiB"}, {1, "B"}});
  constexpr auto spans = std::to_array<Unit>({{86'400, "d"}, {3'600, "h"}, {60, "m"}, {1, "s"}});
  if (type != Type::size && type != Type::duration) return std::to_string(value);
  for (const auto& [factor, name] : type == Type::size ? sizes : spans)
    if (value >= factor && value % factor == 0)
      return in_quotes(std::to_string(value / factor) + std::string(name));
  return in_quotes(type == Type::size ? "0B" : "0s");
}

/// Also DEL and those from U+0080 to U+009F.
bool has_control(std::string_view text, bool lines_allowed) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool ends_line = byte == '\n' || byte == '\r' || byte == '\t';
    if (byte < ' ' ? !(lines_allowed && ends_line)
                   : byte == 0x7f || (byte == 0xc2 && next < 0xa0 && next >= 0x80))
      return true;
  }
  return false;
}

/// Values become names, addresses, header fields and log lines; these alone are texts of several lines.
bool may_have_lines(std::string_view key) {
  constexpr auto keys = std::to_array<std::string_view>({"text", "html", "body", "note"});
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool has_control(const toml::node& node, bool lines_allowed) {
  if (const auto text = as_text(node)) return has_control(*text, lines_allowed);
  const auto* array = node.as_array();
  return array != nullptr && std::any_of(array->begin(), array->end(), [&](const toml::node& item) {
           return has_control(item, lines_allowed);
         });
}

}  // namespace

std::optional<toml::table> parse_toml(std::string_view text, Problems& problems) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    problems.at(line_of(error.source()), std::string(error.description()));
    return std::nullopt;
  }
}

Section::Section(const toml::table& table, std::string name, Schema schema, Problems& problems)
    : table_(&table), name_(std::move(name)), schema_(schema), problems_(&problems) {
  check_keys();
}

void Section::check_keys() const {
  for (const auto& [key, value] : *table_) {
    const auto line = line_of(key.source());
    const auto name = key.str();
    if (has_control(value, may_have_lines(name)))
      problems_->at(line, std::string(name) + ": must not hold control characters");
    if (!find(schema_, name_, name) && !has_section(schema_, name_of(name)))
      problems_->at(line, "unknown key " + in_quotes(name) + (name_.empty() ? "" : " in [" + name_ + "]") +
                              "; " + nearest_key(schema_, name_, name));
  }
}

Section Section::below(std::string_view key, std::string_view like) const {
  const auto* node = table_->get(key);
  const auto* table = node == nullptr ? &empty_table : node->as_table();
  if (table == nullptr) wrong(key, "must be a table of keys");
  return {table == nullptr ? empty_table : *table, like.empty() ? name_of(key) : std::string(like), schema_,
          *problems_};
}

std::vector<Section> Section::each(std::string_view key, std::string_view like) const {
  std::vector<Section> sections;
  const auto name = like.empty() ? name_of(key) : std::string(like);
  const auto* node = table_->get(key);
  if (node == nullptr) return sections;
  if (const auto* one = node->as_table()) sections.emplace_back(*one, name, schema_, *problems_);
  const auto* array = node->as_array();
  if (array == nullptr && sections.empty()) wrong(key, "must be a list of tables");
  if (array == nullptr) return sections;
  for (const auto& item : *array) {
    if (const auto* table = item.as_table())
      sections.emplace_back(*table, name, schema_, *problems_);
    else
      problems_->at(line_of(item.source()), std::string(key) + ": must be a list of tables");
  }
  return sections;
}

const Key& Section::row(std::string_view key) const {
  const auto* row = find(schema_, name_, key);
  if (row == nullptr) throw std::logic_error("not in the schema: " + name_ + "." + std::string(key));
  return *row;
}

template <class Convert>
auto Section::read(std::string_view key, std::string_view expected, Convert convert) const {
  const auto& known = row(key);
  if (const auto* node = table_->get(key)) {
    if (auto value = convert(*node)) return value;
    wrong(key, "must be " + std::string(expected));
  }
  if (known.fallback.empty()) return decltype(convert(*table_->get(key))){};
  const auto fallback = toml::parse("value = " + std::string(known.fallback));
  return convert(*fallback.get("value"));
}

void Section::check_range(const Key& key, std::int64_t value) const {
  if (value >= key.least && value <= key.most) return;
  wrong(key.name,
        "must be from " + as_written(key.type, key.least) + " to " + as_written(key.type, key.most));
}

void Section::check_choice(const Key& key, const std::string& value) const {
  if (key.choices.empty() || std::find(key.choices.begin(), key.choices.end(), value) != key.choices.end())
    return;
  wrong(key.name, "unknown value " + in_quotes(value) + "; the nearest is " +
                      in_quotes(core::nearest(key.choices, value)));
}

std::string Section::text(std::string_view key) const {
  const auto value = read(key, "a text in quotes", as_text).value_or("");
  if (has(key) && as_text(*table_->get(key))) check_choice(row(key), value);
  return value;
}

std::filesystem::path Section::path(std::string_view key) const {
  const std::filesystem::path written = read(key, "a path in quotes", as_text).value_or("");
  return written.empty() ? written : at_file(written);
}

/// "credential:NAME": what systemd shows to the daemon alone (LoadCredential=secrets:…); whoever is not
/// started by it, as `config check` is, finds the file in `secrets` beside the configuration.
std::filesystem::path Section::at_file(const std::filesystem::path& written) const {
  constexpr std::string_view scheme = "credential:";
  if (written.native().starts_with(scheme)) {
    const auto name = written.native().substr(scheme.size());
    const char* shown = std::getenv("CREDENTIALS_DIRECTORY");
    return shown ? std::filesystem::path(shown) / ("secrets_" + name) : at_file("secrets/" + name);
  }
  return std::filesystem::absolute(problems_->file()).parent_path() / written;
}

std::uint64_t Section::size(std::string_view key) const {
  const auto size =
      read(key, "a size with a unit, like \"36MiB\" (B, KiB, MiB, GiB)", from_text(parse_size)).value_or(0);
  check_range(row(key), static_cast<std::int64_t>(size));
  return size;
}

std::chrono::seconds Section::duration(std::string_view key) const {
  const auto span =
      read(key, "a duration with a unit, like \"5m\" (s, m, h, d, w)", from_text(core::parse_span))
          .value_or(std::chrono::seconds{});
  check_range(row(key), span.count());
  return span;
}

int Section::integer(std::string_view key) const {
  const auto number =
      read(key, "a whole number", [](const toml::node& node) { return node.value_exact<std::int64_t>(); });
  check_range(row(key), number.value_or(0));
  return static_cast<int>(number.value_or(0));
}

bool Section::boolean(std::string_view key) const {
  return read(key, "true or false", [](const toml::node& node) { return node.value_exact<bool>(); })
      .value_or(false);
}

std::vector<std::string> Section::list(std::string_view key) const {
  const auto values = read(key, "a list of texts", as_list).value_or(std::vector<std::string>{});
  for (const auto& value : values) check_choice(row(key), value);
  return values;
}

std::optional<core::DurationBound> Section::duration_bound(std::string_view key) const {
  return read(key, "a duration like \"5d\" (at least) or \"< 2h\"", from_text(parse_duration_bound));
}

std::optional<core::NumberBound> Section::number_bound(std::string_view key) const {
  return read(key, "a number like 80 (at least) or \"< 80\"", [](const toml::node& node) {
    if (const auto number = node.value_exact<std::int64_t>())
      return parse_number_bound(std::to_string(*number));
    const auto text = as_text(node);
    return text ? parse_number_bound(*text) : std::nullopt;
  });
}

std::function<bool(std::string_view)> Section::pattern(std::string_view key) const {
  const auto text = read(key, "a pattern in quotes", as_text);
  if (!text) return {};
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(false);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_shared<const re2::RE2>(*text, options);  // std::function wants copies to share it
  if (!compiled->ok()) {
    wrong(key, "bad pattern: " + compiled->error());
    return {};
  }
  return [compiled](std::string_view searched) {
    return re2::RE2::PartialMatch(re2::StringPiece(searched.data(), searched.size()), *compiled);
  };
}

bool Section::require(std::string_view key) const {
  if (!has(key))
    wrong((std::string_view("aeio").find(key.front()) == std::string_view::npos ? "needs a " : "needs an ") +
          std::string(key));
  else if (table_->get(key)->value_exact<std::string>() == "")
    wrong(key, "must not be empty");
  else
    return true;
  return false;
}

void Section::wrong(std::string_view key, const std::string& what) const {
  for (const auto& [name, value] : *table_)
    if (name.str() == key) return problems_->at(line_of(name.source()), std::string(key) + ": " + what);
  problems_->at(line_of(table_->source()), std::string(key) + ": " + what);
}

void Section::wrong(const std::string& what) const {
  problems_->at(line_of(table_->source()), (name_.empty() ? "" : "[" + name_ + "] ") + what);
}

/// A text in """…""" spans lines; the line end behind the first """ is not of it.
void Section::wrong_in_text(std::string_view key, std::size_t line, const std::string& what) const {
  const auto* node = table_->get(key);
  const auto text = node == nullptr ? std::nullopt : as_text(*node);
  if (!text) return wrong(key, what);
  const auto& source = node->source();
  const auto spans = static_cast<std::size_t>(source.end.line - source.begin.line);
  const auto ends = static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n'));
  const auto first = line_of(source) + (spans > ends ? spans - ends : 0);
  problems_->at(first + line - 1, std::string(key) + ": " + what);
}

std::map<std::string, std::vector<std::string>> Section::free_table(std::string_view key) const {
  std::map<std::string, std::vector<std::string>> values;
  const auto* node = table_->get(key);
  if (node == nullptr) return values;
  const auto* table = node->as_table();
  if (table == nullptr) return wrong(key, "must be a table, like { name = \"value\" }"), values;
  const auto written = [](const toml::node& one) -> std::optional<std::string> {
    if (const auto number = one.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto truth = one.value_exact<bool>()) return *truth ? "true" : "false";
    return as_text(one);
  };
  for (const auto& [name, one] : *table) {
    auto& list = values[std::string(name.str())];
    if (auto texts = as_list(one))
      list = std::move(*texts);
    else if (auto text = written(one))
      list = {std::move(*text)};
    else
      wrong(key, in_quotes(name.str()) + " must be a text, a number, true, false, or a list of texts");
  }
  return values;
}

std::string Section::name_of(std::string_view below) const {
  return name_.empty() ? std::string(below) : name_ + "." + std::string(below);
}

std::filesystem::path existing_file(const Section& section, std::string_view key) {
  auto file = section.path(key);
  if (!file.empty() && !may_exist(file)) section.wrong(key, "no such file: " + file.string());
  return file;
}

std::string mail_address(const Section& section, std::string_view key) {
  auto address = section.text(key);
  if (!address.empty() && !looks_like_mail_address(address))
    section.wrong(key, "\"" + address + "\" is not a mail address");
  return address;
}

}  // namespace ticketd::config
