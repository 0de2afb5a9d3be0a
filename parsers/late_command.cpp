#include "parsers/late_command.h"

#include "parsers/command_grammar.h"
#include "parsers/command_line.h"
#include "parsers/folding.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_ornament = 64;  // bytes before a mark
constexpr std::size_t longest_look = 96;      // bytes behind it
constexpr int most_marks = 16;                // that are looked at in a line

/// What makes a command of the word behind it, in the forms that keyboards write.
constexpr std::array<std::string_view, 6> marks = {"#", "\xEF\xBC\x83" /* ＃ */, "\xEF\xB9\x9F" /* ﹟ */,
                                                   "!", "\xEF\xBC\x81" /* ！ */, "\xEF\xB9\x97" /* ﹗ */};

std::string_view mark_at(std::string_view text, std::size_t at) {
  for (const auto mark : marks)
    if (text.substr(at).starts_with(mark)) return mark;
  return {};
}

bool is_hash(std::string_view mark) { return mark.find('#') == 0 || mark == marks[1] || mark == marks[2]; }

struct Letter {
  bool is_one = false;  ///< a letter or a digit
  std::size_t length = 1;
};

Letter first_of(std::string_view utf8) {
  std::int32_t at = 0;
  UChar32 c = 0;
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(utf8.size(), 4));
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(utf8.data()), at, size, c);
  return {u_isalnum(c) != 0, static_cast<std::size_t>(at)};
}

bool is_ascii_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

void skip_ornaments(std::string_view& folded) {
  while (!folded.empty()) {
    const auto first = first_of(folded);
    if (first.is_one || folded.front() == '@') return;
    folded.remove_prefix(first.length);
  }
}

/// The letters and digits at the front; "on-hold" and "internal_resolve" are one word.
std::string_view word_of(std::string_view folded) {
  std::size_t end = 0;
  while (end < folded.size()) {
    const auto next = first_of(folded.substr(end));
    if (!next.is_one && folded[end] != '-' && folded[end] != '_') break;
    end += next.length;
  }
  while (end > 0 && (folded[end - 1] == '-' || folded[end - 1] == '_')) --end;  // "#note-"
  return folded.substr(0, end);
}

/// As most lines do. So told, they need not be folded.
bool begins_with_word(std::string_view before) {
  constexpr std::size_t longest_number = 3;
  const auto start = before.substr(0, longest_number + 1);
  static constexpr std::string_view ends_unit = ".)#";
  return start.size() > longest_number && is_ascii_alnum(start.front()) &&
         std::ranges::all_of(
             start, [](char c) { return is_visible(c) && ends_unit.find(c) == std::string_view::npos; });
}

/// What lists, quotation and mentions put in front of a line: "1. ", "a) ", "· ", "“", "[", "\", "@kim ",
/// and "o ", the bullet of a font of symbols.
bool is_ornament(std::string_view before) {
  if (before.size() > longest_ornament || begins_with_word(before)) return false;
  const auto folded = fold(std::string(before) + '#');
  std::string_view rest = folded;
  for (skip_ornaments(rest); !rest.empty(); skip_ornaments(rest)) {
    const auto unit = rest.substr(0, rest.find_first_of(" .)#"));
    const auto behind = rest.substr(unit.size()).front();  // of the mark itself, if of nothing before
    const bool numbers = unit.size() <= 3 && (behind == '.' || behind == ')');
    const bool is_bullet = behind == ' ' && first_of(unit).length == unit.size();
    const bool mentions = unit.starts_with('@') && behind == ' ';
    if (!numbers && !is_bullet && !mentions) return false;
    rest.remove_prefix(unit.size());
  }
  return true;
}

bool has_letter_more(std::string_view longer, std::string_view shorter) {
  if (longer.size() != shorter.size() + 1) return false;
  const auto same = std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin();
  return longer.substr(static_cast<std::size_t>(same) + 1) == shorter.substr(static_cast<std::size_t>(same));
}

bool has_letters_exchanged(std::string_view word, std::string_view meant) {
  if (word.size() != meant.size()) return false;
  for (std::size_t at = 0; at + 1 < word.size(); ++at) {
    std::string exchanged(word);
    std::swap(exchanged[at], exchanged[at + 1]);
    if (exchanged == meant) return true;
  }
  return false;
}

bool begins_with_one_of(std::string_view word, const auto& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return word.starts_with(beginning); });
}

