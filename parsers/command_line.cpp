#include "parsers/command_line.h"

#include "parsers/byte_scan.h"
#include "parsers/command_grammar.h"
#include "parsers/folding.h"

#include <algorithm>
#include <array>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_word = 64;  // bytes

/// Without the bold type and the list marks that some clients put around a line: "*#note*", "- #note".
std::string_view undecorated(std::string_view line) {
  static constexpr std::string_view marks = "*_`";
  static constexpr std::array<std::string_view, 3> bullets = {"- ", "* ", "\xE2\x80\xA2" /* • */};
  for (const auto bullet : bullets)
    if (line.starts_with(bullet)) line.remove_prefix(bullet.size());
  line = trim_all(line);
  const auto first = line.find_first_not_of(marks);
  if (first == 0 || first == std::string_view::npos) return line;
  return trim_all(line.substr(first, line.find_last_not_of(marks) + 1 - first));
}

CommandLine with_inner_command(CommandLine line) {
  static constexpr std::array<std::string_view, 4> inner = {"internal", "internally", "내부", "내부해결"};
  const auto* command = command_named(line.word);
  if (!command || command->name != "resolve") return line;
  const auto first = line.rest.substr(0, line.rest.find_first_of(" \t"));
  if (std::find(inner.begin(), inner.end(), fold(first)) == inner.end()) return line;
  line.word = "internal_resolve";
  line.rest = trim_all(line.rest.substr(first.size()));
  return line;
}

}  // namespace

std::optional<CommandLine> read_command_line(std::string_view line) {
  static constexpr std::array<std::string_view, 4> prefixes = {"#", "\xEF\xBC\x83" /* ＃ */, "!",
                                                               "\xEF\xBC\x81" /* ！ */};
  static constexpr ByteSet first_bytes("#!*_`-\xE2\xEF");  // of prefixes and of what decorates a line
  const auto whole = trim_all(line);
  if (whole.empty() || !first_bytes.holds(whole.front())) return std::nullopt;
  line = undecorated(whole);
  for (const auto prefix : prefixes) {
    if (!line.starts_with(prefix)) continue;
    const auto behind = trim_all(line.substr(prefix.size()));
    const bool apart = behind.size() + prefix.size() < line.size();
    const auto end = behind.find_first_of(" \t:,;.!?#/()[]<>\"'=*`");
    const auto word = behind.substr(0, end);
    if (word.empty() || word.size() > longest_word || (word.front() >= '0' && word.front() <= '9'))
      return std::nullopt;
    auto rest = behind.substr(word.size());
    if (rest.starts_with(':')) rest.remove_prefix(1);
    return with_inner_command({prefix, word, trim_all(rest), apart || line.size() < whole.size(), apart});
  }
  return std::nullopt;
}

std::size_t next_prefix(std::string_view text, std::size_t at) {
  return find_rare_byte(text, at,
                        [](ByteBlock block) { return (block == '#') | (block == '!') | (block == 0xEF); });
}

}  // namespace ticketd::parsers
