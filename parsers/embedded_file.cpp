#include "parsers/embedded_file.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/transfer_encoding.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace ticketd::parsers {
namespace {

constexpr std::string_view uu_begin = "begin ", yenc_begin = "=ybegin ";

std::string_view line_at(std::string_view text, std::size_t from) {
  auto line = text.substr(from, text.find('\n', from) - from);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t after_line(std::string_view text, std::size_t from) {
  const auto end = text.find('\n', from);
  return end == std::string_view::npos ? text.size() : end + 1;
}

/// "begin 644 name": the name, or nothing when it is a sentence that begins so.
std::string_view uu_name(std::string_view line) {
  line.remove_prefix(uu_begin.size());
  const auto mode = line.substr(0, line.find(' '));
  const bool octal = std::all_of(mode.begin(), mode.end(), [](char c) { return c >= '0' && c <= '7'; });
  if (!octal || mode.size() < 3 || mode.size() > 4) return {};
  return core::trim(line.substr(mode.size()));
}

/// One line of uuencoded bytes: its first character tells how many characters follow.
bool is_uu_line(std::string_view line) {
  constexpr std::size_t spare = 4;  // some encoders add a checksum, others drop blanks at the end
  if (line.empty() || line[0] < ' ' || line[0] > '`') return false;
  const auto bytes = static_cast<std::size_t>((line[0] - ' ') & 63);
  const auto characters = (bytes + 2) / 3 * 4;
  return line.size() <= 1 + characters + spare && line.size() + spare >= 1 + characters;
}

/// A block found in the text: [begin, end) and the file inside.
struct Block {
  std::size_t end = 0;
  EmbeddedFile file;
};

std::optional<Block> read_uu_block(std::string_view text, std::size_t begin) {
  const auto name = uu_name(line_at(text, begin));
  if (name.empty()) return std::nullopt;
  for (auto at = after_line(text, begin); at < text.size(); at = after_line(text, at)) {
    const auto line = line_at(text, at);
    if (line == "end") {
      const auto end = after_line(text, at);
      return Block{end, {std::string(name), decode_uuencode(text.substr(begin, end - begin))}};
    }
    if (!line.empty() && !is_uu_line(line)) return std::nullopt;
  }
  return std::nullopt;
}

/// yEnc 1.3: every byte plus 42; `=` announces one that had to be moved by 64 more.
std::string decode_yenc(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool escaped = false;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=' && !escaped) {
      escaped = true;
      continue;
    }
    out += static_cast<char>(static_cast<unsigned char>(c) - 42U - (escaped ? 64U : 0U));
    escaped = false;
  }
  return out;
}

/// "=ypart begin=384001 end=768000": the bytes before this piece.
std::size_t piece_offset(std::string_view line) {
  constexpr std::string_view key = " begin=";
  const auto at = line.find(key);
  std::size_t begin = 0;
  if (at != std::string_view::npos)
    std::from_chars(line.data() + at + key.size(), line.data() + line.size(), begin);
  return begin > 0 ? begin - 1 : 0;
}

std::optional<Block> read_yenc_block(std::string_view text, std::size_t begin) {
  const auto head = line_at(text, begin);
  const auto name = head.find(" name=");
  const auto stop = text.find("\n=yend", begin);
  if (name == std::string_view::npos || stop == std::string_view::npos) return std::nullopt;
  auto data = after_line(text, begin);
  std::size_t offset = 0;
  if (const auto line = line_at(text, data); line.starts_with("=ypart ")) {
    offset = piece_offset(line);
    data = after_line(text, data);
  }
  if (data > stop) return std::nullopt;
  return Block{
      after_line(text, stop + 1),
      {std::string(core::trim(head.substr(name + 6))), decode_yenc(text.substr(data, stop - data)), offset}};
}

/// Does a line begin like a file? Most texts hold none.
bool may_hold_file(std::string_view text) {
  const auto opens_file = [&](std::size_t at) {
    const auto line = text.substr(at);
    return line.starts_with(uu_begin) || line.starts_with(yenc_begin);
  };
  if (opens_file(0)) return true;
  const auto* const bytes = text.data();
  const auto begun = [&](std::size_t at) {
    const auto second = block_at(bytes + at + 1);
    return (block_at(bytes + at) == '\n') & ((second == 'b') | (second == '='));
  };
  constexpr auto block = sizeof(ByteBlock);
  std::size_t at = 0;
  while (at + block < text.size()) {
    if (at + 4 * block < text.size() &&
        top_bits(ByteBlock(begun(at) | begun(at + block) | begun(at + 2 * block) | begun(at + 3 * block))) ==
            0) {
      at += 4 * block;
      continue;
    }
    const auto found = top_bits(ByteBlock(begun(at)));
    const auto first = static_cast<std::size_t>(std::countr_zero(found));
    if (found != 0 && opens_file(at + first + 1)) return true;
    at += found != 0 ? first + 1 : block;
  }
  for (; at < text.size(); ++at)
    if (text[at] == '\n' && opens_file(at + 1)) return true;
  return false;
}

}  // namespace

EmbeddedFiles take_embedded_files(std::string_view text) {
  constexpr int most_attempts = 100;  // each may read to the end in vain
  EmbeddedFiles found;
  if (!may_hold_file(text)) return found;
  std::string around;
  int attempts = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto line = text.substr(at, yenc_begin.size());
    std::optional<Block> block;
    const bool uuencoded = line.starts_with(uu_begin);
    if ((uuencoded || line == yenc_begin) && attempts++ < most_attempts)
      block = uuencoded ? read_uu_block(text, at) : read_yenc_block(text, at);
    const auto next = block ? block->end : after_line(text, at);
    if (block) {
      found.files.push_back(std::move(block->file));
    } else {
      around += text.substr(at, next - at);
    }
    at = next;
  }
  if (!found.files.empty()) found.text_around = std::move(around);
  return found;
}

}  // namespace ticketd::parsers
