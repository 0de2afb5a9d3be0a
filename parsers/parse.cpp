#include "parsers/parse.h"

#include "parsers/body.h"
#include "parsers/command.h"
#include "parsers/forward.h"
#include "parsers/headers.h"
#include "parsers/kind.h"
#include "parsers/language.h"
#include "parsers/message.h"
#include "parsers/new_text.h"
#include "parsers/trace.h"
#include "parsers/winmail.h"

#include <exception>
#include <utility>

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

/// What the author wrote now, what is quoted below it, and whether that is somebody else's mail forwarded to
/// us.
void read_text(core::Mail& mail) {
  auto parts = split_text(mail.text);
  mail.new_text = std::move(parts.new_text);
  mail.quote = std::move(parts.quote);
  mail.signature = std::move(parts.signature);
  auto commands = read_commands(mail.new_text);
  mail.commands = std::move(commands.commands);
  mail.text_without_commands = std::move(commands.text);
  mail.command_problems = std::move(commands.problems);
  const auto answers = !mail.in_reply_to.empty() || !mail.references.empty();
  mail.forwarded = find_forward(mail.text, {.subject = mail.subject, .answers = answers});
}

void read(std::string_view bytes, const ParseOptions& options, core::Mail& mail) {
  const auto message = scan(bytes, options.limits);
  name_problems(message.problems, mail.problems);
  read_headers(message, options, mail);
  mail.trace = read_trace(message);
  mail.content_hash = content_hash(message);
  read_body(message, options, mail);
  unpack_winmail(mail);
  classify(message, mail);
  read_text(mail);
  mail.language = guess_language(mail.new_text.empty() ? mail.subject : mail.new_text);
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
