#include "parsers/transfer_encoding.h"

#include "core/text.h"
#include "parsers/base64_blocks.h"
#include "parsers/byte_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace ticketd::parsers {
namespace {

constexpr std::uint8_t not_base64 = 0xff;

constexpr auto base64_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_base64);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

constexpr std::uint8_t not_hex = 0xff;

constexpr auto hex_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_hex);
  for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (std::uint8_t i = 10; i < 16; ++i) values['A' + i - 10] = values['a' + i - 10] = i;
  return values;
}();

constexpr std::uint8_t hex_value(char c) { return hex_values[static_cast<std::uint8_t>(c)]; }

/// One character of a uuencoded line: 6 bits, '`' and ' ' both being 0.
std::uint32_t uu_value(char c) {
  return (static_cast<std::uint32_t>(static_cast<unsigned char>(c)) - 32U) & 63U;
}

/// Four of them from `at` on. What is missing behind the line is 0.
std::uint32_t uu_group(std::string_view line, std::size_t at) {
  const auto group = [](const char* c) {
    return uu_value(c[0]) << 18 | uu_value(c[1]) << 12 | uu_value(c[2]) << 6 | uu_value(c[3]);
  };
  if (at + 4 <= line.size()) return group(&line[at]);
  std::array<char, 4> last{' ', ' ', ' ', ' '};
  std::ranges::copy(line.substr(std::min(at, line.size())), last.begin());
  return group(last.data());
}

}  // namespace

TransferEncoding transfer_encoding_named(std::string_view value) {
  if (value == "7bit" || value == "8bit") return TransferEncoding::none;
  const bool usual = value == "base64" || value == "quoted-printable";
  const auto read = usual ? std::string() : parse_parameterized(value, 0).word;
  const auto word = usual ? value : std::string_view(read);
  if (word == "base64") return TransferEncoding::base64;
  if (word == "quoted-printable") return TransferEncoding::quoted_printable;
  if (word == "x-uuencode" || word == "uuencode" || word == "x-uue") return TransferEncoding::uuencode;
  return TransferEncoding::none;
}

namespace {

/// Reads base64 that comes in pieces. What is outside of the alphabet is passed over.
class Base64Reader {
 public:
  static constexpr std::size_t longest_piece = 4096;

  void read(std::string_view piece, std::string& decoded) {
    const auto* in = reinterpret_cast<const std::uint8_t*>(piece.data());
    const auto* const end = in + piece.size();
    while (in != end) {
      if (pending_ == 0) read_groups(in, end);
      if (in != end) read_byte(*in++);
    }
    flush(decoded);
  }

  void finish(std::string& decoded) {
    end_group();
    flush(decoded);
  }

 private:
  /// Groups of four characters, as far as they are whole.
  void read_groups(const std::uint8_t*& in, const std::uint8_t* end) {
    decode_base64_blocks(in, end, out_);
    while (end - in >= 4) {
      const std::uint32_t a = base64_values[in[0]], b = base64_values[in[1]], c = base64_values[in[2]],
                          d = base64_values[in[3]];
      if (((a | b | c | d) & 0xc0U) != 0) return;
      write_group(a << 18 | b << 12 | c << 6 | d);
      in += 4;
    }
  }

  void read_byte(std::uint8_t byte) {
    const std::uint32_t value = base64_values[byte];
    if (byte == '=') return end_group();  // what follows starts a new one
    if (value == not_base64) return;
    bits_ = bits_ << 6 | value;
    if (++pending_ < 4) return;
    write_group(bits_);
    pending_ = 0;
    bits_ = 0;
  }

  void write_group(std::uint32_t group) {
    out_[0] = static_cast<char>(group >> 16);
    out_[1] = static_cast<char>(group >> 8);
    out_[2] = static_cast<char>(group);
    out_ += 3;
  }

  void end_group() {
    if (pending_ >= 2) *out_++ = static_cast<char>(bits_ >> (pending_ == 2 ? 4 : 10));
    if (pending_ == 3) *out_++ = static_cast<char>(bits_ >> 2);
    pending_ = 0;
    bits_ = 0;
  }

  void flush(std::string& decoded) {
    decoded.append(bytes_.data(), out_);
    out_ = bytes_.data();
  }

  std::array<char, longest_piece / 4 * 3 + 3 + base64_slack> bytes_;  // of one piece
  char* out_ = bytes_.data();
  std::uint32_t bits_ = 0;
  int pending_ = 0;  // sextets collected
};

}  // namespace

std::string decode_base64(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size() / 4 * 3 + 3);
  Base64Reader reader;
  std::array<char, Base64Reader::longest_piece>
      lines;  // without their ends, so that blocks need not stop there
  std::size_t gathered = 0, usual_length = 0;
  const auto read_gathered = [&] {
    reader.read({lines.data(), gathered}, decoded);
    gathered = 0;
  };
  while (!text.empty()) {
    const bool usual = usual_length < text.size() && text[usual_length] == '\n';
    const auto piece = text.substr(0, lines.size());  // what stands on one endless line is not searched again
    const auto end = usual ? usual_length : std::min(piece.find('\n'), piece.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (gathered + line.size() > lines.size()) read_gathered();
    if (!line.empty()) std::memcpy(lines.data() + gathered, line.data(), line.size());
    gathered += line.size();
    text.remove_prefix(end);
    if (text.starts_with('\n')) text.remove_prefix(1);
    usual_length = end;
  }
  read_gathered();
  reader.finish(decoded);
  return decoded;
}

