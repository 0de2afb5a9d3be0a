#include "parsers/message.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/transfer_encoding.h"

#include <algorithm>
#include <cstring>

namespace ticketd::parsers {
namespace {

struct OpenMultipart {
  PartIndex part;
  std::string_view boundary;   // in the bytes or in the part's parameters, which stay where they are
  bool blanks_matter = false;  ///< a delimiter with the blanks at the end of the parameter was seen
};

/// A line `--boundary` or `--boundary--` of one of the open multiparts.
struct Delimiter {
  std::size_t level = 0;  // index in the stack of open multiparts
  bool closing = false;
  std::size_t line = 0, after = 0;  // where the line begins, and the next one
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Walks the bytes once, from part to part. The stack of open multiparts is never deeper than the limit,
/// which bounds the comparisons for each line that begins with `--`.
class Scanner {
 public:
  Scanner(std::string_view bytes, const Limits& limits) : limits_(limits) {
    message_.bytes = bytes;
    if (bytes.find('\n') == std::string_view::npos && bytes.find('\r') != std::string_view::npos)
      line_end_ = '\r';
  }

  Message run() {
    constexpr std::size_t usual_fields = 25, usual_parts = 4;
    message_.all_fields.reserve(usual_fields);
    message_.parts.reserve(usual_parts);
    open_parts_.reserve(usual_parts);
    skip_leading_blank_lines();
    read_part(std::nullopt);
    while (const auto delimiter = next_true_delimiter()) {
      close_parts_inside(*delimiter);
      at_ = delimiter->after;
      const auto container = open_[delimiter->level].part;
      if (delimiter->closing) {
        part(container).body = slice(body_start(container), delimiter->after);
        open_.resize(delimiter->level);
      } else if (message_.parts.size() < limits_.parts) {
        read_part(container);
      } else {
        message_.problems.too_many_parts = true;
        break;
      }
    }
    message_.problems.unclosed_multipart = !open_.empty() && !message_.problems.too_many_parts;
    return std::move(message_);
  }

 private:
  Part& part(PartIndex index) { return message_.parts[index]; }
  [[nodiscard]] std::size_t size() const { return message_.bytes.size(); }
  [[nodiscard]] std::string_view slice(std::size_t from, std::size_t to) const {
    return message_.bytes.substr(from, std::max(from, to) - from);
  }
  [[nodiscard]] std::size_t offset(std::string_view view) const {
    return static_cast<std::size_t>(view.data() - message_.bytes.data());
  }
  [[nodiscard]] std::size_t body_start(PartIndex index) const { return offset(message_.parts[index].body); }

  [[nodiscard]] std::size_t after_line(std::size_t from) const {
    const auto* end =
        static_cast<const char*>(std::memchr(message_.bytes.data() + from, line_end_, size() - from));
    return end ? static_cast<std::size_t>(end - message_.bytes.data()) + 1 : size();
  }
  /// The line without its end.
  [[nodiscard]] std::string_view line_at(std::size_t from, std::size_t after) const {
    const auto* const bytes = message_.bytes.data();
    if (after > from && bytes[after - 1] == line_end_) --after;
    while (after > from && bytes[after - 1] == '\r') --after;
    return {bytes + from, after - from};
  }

