#include "parsers/charset_guess.h"

#include "parsers/charset_converter.h"
#include "parsers/charset_labels.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace ticketd::parsers {
namespace {

constexpr std::size_t enough_for_statistics = 30;
constexpr std::size_t most_bytes_to_look_at = 64 * 1024;

struct DeleteDetector {
  void operator()(uchardet_t detector) const { uchardet_delete(detector); }
};

std::string_view by_statistics(std::string_view bytes) {
  const std::unique_ptr<uchardet, DeleteDetector> detector(uchardet_new());
  const auto sample = bytes.substr(0, most_bytes_to_look_at);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return converter_for_label(uchardet_get_charset(detector.get()));
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Every run of high bytes splits into pairs (lead, trail) within the given leads, trail 0xA1–0xFE.
bool only_pairs(std::string_view bytes, unsigned char first_lead, unsigned char last_lead) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_high(bytes[i])) continue;
    if (i + 1 == bytes.size()) return false;
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const auto trail = static_cast<unsigned char>(bytes[++i]);
    if (lead < first_lead || lead > last_lead || trail < 0xA1 || trail > 0xFE) return false;
  }
  return true;
}

/// Short texts: the Hangul rows of KS X 1001 (B0–C8). Western text has no two accented letters side by side
/// that fall in them throughout, and Cyrillic letters lie above.
std::string_view by_shape(std::string_view bytes) {
  if (only_pairs(bytes, 0xB0, 0xC8)) return "windows-949-2000";
  if (only_pairs(bytes, 0xA4, 0xA5)) return "EUC-JP";  // kana
  return {};
}

}  // namespace

std::string_view guess_charset(std::string_view bytes) {
  const auto reads_all = [&](std::string_view converter) {
    if (converter.empty()) return false;
    const auto decoded = decode(bytes, converter);
    return decoded && decoded->mostly_readable();
  };
  if (bytes.size() >= enough_for_statistics) {
    if (const auto converter = by_statistics(bytes); reads_all(converter)) return converter;
  }
  if (const auto converter = by_shape(bytes); reads_all(converter)) return converter;
  return {};
}

}  // namespace ticketd::parsers
