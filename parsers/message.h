// The structure of one mail: a flat list of parts over the immutable raw bytes. `scan` builds it in one pass,
// without recursion and within `Limits`; everything else in this folder reads it. The views live as long as
// the bytes do.
#pragma once

#include "core/text.h"
#include "parsers/field_name.h"
#include "parsers/parameters.h"
#include "parsers/parse.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::parsers {

/// One header field. `value` is as written: folded, undecoded, blanks at both ends removed.
struct Field {
  std::string_view name;
  std::string_view value;
  std::uint32_t key = 0;  ///< field_key(name)

  /// In any case.
  [[nodiscard]] bool is(std::string_view wanted) const {
    return key == field_key(wanted) && core::equal_ignoring_case(name, wanted);
  }
};

enum class TransferEncoding : std::uint8_t {
  none,
  base64,
  quoted_printable,
  uuencode
};  // none: 7bit, 8bit, binary

using PartIndex = std::uint32_t;

struct Part {
  std::optional<PartIndex> parent;
  std::uint32_t depth = 0;
  std::uint32_t first_field = 0, field_count = 0;  ///< see Message::fields
  ParameterizedValue type;  ///< `word` is "text/plain" where the header says nothing usable
  bool type_given = false;  ///< there was a Content-Type that could be read
  TransferEncoding encoding = TransferEncoding::none;
  std::string_view header,
      body;  ///< body: still encoded; of a multipart everything between its header and its end
  std::vector<PartIndex> children;

  [[nodiscard]] bool is(std::string_view media_type) const { return type.word == media_type; }
  [[nodiscard]] bool is_in(std::string_view top_level) const {  ///< is_in("text")
    return type.word.size() > top_level.size() && type.word.starts_with(top_level) &&
           type.word[top_level.size()] == '/';
  }
  /// A multipart whose parts were found. One without any is a leaf: its body is shown as text.
  [[nodiscard]] bool is_container() const { return is_in("multipart") && !children.empty(); }
};

/// What was wrong with the structure; each becomes a line of Mail::problems.
struct StructureProblems {
  bool unclosed_multipart = false;
  bool missing_boundary = false;
  bool wrong_boundary = false;
  bool junk_in_header = false;
  bool missing_blank_line = false;
  bool too_deep = false;
  bool too_many_parts = false;
  bool too_many_fields = false;
  bool field_too_long = false;
  bool header_too_long = false;
  bool too_many_parameters = false;
  bool conflicting_content_fields =
      false;  ///< two Content-Types, boundaries or encodings: readers will disagree
};

struct Message {
  std::string_view bytes;
  std::vector<Field> all_fields;
  std::vector<Part> parts;  ///< in the order of the bytes; parts[0] is the mail itself
  StructureProblems problems;
  static constexpr std::size_t name_bits = 512;
  std::bitset<name_bits>
      names_in_root;  ///< bit_of the key of each of its fields: a mail is asked for many that it has not

  [[nodiscard]] static constexpr std::size_t bit_of(std::uint32_t key) { return key * 0x9E3779B1U >> 23U; }
  /// False when the mail's own header has no field of that name.
  [[nodiscard]] bool root_may_hold(std::uint32_t key) const { return names_in_root[bit_of(key)]; }
  [[nodiscard]] const Part& root() const { return parts.front(); }
  [[nodiscard]] std::span<const Field> fields(const Part& part) const {
    return std::span(all_fields).subspan(part.first_field, part.field_count);
  }
  /// The value of the first field of that name, in any case; nothing when there is none.
  [[nodiscard]] std::optional<std::string_view> field(const Part& part, std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const {
    return root_may_hold(field_key(name)) ? field(root(), name) : std::nullopt;
  }
};

[[nodiscard]] Message scan(std::string_view bytes, const Limits& limits = {});

/// A folded value as one line: line ends before blanks go, other line ends and NUL become blanks.
[[nodiscard]] std::string unfold(std::string_view value);
/// The same without a copy where nothing was folded; otherwise `storage` holds the line.
[[nodiscard]] std::string_view unfold(std::string_view value, std::string& storage);

/// The body without its transfer encoding: bytes, in the part's own charset.
[[nodiscard]] std::string decoded_body(const Part& part);
/// The same without a copy where nothing was encoded; otherwise `storage` holds the bytes.
[[nodiscard]] std::string_view decoded_body(const Part& part, std::string& storage);

}  // namespace ticketd::parsers
