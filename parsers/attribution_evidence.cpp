#include "parsers/attribution_evidence.h"

#include "parsers/byte_scan.h"
#include "parsers/folding.h"
#include "parsers/phrase_search.h"
#include "parsers/phrases.h"

#include <algorithm>
#include <array>

namespace ticketd::parsers {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_latin_letter(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
constexpr bool is_letter(char c) { return is_latin_letter(c) || !is_ascii(c); }

/// What may stand in a word behind its first letter.
constexpr auto word_bytes = [] {
  std::array<bool, 256> holds{};
  for (std::size_t c = 0; c < holds.size(); ++c) holds[c] = is_letter(static_cast<char>(c)) || c == '\'';
  return holds;
}();

/// Scripts that write without blanks between words: Hangul, Han, Kana, Thai (UTF-8 lead bytes).
constexpr bool runs_words_together(std::string_view phrase) {
  const auto lead = static_cast<unsigned char>(phrase.front());
  return (lead >= 0xE3 && lead <= 0xED) || phrase.starts_with("\xE0\xB8") || phrase.starts_with("\xE0\xB9");
}

std::string_view letters_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_letter(text[at])) return {};
  auto end = at + 1;
  while (end < text.size() && word_bytes[static_cast<unsigned char>(text[end])]) ++end;
  return text.substr(at, end - at);
}

std::string_view digits_at(std::string_view text, std::size_t at) {
  auto end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(at, end - at);
}

bool is_date_word(std::string_view word) {
  const auto known = PhraseBook::instance().date_word(word);
  return known.month || known.weekday;
}

/// Reads words and numbers from left to right, until there is a date with a time.
struct DateScan {
  bool month = false, weekday = false, number = false, numeric_date = false, cjk_date = false, time = false;

  explicit DateScan(std::string_view text) {
    if (std::none_of(text.begin(), text.end(), is_digit)) return;  // no date() and no time without one
    for (std::size_t at = 0; at < text.size() && !(time && date());) {
      if (is_digit(text[at]))
        at = number_at(text, at);
      else if (is_letter(text[at]))
        at = word_at(text, at);
      else
        ++at;
    }
  }
  [[nodiscard]] bool date() const {
    return numeric_date || cjk_date || (month && number) || (weekday && time);
  }

 private:
  std::size_t word_at(std::string_view text, std::size_t at) {
    const auto& book = PhraseBook::instance();
    const auto word = letters_at(text, at);
    const auto known = book.date_word(word);
    month = month || known.month;
    weekday = weekday || known.weekday;
    const auto end = at + word.size();
    if (!weekday && text.substr(end).starts_with('-'))
      if (const auto hyphenated = letters_at(text, end + 1); !hyphenated.empty())
        weekday =
            book.date_word(text.substr(at, word.size() + 1 + hyphenated.size())).weekday;  // "terça-feira"
    return end;
  }

  /// "14:05", "2/11/2026", "2026. 11. 2", "11월".
  std::size_t number_at(std::string_view text, std::size_t at) {
    const auto first = digits_at(text, at);
    auto end = at + first.size();
    number = true;
    const auto rest = text.substr(end);
    if (!rest.empty() && !is_ascii(rest.front())) unit_behind_number(rest);
    if (first.size() <= 2 && rest.size() >= 3 && (rest[0] == ':' || rest[0] == '.' || rest[0] == 'h') &&
        digits_at(rest, 1).size() == 2)
      time = true;
    const auto second = part_after_separator(text, end);
    const auto third = part_after_separator(text, end);
    if (first.size() <= 4 && second >= 1 && second <= 2 && third >= 1 && third <= 4) numeric_date = true;
    return at + first.size();
  }

  void unit_behind_number(std::string_view rest) {
    for (const auto* unit : {"년", "월", "年", "月"}) cjk_date = cjk_date || rest.starts_with(unit);
    for (const auto* unit : {"시", "時", "点"}) time = time || rest.starts_with(unit);
  }

