#include "parsers/parse.h"

#include <exception>

#include "parsers/body.h"
#include "parsers/headers.h"
#include "parsers/kind.h"
#include "parsers/message.h"

namespace ticketd::parsers {
namespace {

void name_problems(const StructureProblems& structure, std::vector<std::string>& problems) {
  const auto name = [&](bool present, const char* words) {
    if (present) problems.emplace_back(words);
  };
  name(structure.unclosed_multipart, "multipart without its closing boundary");
  name(structure.missing_boundary, "multipart without a boundary parameter");
  name(structure.junk_in_header, "lines in the header that are no fields");
  name(structure.missing_blank_line, "no blank line after a header");
  name(structure.too_deep, "nested too deep: inner parts are not read");
  name(structure.too_many_parts, "too many parts: the last are not read");
  name(structure.too_many_fields, "too many header fields: the last are not read");
  name(structure.field_too_long, "header field too long: its end is not read");
  name(structure.header_too_long, "header too long: its end is not read");
  name(structure.too_many_parameters, "too many parameters: the last are not read");
  name(structure.conflicting_content_fields, "conflicting content fields");
}

void read(std::string_view bytes, const ParseOptions& options, core::Mail& mail) {
  const auto message = scan(bytes, options.limits);
  name_problems(message.problems, mail.problems);
  read_headers(message, options, mail);
  read_body(message, options, mail);
  classify(message, mail);
  mail.new_text = mail.text;
}

}  // namespace

core::Mail parse(std::string_view bytes, const ParseOptions& options) {
  core::Mail mail;
  mail.size = bytes.size();
  try {
    read(bytes, options, mail);
  } catch (const std::exception& bug) {  // the barrier that parse.h promises: what was read so far is kept
    mail.problems.push_back(std::string("not fully parsed: ") + bug.what());
  }
  return mail;
}

}  // namespace ticketd::parsers
