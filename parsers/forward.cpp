#include "parsers/forward.h"

#include "core/rfc3339.h"
#include "parsers/attribution.h"
#include "parsers/date.h"
#include "parsers/folding.h"
#include "parsers/header_block.h"
#include "parsers/new_text.h"
#include "parsers/separator.h"
#include "parsers/text_lines.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ticketd::parsers {

namespace {

/// "+0900", "GMT+9", "UTC" at the end: without a zone a date names no instant.
bool names_zone(std::string_view date) {
  const auto word = trim_all(date).substr(trim_all(date).find_last_of(" (") + 1);
  return word.starts_with('+') || word.starts_with('-') || word.starts_with("GMT") ||
         word.starts_with("UTC") || word == "Z";
}

std::string date_of(const std::string* written) {
  if (!written) return {};
  const auto time = names_zone(*written) ? parse_date(*written) : std::nullopt;
  return time ? core::rfc3339(*time) : *written;
}

constexpr std::size_t shortest_rule = 20;  // below a header; a shorter one may be the author's

/// Zoho draws the separator below the header block once more, SquirrelMail a rule. A header below it would be
/// another forward.
std::size_t behind_second_separator(std::span<const TextLine> lines, std::size_t end) {
  const auto at = next_filled(lines, end);
  if (at >= lines.size() || !lines[at].drawn) return end;
  const bool rule = is_rule(lines[at].trimmed) && without_rules(lines[at].trimmed).before >= shortest_rule;
  if (!rule && !separator_at(lines, at)) return end;
  return header_block_at(lines, below_separator(lines, at), Expectation::after_separator) ? end : at + 1;
}

std::string text_below(std::span<const TextLine> lines, std::size_t first) {
  // As deep as its first line the text is quoted by the forwarding client; what is deeper was quoted before.
  const auto start = next_filled(lines, first);
  const auto quoted = start < lines.size() && lines[start].quoted();
  std::string out;
  for (auto at = start; at < lines.size(); ++at) {
    auto text = lines[at].text;
    if (quoted && lines[at].quoted()) {
      text.remove_prefix(text.find('>') + 1);
      if (text.starts_with(' ')) text.remove_prefix(1);
    }
    out.append(text).push_back('\n');
  }
  return std::string(trim_all(out));
}

std::string text_above(std::string_view text, std::span<const TextLine> lines, std::size_t end) {
  const auto belongs_below = [](const TextLine& line) {
    return line.blank || is_rule(line.trimmed) || is_drawn_title(line);
  };
  while (end > 0 && belongs_below(lines[end - 1])) --end;
  if (end == 0) return {};
  const auto& last = lines[end - 1].text;
  return std::string(text.substr(0, static_cast<std::size_t>(last.data() + last.size() - text.data())));
}

std::string comment_in(const std::string& above) {
  if (trim_all(above).empty()) return {};
  return split_text(above).new_text;
}

std::vector<core::Address> people_of(const HeaderBlock& block, HeaderField field) {
  std::vector<core::Address> people;
  for (const auto& line : block.lines)
    if (line.field == field)
      for (auto& person : read_people(line.value)) people.push_back(std::move(person));
  return people;
}

/// One author: a From with several addresses keeps the first, a bare name with commas stays whole.
core::Address author_of(const HeaderBlock& block) {
  const auto* from = block.value(HeaderField::from);
  if (!from) return {};
  const auto people = read_people(*from);
  const auto with_address =
      std::find_if(people.begin(), people.end(), [](const auto& p) { return !p.address.empty(); });
  if (with_address != people.end()) return *with_address;
  return people.empty() ? core::Address{} : people.front();
}

core::ForwardedMail forwarded_mail(const HeaderBlock& block) {
  core::ForwardedMail mail;
  mail.from = author_of(block);
  mail.to = people_of(block, HeaderField::to);
  mail.cc = people_of(block, HeaderField::cc);
  if (const auto* subject = block.value(HeaderField::subject)) mail.subject = *subject;
  mail.date = date_of(block.value(HeaderField::date));
  return mail;
}

bool names_someone(const core::Address& author) { return !author.name.empty() || !author.address.empty(); }

/// Looks from the top for where a forwarded mail begins; the first place that looks like old mail decides.
class ForwardSearch {
 public:
  ForwardSearch(const SearchedText& searched, const ForwardHints& hints)
      : text_(searched.text),
        hints_(hints),
        subject_kind_(subject_kind(hints.subject)),
        lines_(searched.lines),
        attributions_(searched.attributions) {}

