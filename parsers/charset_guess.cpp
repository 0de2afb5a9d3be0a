#include "parsers/charset_guess.h"

#include "parsers/byte_scan.h"
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
  const auto next_telling = [&](std::size_t at) {
    return find_byte(bytes, at, [](ByteBlock block) {
      return block | ByteBlock(block == 0x1b) | ByteBlock(block == '~');
    });
  };
  std::string lines;
  for (auto at = next_telling(0); at < bytes.size() && lines.size() < most_bytes_to_look_at;) {
    const auto begin = bytes.find_last_of('\n', at) + 1;  // npos + 1 is 0
    const auto end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
    lines += bytes.substr(begin, std::min(end - begin, most_bytes_to_look_at - lines.size()));
    at = next_telling(end);
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

bool has_few_high_bytes(std::string_view bytes) {
  std::size_t count = 0;
  for (auto at = find_non_ascii(bytes); at < bytes.size(); at = find_non_ascii(bytes, at + 1))
    if (++count == enough_for_statistics) return false;
  return true;
}

bool is_of_dos(std::string_view converter) {
  return converter.starts_with("ibm-8") || converter.starts_with("x-mac") || converter == "macintosh";
}

}  // namespace

CharsetGuess guess_charset(std::string_view bytes) {
  std::optional<Likeness> likeness;  // eight readings: asked for only where it decides
  const auto looks_like = [&]() -> const Likeness& {
    if (!likeness) likeness = most_likely_reading(bytes);
    return *likeness;
  };
  const auto few_syllables = [&] {
    return has_few_high_bytes(bytes) && looks_like().east_asian && looks_like().score >= 1.2;
  };
  const auto plainly_western = [&] {
    return looks_like().converter == "windows-1252" && looks_like().score >= 0.5;
  };
  if (looks_like_johab(bytes))  // unknown to the statistics, which would find some other language
    return {"johab", decode(bytes, "johab")};
  if (bytes.size() >= enough_for_statistics && !few_syllables()) {
    const auto converter = by_statistics(bytes);
    auto reading = converter.empty() ? std::nullopt : decode(bytes, converter);
    if (reading && reading->mostly_readable() && !(is_of_dos(converter) && plainly_western()))
      return {converter, std::move(reading)};
  }
  const auto converter = looks_like().converter;
  return {converter, converter.empty() ? std::nullopt : decode(bytes, converter)};
}

}  // namespace ticketd::parsers
