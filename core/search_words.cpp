#include "core/search_words.h"

#include "core/letter_folding.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_word = 64;  // bytes; of longer ones the beginning counts
constexpr std::size_t shortest_that_goes_on = 3;

struct Letter {
  char32_t value = 0;  ///< 0: no letter, and the end of a word
  std::size_t begin = 0, end = 0;
};

/// A word or a pair being written, in UTF-8. Most of the time that splitting took went into strings.
class Piece {
 public:
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool is_full() const { return size_ >= longest_word; }
  void clear() { size_ = 0; }

  /// Unless it is full.
  void add(char32_t letter) {
    const auto byte = [&](char32_t bits) { bytes_[size_++] = static_cast<char>(bits); };
    const auto rest = [&](int shift) { byte(0x80 | (letter >> shift & 0x3F)); };
    if (letter < 0x80) return byte(letter);
    if (letter < 0x800) return byte(0xC0 | letter >> 6), rest(0);
    if (letter < 0x10000) return byte(0xE0 | letter >> 12), rest(6), rest(0);
    byte(0xF0 | letter >> 18), rest(12), rest(6), rest(0);
  }

 private:
  std::array<char, longest_word + 4> bytes_;
  std::size_t size_ = 0;
};

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

/// Of each ASCII character the letter or digit that it is, in lower case, or 0.
const auto plain_letters = [] {
  std::array<char, 128> letters{};
  for (std::size_t i = 0; i < letters.size(); ++i)
    letters[i] = static_cast<char>(folded(static_cast<char32_t>(i)));
  return letters;
}();

char plain_letter(char ascii) { return plain_letters[static_cast<unsigned char>(ascii)]; }

