#include "parsers/composition.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {
namespace {

/// Most text holds none of them.
bool may_be_decomposed(std::string_view utf8) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  for (std::size_t i = 0; i + 1 < utf8.size(); ++i) {
    if (at(i) < 0xC0) continue;
    const bool mark = at(i) == 0xCC || (at(i) == 0xCD && at(i + 1) < 0xB0);           // U+0300 to U+036F
    const bool jamo = at(i) == 0xE1 && at(i + 1) >= 0x84 && at(i + 1) <= 0x87;        // U+1100 to U+11FF
    const bool voiced = at(i) == 0xE3 && at(i + 1) == 0x82 && i + 2 < utf8.size() &&  // U+3099, U+309A
                        (at(i + 2) == 0x99 || at(i + 2) == 0x9A);
    if (mark || jamo || voiced) return true;
  }
  return false;
}

/// Null where ICU has no data. Asked for once here, for ThreadSanitizer does not see how ICU does it once.
const icu::Normalizer2* canonical_composition() {
  static const auto* const normalizer = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFCInstance(status);
  }();
  return normalizer;
}

}  // namespace

std::string composed(std::string_view utf8) {
  if (!may_be_decomposed(utf8)) return std::string(utf8);
  const auto* const nfc = canonical_composition();
  if (!nfc) return std::string(utf8);
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  nfc->normalizeUTF8(0, {utf8.data(), static_cast<std::int32_t>(utf8.size())}, sink, nullptr, status);
  return U_SUCCESS(status) ? out : std::string(utf8);
}

}  // namespace ticketd::parsers
