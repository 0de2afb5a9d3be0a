#include "parsers/caseless.h"

#include "core/text.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {
namespace {

constexpr std::size_t longest = 4096;

std::u16string decomposed(std::string_view utf8) {
  std::u16string text;
  UErrorCode status = U_ZERO_ERROR;
  const auto* const normalizer = unorm2_getNFKDInstance(&status);
  if (U_FAILURE(status)) return text;
  std::u16string utf16(utf8.size(), u'\0');
  std::int32_t length = 0;
  u_strFromUTF8WithSub(utf16.data(), static_cast<std::int32_t>(utf16.size()), &length, utf8.data(),
                       static_cast<std::int32_t>(utf8.size()), 0xFFFD, nullptr, &status);
  if (U_FAILURE(status)) return text;
  text.resize(static_cast<std::size_t>(length) * 4 + 16);
  auto written = unorm2_normalize(normalizer, utf16.data(), length, text.data(),
                                  static_cast<std::int32_t>(text.size()), &status);
  if (status == U_BUFFER_OVERFLOW_ERROR) {  // a few signs decompose into up to eighteen
    status = U_ZERO_ERROR;
    text.resize(static_cast<std::size_t>(written));
    written = unorm2_normalize(normalizer, utf16.data(), length, text.data(), written, &status);
  }
  text.resize(U_SUCCESS(status) ? static_cast<std::size_t>(written) : 0);
  return text;
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, length);
}

}  // namespace

std::string caseless(std::string_view utf8) {
  utf8 = utf8.substr(0, longest);
  if (std::ranges::all_of(utf8, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return core::ascii_lower(utf8);
  const auto text = decomposed(utf8);
  std::string out;
  out.reserve(text.size());
  constexpr UChar32 dotless_i = 0x131;
  for (std::size_t i = 0; i < text.size();) {
    UChar32 c = 0;
    U16_NEXT(text.data(), i, text.size(), c);
    if (U_IS_SURROGATE(c) || (u_charType(c) == U_NON_SPACING_MARK && c < 0x900))
      continue;  // marks of later scripts are vowels
    append(out, c == dotless_i ? 'i' : u_foldCase(c, U_FOLD_CASE_DEFAULT));
  }
  return out;
}

}  // namespace ticketd::parsers