class Letters {
 public:
  explicit Letters(std::string_view utf8) : text_(utf8) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }

  /// The ASCII from here on that no mark behind it can change: most of most texts. May be empty.
  std::string_view plain() {
    auto end = std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), is_ascii);
    auto length = static_cast<std::size_t>(end - text_.begin()) - at_;
    if (end != text_.end() && length > 0) --length;
    const auto found = text_.substr(at_, length);
    at_ += length;
    return found;
  }

  /// The next one, put together from its parts, folded. Marks are passed over.
  Letter next() {
    Letter letter{0, at_, at_};
    auto raw = read();
    while (!at_end() && may_belong_to_the_letter_before(text_[at_])) {
      const auto behind = at_;
      const auto part = read();
      if (const auto whole = composed(raw, part)) {
        raw = whole;
      } else if (!is_unseen(part)) {
        at_ = behind;
        break;
      }
    }
    letter.value = is_unseen(raw) ? 0 : folded(raw);
    letter.end = at_;
    return letter;
  }

 private:
  /// By its first byte: U+4000 to U+DFFF are letters by themselves.
  static bool may_belong_to_the_letter_before(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte >= 0x80 && (byte < 0xE4 || byte > 0xED);
  }

  /// Bytes that are no UTF-8 stand between words.
  char32_t read() {
    const auto first = static_cast<unsigned char>(text_[at_++]);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
    if (more == 0 || first > 0xF4 || text_.size() - at_ < more) return 0xFFFD;
    auto letter = static_cast<char32_t>(first & (0x3FU >> more));
    for (std::size_t i = 0; i < more; ++i) {
      const auto byte = static_cast<unsigned char>(text_[at_ + i]);
      if ((byte & 0xC0U) != 0x80) return 0xFFFD;
      letter = letter << 6 | (byte & 0x3FU);
    }
    at_ += more;
    return letter;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Splitting {
 public:
  Splitting(SplitFor what, const std::function<bool(const SearchWord&)>& take) : what_(what), take_(take) {}

  void run(std::string_view utf8) {
    for (Letters letters(utf8); !letters.at_end() && wanted_;) {
      const auto begin = letters.at();
      if (const auto plain = letters.plain(); !plain.empty())
        add_plain(plain, begin);
      else
        add(letters.next());
    }
    end_word();
    end_run();
  }

 private:
  void add_plain(std::string_view text, std::size_t begin) {
    for (std::size_t at = 0; at < text.size() && wanted_;) {
      if (plain_letter(text[at]) == 0) {
        end_word();
        end_run();
        ++at;
        continue;
      }
      end_run();
      if (word_.empty()) begin_ = begin + at;
      for (; at < text.size(); ++at) {
        const char letter = plain_letter(text[at]);
        if (letter == 0) break;
        if (!word_.is_full()) word_.add(static_cast<unsigned char>(letter));
      }
      end_ = begin + at;
    }
  }

  void add(const Letter& letter) {
    if (letter.value == 0) {
      end_word();
      end_run();
    } else if (is_written_without_blanks(letter.value)) {
      end_word();
      pair(letter);
    } else {
      end_run();
      if (word_.empty()) begin_ = letter.begin;
      if (!word_.is_full()) add_folded(letter.value);
      end_ = letter.end;
    }
  }

  void add_folded(char32_t letter) {
    if (letter != U'ß') return word_.add(letter);
    word_.add(U's'), word_.add(U's');
  }

  void pair(const Letter& letter) {
    if (last_.value != 0) {
      Piece both;
      both.add(last_.value), both.add(letter.value);
      tell(both.text(), last_.begin, letter.end);
      paired_ = true;
    }
    last_ = letter;
  }

  void end_word() {
    if (word_.empty()) return;
    tell(word_.text(), begin_, end_);
    word_.clear();
  }

  void end_run() {
    if (last_.value == 0) return;
    Piece alone;
    alone.add(last_.value);
    if (!paired_ || what_ == SplitFor::text) tell(alone.text(), last_.begin, last_.end, paired_);
    last_ = {};
    paired_ = false;
  }

  void tell(std::string_view text, std::size_t begin, std::size_t end, bool beside = false) {
    if (wanted_) wanted_ = take_({text, begin, end, beside});
  }

  SplitFor what_;
  const std::function<bool(const SearchWord&)>& take_;
  bool wanted_ = true;
  Piece word_;  ///< of an alphabet, so far
  std::size_t begin_ = 0, end_ = 0;
  Letter last_;          ///< of a run of pairs
  bool paired_ = false;  ///< with the one before it
};

bool is_number(std::string_view word) {
  return word.find_first_not_of("0123456789") == std::string_view::npos;
}

bool goes_on(std::string_view last) {
  const auto count = count_code_points(last);
  const bool pairs = is_written_without_blanks(Letters(last).next().value);
  return pairs ? count == 1 : count >= shortest_that_goes_on && !is_number(last);
}

}  // namespace

void split_words(std::string_view utf8, SplitFor what, const std::function<bool(const SearchWord&)>& take) {
  Splitting(what, take).run(utf8);
}

WantedWords wanted_words(std::string_view utf8) {
  WantedWords wanted;
  split_words(utf8, SplitFor::question, [&](const SearchWord& word) {
    wanted.pieces.emplace_back(word.text);
    return true;
  });
  wanted.last_goes_on = !wanted.pieces.empty() && goes_on(wanted.pieces.back());
  return wanted;
}

bool has_words(std::string_view utf8, const WantedWords& wanted) {
  if (wanted.pieces.empty()) return false;
  std::vector<std::size_t> begun;  // how many pieces stand in a row here, for each way to begin
  std::vector<std::size_t> before;
  bool found = false;
  split_words(utf8, SplitFor::text, [&](const SearchWord& word) {
    if (!word.beside) before = std::exchange(begun, {});
    const auto is_piece = [&](std::size_t number) {
      const auto& piece = wanted.pieces[number];
      const bool last = number + 1 == wanted.pieces.size();
      return last && wanted.last_goes_on ? word.text.starts_with(piece) : word.text == piece;
    };
    const auto go_on = [&](std::size_t pieces) {
      if (!is_piece(pieces)) return;
      begun.push_back(pieces + 1);
      found |= pieces + 1 == wanted.pieces.size();
    };
    go_on(0);
    for (const auto pieces : before) go_on(pieces);
    return !found;
  });
  return found;
}

}  // namespace ticketd::core