bool is_slip_of(std::string_view word, std::string_view meant) {
  return has_letter_more(word, meant) || has_letter_more(meant, word) || has_letters_exchanged(word, meant);
}

bool names_note(std::string_view word) {
  const auto* command = command_named(word);
  return command && command->name == "note";
}

/// Names of #note, what people take for one, and slips of the keyboard. A wrong letter is no slip: "#node"
/// and "#demo" are words.
bool means_note(std::string_view word) {
  static constexpr std::array<std::string_view, 7> beginnings = {"메모", "내부",     "비공개", "비밀메모",
                                                                 "사내", "internal", "private"};
  static constexpr std::array<std::string_view, 2> others = {"메모리", "메모지"};  // memory, paper
  if (command_named(word)) return names_note(word);
  const auto first = word.substr(0, word.find_first_of("-_"));  // "#note-they are …"
  return names_note(first) || first == "memo" || first == "nota" || is_slip_of(first, "note") ||
         is_slip_of(first, "memo") ||
         (begins_with_one_of(first, beginnings) && !begins_with_one_of(first, others));
}

/// Words that nobody writes behind a # in a sentence for a customer.
bool is_note_anywhere(std::string_view word) {
  static constexpr std::array<std::string_view, 5> words = {"note", "notes", "memo", "메모", "내부메모"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A mark in the middle of "page.html#note" or "/#note" belongs to an address.
bool ends_an_address(std::string_view before) {
  static constexpr std::string_view of_addresses = "/=&?%_-#";
  if (before.empty()) return false;
  const char last = before.back();
  return is_ascii_alnum(last) || of_addresses.find(last) != std::string_view::npos;
}

/// A mark and what stands around it in its line.
struct Marked {
  std::string_view before, mark, behind;

  [[nodiscard]] bool is_for_a_note() const {
    const bool attached = !behind.empty() && first_of(behind).is_one;
    if (!is_hash(mark) && !attached) return false;  // the end of a sentence
    const bool opens_line = is_ornament(before);
    const bool in_sentence = is_hash(mark) && attached && !ends_an_address(before);
    if (!opens_line && !in_sentence) return false;
    const auto folded = fold(behind.substr(0, longest_look));
    std::string_view rest = folded;
    skip_ornaments(rest);
    const auto word = word_of(rest);
    return (opens_line && (is_hash(mark) ? means_note(word) : names_note(word))) ||
           (in_sentence && is_note_anywhere(word));
  }
};

/// A command that would have been obeyed on the first lines: not "#해결 방법은 …", a sentence, and not
/// "# Close", a heading.
const CommandWord* whole_command(std::string_view text_line) {
  const auto line = read_command_line(text_line);
  const auto* command = line && !line->apart ? command_named(line->word) : nullptr;
  if (!command) return nullptr;
  const bool one_word = line->rest.find_first_of(" \t") == std::string_view::npos;
  switch (command->argument) {
    case Argument::text:
      return line->rest.empty() ? command : nullptr;
    case Argument::word:
    case Argument::optional:
      if (!one_word) return nullptr;
      break;
    default:
      break;
  }
  return canonical_argument(command->argument, line->rest) ? command : nullptr;
}

/// What is wrong with a line whose first mark may stand `at`.
std::optional<std::string> problem_of(std::string_view line, std::size_t at) {
  if (trim_all(line).starts_with('>')) return std::nullopt;
  for (auto marks_left = most_marks; marks_left > 0 && at < line.size(); --marks_left) {
    const auto mark = mark_at(line, at);
    const Marked marked{line.substr(0, at), mark, line.substr(at + mark.size())};
    if (!mark.empty() && marked.is_for_a_note())
      return "#note stands at the very top of the mail, with nothing before it, or all of it is public";
    at = next_prefix(line, at + 1);
  }
  if (const auto* command = whole_command(line))
    return '#' + std::string(command->name) +
           " below other words is only text: commands stand on the first lines of the mail";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> late_command(std::string_view text) {
  for (auto at = next_prefix(text, 0); at < text.size(); at = next_prefix(text, at)) {
    const auto begin = text.substr(0, at).find_last_of('\n') + 1;  // npos + 1 is 0
    const auto line = text.substr(begin, text.find('\n', at) - begin);
    if (auto problem = problem_of(line, at - begin)) return problem;
    at = begin + line.size();
  }
  return std::nullopt;
}

}  // namespace ticketd::parsers
