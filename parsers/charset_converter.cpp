#include "parsers/charset_converter.h"

#include "parsers/charset_repairs.h"
#include "parsers/johab.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>

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

/// A converter of this thread; opening one costs more than a short header word.
class CachedConverters {
 public:
  UConverter* get(std::string_view name, std::size_t& errors) {
    auto found = open_.find(name);
    if (found == open_.end()) found = open_.emplace(std::string(name), open(name)).first;
    run_ = {found->first, &errors};
    if (found->second) ucnv_resetToUnicode(found->second.get());
    return found->second.get();
  }

 private:
  Converter open(std::string_view name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(std::string(name).c_str(), &status));
    if (U_FAILURE(status)) return nullptr;
    ucnv_setToUCallBack(converter.get(), replace_and_count, &run_, nullptr, nullptr, &status);
    return U_FAILURE(status) ? nullptr : std::move(converter);
  }

  Run run_;                                             // the conversion that runs now
  std::map<std::string, Converter, std::less<>> open_;  // bounded by the closed list of labels
};

void append_utf8(std::string& out, UChar32 c) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, c);
  out.append(bytes.data(), length);
}

/// Appends UTF-16, which may end in the first half of a pair: that half waits in `lead` for the next piece.
void append_utf16(Decoded& out, std::string_view converter, const UChar* from, const UChar* end,
                  UChar& lead) {
  for (; from != end; ++from) {
    const UChar unit = *from;
    if (unit != 0 && unit < 0x80 && lead == 0) {
      out.text += static_cast<char>(unit);
      continue;
    }
    UChar32 c = unit;
    if (U16_IS_TRAIL(unit) && lead != 0) {
      c = U16_GET_SUPPLEMENTARY(lead, unit);
      lead = 0;
    } else if (lead != 0) {
      append_utf8(out.text, 0xFFFD);
      ++out.errors;
      lead = 0;
    }
    if (U16_IS_LEAD(unit)) {
      lead = unit;
      continue;
    }
    if (c == 0) continue;
    if (U_IS_SURROGATE(c)) {
      c = 0xFFFD;
      ++out.errors;
    }
    if (c >= 0x80) ++out.non_ascii;
    if (c >= 0xE000 && c <= 0xF8FF) {
      const auto [first, second] = repaired(converter, static_cast<char32_t>(c));
      if (first != 0) c = static_cast<UChar32>(first);
      if (second != 0) {
        append_utf8(out.text, c);
        c = static_cast<UChar32>(second);
      }
    }
    append_utf8(out.text, c);
  }
}

}  // namespace

std::optional<Decoded> decode(std::string_view bytes, std::string_view converter_name) {
  if (converter_name == "johab") return decode_johab(bytes);
  static thread_local CachedConverters converters;
  Decoded out;
  auto* const converter = converters.get(converter_name, out.errors);
  if (!converter) return std::nullopt;
  out.text.reserve(bytes.size() + bytes.size() / 2);
  std::array<UChar, 2048> piece;
  UChar lead = 0;
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    UChar* to = piece.data();
    ucnv_toUnicode(converter, &to, piece.data() + piece.size(), &from, end, nullptr, true, &status);
    append_utf16(out, converter_name, piece.data(), to, lead);
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_SUCCESS(status)) break;
    ++out.errors;                    // the callback clears every data error, so this is a broken state:
    ucnv_resetToUnicode(converter);  // go on behind the byte
    if (from == end) break;
    ++from;
  }
  if (lead != 0) append_utf8(out.text, 0xFFFD);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (out.text.starts_with(byte_order_mark)) out.text.erase(0, byte_order_mark.size());
  return out;
}

}  // namespace ticketd::parsers
