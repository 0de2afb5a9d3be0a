#include "templates/body.h"

#include "core/text.h"
#include "templates/clean.h"
#include "templates/header.h"
#include "templates/transfer_encoding.h"

#include <mimetic/mimetic.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <sstream>

namespace ticketd::templates {
namespace {

using Entity = std::unique_ptr<mimetic::MimeEntity>;

/// "=_" can't stand in quoted-printable or base64, so no content holds a boundary.
std::string boundary(std::string_view seed, char level) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return std::string("=_") + level + digits;
}

Entity entity_of_type(const mimetic::ContentType& type) {
  auto entity = std::make_unique<mimetic::MimeEntity>();
  entity->header().contentType(type);
  return entity;
}

Entity multipart(const char* subtype, const std::string& separator) {
  mimetic::ContentType type("multipart", subtype);
  type.param("boundary", separator);
  return entity_of_type(type);
}

void append(mimetic::MimeEntity& parent, Entity child) {
  parent.body().parts().push_back(child.release());  // the parent deletes its parts
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  while (!text.empty()) {
    const auto lf = text.find('\n');
    const auto line = text.substr(0, lf);
    out += line;
    if (lf == std::string_view::npos) break;
    out += line.ends_with('\r') ? "\n" : "\r\n";
    text.remove_prefix(lf + 1);
  }
  return out;
}

Entity text_part(const char* subtype, std::string_view text) {
  mimetic::ContentType type("text", subtype);
  type.param("charset", "utf-8");
  auto part = entity_of_type(type);
  const auto eight_bit = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
  const bool readable = static_cast<std::size_t>(eight_bit) * 6 <= text.size();
  part->header().contentTransferEncoding(readable ? "quoted-printable" : "base64");
  if (readable) {
    part->body().set(quoted_printable(text));
  } else {
    if (text.ends_with('\n')) text.remove_suffix(1);
    part->body().set(base64_lines(with_crlf(text)));
  }
  return part;
}

/// Of a type or a charset, which are written as they came.
bool is_token(std::string_view word) {
  return !word.empty() && word.size() <= 60 && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '+' || c == '_';
  });
}

/// "type/subtype" of a file, or the type that says nothing. Composite types may not be encoded (RFC 2046 5)
/// and not every host takes eight bits, so an attached mail travels as a plain file.
std::string file_type(std::string_view declared) {
  const auto slash = declared.find('/');
  if (slash == std::string_view::npos) return "application/octet-stream";
  const auto type = declared.substr(0, slash), subtype = declared.substr(slash + 1);
  const bool composite =
      core::equal_ignoring_case(type, "message") || core::equal_ignoring_case(type, "multipart");
  if (composite || !is_token(type) || !is_token(subtype)) return "application/octet-stream";
  return std::string(declared);
}

Entity file_part(const core::Attachment& file) {
  auto name = clean_line(file.filename);
  if (name.empty())
    name = core::starts_with_ignoring_case(file.content_type, "message/") ? "message.eml" : "attachment";
  auto part = std::make_unique<mimetic::MimeEntity>();
  part->header().push_back(
      mimetic::Field("Content-Type", file_type(file.content_type) +
                                         (is_token(file.charset) ? "; charset=" + file.charset : "") +
                                         type_name_parameter(name)));
  part->header().push_back(mimetic::Field("Content-Disposition", "attachment" + file_name_parameters(name)));
  part->header().contentTransferEncoding("base64");
  part->body().set(base64_lines(file.content));
  return part;
}

}  // namespace

std::string mime_entity(const Rendered& content, const std::vector<core::Attachment>& files,
                        std::string_view seed) {
  auto whole = multipart("alternative", boundary(seed, 'a'));
  append(*whole, text_part("plain", content.text));
  append(*whole, text_part("html", content.html));
  if (!files.empty()) {
    auto mixed = multipart("mixed", boundary(seed, 'm'));
    append(*mixed, std::move(whole));
    for (const auto& file : files) append(*mixed, file_part(file));
    whole = std::move(mixed);
  }
  std::ostringstream bytes;
  bytes << *whole;
  return with_crlf(std::move(bytes).str());
}

}  // namespace ticketd::templates
