#include "parsers/tnef.h"

#include "core/text.h"
#include "parsers/charset.h"
#include "parsers/clean_text.h"
#include "parsers/compressed_rtf.h"
#include "parsers/little_endian.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {
namespace {

constexpr std::uint32_t signature = 0x223E9F78;
constexpr std::size_t most_attachments = 500;
constexpr std::size_t most_properties = 10'000;
constexpr std::size_t longest_rtf = 32 * 1024 * 1024;
constexpr std::size_t longest_name = 255;

namespace attribute {  // MS-OXTNEF 2.1.3.2
constexpr std::uint32_t codepage = 0x00069007, body = 0x0002800C, message_properties = 0x00069003,
                        begin_attachment = 0x00069002, attachment_title = 0x00018010,
                        attachment_data = 0x0006800F, attachment_properties = 0x00069005;
}
namespace property {  // MS-OXPROPS
constexpr std::uint16_t body = 0x1000, compressed_rtf = 0x1009, html = 0x1013, internet_codepage = 0x3FDE,
                        attachment_data = 0x3701, attachment_filename = 0x3704,
                        attachment_long_filename = 0x3707, display_name = 0x3001, mime_type = 0x370E,
                        content_id = 0x3712;
}
namespace value {
constexpr std::uint16_t object = 0x000D, string8 = 0x001E, unicode = 0x001F, binary = 0x0102,
                        multiple = 0x1000;
}

/// Reads forward and never behind the end: a length that lies gives what is there and marks the stream as
/// damaged.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }
  [[nodiscard]] bool damaged() const { return damaged_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

  template <class Unsigned>
  Unsigned number() {
    return little_endian<Unsigned>(take(sizeof(Unsigned)), 0);
  }
  std::string_view take(std::size_t length) {
    if (length > left()) {
      damaged_ = true;
      length = left();
    }
    const auto piece = bytes_.substr(at_, length);
    at_ += length;
    return piece;
  }
  void skip_padding(std::size_t length) {
    const auto rest = (4 - length % 4) % 4;
    at_ += std::min(rest, left());
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool damaged_ = false;
};

struct Property {
  std::uint16_t type = 0, id = 0;
  std::string_view bytes;  // of the first value
};

/// 0 for types without a fixed size.
std::size_t fixed_size(std::uint16_t type) {
  switch (type) {
    case 0x0002:
    case 0x0003:
    case 0x0004:
    case 0x000A:
    case 0x000B:
      return 4;  // short and boolean are padded
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
      return 8;
    case 0x0048:
      return 16;
    default:
      return 0;
  }
}

void skip_name(Reader& in) {
  constexpr std::size_t guid = 16;
  in.take(guid);
  if (in.number<std::uint32_t>() == 0) {
    in.take(4);
    return;
  }
  const std::size_t length = in.number<std::uint32_t>();
  in.take(length);
  in.skip_padding(length);
}

/// One property, or false when the rest cannot be read.
bool read_property(Reader& in, Property& out) {
  const auto type = in.number<std::uint16_t>();
  out.id = in.number<std::uint16_t>();
  out.type = type & static_cast<std::uint16_t>(~value::multiple);
  out.bytes = {};
  if (out.id >= 0x8000) skip_name(in);
  const auto size = fixed_size(out.type);
  const bool variable = out.type == value::object || out.type == value::string8 ||
                        out.type == value::unicode || out.type == value::binary;
  if (size == 0 && !variable) return out.type <= 1 && !in.damaged();  // unspecified and null have no value
  const bool counted = variable || (type & value::multiple) != 0;
  const std::size_t values = counted ? in.number<std::uint32_t>() : 1;
  for (std::size_t i = 0; i < values; ++i) {
    if (in.at_end()) return false;
    const std::size_t length = variable ? in.number<std::uint32_t>() : size;
    const auto bytes = in.take(length);
    if (variable) in.skip_padding(length);
    if (i == 0) out.bytes = bytes;
    if (in.damaged()) return i == 0;
  }
  return !in.damaged();
}

template <class Use>
void for_each_property(std::string_view bytes, bool& damaged, Use use) {
  Reader in(bytes);
  const auto count = std::min<std::size_t>(in.number<std::uint32_t>(), most_properties);
  for (std::size_t i = 0; i < count && !in.at_end(); ++i) {
    Property found;
    const bool whole = read_property(in, found);
    if (!found.bytes.empty()) use(found);
    if (!whole) break;
  }
  damaged = damaged || in.damaged();
}

std::string charset_of(std::uint32_t codepage) {
  switch (codepage) {
    case 0:
      return {};
    case 20127:
    case 28591:
      return "iso-8859-1";
    case 65001:
      return "utf-8";
    case 51949:
      return "euc-kr";
    default:
      return "cp" + std::to_string(codepage);
  }
}

class Opener {
 public:
  void read(Reader& in) {
    while (in.left() >= 9 && !in.damaged()) {
      const auto level = in.number<std::uint8_t>();
      if (level != 1 && level != 2) break;  // padding and garbage behind the last attribute
      const auto id = in.number<std::uint32_t>();
      const auto data = in.take(in.number<std::uint32_t>());
      in.take(std::min<std::size_t>(in.left(), 2));  // a checksum that many writers get wrong
      use(id, data);
    }
    out_.damaged = out_.damaged || in.damaged();
  }

  Tnef finish() {
    if (html_codepage_ != 0) codepage_ = html_codepage_;  // its property may stand behind the HTML
    out_.html = value_text(html_);
    for (auto& file : out_.attachments) {
      if (file.content_type.empty()) file.content_type = "application/octet-stream";
      if (file.disposition.empty()) file.disposition = file.content_id ? "inline" : "attachment";
    }
    std::erase_if(out_.attachments,
                  [](const core::Attachment& file) { return file.content.empty() && file.filename.empty(); });
    return std::move(out_);
  }

 private:
  void use(std::uint32_t id, std::string_view data) {
    switch (id) {
      case attribute::codepage:
        codepage_ = little_endian<std::uint32_t>(data, 0);
        break;
      case attribute::body:
        if (out_.text.empty()) out_.text = text(data);
        break;
      case attribute::message_properties:
        for_each_property(data, out_.damaged, [&](const Property& p) { use_message(p); });
        break;
      case attribute::begin_attachment:
        begin_attachment();
        break;
      case attribute::attachment_title:
        if (auto* file = current()) name(*file, text(data), false);
        break;
      case attribute::attachment_data:
        if (auto* file = current()) file->content = data;
        break;
      case attribute::attachment_properties:
        if (auto* file = current())
          for_each_property(data, out_.damaged, [&](const Property& p) { use_attachment(*file, p); });
        break;
      default:
        break;
    }
  }

  void use_message(const Property& p) {
    switch (p.id) {
      case property::internet_codepage:
        html_codepage_ = little_endian<std::uint32_t>(p.bytes, 0);
        break;
      case property::body:
        if (const auto body = value_text(p); !body.empty()) out_.text = body;
        break;
      case property::html:
        html_ = p;
        break;
      case property::compressed_rtf:
        out_.rtf = decompress_rtf(p.bytes, longest_rtf).value_or("");
        break;
      default:
        break;
    }
  }

  void use_attachment(core::Attachment& file, const Property& p) {
    switch (p.id) {
      case property::attachment_long_filename:
        name(file, value_text(p), true);
        break;
      case property::attachment_filename:
      case property::display_name:
        if (file.filename.empty()) name(file, value_text(p), false);
        break;
      case property::mime_type:
        file.content_type = core::ascii_lower(core::trim(value_text(p)));
        break;
      case property::content_id:
        if (auto id = value_text(p); !id.empty()) file.content_id = clean_line(id);
        break;
      case property::attachment_data:
        attach(file, p);
        break;
      default:
        break;
    }
  }

  /// An object carries the id of its interface in front; an embedded message is again TNEF, and stays closed.
  static void attach(core::Attachment& file, const Property& p) {
    constexpr std::size_t interface_id = 16;
    auto bytes = p.bytes;
    if (p.type == value::object && bytes.size() >= interface_id) bytes.remove_prefix(interface_id);
    if (!file.content.empty() && p.type == value::object) return;
    file.content = bytes;
    if (little_endian<std::uint32_t>(bytes, 0) != signature || bytes.size() < 6) return;
    file.content_type = "application/ms-tnef";
    if (!file.filename.ends_with(".tnef")) file.filename += file.filename.empty() ? "message.tnef" : ".tnef";
  }

  void begin_attachment() {
    open_ = out_.attachments.size() < most_attachments;
    if (open_) out_.attachments.emplace_back();
    long_name_ = false;
  }
  core::Attachment* current() { return open_ ? &out_.attachments.back() : nullptr; }

  void name(core::Attachment& file, std::string_view name, bool long_form) {
    if (name.empty() || (long_name_ && !long_form)) return;
    long_name_ = long_name_ || long_form;
    file.filename = clean_filename(core::first_code_points(name, longest_name));
  }

  [[nodiscard]] std::string text(std::string_view bytes) const {
    std::vector<std::string> ignored;  // damage is told once, for the whole file
    const auto charset = charset_of(codepage_);
    return to_utf8(bytes.substr(0, bytes.find('\0')), charset, "", ignored);
  }
  [[nodiscard]] std::string value_text(const Property& p) const {
    std::vector<std::string> ignored;
    if (p.type == value::unicode) return to_utf8(p.bytes, "utf-16le", "", ignored);
    if (p.type == value::string8 || p.type == value::binary) return text(p.bytes);
    return {};
  }

  Tnef out_;
  std::uint32_t codepage_ = 0;  // of names and the plain body
  std::uint32_t html_codepage_ = 0;
  Property html_;
  bool open_ = false;
  bool long_name_ = false;
};

}  // namespace

std::optional<Tnef> open_tnef(std::string_view bytes) {
  Reader in(bytes);
  if (bytes.size() < 6 || in.number<std::uint32_t>() != signature) return std::nullopt;
  in.number<std::uint16_t>();  // the key, for attributes that repeat it
  Opener opener;
  opener.read(in);
  return opener.finish();
}

}  // namespace ticketd::parsers
