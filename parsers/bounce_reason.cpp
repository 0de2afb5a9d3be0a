#include "parsers/bounce_reason.h"

#include "core/text.h"
#include "parsers/bounce_folding.h"
#include "parsers/bounce_phrases.h"
#include "parsers/bounce_statements.h"
#include "parsers/byte_scan.h"
#include "parsers/delivery_status.h"
#include "parsers/phrase_search.h"
#include "parsers/text_addresses.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ticketd::parsers {
namespace {

using core::BounceReason;

struct StatusReason {
  std::string_view
      status;  // without the class: "1.1" of 5.1.1; a lone subject digit stands for the rest of it
  BounceReason reason;
};

constexpr auto status_reasons = std::to_array<StatusReason>({
    {"1.1", BounceReason::user_unknown},   {"1.2", BounceReason::domain_unknown},
    {"1.3", BounceReason::user_unknown},   {"1.4", BounceReason::user_unknown},
    {"1.6", BounceReason::user_unknown},   {"1.7", BounceReason::policy},
    {"1.8", BounceReason::policy},         {"1.9", BounceReason::policy},
    {"1.10", BounceReason::user_unknown},  {"1", BounceReason::user_unknown},
    {"2.1", BounceReason::user_unknown},   {"2.2", BounceReason::mailbox_full},
    {"2.3", BounceReason::size},           {"2.4", BounceReason::user_unknown},
    {"3.1", BounceReason::mailbox_full},   {"3.4", BounceReason::size},
    {"3.5", BounceReason::network},        {"4.1", BounceReason::network},
    {"4.4", BounceReason::domain_unknown}, {"4.7", BounceReason::expired},
    {"4", BounceReason::network},          {"6", BounceReason::content},
    {"7", BounceReason::policy},
});

/// Codes that servers use for one thing only; words beside them ("domain does not exist", of the sender)
/// mislead.
std::optional<BounceReason> decisive(std::string_view status) {
  if (status.ends_with(".1.7") || status.ends_with(".1.8")) return BounceReason::policy;
  if (status.ends_with(".2.2")) return BounceReason::mailbox_full;
  if (status.ends_with(".3.4") || status == "5.2.3") return BounceReason::size;
  return std::nullopt;
}

BounceReason reason_of_status(std::string_view status) {
  if (is_vague(status)) return BounceReason::other;
  const auto tail = status.substr(2);
  const auto subject = tail.substr(0, tail.find('.'));
  for (const auto& [code, reason] : status_reasons)
    if (tail == code || (subject == code && tail != "1.0")) return reason;
  return BounceReason::other;
}

constexpr std::size_t longest_diagnosis = 8 * 1024;

/// White space as one blank, folded, and without addresses: `spam@example.com` is no word.
std::string normalized(std::string_view text) {
  text = text.substr(0, longest_diagnosis);
  std::string out;
  out.reserve(text.size());
  const auto add = [&](std::string_view piece) {
    static constexpr ByteSet blanks(" \t\r\n");
    for (std::size_t at = 0; at < piece.size(); ++at) {
      const auto end = blanks.find_in(piece, at);
      out.append(piece, at, end - at);
      at = end;
      if (at < piece.size() && !out.empty() && out.back() != ' ') out += ' ';
    }
  };
  std::size_t from = 0;
  for (const auto& found : addresses_in(text)) {
    add(text.substr(from, found.begin - from));
    from = found.end;
  }
  add(text.substr(from));
  return folded(out);
}

/// Which group the first fitting phrase of a table belongs to.
class ReasonSearch {
 public:
  explicit ReasonSearch(std::span<const BouncePhrases> groups) : search_(phrases_of(groups)) {
    for (const auto& [reason, phrases] : groups)
      for (const auto words : phrases)
        for (auto& spelling : spellings_of(words)) reasons_.try_emplace(std::move(spelling), reason);
  }

  [[nodiscard]] std::optional<BounceReason> find(std::string_view text) const {
    const auto phrase = search_.first_in(text);
    return phrase.empty() ? std::nullopt : std::optional(reasons_.find(phrase)->second);
  }

 private:
  static PhraseSearch phrases_of(std::span<const BouncePhrases> groups) {
    std::vector<std::string_view> all;
    for (const auto& group : groups) all.insert(all.end(), group.words.begin(), group.words.end());
    return search_for_spellings(all);
  }

  PhraseSearch search_;
  std::map<std::string, BounceReason, std::less<>> reasons_;
};

std::optional<BounceReason> certain_reason(std::string_view text) {
  static const ReasonSearch search(certain_phrases());
  return search.find(text);
}

std::optional<BounceReason> vague_reason(std::string_view text) {
  static const ReasonSearch search(vague_phrases());
  return search.find(text);
}

/// IronPort calls whatever a server answered to a recipient an "Unknown address error", and quotes the
/// answer.
std::string_view answer_in(std::string_view diagnostic) {
  constexpr std::string_view wrapper = "unknown address error";
  const auto at = core::ascii_lower(diagnostic.substr(0, longest_diagnosis)).rfind(wrapper);
  if (at == std::string::npos) return diagnostic;
  const auto answer = diagnostic.substr(at + wrapper.size());
  return codes_in(answer).enhanced.empty() ? diagnostic : answer;
}

}  // namespace

bool is_vague(std::string_view status) { return status.size() < 5 || status.ends_with(".0.0"); }

BounceReason reason_for(const Diagnosis& diagnosis) {
  const auto diagnostic = answer_in(diagnosis.diagnostic);
  const auto said = codes_in(diagnostic).enhanced;
  if (const auto reason = decisive(said)) return *reason;
  const auto words = normalized(diagnostic);
  if (const auto reason = certain_reason(words))
    return *reason == BounceReason::domain_unknown && refuses_sender(words) ? BounceReason::policy : *reason;
  if (const auto reason = decisive(diagnosis.status)) return *reason;
  for (const auto status : {std::string_view(said), diagnosis.status})
    if (const auto reason = reason_of_status(status); reason != BounceReason::other) return reason;
  if (const auto reason = stated_reason(words)) return *reason;
  const auto notice = normalized(diagnosis.notice);
  if (const auto reason = certain_reason(notice)) return *reason;
  if (const auto reason = vague_reason(words)) return *reason;
  if (const auto reason = vague_reason(notice)) return *reason;
  return stated_reason(notice).value_or(BounceReason::other);
}

}  // namespace ticketd::parsers