bool looks_like_base64(std::string_view text) {
  constexpr std::size_t looked_at = 1024;
  const auto start = core::trim(text).substr(0, looked_at);
  std::size_t inside = 0, outside = 0;  // the alphabet
  for (const char c : start) {
    if (base64_values[static_cast<std::uint8_t>(c)] != not_base64)
      ++inside;
    else if (c != '\r' && c != '\n' && c != '=')
      ++outside;
  }
  return outside * 16 <= inside;
}

namespace {

/// Nothing but the alphabet and padding.
bool is_encoded(std::string_view line) {
  return find_byte(line, 0, [](ByteBlock block) {
           const auto letters = ByteBlock((block | 0x20) - 'a') < 26, digits = ByteBlock(block - '0') < 10;
           return ~(letters | digits | (block == '+') | (block == '/') | (block == '='));
         }) == line.size();
}

}  // namespace

std::size_t base64_end(std::string_view text) {
  constexpr std::size_t longest_footer = 8 * 1024;  // bytes, with what stands before it
  constexpr std::size_t full_line = 60;             // characters: encoders wrap at 60, 64, 72 or 76
  const auto first = text.size() <= longest_footer ? 0 : text.find('\n', text.size() - longest_footer);
  std::size_t end = 0;
  bool wrapped = first > 0;
  for (auto at = std::min(first, text.size()); at < text.size();) {
    const auto next = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto line = core::trim(text.substr(at, next - at));
    if (!is_encoded(line)) return end > 0 ? end : text.size();
    wrapped = wrapped || line.size() >= full_line;
    if (line.ends_with('=') || (line.empty() && wrapped)) end = next;
    at = next;
  }
  return text.size();
}

namespace {

/// Reads a text once, from one telling byte to the next: `=` or a line end.
class QuotedPrintableReader {
 public:
  explicit QuotedPrintableReader(std::string_view text)
      : text_(text), out_(text.size() + sizeof(ByteBlock), '\0'), to_(out_.data()), line_(to_) {}

  std::string read() {
    for (copy_plain(); at_ < text_.size(); copy_plain())
      if (text_[at_] == '=')
        read_escape();
      else
        end_line();
    trim_line();
    out_.resize(static_cast<std::size_t>(to_ - out_.data()));
    return std::move(out_);
  }

 private:
  /// Whole blocks, of which only the bytes up to the next telling one stay.
  void copy_plain() {
    constexpr auto size = sizeof(ByteBlock);
    for (; at_ + size <= text_.size(); at_ += size, to_ += size) {
      const auto block = block_at(text_.data() + at_);
      std::memcpy(to_, &block, size);
      if (const auto telling = top_bits(ByteBlock((block == '=') | (block == '\n'))); telling != 0) {
        const auto plain = std::countr_zero(telling);
        at_ += static_cast<std::size_t>(plain);
        to_ += plain;
        return;
      }
    }
    while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != '\n') *to_++ = text_[at_++];
  }

  /// Soft line ends go, and an `=` without its digits stands for itself.
  void read_escape() {
    const auto high = at_ + 2 < text_.size() ? hex_value(text_[at_ + 1]) : not_hex;
    const auto low = high != not_hex ? hex_value(text_[at_ + 2]) : not_hex;
    if (low != not_hex) {
      *to_++ = static_cast<char>(high << 4 | low);
      at_ += 3;
    } else if (const auto next = text_.find_first_not_of(" \t\r", at_ + 1);
               next == std::string_view::npos || text_[next] == '\n') {
      at_ = next == std::string_view::npos ? text_.size() : next + 1;
    } else {
      *to_++ = '=';
      ++at_;
    }
    line_ = to_;
  }

  void end_line() {
    const bool carriage_return = at_ > 0 && text_[at_ - 1] == '\r';
    trim_line();
    if (carriage_return) *to_++ = '\r';
    *to_++ = '\n';
    ++at_;
    line_ = to_;
  }

  /// Blanks at the end of a line were added on the way (RFC 2045 6.7, rule 3).
  void trim_line() {
    while (to_ > line_ && (to_[-1] == ' ' || to_[-1] == '\t' || to_[-1] == '\r')) --to_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;  // nothing grows, but a block is written at once
  char* to_;
  char* line_;  // what stands before it is no blank at the end of a line
};

}  // namespace

std::string decode_quoted_printable(std::string_view text) { return QuotedPrintableReader(text).read(); }

std::string decode_uuencode(std::string_view text) {
  auto begin = text.starts_with("begin ") ? 0 : text.find("\nbegin ");
  if (begin == std::string_view::npos) return std::string(text);
  if (text[begin] == '\n') ++begin;
  std::string out;
  for (auto line_end = text.find('\n', begin); line_end != std::string_view::npos;) {
    const auto start = line_end + 1;
    line_end = text.find('\n', start);
    auto line = text.substr(start, line_end == std::string_view::npos ? line_end : line_end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == "end" || line.empty()) break;
    const auto length = uu_value(line.front());
    if (length == 0) continue;  // the empty line before `end`
    const auto begun = out.size();
    const auto keep = begun + std::min<std::size_t>(length, (line.size() - 1) * 3 / 4 + 2);
    out.resize(keep + 3);
    char* to = out.data() + begun;
    const char* const end = out.data() + keep;
    for (std::size_t i = 1; to < end; i += 4) {
      const auto group = uu_group(line, i);
      *to++ = static_cast<char>(group >> 16);
      *to++ = static_cast<char>(group >> 8);
      *to++ = static_cast<char>(group);
    }
    out.resize(keep);
  }
  return out;
}

}  // namespace ticketd::parsers