  /// The length of the number behind "/", "-" or "." at `end`, which moves behind it; 0 when there is none.
  static std::size_t part_after_separator(std::string_view text, std::size_t& end) {
    if (end >= text.size() || (text[end] != '/' && text[end] != '-' && text[end] != '.')) return 0;
    auto start = end + 1;
    if (start < text.size() && text[start] == ' ' && text[end] == '.') ++start;
    const auto digits = digits_at(text, start);
    end = start + digits.size();
    return digits.size();
  }
};

bool holds_address(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1))
    if (at > 0 && at + 1 < text.size() && text[at - 1] != ' ' &&
        (is_letter(text[at + 1]) || is_digit(text[at + 1])))
      return true;
  return false;
}

/// An address at the end, in brackets or bare.
bool ends_with_address(std::string_view text) {
  if (text.empty()) return false;
  if (text.back() == '>' || text.back() == ')' || text.back() == ']') return true;
  const auto word = text.substr(text.find_last_of(' ') + 1);
  return holds_address(word);
}

struct WroteWord {
  bool found = false, last = false;
};

WroteWord find_wrote(std::string_view folded) {
  static const PhraseSearch search(PhraseBook::instance().wrote());
  WroteWord result;
  const auto found = [&](const std::string& phrase, std::size_t at) {
    const auto end = at + phrase.size();
    const auto joined =
        (at > 0 && is_letter(folded[at - 1])) || (end < folded.size() && is_letter(folded[end]));
    if (joined && !runs_words_together(phrase)) return false;
    result.found = true;
    return end == folded.size();
  };
  for (auto at = search.next_place(folded, 0); at < folded.size() && !result.last;
       at = search.next_place(folded, at + 1)) {
    const auto in_word = at > 0 && is_latin_letter(folded[at]) && is_latin_letter(folded[at - 1]);
    result.last = !in_word && search.any_at(folded, at, found);
  }
  return result;
}

bool holds_digit(std::string_view text) {
  return find_byte(text, 0, [](ByteBlock block) { return ByteBlock(block - '0') < 10; }) < text.size();
}

}  // namespace

bool may_hold_evidence(std::string_view written, bool above_quote) {
  if (find_non_ascii(written) < written.size() || ends_with_rule(written)) return true;
  const bool colon = written.ends_with(':');
  const bool date = holds_digit(written);
  const bool address = written.find('@') != std::string_view::npos;
  if (above_quote && (colon || date)) return true;
  return colon ? date || address : date && address;
}

bool begins_with_date(std::string_view folded) {
  const auto date_at = [&](std::size_t at) {
    at = folded.find_first_not_of(" ,(\"'", at);
    if (at == std::string_view::npos) return false;
    return is_digit(folded[at]) || is_date_word(letters_at(folded, at));
  };
  if (date_at(0)) return true;
  static const PhraseSearch openings(PhraseBook::instance().openings());
  return openings.any_at(folded, 0, [&](const std::string& opening, std::size_t) {
    if (folded.size() == opening.size()) return false;
    const auto next = folded[opening.size()];
    return (next == ' ' || is_digit(next) || next == ',') && date_at(opening.size());
  });
}

bool names_moment(std::string_view folded) {
  const DateScan scan(folded);
  return scan.date() && scan.time;
}

AttributionEvidence attribution_evidence(std::string_view folded, bool dashed) {
  AttributionEvidence evidence;
  evidence.dashed = dashed;
  while (!folded.empty() && (folded.back() == ':' || folded.back() == ' ')) {
    evidence.colon = evidence.colon || folded.back() == ':';
    folded.remove_suffix(1);
  }
  const auto wrote = find_wrote(folded);
  evidence.wrote = wrote.found;
  evidence.wrote_last = wrote.last;
  if (!wrote.found && !evidence.colon && !folded.ends_with('>'))
    return evidence;  // never plausible, so nobody asks for the rest
  const DateScan scan(folded);
  evidence.date = scan.date();
  evidence.time = scan.time;
  evidence.address = holds_address(folded);
  evidence.address_last = ends_with_address(folded);
  evidence.begins_with_date = begins_with_date(folded);
  evidence.ends_with_number = !folded.empty() && is_digit(folded.back());
  return evidence;
}

}  // namespace ticketd::parsers
