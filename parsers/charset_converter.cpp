#include "parsers/charset_converter.h"

#include "parsers/byte_charset.h"
#include "parsers/byte_scan.h"
#include "parsers/byte_tables.h"
#include "parsers/charset_repairs.h"
#include "parsers/johab.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace ticketd::parsers {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

struct Run {
  std::string_view converter;
  std::size_t* errors = nullptr;
};

// Called back for every sequence that stands for no character.
void replace_and_count(const void* context, UConverterToUnicodeArgs* args, const char* bytes,
                       std::int32_t length, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  const auto& run = *static_cast<const Run*>(context);
  *status = U_ZERO_ERROR;
  UChar character = 0xFFFD;
  if (const auto known = unread_character(run.converter, {bytes, static_cast<std::size_t>(length)});
      known != 0)
    character = static_cast<UChar>(known);
  else
    ++*run.errors;
  ucnv_cbToUWriteUChars(args, &character, 1, 0, status);
}

/// One of ICU's converters, and what it knows as a table where that is faster.
struct OpenConverter {
  std::string name;
  Run run;  ///< the conversion that runs now
  Converter icu;
  std::unique_ptr<ByteCharset> bytes;
  bool keeps_plain_lines = false;  ///< a line of ASCII stands for itself, whatever stands above it
};

char* write_utf8(char* to, UChar32 c) {
  std::size_t length = 0;
  U8_APPEND_UNSAFE(to, length, c);
  return to + length;
}

/// UTF-16 in pieces to UTF-8. A piece may end in the first half of a pair: that half waits for the next one.
class Utf16Reader {
 public:
  Utf16Reader(Decoded& out, std::string_view converter) : out_(out), converter_(converter) {}

  static constexpr std::size_t piece_size = 2048;

  void read(const UChar* from, const UChar* end) {
    char* to = utf8_.data();
    for (; from != end; ++from) {
      const UChar unit = *from;
      if (unit != 0 && unit < 0x80 && lead_ == 0)
        *to++ = static_cast<char>(unit);
      else
        to = read_unit(unit, to);
    }
    out_.text.append(utf8_.data(), to);
  }

  void finish() {
    if (lead_ != 0) out_.text += "\xEF\xBF\xBD";
  }

 private:
  char* read_unit(UChar unit, char* to) {
    UChar32 c = unit;
    if (U16_IS_TRAIL(unit) && lead_ != 0) {
      c = U16_GET_SUPPLEMENTARY(lead_, unit);
      lead_ = 0;
    } else if (lead_ != 0) {
      to = write_utf8(to, 0xFFFD);
      ++out_.errors;
      lead_ = 0;
    }
    if (U16_IS_LEAD(unit)) {
      lead_ = unit;
      return to;
    }
    if (c == 0) return to;
    if (U_IS_SURROGATE(c)) {
      c = 0xFFFD;
      ++out_.errors;
    }
    if (c >= 0x80) ++out_.non_ascii;
    if (c >= 0xE000 && c <= 0xF8FF) {
      const auto [first, second] = repaired(converter_, static_cast<char32_t>(c));
      if (first != 0) c = static_cast<UChar32>(first);
      if (second != 0) {
        to = write_utf8(to, c);
        c = static_cast<UChar32>(second);
      }
    }
    return write_utf8(to, c);
  }

  Decoded& out_;
  std::string_view converter_;
  UChar lead_ = 0;
  std::array<char, (piece_size + 1) * 2 * U8_MAX_LENGTH>
      utf8_;  // a unit may end a lone half and be two signs
};

void convert_all(OpenConverter& converter, std::string_view bytes, Decoded& out) {
  converter.run = {converter.name, &out.errors};
  auto* const icu = converter.icu.get();
  ucnv_resetToUnicode(icu);
  Utf16Reader reader(out, converter.name);
  std::array<UChar, Utf16Reader::piece_size> piece;
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    UChar* to = piece.data();
    ucnv_toUnicode(icu, &to, piece.data() + piece.size(), &from, end, nullptr, true, &status);
    reader.read(piece.data(), to);
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_SUCCESS(status)) break;
    ++out.errors;              // the callback clears every data error, so this is a broken state:
    ucnv_resetToUnicode(icu);  // go on behind the byte
    if (from == end) break;
    ++from;
  }
  reader.finish();
}

std::size_t behind_ascii(std::string_view bytes, std::size_t at) {
  return find_rare_byte(bytes, at, [](ByteBlock block) { return block | ByteBlock(block == 0); });
}

/// The end of the whole lines of ASCII that begin at `at`, the start of a line.
std::size_t behind_plain_lines(std::string_view bytes, std::size_t at) {
  const auto end = behind_ascii(bytes, at);
  return end == bytes.size() ? end : at + bytes.substr(at, end - at).rfind('\n') + 1;  // npos + 1 is 0
}

/// The end of the lines from the start on that a converter has to read: before the next plain ones that are
/// worth a call of it more.
std::size_t behind_other_lines(std::string_view bytes) {
  constexpr std::size_t worth_a_call = 100;
  for (std::size_t at = 0;;) {
    const auto end = std::min(bytes.find('\n', behind_ascii(bytes, at)), bytes.size() - 1) + 1;
    at = behind_plain_lines(bytes, end);
    if (at == bytes.size() || at - end >= worth_a_call) return end;
  }
}

