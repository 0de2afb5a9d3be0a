#include "parsers/charset_guess.h"

#include "parsers/charset_converter.h"
#include "parsers/charset_labels.h"
#include "parsers/charset_likeness.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace ticketd::parsers {
namespace {

constexpr std::size_t enough_for_statistics = 30;
constexpr std::size_t most_bytes_to_look_at = 2 * 1024;

struct DeleteDetector {
  void operator()(uchardet_t detector) const { uchardet_delete(detector); }
};

/// The lines that are not plain ASCII. The others say nothing about the charset, and the detector's fifty
/// models take their time with every byte.
std::string telling_lines(std::string_view bytes) {
  const auto tells = [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\x1B' || c == '~'; };
  std::string lines;
  while (!bytes.empty() && lines.size() < most_bytes_to_look_at) {
    const auto line = bytes.substr(0, bytes.find('\n') + 1 == 0 ? bytes.size() : bytes.find('\n') + 1);
    if (std::ranges::any_of(line, tells)) lines += line.substr(0, most_bytes_to_look_at - lines.size());
    bytes.remove_prefix(line.size());
  }
  return lines;
}

std::string_view by_statistics(std::string_view bytes) {
  static thread_local const std::unique_ptr<uchardet, DeleteDetector> detector(uchardet_new());
  const auto sample = telling_lines(bytes);
  uchardet_reset(detector.get());
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return converter_for_label(uchardet_get_charset(detector.get()));
}

std::size_t high_bytes_in(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
}

bool reads_nearly_all(std::string_view bytes, std::string_view converter) {
  if (converter.empty()) return false;
  const auto decoded = decode(bytes, converter);
  return decoded && decoded->mostly_readable();
}

}  // namespace

std::string_view guess_charset(std::string_view bytes) {
  const auto likeness = most_likely_reading(bytes);
  const bool few_syllables =
      likeness.east_asian && likeness.score >= 1.2 && high_bytes_in(bytes) < enough_for_statistics;
  if (bytes.size() >= enough_for_statistics && !few_syllables) {
    const auto converter = by_statistics(bytes);
    const bool of_dos =
        converter.starts_with("ibm-8") || converter.starts_with("x-mac") || converter == "macintosh";
    const bool plainly_western = likeness.converter == "windows-1252" && likeness.score >= 0.5;
    if (reads_nearly_all(bytes, converter) && !(of_dos && plainly_western)) return converter;
  }
  return likeness.converter;
}

}  // namespace ticketd::parsers
