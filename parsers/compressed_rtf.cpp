#include "parsers/compressed_rtf.h"

#include "parsers/little_endian.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {
namespace {

constexpr std::uint32_t compressed = 0x75465A4C;    // "LZFu"
constexpr std::uint32_t uncompressed = 0x414C454D;  // "MELA"
constexpr std::size_t header_size = 16;
constexpr std::size_t dictionary_size = 4096;

// What the dictionary holds before the first byte (2.1.2.1).
constexpr std::string_view initial_dictionary =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

class Dictionary {
 public:
  Dictionary() { std::ranges::copy(initial_dictionary, bytes_.begin()); }
  void add(char c) {
    bytes_[write_] = c;
    write_ = (write_ + 1) % dictionary_size;
  }
  [[nodiscard]] char at(std::size_t offset) const { return bytes_[offset % dictionary_size]; }
  [[nodiscard]] std::size_t end() const { return write_; }

 private:
  std::array<char, dictionary_size> bytes_{};
  std::size_t write_ = initial_dictionary.size();
};

/// Runs of eight tokens, each run led by a byte that says which of them are references into the dictionary.
std::string expand(std::string_view input, std::size_t limit) {
  Dictionary dictionary;
  std::string out;
  const auto emit = [&](char c) {
    out += c;
    dictionary.add(c);
  };
  std::size_t i = 0;
  while (i < input.size()) {
    const auto control = static_cast<unsigned char>(input[i++]);
    for (unsigned bit = 0; bit < 8 && i < input.size(); ++bit) {
      if (out.size() >= limit) return out;
      if ((control & (1U << bit)) == 0) {
        emit(input[i++]);
        continue;
      }
      if (i + 2 > input.size()) return out;
      const unsigned reference =
          static_cast<unsigned char>(input[i]) * 256U + static_cast<unsigned char>(input[i + 1]);
      i += 2;
      const std::size_t offset = reference >> 4U, length = (reference & 15U) + 2;
      if (offset == dictionary.end()) return out;  // the end mark
      for (std::size_t n = 0; n < length; ++n) emit(dictionary.at(offset + n));
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> decompress_rtf(std::string_view bytes, std::size_t limit) {
  if (bytes.size() < header_size) return std::nullopt;
  const std::size_t size = little_endian<std::uint32_t>(bytes, 4);
  const auto kind = little_endian<std::uint32_t>(bytes, 8);
  const auto content = bytes.substr(header_size);
  limit = std::min(limit, size);
  if (kind == uncompressed) return std::string(content.substr(0, limit));
  if (kind != compressed) return std::nullopt;
  auto text = expand(content, limit);
  text.resize(std::min(text.size(), limit));
  return text;
}

}  // namespace ticketd::parsers