/// Most lines of a mail in any charset are ASCII, which need not go through UTF-16.
void convert(OpenConverter& converter, std::string_view bytes, Decoded& out) {
  if (!converter.keeps_plain_lines) return convert_all(converter, bytes, out);
  while (!bytes.empty()) {
    const auto plain = behind_plain_lines(bytes, 0);
    out.text += bytes.substr(0, plain);
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    const auto other = behind_other_lines(bytes);
    convert_all(converter, bytes.substr(0, other), out);
    bytes.remove_prefix(other);
  }
}

/// No shift holds beyond a character, and none of more bytes than one ends with a line end.
bool keeps_plain_lines(OpenConverter& converter) {
  const auto type = ucnv_getType(converter.icu.get());
  if (type != UCNV_MBCS && type != UCNV_UTF8) return false;
  std::string ascii;
  for (int c = 1; c < 0x80; ++c) ascii += static_cast<char>(c);
  Decoded decoded;
  convert_all(converter, ascii, decoded);
  return decoded.text == ascii;
}

std::unique_ptr<ByteCharset> table_of(OpenConverter& converter) {
  auto table = std::make_unique<ByteCharset>();
  table->keeps_ascii = true;
  for (std::size_t i = 0; i < table->signs.size(); ++i) {
    const char byte = static_cast<char>(i);
    Decoded sign;
    convert(converter, {&byte, 1}, sign);
    if (sign.text.size() > sizeof(ByteSign::utf8)) return nullptr;
    auto& entry = table->signs[i];
    std::ranges::copy(sign.text, entry.utf8.begin());
    entry.length = static_cast<std::uint8_t>(sign.text.size());
    entry.non_ascii = sign.non_ascii != 0;
    entry.unreadable = sign.errors != 0;
    if (i > 0 && i < 0x80) table->keeps_ascii &= sign.text == std::string_view(&byte, 1);
  }
  return table;
}

/// The converters of this thread; opening one costs more than a short header word.
class OpenConverters {
 public:
  /// Null when this ICU does not know the name.
  OpenConverter* get(std::string_view name) {
    const auto known =
        std::ranges::find(open_, name, [](const auto& one) { return std::string_view(one->name); });
    if (known != open_.end()) return (*known)->icu ? known->get() : nullptr;
    auto& opened = *open_.emplace_back(std::make_unique<OpenConverter>());
    opened.name = name;
    UErrorCode status = U_ZERO_ERROR;
    opened.icu.reset(ucnv_open(opened.name.c_str(), &status));
    if (U_SUCCESS(status))
      ucnv_setToUCallBack(opened.icu.get(), replace_and_count, &opened.run, nullptr, nullptr, &status);
    if (U_FAILURE(status)) return opened.icu.reset(), nullptr;
    if (ucnv_getMaxCharSize(opened.icu.get()) == 1) opened.bytes = table_of(opened);
    opened.keeps_plain_lines = keeps_plain_lines(opened);
    return &opened;
  }

 private:
  std::vector<std::unique_ptr<OpenConverter>> open_;  // bounded by the closed list of labels
};

/// How many values the bytes at even or odd places have.
std::size_t variety(std::string_view bytes, std::size_t first) {
  std::array<bool, 256> seen{};
  for (auto i = first; i < bytes.size(); i += 2) seen[static_cast<unsigned char>(bytes[i])] = true;
  return static_cast<std::size_t>(std::ranges::count(seen, true));
}

/// UTF-16 and UTF-32 without a byte order mark: the zero bytes of Latin letters and blanks tell; then the
/// upper bytes, which vary little in one script; else little endian, as Windows writes it.
std::string_view with_byte_order(std::string_view bytes, std::string_view converter) {
  const bool wide = converter == "UTF-32";
  if (converter != "UTF-16" && !wide) return converter;
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFE\xFF"sv) || bytes.starts_with("\0\0\xFE\xFF"sv))
    return wide ? "UTF-32BE" : "UTF-16BE";
  if (bytes.starts_with("\xFF\xFE"sv)) return wide ? "UTF-32LE" : "UTF-16LE";
  const auto sample = bytes.substr(0, 4096);
  std::size_t even_zeros = 0, odd_zeros = 0;
  for (std::size_t i = 0; i < sample.size(); ++i)
    if (sample[i] == '\0') ++(i % 2 == 0 ? even_zeros : odd_zeros);
  if (wide) return !bytes.empty() && bytes.front() == '\0' ? "UTF-32BE" : "UTF-32LE";
  if (even_zeros != odd_zeros) return even_zeros > odd_zeros ? "UTF-16BE" : "UTF-16LE";
  return variety(sample, 0) < variety(sample, 1) ? "UTF-16BE" : "UTF-16LE";
}

}  // namespace

std::optional<Decoded> decode(std::string_view bytes, std::string_view name) {
  if (name == "johab") return decode_johab(bytes);
  if (const auto* const table = byte_charset_named(name)) return decode_bytes(bytes, *table);
  static thread_local OpenConverters converters;
  auto* const converter = converters.get(with_byte_order(bytes, name));
  if (!converter) return std::nullopt;
  if (converter->bytes) return decode_bytes(bytes, *converter->bytes);
  if (name == "ISO-2022-KR") {  // header words leave out the announcement that the converter insists on
    constexpr std::string_view announcement = "\x1B$)C";
    if (bytes.find(announcement) == std::string_view::npos)
      return decode(std::string(announcement) + std::string(bytes), name);
  }
  Decoded out;
  out.text.reserve(bytes.size() + bytes.size() / 2);
  convert(*converter, bytes, out);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (out.text.starts_with(byte_order_mark)) out.text.erase(0, byte_order_mark.size());
  return out;
}

}  // namespace ticketd::parsers
