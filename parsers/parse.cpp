#include "parsers/parse.h"

#include "core/text.h"
#include "parsers/attribution.h"
#include "parsers/body.h"
#include "parsers/byte_scan.h"
#include "parsers/command.h"
#include "parsers/forward.h"
#include "parsers/headers.h"
#include "parsers/html.h"
#include "parsers/html_quote.h"
#include "parsers/kind.h"
#include "parsers/language.h"
#include "parsers/message.h"
#include "parsers/new_text.h"
#include "parsers/trace.h"
#include "parsers/winmail.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace ticketd::parsers {
namespace {

void name_problems(const StructureProblems& structure, std::vector<std::string>& problems) {
  const auto name = [&](bool present, const char* words) {
    if (present) problems.emplace_back(words);
  };
  name(structure.unclosed_multipart, "multipart without its closing boundary");
  name(structure.missing_boundary, "multipart without a boundary parameter");
  name(structure.wrong_boundary, "multipart with another boundary than it names");
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

bool ends_with_an_address(std::string_view text) {
  const auto last = text.substr(text.rfind('\n') + 1);
  return last.find('@') != std::string_view::npos;
}

/// What the author wrote now. Where the plain text shows no quote, or an attribution in a language that we do
/// not know, the HTML beside it tells where the older mail begins.
TextParts parts_of(const core::Mail& mail, const SearchedText& searched) {
  auto parts = split_text(searched);
  if (!mail.html || (!parts.quote.empty() && !ends_with_an_address(parts.new_text))) return parts;
  const auto above = html_above_quote(*mail.html);
  if (!above) return parts;
  if (parts.quote.empty()) return split_text_below(mail.text, html_to_text(*above));
  move_attribution(parts, html_to_text(*above));
  return parts;
}

std::string author_of(std::string_view attached, const ParseOptions& options) {
  core::Mail header;
  read_headers(scan(attached.substr(0, options.limits.header_bytes), options.limits), options, header);
  return header.from.empty() ? std::string() : core::ascii_lower(header.from.front().address);
}

/// A forward as an attachment: a mail, in a mail that is no answer. Its own attached mails stay unread. Of
/// several the first is told where one person wrote them all; otherwise nobody can say whose ticket it would
/// be.
std::optional<core::ForwardedMail> attached_forward(const core::Mail& mail, const ParseOptions& options) {
  constexpr std::size_t most_mails = 50;
  std::vector<const core::Attachment*> attached_mails;
  for (const auto& file : mail.attachments)
    if (file.content_type == "message/rfc822") attached_mails.push_back(&file);
  if (attached_mails.empty() || attached_mails.size() > most_mails) return std::nullopt;
  const auto& first = *attached_mails.front();
  const auto author = author_of(first.content, options);
  const bool by_one = std::all_of(attached_mails.begin() + 1, attached_mails.end(), [&](const auto* other) {
    return author_of(other->content, options) == author;
  });
  if (author.empty() || !by_one) return std::nullopt;
  core::Mail attached;
  const auto message = scan(first.content, options.limits);
  read_headers(message, options, attached);
  read_body(message, options, attached);
  return forwarded_from(attached, mail.new_text);
}

std::optional<core::ForwardedMail> forward_in(const core::Mail& mail, const SearchedText& searched,
                                              const ParseOptions& options) {
  const auto by_person = mail.kind == core::MailKind::human || mail.kind == core::MailKind::list;
  if (!by_person) return std::nullopt;
  const ForwardHints hints{.subject = mail.subject,
                           .answers = !mail.in_reply_to.empty() || !mail.references.empty()};
  if (auto attached = may_be_forward(hints) ? attached_forward(mail, options) : std::nullopt) return attached;
  return find_forward(searched, hints);
}

void read_text(const ParseOptions& options, core::Mail& mail) {
  const SearchedText searched(mail.text);
  auto parts = parts_of(mail, searched);
  mail.new_text = std::move(parts.new_text);
  mail.quote = std::move(parts.quote);
  mail.signature = std::move(parts.signature);
  mail.nothing_new = parts.nothing_new;
  auto commands = read_commands(mail.new_text);
  mail.commands = std::move(commands.commands);
  mail.text_without_commands = std::move(commands.text);
  mail.command_problems = std::move(commands.problems);
  mail.forwarded = forward_in(mail, searched, options);
  mail.looks_forwarded = subject_kind(mail.subject) == SubjectKind::forward;
}

/// Where the lines that may be searched end.
std::size_t end_of_lines(std::string_view text, std::size_t lines) {
  if (text.size() <= lines || count_byte(text, '\n') < lines) return text.size();
  std::size_t end = 0;
  for (; lines > 0 && end < text.size(); --lines) end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return end;
}

/// Between words, and not inside a character.
std::size_t end_of_words(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  auto end = text.find_last_of("\n ", limit - 1) + 1;  // npos + 1 is 0
  if (end == 0) end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return end;
}

/// Cuts a huge text between words, for all who search it: nobody writes or quotes that much by hand. Answers
/// with the whole one, which belongs back afterwards; empty when nothing was cut.
std::string take_searched_part(const ParseOptions& options, core::Mail& mail) {
  const std::string_view text = mail.text;
  const auto cut = end_of_lines(text.substr(0, end_of_words(text, options.limits.searched_text_bytes)),
                                options.limits.searched_text_lines);
  if (cut == text.size()) return {};
  mail.problems.push_back("the text is searched and split in its first " + std::to_string(cut) +
                          " bytes only");
  auto searched = mail.text.substr(0, cut);
  return std::exchange(mail.text, std::move(searched));
}

void read(std::string_view bytes, const ParseOptions& options, core::Mail& mail) {
  const auto message = scan(bytes, options.limits);
  name_problems(message.problems, mail.problems);
  read_headers(message, options, mail);
  mail.null_sender = options.null_sender || has_null_return_path(message);
  mail.trace = read_trace(message);
  if (options.content_hash) {
    mail.content_hash = content_hash(message);
    mail.seals = seals(message);
  }
  read_body(message, options, mail);
  unpack_winmail(mail);
  auto whole = take_searched_part(options, mail);
  classify(message, mail);
  read_text(options, mail);
  if (!whole.empty()) mail.text = std::move(whole);
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
