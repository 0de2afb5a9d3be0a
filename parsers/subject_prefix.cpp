// The prefixes of forward.h: what clients put before a subject when they answer or forward.
#include "core/text.h"
#include "parsers/folding.h"
#include "parsers/forward.h"
#include "parsers/word_table.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace ticketd::parsers {

namespace {

// Folded, without the colon; a translator adds here. RE and FW may carry a count: "Re[2]:", "Re(3):".
constexpr std::string_view reply_prefixes =
    "re|aw|antw|antwort|sv|ynt|yanıt|odp|ad|ref|res|resp|rif|r|rsp|回复|回覆|答复|答覆|返信|회신|답장|답변|"
    "відп|ответ|απ|ρε|"
    "vá|vastaus|на|hal|atb|pd re|yna|re fwd";
constexpr std::string_view forward_prefixes =
    "fwd|fw|tr|wg|w.|rv|enc|i|vb|vl|doorst|ilt|pd|przek|továbbítás|fs|transf|转发|轉寄|轉發|転送|전달|fwd "
    "re|vid|videresendt|"
    "doorgestuurd|trs|inoltra|inoltro|rif "
    "fwd|переслано|пересл|перенаправлено|προωθ|ty|trans|ent|encaminhado|reenviado|"
    "weitergeleitet|vidarebefordrat|välitetty|chuyển tiếp";
constexpr std::string_view ambiguous_prefixes = "vs";  // Danish and Norwegian forward with it, Finns answer

struct Prefix {
  SubjectKind kind = SubjectKind::plain;
  std::size_t length = 0;  ///< bytes of the subject that it takes, with its colon
};

WordTable<SubjectKind> prefix_table() {
  WordTable<SubjectKind> table;
  const auto add = [&](std::string_view prefixes, SubjectKind kind) {
    for (const auto prefix : core::split(prefixes, '|')) table.try_add(std::string(prefix), kind);
  };
  add(forward_prefixes, SubjectKind::forward);
  add(reply_prefixes, SubjectKind::reply);
  add(ambiguous_prefixes, SubjectKind::plain);
  return table;
}

/// The prefix `word` followed by its colon or bracket, `length` bytes in all; an empty one when it is no
/// prefix.
Prefix prefix_of(std::string_view word, std::size_t length) {
  static const auto table = prefix_table();
  const auto* const kind = table.find(fold(word.substr(0, word.find_first_of("[("))));
  return kind ? Prefix{*kind, length} : Prefix{};
}

/// "Fwd: ", "전달： ", "[RE] ", "Re[2]: " at the start.
Prefix read_prefix(std::string_view subject) {
  constexpr std::string_view wide_colon = "\xEF\xBC\x9A";
  if (subject.starts_with('[')) {
    const auto end = subject.substr(0, 24).find(']');
    if (end == std::string_view::npos) return {};
    return prefix_of(trim_all(subject.substr(1, end - 1)), end + 1);
  }
  const auto start = subject.substr(0, 32);
  const auto colon = std::min(start.find(':'), start.find(wide_colon));
  if (colon == std::string_view::npos || colon == 0) return {};
  return prefix_of(trim_all(start.substr(0, colon)), colon + (start[colon] == ':' ? 1 : wide_colon.size()));
}

}  // namespace

SubjectKind subject_kind(std::string_view subject) { return read_prefix(trim_all(subject)).kind; }

std::string_view without_subject_prefixes(std::string_view subject) {
  subject = trim_all(subject);
  for (auto prefix = read_prefix(subject); prefix.length > 0; prefix = read_prefix(subject))
    subject = trim_all(subject.substr(prefix.length));
  return subject;
}

}  // namespace ticketd::parsers