  void skip_leading_blank_lines() {
    if (message_.bytes.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark of an editor
    while (at_ < size() && (message_.bytes[at_] == '\r' || message_.bytes[at_] == '\n')) ++at_;
  }

  /// Reads the header at `at_`, and those of the messages it wraps; a multipart is left open.
  void read_part(std::optional<PartIndex> parent) {
    for (;;) {
      const auto index = static_cast<PartIndex>(message_.parts.size());
      message_.parts.emplace_back();
      part(index).parent = parent;
      if (parent) {
        part(index).depth = part(*parent).depth + 1;
        part(*parent).children.push_back(index);
      }
      read_header(part(index));
      part(index).body = slice(at_, size());
      open_parts_.push_back(index);
      read_content_fields(part(index));
      const bool wraps_message = is_message(part(index));
      if (!wraps_message && !part(index).is_in("multipart")) return;
      if (part(index).depth + 1 >= limits_.depth) {
        message_.problems.too_deep = true;
        return;
      }
      if (!wraps_message) return open_multipart(index);
      if (message_.parts.size() >= limits_.parts) {
        message_.problems.too_many_parts = true;
        return;
      }
      parent = index;
    }
  }

  static bool is_message(const Part& part) {
    return part.encoding == TransferEncoding::none &&
           (part.is("message/rfc822") || part.is("message/global"));
  }

  void open_multipart(PartIndex index) {
    auto boundary = part(index).type.get("boundary");
    if (core::trim(boundary).empty()) {
      message_.problems.missing_boundary = true;
      constexpr std::size_t lines_to_try = 100;
      boundary = guessed_boundary(lines_to_try);
    }
    if (!boundary.empty()) open_.push_back({index, boundary});
  }

  /// Without a boundary parameter, the first line that looks like a delimiter near the top of the body is
  /// taken for one. A line as short as "--x", or against the parameter, needs a content field below it.
  std::string_view guessed_boundary(std::size_t lines_to_try, bool against_parameter = false) {
    constexpr std::size_t telling_length = 5;
    auto from = at_;
    for (std::size_t i = 0; i < lines_to_try && from < size(); ++i) {
      const auto after = after_line(from);
      const auto line = core::trim(line_at(from, after));
      if (line.starts_with("--") && find_delimiter(line)) return {};  // of a multipart around this one
      const bool telling = line.size() >= telling_length && !against_parameter;
      if (may_delimit(line) && (telling || content_field_at(after))) return line.substr(2);
      from = after;
    }
    return {};
  }

  static bool may_delimit(std::string_view line) {
    constexpr std::size_t longest_delimiter = 202;
    return line.size() <= longest_delimiter && line.starts_with("--") &&
           line.find_first_not_of('-') != std::string_view::npos && line.find(' ') == std::string_view::npos;
  }

  [[nodiscard]] bool content_field_at(std::size_t line) const {
    return core::starts_with_ignoring_case(message_.bytes.substr(std::min(line, size())), "content-");
  }

  void read_header(Part& part) {
    part.first_field = static_cast<std::uint32_t>(message_.all_fields.size());
    const auto start = at_;
    bool first = true;
    while (at_ < size()) {
      if (is_blank(message_.bytes[at_]) && !first) {
        read_continuations(part);
        continue;
      }
      const auto after = after_line(at_);
      const auto line = line_at(at_, after);
      if (line.empty()) {
        at_ = after;
        break;
      }
      if (line.starts_with("--") && find_delimiter(line)) {
        message_.problems.missing_blank_line = true;
        break;
      }
      if (const auto field = field_start(line)) {
        add_field(part, line, *field, start);
      } else if (first && (line.starts_with("From ") || line.starts_with(">From "))) {
        // the separator of an mbox file
      } else if (at_ < junk_end_ || header_goes_on(after)) {
        message_.problems.junk_in_header = true;
        dropping_ = true;
      } else {
        message_.problems.missing_blank_line = true;
        break;
      }
      first = false;
      at_ = after;
    }
    part.header = slice(start, at_);
    part.field_count = static_cast<std::uint32_t>(message_.all_fields.size()) - part.first_field;
  }

  struct FieldStart {
    std::size_t name_length = 0, colon = 0;
  };
  /// The name at the start of a line, up to a colon. Blanks before the colon are obsolete, not wrong.
  static std::optional<FieldStart> field_start(std::string_view line) {
    const auto length =
        find_byte(line, 0, [](ByteBlock block) { return (block <= ' ') | (block >= 0x7f) | (block == ':'); });
    auto colon = length;
    while (colon < line.size() && is_blank(line[colon])) ++colon;
    if (length == 0 || colon == line.size() || line[colon] != ':') return std::nullopt;
    return FieldStart{length, colon};
  }

  /// A line that is no field is junk when the header clearly goes on below it; otherwise the blank line is
  /// missing.
  bool header_goes_on(std::size_t next) {
    constexpr int lines_to_try = 64;
    for (int i = 0; i < lines_to_try && next < size(); ++i) {
      const auto after = after_line(next);
      const auto line = line_at(next, after);
      if (line.empty()) return false;
      if (is_usual_field(line)) {
        junk_end_ = next;
        return true;
      }
      next = after;
    }
    return false;
  }

  static bool is_usual_field(std::string_view line) {
    const auto field = field_start(line);
    if (!field || field->colon > 64) return false;
    const auto name = core::ascii_lower(line.substr(0, field->name_length));
    static constexpr std::string_view usual[] = {"from", "to",       "cc",     "subject",
                                                 "date", "received", "sender", "references"};
    return std::find(std::begin(usual), std::end(usual), name) != std::end(usual) || name.starts_with("x-") ||
           name.starts_with("content-") || name == "message-id" || name == "mime-version" ||
           name == "reply-to";
  }

  void add_field(const Part& part, std::string_view line, FieldStart start, std::size_t header_start) {
    const auto count = message_.all_fields.size() - part.first_field;
    dropping_ = count >= limits_.header_fields || message_.all_fields.size() >= 10 * limits_.header_fields;
    if (dropping_) message_.problems.too_many_fields = true;
    if (offset(line) - header_start > limits_.header_bytes) {
      message_.problems.header_too_long = true;
      dropping_ = true;
    }
    if (dropping_) return;
    const auto name = line.substr(0, start.name_length);
    const auto value = core::trim(line.substr(start.colon + 1, limits_.field_bytes));
    if (line.size() - start.colon > limits_.field_bytes) message_.problems.field_too_long = true;
    message_.all_fields.push_back({name, value, field_key(name)});
    if (!part.parent) message_.names_in_root.set(Message::bit_of(message_.all_fields.back().key));
    value_start_ = offset(line) + start.colon + 1;
  }

  /// The lines from `at_` on that begin with a blank belong to the field above them.
  void read_continuations(const Part& part) {
    const bool wanted = !dropping_ && message_.all_fields.size() > part.first_field;
    std::size_t end_of_value = 0;
    while (at_ < size() && is_blank(message_.bytes[at_])) {
      const auto after = after_line(at_);
      const auto end = at_ + line_at(at_, after).size();
      at_ = after;
      if (!wanted) continue;
      if (end - value_start_ <= limits_.field_bytes)
        end_of_value = end;
      else
        message_.problems.field_too_long = true;
    }
    if (end_of_value != 0) message_.all_fields.back().value = core::trim(slice(value_start_, end_of_value));
  }

  void read_content_fields(Part& part) {
    std::optional<std::string_view> type, encoding;
    for (const auto& field : message_.fields(part)) {
      if (field.is("content-type")) note_once(type, field);
      if (field.is("content-transfer-encoding")) note_once(encoding, field);
    }
    if (encoding) part.encoding = transfer_encoding_named(*encoding);
    if (type) part.type = parse_parameterized(*type, limits_.parameters);
    message_.problems.too_many_parameters |= part.type.cut;
    message_.problems.conflicting_content_fields |= part.type.conflicting;
    const auto slash = part.type.word.find('/');
    part.type_given = slash != std::string::npos && slash > 0 && slash + 1 < part.type.word.size();
    if (part.type_given) return;
    if (part.type.word == "text" || part.type.word == "multipart") {
      part.type.word += part.type.word == "text" ? "/plain" : "/mixed";
      part.type_given = true;
      return;
    }
    const bool in_digest = part.parent && message_.parts[*part.parent].is("multipart/digest");
    part.type.word = in_digest ? "message/rfc822" : "text/plain";
  }

  void note_once(std::optional<std::string_view>& value, const Field& field) {
    if (value && *value != field.value) message_.problems.conflicting_content_fields = true;
    if (!value) value = field.value;
  }

  /// The open multipart that this line delimits, innermost first.
  std::optional<Delimiter> find_delimiter(std::string_view line) {
    line.remove_prefix(2);
    for (auto level = open_.size(); level-- > 0;) {
      auto& open = open_[level];
      const auto bare = trim_end(open.boundary);
      if (!line.starts_with(bare)) continue;
      const bool exact = line.starts_with(open.boundary);
      if (!exact && open.blanks_matter) continue;
      const auto rest = trim_end(line.substr(exact ? open.boundary.size() : bare.size()));
      if (!rest.empty() && rest != "--") continue;
      open.blanks_matter |= exact && bare.size() < open.boundary.size();
      return Delimiter{level, !rest.empty()};
    }
    return std::nullopt;
  }

  static std::string_view trim_end(std::string_view text) {
    while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
    return text;
  }

  /// The next delimiter. A multipart about to end without one of its own may name a wrong boundary: another
  /// one is guessed, once in a mail, so that its bytes are not walked again and again.
  std::optional<Delimiter> next_true_delimiter() {
    const auto found = next_delimiter();
    const bool ends_unread = !open_.empty() && part(open_.back().part).children.empty() &&
                             !(found && found->level + 1 == open_.size());
    if (!ends_unread || message_.problems.wrong_boundary) return found;
    constexpr std::size_t lines_to_try = 10;  // what stands above would be lost
    auto boundary = guessed_boundary(lines_to_try, true);
    if (boundary.empty()) return found;
    message_.problems.wrong_boundary = true;
    open_.back().boundary = std::move(boundary);
    return next_delimiter();
  }

  std::optional<Delimiter> next_delimiter() {
    if (open_.empty()) return std::nullopt;
    for (auto from = next_dashes(at_); from < size();) {
      const auto after = after_line(from);
      if (auto delimiter = find_delimiter(line_at(from, after))) {
        delimiter->line = from;
        delimiter->after = after;
        return delimiter;
      }
      from = next_dashes(after);
    }
    return std::nullopt;
  }

  /// The next line that begins with `--`; `from` is the start of a line.
  [[nodiscard]] std::size_t next_dashes(std::size_t from) const {
    const auto* const bytes = message_.bytes.data();
    if (message_.bytes.substr(from).starts_with("--")) return from;
    const auto line_of_dash = [&](std::size_t at) {
      return (block_at(bytes + at) == static_cast<unsigned char>(line_end_)) &
             (block_at(bytes + at + 1) == '-');
    };
    const auto any_dash = [&](std::size_t at) { return block_at(bytes + at + 1) == '-'; };
    const auto dashes = [&](std::size_t at) { return line_of_dash(at) & (block_at(bytes + at + 2) == '-'); };
    constexpr auto block = sizeof(ByteBlock);
    const auto in_four = [&](const auto& wanted) {
      const auto any =
          wanted(from) | wanted(from + block) | wanted(from + 2 * block) | wanted(from + 3 * block);
      return top_bits(ByteBlock(any)) != 0;
    };
    for (; from + 4 * block + 2 <= size(); from += 4 * block)  // base64 holds no dash at all
      if (in_four(any_dash) && in_four(line_of_dash)) break;
    for (; from + block + 2 <= size(); from += block)
      if (const auto found = top_bits(ByteBlock(dashes(from))); found != 0)
        return from + static_cast<std::size_t>(std::countr_zero(found)) + 1;
    const char last[] = {line_end_, '-', '-'};
    const auto found = message_.bytes.find(std::string_view(last, sizeof last), from);
    return found == std::string_view::npos ? size() : found + 1;
  }

  /// Everything below the delimited multipart ends before the line end that belongs to the delimiter (RFC
  /// 2046 5.1.1).
  void close_parts_inside(const Delimiter& delimiter) {
    auto end = delimiter.line;
    if (end > 0 && message_.bytes[end - 1] == line_end_) --end;
    if (end > 0 && line_end_ == '\n' && message_.bytes[end - 1] == '\r') --end;
    const auto container = open_[delimiter.level].part;
    while (!open_parts_.empty() && open_parts_.back() != container) {
      auto& closed = part(open_parts_.back());
      closed.body = slice(offset(closed.body), end);
      open_parts_.pop_back();
    }
    if (delimiter.level + 1 < open_.size()) message_.problems.unclosed_multipart = true;
    open_.resize(delimiter.level + 1);
  }

  const Limits& limits_;
  Message message_;
  char line_end_ = '\n';
  std::size_t at_ = 0;
  std::vector<OpenMultipart> open_;
  std::vector<PartIndex> open_parts_;  // the path from the root to the part being read
  std::size_t value_start_ = 0;        // of the last field
  bool dropping_ = false;              // beyond a limit: fields are passed over
  std::size_t junk_end_ = 0;           // where the header goes on after lines that are no fields
};

}  // namespace

std::optional<std::string_view> Message::field(const Part& part, std::string_view name) const {
  const auto key = field_key(name);
  for (const auto& candidate : fields(part))
    if (candidate.key == key && core::equal_ignoring_case(candidate.name, name)) return candidate.value;
  return std::nullopt;
}

Message scan(std::string_view bytes, const Limits& limits) { return Scanner(bytes, limits).run(); }

}  // namespace ticketd::parsers