  std::optional<core::ForwardedMail> find() const {
    auto next = attributions_.begin();
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      if (lines_[at].blank) continue;
      while (next != attributions_.end() && next->first < at) ++next;
      if (lines_[at].may_open_mail) {
        if (const auto separator = separator_at(lines_, at)) return below_separator_line(at, *separator);
        if (const auto block = header_block_at(lines_, at, Expectation::anywhere))
          return may_be_forward(hints_) ? whole(*block, at) : std::nullopt;
      }
      if (next != attributions_.end() && next->first == at)
        return subject_kind_ == SubjectKind::forward ? below_attribution(*next, at) : std::nullopt;
    }
    return std::nullopt;
  }

 private:
  std::optional<core::ForwardedMail> below_separator_line(std::size_t at,
                                                          const SeparatorLine& separator) const {
    if (separator.kind == Separator::original && !may_be_forward(hints_)) return std::nullopt;
    if (!separator.rest.empty())
      if (auto block = header_block_in_line(separator.rest)) {
        block->end = at + 1;
        return whole(*block, at);
      }
    const auto below = below_separator(lines_, at);
    const auto block = header_block_at(lines_, below, Expectation::after_separator);
    if (block) return whole(*block, at);
    // Yandex writes an attribution there.
    const auto attribution = std::ranges::find(attributions_, below, &Attribution::first);
    if (attribution == attributions_.end() || separator.kind != Separator::forwarded) return std::nullopt;
    return below_attribution(*attribution, at);
  }

  std::optional<core::ForwardedMail> below_attribution(const Attribution& attribution,
                                                       std::size_t first) const {
    const auto named = read_attribution(attribution.text);
    core::ForwardedMail mail;
    mail.from = named.author;
    mail.date = named.date;
    mail.subject = without_subject_prefixes(hints_.subject);
    return complete(std::move(mail), first, attribution.end);
  }

  std::optional<core::ForwardedMail> whole(const HeaderBlock& block, std::size_t first) const {
    return complete(forwarded_mail(block), first, block.end);
  }

  std::optional<core::ForwardedMail> complete(core::ForwardedMail mail, std::size_t first,
                                              std::size_t end) const {
    if (!names_someone(mail.from)) return std::nullopt;
    mail.text = text_below(lines_, behind_second_separator(lines_, end));
    mail.comment = comment_in(text_above(text_, lines_, first));
    return mail;
  }

  std::string_view text_;
  ForwardHints hints_;
  SubjectKind subject_kind_;
  std::span<const TextLine> lines_;
  const std::vector<Attribution>& attributions_;
};

}  // namespace

bool may_be_forward(const ForwardHints& hints) {
  const auto kind = subject_kind(hints.subject);
  return kind == SubjectKind::forward || (kind == SubjectKind::plain && !hints.answers);
}

std::optional<core::ForwardedMail> find_forward(std::string_view text, const ForwardHints& hints) {
  return find_forward(SearchedText(text), hints);
}

std::optional<core::ForwardedMail> find_forward(const SearchedText& searched, const ForwardHints& hints) {
  return ForwardSearch(searched, hints).find();
}

core::ForwardedMail forwarded_from(const core::Mail& attached, std::string_view comment) {
  core::ForwardedMail mail;
  if (!attached.from.empty()) mail.from = attached.from.front();
  mail.to = attached.to;
  mail.cc = attached.cc;
  mail.subject = attached.subject;
  if (attached.date) mail.date = core::rfc3339(*attached.date);
  mail.text = attached.text;
  mail.comment = trim_all(comment);
  mail.message_id = attached.message_id;
  return mail;
}

}  // namespace ticketd::parsers
