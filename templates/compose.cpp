#include "templates/compose.h"

#include "templates/body.h"
#include "templates/clean.h"
#include "templates/header.h"

#include <algorithm>

namespace ticketd::templates {
namespace {

using core::ErrorKind;
using core::LetterKind;

/// Fields one after the other; after the first that is refused, the rest are skipped and `written` tells of
/// it.
class Fields {
 public:
  void add(std::string_view name, const Result<std::string>& value) {
    if (!refused_) keep(value ? header_.add(name, *value) : Result<>(fail(value)));
  }
  void add_unless_empty(std::string_view name, const std::string& value) {
    if (!value.empty()) add(name, value);
  }
  [[nodiscard]] Result<std::string> written() const {
    if (refused_) return fail(ErrorKind(refused_->kind), refused_->detail);
    return header_.bytes();
  }

 private:
  void keep(const Result<>& added) {
    if (!added) refused_ = added.error();
  }

  Header header_;
  std::optional<core::Error> refused_;
};

Result<std::string> header_of(const core::Letter& letter) {
  Fields fields;
  fields.add("From", mailbox(letter.from));
  fields.add("To", mailbox(letter.to));
  if (!letter.reply_to.empty()) fields.add("Reply-To", mailbox({.name = {}, .address = letter.reply_to}));
  fields.add("Subject", unstructured(clean_line(letter.subject)));
  fields.add("Date", date(letter.date));
  fields.add("Message-ID", message_id(letter.message_id));
  // Ids of others may be anything; one that can't be written is left out and the letter goes all the same.
  fields.add_unless_empty("In-Reply-To", references({letter.in_reply_to}));
  fields.add_unless_empty("References", references(letter.references));
  fields.add_unless_empty("Thread-Index", letter.outlook.index);
  fields.add_unless_empty("Thread-Topic", unstructured(clean_line(letter.outlook.topic)));
  if (core::is_automatic(letter)) {
    fields.add("Auto-Submitted", letter.auto_submitted);
    fields.add("X-Auto-Response-Suppress", std::string("All"));
    fields.add_unless_empty("X-Ticketd-Loop", letter.loop_id);
    if (letter.kind == LetterKind::acknowledgement) fields.add("Precedence", std::string("bulk"));
  }
  fields.add("MIME-Version", std::string("1.0"));
  return fields.written();
}

/// What every receiver may count on, looked at once more in the finished bytes: a slip in a library we build
/// with must not reach the wire, where a bare CR or LF smuggles a mail into another.
Result<> check(std::string_view bytes) {
  constexpr std::size_t longest_line = 998;
  while (!bytes.empty()) {
    const auto end = bytes.find("\r\n");
    if (end == std::string_view::npos)
      return fail(ErrorKind::internal, "composed mail without an end of line");
    const auto line = bytes.substr(0, end);
    if (line.find('\r') != std::string_view::npos || line.find('\n') != std::string_view::npos)
      return fail(ErrorKind::internal, "bare CR or LF in a composed mail");
    if (std::any_of(line.begin(), line.end(), [](char c) { return c == '\0' || (c & 0x80) != 0; }))
      return fail(ErrorKind::internal, "NUL or 8-bit byte in a composed mail");
    if (line.size() > longest_line) return fail(ErrorKind::internal, "line too long in a composed mail");
    bytes.remove_prefix(end + 2);
  }
  return {};
}

}  // namespace

Result<std::string> compose(const core::Letter& letter, const std::vector<core::Attachment>& files,
                            const Templates& templates) {
  auto bytes = header_of(letter);
  if (!bytes) return bytes;
  const auto content = templates.render(letter);
  if (!content) return fail(content);
  *bytes += mime_entity(*content, files, letter.message_id);
  if (!bytes->ends_with("\r\n")) *bytes += "\r\n";
  if (const auto checked = check(*bytes); !checked) return fail(checked);
  return bytes;
}

}  // namespace ticketd::templates
